import type { Money, Usage } from '@kaiwu/core'
import { totalIn, type LedgerRow, type Models } from '@kaiwu/models'

/** What an answer took: every call made for it, those that failed or were repaired too. */
export type SpentOnAnswer = Readonly<{
  usage: Usage
  /** Absent when somebody's price is unknown, or amounts in several currencies have no rate between them. */
  cost?: Money
}>

/** What the calls charged to a case have taken since a moment, in milliseconds. */
export function spentOnAnswer({ ledger, settings }: Models, id: string, since: number): SpentOnAnswer {
  const rows = ledger?.rows({ case: id, from: since }) ?? []
  const cost = costOf(rows, settings)
  return { usage: usageOf(rows), ...(cost ? { cost } : {}) }
}

function costOf(rows: readonly LedgerRow[], settings: Models['settings']): Money | undefined {
  const costs = rows.flatMap(({ cost }) => cost ?? [])
  if (costs.length < rows.length) return undefined
  const currencies = new Set(costs.filter(({ micros }) => micros > 0).map(({ currency }) => currency))
  const [only = settings.currency] = currencies
  return currencies.size > 1 ? totalOf(costs, settings) : sum(costs, only)
}

function usageOf(rows: readonly LedgerRow[]): Usage {
  const all = rows.flatMap(({ usage }) => usage ?? [])
  const total = (of: (usage: Usage) => number | undefined): number => all.reduce((so, usage) => so + (of(usage) ?? 0), 0)
  const [cachedTokens, reasoningTokens] = [total((usage) => usage.cachedTokens), total((usage) => usage.reasoningTokens)]
  return {
    promptTokens: total((usage) => usage.promptTokens),
    completionTokens: total((usage) => usage.completionTokens),
    estimated: all.some(({ estimated }) => estimated),
    ...(cachedTokens > 0 ? { cachedTokens } : {}),
    ...(reasoningTokens > 0 ? { reasoningTokens } : {}),
  }
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
