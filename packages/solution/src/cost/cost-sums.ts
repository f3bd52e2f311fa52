import type { Money } from '@kaiwu/core'
import type { CostLine } from '@kaiwu/models'
import type { CasePrices } from '../define-solution.ts'
import type { ChargedCase } from './charged-cases.ts'
import { added, moneyIn, type MoneySums } from './money-sums.ts'

/** Calls to models, added up. Money stays apart by currency. */
export type CallSums = Readonly<{
  calls: number
  /** Calls whose cost nobody can say: in no amount. */
  unpriced: number
  /** Different cases and answers. */
  cases: number
  promptTokens: number
  completionTokens: number
  cost: readonly Money[]
  /** What answers from the cache would have cost. */
  saved: readonly Money[]
}>

/** Cases that ended, each with all it cost from its beginning. Money stays apart by currency. */
export type EndedSums = Readonly<{
  cases: number
  /** Calls for them whose cost nobody can say: they cost at least `cost`. */
  unpriced: number
  cost: readonly Money[]
  /** What one cost on average, rounded up. */
  perCase: readonly Money[]
  /** Cases that have a price; what they were charged at; and that less what all of the cases cost. */
  priced: number
  charged: readonly Money[]
  margin: readonly Money[]
}>

const none: MoneySums = new Map()

/** Adds calls up. */
export function sumOfCalls(calls: readonly Readonly<{ line: CostLine; values?: Readonly<{ case?: string }> }>[]): CallSums {
  const total = (of: (line: CostLine) => number): number => calls.reduce((sum, { line }) => sum + of(line), 0)
  const money = (of: (line: CostLine) => readonly Money[]): readonly Money[] =>
    moneyIn(calls.reduce((sums, { line }) => added(sums, of(line)), none))
  return Object.freeze({
    calls: total((line) => line.calls),
    unpriced: total((line) => line.unpriced),
    cases: new Set(calls.flatMap(({ values }) => values?.case || [])).size,
    promptTokens: total((line) => line.promptTokens),
    completionTokens: total((line) => line.completionTokens),
    cost: money((line) => line.cost),
    saved: money((line) => line.saved),
  })
}

/** Adds up what cases that ended cost and were charged at. @param costs all that was ever spent on a case, by its id */
export function sumOfEnded(ended: readonly ChargedCase[], costs: ReadonlyMap<string, CostLine>, prices: CasePrices): EndedSums {
  const lines = ended.flatMap(({ id }) => costs.get(id) ?? [])
  const charges = ended.flatMap(({ caseType, state }) => {
    const ends = Object.hasOwn(prices, caseType) ? prices[caseType] : undefined
    return ends && Object.hasOwn(ends, state) ? (ends[state] ?? []) : []
  })
  const cost = lines.reduce((sums, line) => added(sums, line.cost), none)
  const charged = added(none, charges)
  const margin = [...cost].reduce((sums, [currency, micros]) => added(sums, [{ currency, micros }], -1), charged)
  return Object.freeze({
    cases: ended.length,
    unpriced: lines.reduce((sum, { unpriced }) => sum + unpriced, 0),
    cost: moneyIn(cost),
    perCase: moneyIn(new Map([...cost].map(([currency, micros]) => [currency, Math.ceil(micros / ended.length)]))),
    priced: charges.length,
    charged: moneyIn(charged),
    margin: charges.length === 0 ? [] : moneyIn(margin),
  })
}
