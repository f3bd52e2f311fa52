import { describe, expect, it } from 'vitest'
import type { EndedSums } from '../http/cost-contract.ts'
import { writer } from '../texts.ts'
import { marginParts, perCaseParts, spentParts } from './amounts.ts'

const [zh, en] = [writer('zh'), writer('en')]
const cny = (micros: number) => ({ micros, currency: 'CNY' }) as const
const usd = (micros: number) => ({ micros, currency: 'USD' }) as const
const ended = (more: Partial<EndedSums>): EndedSums => ({
  ...{ cases: 2, unpriced: 0, cost: [], perCase: [], priced: 0, charged: [], margin: [] },
  ...more,
})

describe('amounts', () => {
  it('of several currencies stand by themselves, a loss with its sign', () => {
    expect(marginParts(ended({ margin: [cny(78_799_997), usd(-7)] }), en)).toEqual(['¥78.799997', '-$0.000007'])
  })

  it('never look whole where calls have no price', () => {
    expect(spentParts({ cost: [cny(1_000_000)], unpriced: 3 }, zh)).toEqual(['¥1.00', '3 次未定价'])
    expect(spentParts({ cost: [], unpriced: 1 }, en)).toEqual(['1 unpriced'])
    expect(perCaseParts(ended({ perCase: [cny(5)], unpriced: 1 }), zh)).toEqual(['至少', '¥0.000005'])
    expect(marginParts(ended({ margin: [cny(5)], unpriced: 1 }), zh)).toEqual(['至多', '¥0.000005'])
  })

  it('are none where nothing is known, and not at least or at most of it', () => {
    expect(perCaseParts(ended({ unpriced: 2 }), zh)).toEqual([])
    expect(marginParts(ended({ unpriced: 2 }), zh)).toEqual([])
    expect(spentParts({ cost: [], unpriced: 0 }, zh)).toEqual([])
  })
})
