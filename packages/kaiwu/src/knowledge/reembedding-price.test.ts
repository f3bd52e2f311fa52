import type { TokenPrice } from '@kaiwu/core'
import { estimateTokens, openModels, type Channel } from '@kaiwu/models'
import { describe, expect, it, onTestFinished } from 'vitest'
import { reembeddingPrice } from './reembedding-price.ts'

const at = Date.parse('2026-11-22T00:00:00Z')
const price: TokenPrice = { currency: 'CNY', input: 0.5, output: 0, asOf: '2026-10-01' }
const channel = (prices: readonly TokenPrice[], internal = false) =>
  ({ internal, facts: { embedding: { prices } } }) as unknown as Pick<Channel, 'facts' | 'internal'>

describe('the price of making vectors anew', () => {
  it('is that of all characters by what the sample comes to', () => {
    const plan = { sample: ['一二三四', '五六'], characters: 6_000_000 }
    expect(reembeddingPrice(plan, channel([price]), (text) => text.length / 2, at)).toEqual({
      tokens: 3_000_000,
      internal: false,
      cost: { micros: 1_500_000, currency: 'CNY' },
    })
  })

  it('is that of the day, and none where nobody has said one', () => {
    const plan = { sample: ['一'], characters: 1_000_000 }
    const later = { ...price, input: 9, from: '2027-01-01' }
    const each = (text: string) => text.length
    expect(reembeddingPrice(plan, channel([price, later]), each, at).cost).toEqual({ micros: 500_000, currency: 'CNY' })
    expect(reembeddingPrice(plan, channel([later]), each, at)).toEqual({ tokens: 1_000_000, internal: false })
    expect(reembeddingPrice(plan, channel([], true), each, at)).toEqual({ tokens: 1_000_000, internal: true })
    expect(reembeddingPrice({ sample: [], characters: 0 }, channel([price]), each, at).cost).toEqual({
      micros: 0,
      currency: 'CNY',
    })
  })

  it('is known of a model that its provider prices', () => {
    const models = openModels({ environment: { OPENAI_API_KEY: 'sk-test-0123456789abcdef0123456789' } })
    onTestFinished(() => models.close())
    const [known] = models.channels('openai/text-embedding-3-small')
    const { cost } = reembeddingPrice({ sample: ['pump'], characters: 40_000_000 }, known!, estimateTokens, at)
    expect(cost).toMatchObject({ currency: 'USD' })
    expect(cost!.micros).toBeGreaterThan(0)
  })
})
