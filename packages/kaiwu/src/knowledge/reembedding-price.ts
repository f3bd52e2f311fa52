import { priceAt, priceOf, type Money } from '@kaiwu/core'
import type { ReembeddingPlan } from '@kaiwu/knowledge'
import type { Channel } from '@kaiwu/models'

/** About what making vectors anew takes. */
export type ReembeddingPrice = Readonly<{
  tokens: number
  /** Absent where nobody has said what the model costs. */
  cost?: Money
  /** It runs in the house: what is sent does not leave, and nobody charges for it. */
  internal: boolean
}>

/** Estimates what a plan comes to with a model, before anything is sent. @param at milliseconds since 1970 */
export function reembeddingPrice(
  { sample, characters }: Pick<ReembeddingPlan, 'sample' | 'characters'>,
  { facts, internal }: Pick<Channel, 'facts' | 'internal'>,
  estimateTokens: (text: string) => number,
  at: number,
): ReembeddingPrice {
  const sent = sample.reduce((sum, { length }) => sum + length, 0)
  const counted = sample.reduce((sum, text) => sum + estimateTokens(text), 0)
  const tokens = sent === 0 ? 0 : Math.ceil((characters * counted) / sent)
  const price = priceAt(facts.embedding?.prices ?? [], at)
  const usage = { promptTokens: tokens, completionTokens: 0, estimated: true }
  return Object.freeze({ tokens, internal, ...(price ? { cost: priceOf(usage, price, { at }) } : {}) })
}
