import type { Money } from '@kaiwu/core'
import { totalIn, type Models } from '@kaiwu/models'

/**
 * What the calls charged to a case have cost since a moment, in milliseconds: every one of them, those that failed or were repaired
 * too. Undefined when somebody's price is unknown, or amounts in several currencies have no rate between them.
 */
export function costOfAnswer({ ledger, settings }: Models, id: string, since: number): Money | undefined {
  const rows = ledger?.rows({ case: id, from: since }) ?? []
  const costs = rows.flatMap(({ cost }) => cost ?? [])
  if (costs.length < rows.length) return undefined
  const currencies = new Set(costs.filter(({ micros }) => micros > 0).map(({ currency }) => currency))
  const [only = settings.currency] = currencies
  return currencies.size > 1 ? totalOf(costs, settings) : sum(costs, only)
}

function sum(costs: readonly Money[], currency: Money['currency']): Money {
  return { micros: costs.reduce((total, { micros }) => total + micros, 0), currency }
}

function totalOf(costs: readonly Money[], { currency, rates }: Models['settings']): Money | undefined {
  const stated = costs.every(
    ({ currency: from }) => from === currency || rates.some((rate) => [rate.from, rate.to].includes(from)),
  )
  return stated ? totalIn(currency, costs, rates) : undefined
}
