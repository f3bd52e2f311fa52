import { formatMoney, KaiwuError, type Money } from '@kaiwu/core'
import type { BudgetStanding, ExchangeRate } from '@kaiwu/models'
import type { Terminal } from '../terminal.ts'
import type { CostFigures, CostSummary } from './cost-figures.ts'
import type { CostRequest } from './cost-request.ts'
import { budgetColumns, costText, currenciesIn, peopleColumns, spreadsheetColumns } from './cost-sheet.ts'
import { printCsv, printSheet } from './print-sheet.ts'

/** What everything comes to in one currency; nothing where nobody has stated the rates. */
export type InOneCurrency = Readonly<{ total: Money; rates: readonly ExchangeRate[] }> | undefined

/** Adds up what there is in one currency, if rates allow. @param totalIn of @kaiwu/models */
export function inOneCurrency(
  cost: readonly Money[],
  { currency, rates }: Readonly<{ currency: Money['currency']; rates: readonly ExchangeRate[] }>,
  totalIn: (currency: Money['currency'], amounts: readonly Money[], rates: readonly ExchangeRate[]) => Money,
): InOneCurrency {
  const foreign = currenciesIn(cost).filter((one) => one !== currency)
  if (foreign.length === 0) return undefined
  try {
    const used = rates.filter(
      ({ from, to }) => [from, to].includes(currency) && foreign.some((one) => one === from || one === to),
    )
    return { total: totalIn(currency, cost, rates), rates: used }
  } catch (error) {
    if (KaiwuError.is(error) && error.code === 'CURRENCY_RATE_MISSING') return undefined
    throw error
  }
}

/** Prints a report in the form asked for. */
export function printCost(summary: CostSummary, one: InOneCurrency, request: CostRequest, terminal: Terminal): void {
  const { lines, total } = summary
  const { language } = terminal
  if (request.format === 'csv') return printCsv(lines, spreadsheetColumns(request, lines, language), terminal)
  if (!total) return terminal.print({ zh: '没有符合条件的调用。', en: 'No calls are like that.' })
  printSheet(lines, peopleColumns(request, language), terminal)
  terminal.print()
  printTotal(total, one, terminal)
}

function printTotal(total: CostFigures, one: InOneCurrency, terminal: Terminal): void {
  const text = costText(total, terminal.language)
  terminal.print({ zh: `合计：${total.calls} 次调用，费用 ${text}`, en: `Total: ${total.calls} calls, cost ${text}` })
  if (one) {
    const rates = one.rates.map(({ from, to, rate, asOf }) => `1 ${from} = ${rate} ${to}, ${asOf}`).join('; ')
    terminal.print({ zh: `折合 ${formatMoney(one.total)}（${rates}）`, en: `That is ${formatMoney(one.total)} (${rates})` })
  } else if (total.cost.length > 1) {
    terminal.print({
      zh: '各币种不能相加；在 models.yaml 的 rates 里写明汇率和日期，就会给出一个总数。',
      en: 'Currencies are not added up; state their rate and its date under rates in models.yaml for one total.',
    })
  }
  if (total.unpriced > 0) {
    terminal.print({
      zh: '未定价的调用不是免费的：没有人写过这些模型的价格（models.yaml 的 models）。',
      en: 'Unpriced calls are not free: nobody has said what these models cost (models in models.yaml).',
    })
  }
}

/** Prints how budgets stand. */
export function printBudgets(standings: readonly BudgetStanding[], { format }: CostRequest, terminal: Terminal): void {
  if (format === 'csv') return printCsv(standings, budgetColumns('csv', terminal.language), terminal)
  if (standings.length > 0) return printSheet(standings, budgetColumns('table', terminal.language), terminal)
  terminal.print({
    zh: '没有预算，或还没有人用到它们；预算写在 models.yaml 的 budgets 里。',
    en: 'There are no budgets, or nobody has used them yet; they are written under budgets in models.yaml.',
  })
}
