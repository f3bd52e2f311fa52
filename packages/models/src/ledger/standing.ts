import { KaiwuError, type Currency } from '@kaiwu/core'
import type { SharedStore } from '@kaiwu/store'
import { periodOf, type Claim } from './claim.ts'
import type { CountedBudgets } from './counted-budgets.ts'
import { converted, microRates, type MicroRates } from './exchange.ts'
import type { Budget, BudgetStanding, ExchangeRate } from './ledger.ts'

type Sum = Readonly<{ currency: Currency; spent: number; reserved: number }>

/**
 * What a budget has spent and set aside, in micros of its own currency, each currency's sum rounded up. `both` is what counts.
 * @throws CURRENCY_RATE_MISSING
 */
export function amountsOf(
  store: SharedStore,
  claim: Claim,
  budget: Budget,
  rates: MicroRates,
): Readonly<{ spent: number; reserved: number; both: number }> {
  const sums = store.all<Sum>(
    'SELECT currency, spent, reserved FROM standing WHERE budget = ? AND period = ? AND whose = ?',
    ...claim,
  )
  return added(sums, budget, rates)
}

/** How budgets stand now. One that counts each name by itself has a standing for every name that was counted in its period. */
export function standingsAt(
  store: SharedStore,
  { own }: CountedBudgets,
  rates: readonly ExchangeRate[],
  now: number,
): readonly BudgetStanding[] {
  return own.flatMap(({ budget, counted }) => {
    const since = periodOf(now, budget)
    const sums = store.all<Sum & { whose: string }>(
      'SELECT whose, currency, spent, reserved FROM standing WHERE budget = ? AND period = ? ORDER BY whose',
      counted.id,
      since,
    )
    const names = budget.each ? [...new Set(sums.map(({ whose }) => whose))] : ['']
    const { currency } = budget.limit
    const worth = microRates(currency, rates)
    return names.map((of) => {
      const { spent, reserved } = added(
        sums.filter(({ whose }) => whose === of),
        budget,
        worth,
      )
      return Object.freeze({ budget, of, since, spent: { micros: spent, currency }, reserved: { micros: reserved, currency } })
    })
  })
}

function added(sums: readonly Sum[], budget: Budget, rates: MicroRates): { spent: number; reserved: number; both: number } {
  const total = { spent: 0, reserved: 0, both: 0 }
  for (const { currency, spent, reserved } of sums) {
    const inBudget = (micros: number): number => {
      const worth = converted({ micros, currency }, rates)
      if (worth === undefined) throw new KaiwuError('CURRENCY_RATE_MISSING', { from: currency, to: budget.limit.currency })
      return worth
    }
    total.spent += inBudget(spent)
    total.reserved += inBudget(reserved)
    total.both += inBudget(spent + reserved)
  }
  return total
}
