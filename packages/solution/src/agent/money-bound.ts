import { formatMoney, type ChatRequest, type Money } from '@kaiwu/core'
import { convertMoney, type ModelSettings } from '@kaiwu/models'

/** What a bound on money goes by. */
export type MoneyBoundOptions = Readonly<{
  /** Default: 1 of the currency that the model is priced in. */
  limit: Money | undefined
  /** About what a call costs; nothing where nobody has said. */
  estimate(request: ChatRequest): Money | undefined
  /** What the calls so far took. */
  spent(): Money | undefined
  rates: ModelSettings['rates']
}>

/** A bound on what a question costs. */
export type MoneyBound = Readonly<{
  /** The limit, in words, where a call would pass it. */
  passedBy(request: ChatRequest): string | undefined
  /** False once a call was made whose cost nobody can say. */
  holds(): boolean
}>

/** Holds calls to an amount: one that would pass it, as estimated, is not to be made. */
export function moneyBound({ limit, estimate, spent, rates }: MoneyBoundOptions): MoneyBound {
  let holds = true
  return Object.freeze({
    passedBy(request: ChatRequest) {
      const next = estimate(request)
      const most = limit ?? (next && { micros: 1_000_000, currency: next.currency })
      const before = spent()
      const total = most && sumIn(most.currency, [next, before?.micros === 0 ? undefined : before], rates)
      holds &&= next !== undefined && before !== undefined && total !== undefined
      return most && total !== undefined && total > most.micros ? formatMoney(most) : undefined
    },
    holds: () => holds,
  })
}

/** In micros; nothing where no rate says what an amount is worth. */
function sumIn(
  currency: Money['currency'],
  amounts: readonly (Money | undefined)[],
  rates: ModelSettings['rates'],
): number | undefined {
  return amounts.reduce<number | undefined>((sum, one) => {
    const micros = one ? convertMoney(one, currency, rates)?.micros : 0
    return sum === undefined || micros === undefined ? undefined : sum + micros
  }, 0)
}
