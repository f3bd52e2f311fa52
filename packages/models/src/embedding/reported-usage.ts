import type { Usage } from '@kaiwu/core'
import { estimateTokens } from '../estimate/estimate-tokens.ts'
import type { Meter, MeteredRun, MeteredWork } from '../ledger/meter.ts'

/** What keeps account of a call that is no stream. */
export type CallMeter = Pick<Meter, 'run'>

/** A meter that keeps no account. */
export const noMeter: CallMeter = Object.freeze({
  run: <T>(_: MeteredRun, work: MeteredWork<T>) => work(() => undefined),
})

/** Tokens of several texts, as far as they can be told here. */
export function estimateAll(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text), 0)
}

/**
 * What a service says a call without an answer in words used. Services put it into `usage` or `meta.tokens`; where they say
 * nothing it is estimated.
 */
export function usageIn(json: object, estimated: number): Usage {
  const { usage, meta } = json as { usage?: Counted | null; meta?: { tokens?: Counted | null } | null }
  const told = [usage?.prompt_tokens, usage?.input_tokens, usage?.total_tokens, meta?.tokens?.input_tokens]
  const promptTokens = told.find((one): one is number => typeof one === 'number' && Number.isFinite(one) && one > 0)
  return promptTokens === undefined
    ? { promptTokens: estimated, completionTokens: 0, estimated: true }
    : { promptTokens, completionTokens: 0, estimated: false }
}

type Counted = Readonly<{ prompt_tokens?: unknown; input_tokens?: unknown; total_tokens?: unknown }>
