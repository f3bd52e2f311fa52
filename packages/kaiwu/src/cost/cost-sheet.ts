import { formatMoney, type Currency, type Language, type Money } from '@kaiwu/core'
import type { BudgetStanding, CostLine } from '@kaiwu/models'
import type { Texts } from '../command.ts'
import type { CostFigures } from './cost-figures.ts'
import { costKeys, type CostRequest } from './cost-request.ts'

/** A column: its head, whether it holds numbers, and what stands in it. */
export type Column<Row> = Readonly<{ head: string; number: boolean; cell(row: Row): string }>

const words: Readonly<Record<string, Texts>> = {
  calls: { zh: '调用', en: 'calls' },
  cases: { zh: '业务单数', en: 'cases' },
  promptTokens: { zh: '输入词元', en: 'tokens in' },
  cachedTokens: { zh: '其中缓存', en: 'of these cached' },
  completionTokens: { zh: '输出词元', en: 'tokens out' },
  unpriced: { zh: '未定价', en: 'unpriced' },
  cost: { zh: '费用', en: 'cost' },
  saved: { zh: '缓存节省', en: 'saved by cache' },
  perCase: { zh: '每单费用', en: 'cost per case' },
  perCaseAtLeast: { zh: '每单费用不全', en: 'cost per case is a least' },
  budget: { zh: '预算', en: 'budget' },
  of: { zh: '属于', en: 'of' },
  since: { zh: '起自', en: 'since' },
  currency: { zh: '币种', en: 'currency' },
  limit: { zh: '上限', en: 'limit' },
  spent: { zh: '已用', en: 'spent' },
  reserved: { zh: '已预留', en: 'reserved' },
  left: { zh: '剩余', en: 'left' },
}

type Counted = 'calls' | 'unpriced' | 'cases' | 'promptTokens' | 'cachedTokens' | 'completionTokens'

function count(name: Counted, language: Language): Column<CostFigures> {
  return { head: words[name]![language], number: true, cell: (line) => String(line[name]) }
}

function groups({ by }: Pick<CostRequest, 'by'>, empty: string, language: Language): readonly Column<CostFigures>[] {
  return by.map((key, index) => ({
    head: costKeys[key][language],
    number: false,
    cell: ({ group }) => group[index] || empty,
  }))
}

/** Columns of a report for people: money with its sign, what has no price said in words. */
export function peopleColumns(request: CostRequest, language: Language): readonly Column<CostFigures>[] {
  const head = (name: string): string => words[name]![language]
  const atLeast = language === 'zh' ? '至少 ' : 'at least '
  return [
    ...groups(request, '-', language),
    count('calls', language),
    count('cases', language),
    count('promptTokens', language),
    count('completionTokens', language),
    { head: head('cost'), number: true, cell: (line) => costText(line, language) },
    { head: head('saved'), number: true, cell: ({ saved }) => amounts(saved) || '-' },
    {
      head: head('perCase'),
      number: true,
      cell: ({ perCase, perCaseAtLeast }) => (perCase.length === 0 ? '-' : `${perCaseAtLeast ? atLeast : ''}${amounts(perCase)}`),
    },
  ]
}

/** Columns of a report for spreadsheets: a column for each currency, numbers without signs, nothing where there is no number. */
export function spreadsheetColumns(
  request: CostRequest,
  lines: readonly CostFigures[],
  language: Language,
): readonly Column<CostFigures>[] {
  const money = (name: 'cost' | 'saved' | 'perCase'): Column<CostFigures>[] =>
    currenciesIn(lines.flatMap((line) => line[name])).map((currency) => ({
      head: `${words[name]![language]} ${currency}`,
      number: true,
      cell: (line) => decimal(line[name].find((one) => one.currency === currency)),
    }))
  return [
    ...groups(request, '', language),
    ...(['calls', 'unpriced', 'cases', 'promptTokens', 'cachedTokens', 'completionTokens'] as const).map((name) =>
      count(name, language),
    ),
    ...money('cost'),
    ...money('saved'),
    ...money('perCase'),
    ...(lines.some(({ perCaseAtLeast }) => perCaseAtLeast)
      ? [
          {
            head: words['perCaseAtLeast']![language],
            number: false,
            cell: ({ perCaseAtLeast }: CostFigures) => (perCaseAtLeast ? '1' : ''),
          },
        ]
      : []),
  ]
}

/** Columns of how budgets stand, for people or for spreadsheets. */
export function budgetColumns(form: 'table' | 'csv', language: Language): readonly Column<BudgetStanding>[] {
  const head = (name: string): string => words[name]![language]
  const empty = form === 'table' ? '-' : ''
  const money = form === 'table' ? formatMoney : decimal
  const left = ({ budget: { limit }, spent, reserved }: BudgetStanding): Money => {
    return { micros: limit.micros - spent.micros - reserved.micros, currency: limit.currency }
  }
  return [
    { head: head('budget'), number: false, cell: ({ budget }) => budget.name },
    { head: head('of'), number: false, cell: ({ of }) => of || empty },
    { head: head('since'), number: false, cell: ({ since }) => since || empty },
    ...(form === 'csv'
      ? [{ head: head('currency'), number: false, cell: ({ budget }: BudgetStanding) => budget.limit.currency }]
      : []),
    { head: head('limit'), number: true, cell: ({ budget }) => money(budget.limit) },
    { head: head('spent'), number: true, cell: ({ spent }) => money(spent) },
    { head: head('reserved'), number: true, cell: ({ reserved }) => money(reserved) },
    { head: head('left'), number: true, cell: (standing) => money(left(standing)) },
  ]
}

/** The cost of a line in words: never nothing where some calls have no price. */
export function costText({ cost, unpriced }: CostLine, language: Language): string {
  const unknown = language === 'zh' ? `${unpriced} 次未定价` : `${unpriced} unpriced`
  return [...(cost.length > 0 ? [amounts(cost)] : []), ...(unpriced > 0 ? [unknown] : [])].join(' + ') || '-'
}

/** Amounts of several currencies, which nobody may add. */
export function amounts(money: readonly Money[]): string {
  return money.map(formatMoney).join(' + ')
}

/** The currencies that occur, each once. */
export function currenciesIn(money: readonly Money[]): readonly Currency[] {
  return [...new Set(money.map(({ currency }) => currency))].toSorted()
}

/** An amount as a spreadsheet reads it: `-0.0036`, and nothing for nothing. */
function decimal(money: Money | undefined): string {
  return money ? formatMoney(money).replace(/[¥$€]/, '') : ''
}
