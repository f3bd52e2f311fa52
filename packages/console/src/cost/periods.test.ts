import { expect, it } from 'vitest'
import { monthOf } from './periods.ts'

it('months begin and end where they do, over years and leap days', () => {
  expect(monthOf('2026-11-23')).toEqual({ from: '2026-11-01', to: '2026-11-30' })
  expect(monthOf('2026-03-31', -1)).toEqual({ from: '2026-02-01', to: '2026-02-28' })
  expect(monthOf('2024-02-29')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
  expect(monthOf('2026-01-01', -1)).toEqual({ from: '2025-12-01', to: '2025-12-31' })
})
