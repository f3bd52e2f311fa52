import { guardedCell, formatMoney, localText, type Language, type Money } from '@kaiwu/core'
import type { WorkCost, WorkCostKey, WorkCostLine } from '@kaiwu/solution'

type Column = Readonly<{ head: string; cell(line: WorkCostLine): string | number | null }>

const heads: Readonly<Record<WorkCostKey, Readonly<Record<Language, string>>>> = {
  workflow: { zh: '业务', en: 'workflow' },
  outcome: { zh: '结果', en: 'outcome' },
  department: { zh: '部门', en: 'department' },
  case: { zh: '业务单', en: 'case' },
  day: { zh: '日期', en: 'day' },
  model: { zh: '模型', en: 'model' },
  provider: { zh: '供应商', en: 'provider' },
  kind: { zh: '类别', en: 'kind' },
  step: { zh: '步骤', en: 'step' },
  user: { zh: '用户', en: 'user' },
  key: { zh: '密钥', en: 'key' },
}

/**
 * What work cost as CSV for spreadsheets: a column for each currency, amounts as plain numbers with all their decimals, nothing where there
 * is no amount, and no cell that is taken for a formula.
 */
export function costCsv({ lines }: WorkCost, by: readonly WorkCostKey[], language: Language): string {
  const columns = [
    ...by.map((key, at): Column => ({
      head: heads[key][language],
      cell: ({ group }) => localText(group[at]?.title ?? '', language),
    })),
    ...spentColumns(lines, language),
    ...(lines.some(({ ended }) => ended) ? endedColumns(lines, language) : []),
  ]
  const rows = [
    columns.map(({ head }) => guardedCell(head)),
    ...lines.map((line) => columns.map(({ cell }) => cellOf(cell(line)))),
  ]
  return `\ufeff${rows.map((cells) => `${cells.join(',')}\r\n`).join('')}`
}

// An amount is a number already, whose minus sign is none of a formula.
function cellOf(value: string | number | null): string {
  return typeof value === 'string' && /^-?\d+\.\d+$/.test(value) ? value : guardedCell(value)
}

function spentColumns(lines: readonly WorkCostLine[], language: Language): readonly Column[] {
  const zh = language === 'zh'
  return [
    { head: zh ? '调用' : 'calls', cell: ({ spent }) => spent.calls },
    { head: zh ? '未定价调用' : 'unpriced calls', cell: ({ spent }) => spent.unpriced },
    { head: zh ? '涉及单数' : 'cases and answers', cell: ({ spent }) => spent.cases },
    { head: zh ? '输入词元' : 'tokens in', cell: ({ spent }) => spent.promptTokens },
    { head: zh ? '输出词元' : 'tokens out', cell: ({ spent }) => spent.completionTokens },
    ...amountColumns(zh ? '期间费用' : 'cost in the period', lines, ({ spent }) => spent.cost),
    ...amountColumns(zh ? '缓存节省' : 'saved by cache', lines, ({ spent }) => spent.saved),
  ]
}

function endedColumns(lines: readonly WorkCostLine[], language: Language): readonly Column[] {
  const zh = language === 'zh'
  return [
    { head: zh ? '期间办结' : 'ended in the period', cell: ({ ended }) => ended?.cases ?? null },
    { head: zh ? '办结单中未定价调用' : 'unpriced calls of these', cell: ({ ended }) => ended?.unpriced ?? null },
    ...amountColumns(zh ? '办结单全部费用' : 'whole cost of these', lines, ({ ended }) => ended?.cost ?? []),
    ...amountColumns(zh ? '每单费用' : 'cost per case', lines, ({ ended }) => ended?.perCase ?? []),
    { head: zh ? '有单价的单数' : 'with a price', cell: ({ ended }) => ended?.priced ?? null },
    ...amountColumns(zh ? '应收' : 'charged', lines, ({ ended }) => ended?.charged ?? []),
    ...amountColumns(zh ? '毛利' : 'margin', lines, ({ ended }) => ended?.margin ?? []),
  ]
}

function amountColumns(
  head: string,
  lines: readonly WorkCostLine[],
  of: (line: WorkCostLine) => readonly Money[],
): readonly Column[] {
  const currencies = [...new Set(lines.flatMap(of).map(({ currency }) => currency))].sort()
  return currencies.map((currency) => ({
    head: `${head} ${currency}`,
    cell(line) {
      const amount = of(line).find((one) => one.currency === currency)
      return amount ? formatMoney(amount).replace(/[¥$€]/, '') : null
    },
  }))
}
