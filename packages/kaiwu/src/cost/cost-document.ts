import type { BudgetStanding } from '@kaiwu/models'
import type { CostFigures, CostSummary } from './cost-figures.ts'
import type { CostRequest } from './cost-request.ts'
import type { InOneCurrency } from './print-cost.ts'

/** A report as a document for programs. Money is in millionths; `total.inOneCurrency` is there where rates allow. */
export function costDocument({ lines, total }: CostSummary, one: InOneCurrency, { by, timeZone, filter }: CostRequest): unknown {
  const { from, to } = filter
  return {
    by,
    timeZone,
    ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
    ...(to === undefined ? {} : { before: new Date(to).toISOString() }),
    lines: lines.map((line) => ({
      group: Object.fromEntries(by.map((key, index) => [key, line.group[index]])),
      ...figures(line),
    })),
    ...(total ? { total: { ...figures(total), ...(one ? { inOneCurrency: one.total, rates: one.rates } : {}) } } : {}),
  }
}

/** How budgets stand, as a document for programs. */
export function budgetsDocument(standings: readonly BudgetStanding[]): unknown {
  return {
    budgets: standings.map(({ budget, of, since, spent, reserved }) => ({
      name: budget.name,
      ...(budget.each ? { each: budget.each, of } : {}),
      period: budget.period,
      since,
      limit: budget.limit,
      spent,
      reserved,
    })),
  }
}

function figures({ group: _, ...rest }: CostFigures): Omit<CostFigures, 'group'> {
  return rest
}
