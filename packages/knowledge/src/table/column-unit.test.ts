import { describe, expect, it } from 'vitest'
import { unitFactor, unitPattern } from './column-unit.ts'

const minutes = { name: '停机分钟', type: 'number' } as const

describe('unitFactor', () => {
  it.each([
    ['', minutes, 1],
    ['小时', minutes, 60],
    ['周', { name: '供货周期', type: 'number', unit: '天' }, 7],
    ['W', { name: 'Power (kW)', type: 'number', unit: 'kW' }, 0.001],
    ['hours', { name: 'Downtime (min)', type: 'number', unit: 'min' }, 60],
    ['元', { name: '金额', type: 'number', unit: '万元' }, 0.0001],
    ['个', { name: '库存下限', type: 'number' }, 1],
  ] as const)('%s', (written, column, factor) => {
    expect(unitFactor(written, column)).toBeCloseTo(factor, 9)
  })

  it.each([
    ['次', minutes],
    ['个工作日', { name: '时限', type: 'number', unit: '天' }],
    ['l/s', { name: 'Flow (m³/h)', type: 'number', unit: 'm³/h' }],
    ['usd', { name: 'Unit price (EUR)', type: 'number', unit: 'EUR' }],
    ['次', { name: '库存下限', type: 'number' }],
    ['倍', { name: '库存下限', type: 'number' }],
  ] as const)('refuses %s', (written, column) => {
    expect(unitFactor(written, column)).toBeUndefined()
  })

  it('takes no word for a unit', () => {
    const [, unit] = new RegExp(`^35 ?(${unitPattern})?`).exec('35 in the') ?? []
    expect(unit).toBeUndefined()
  })
})
