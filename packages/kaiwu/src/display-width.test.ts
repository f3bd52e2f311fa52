import { describe, expect, it } from 'vitest'
import { columns, displayWidth } from './display-width.ts'

describe('columns', () => {
  it('aligns Chinese, which takes two cells a character, with Latin', () => {
    const lines = columns([
      ['指标', '0.9', '好'],
      ['measure', '1', ''],
    ])
    expect(lines).toEqual(['  指标     0.9  好', '  measure  1'])
    expect(displayWidth('《a》，')).toBe(7)
  })
})
