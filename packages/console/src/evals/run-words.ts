import type { Currency, Language } from '@kaiwu/core'
import { amountParts } from '../cost/amounts.ts'
import type { EvalRunSummary } from '../http/eval-contract.ts'
import type { Write } from '../texts.ts'

/** Who had an evaluation made, and from where. */
export function makerWords({ by: { name, via } }: EvalRunSummary, write: Write): string {
  return via === 'page' ? name : write('evalByCommand', { name })
}

/** What an evaluation cost, each currency by itself; answers without a price are said to be so. */
export function runCostWords({ cost: { micros, unpriced } }: EvalRunSummary, write: Write): string {
  const priced = Object.entries(micros).map(([currency, amount]) => ({ micros: amount, currency: currency as Currency }))
  const unknown = unpriced > 0 ? [write('evalUnpriced', { count: unpriced })] : []
  return [...amountParts(priced), ...unknown].join(' + ') || '–'
}

/** When something happened, to the second: two evaluations may be minutes apart. */
export function momentWords(at: string, language: Language): string {
  return new Date(at).toLocaleString(language === 'zh' ? 'zh-CN' : 'en-GB')
}
