import type { Operation } from './question-operations.ts'
import type { QuestionParts } from './read-question.ts'

const quantity = /quantity|qty|pieces|数量|件数|个数|台数|人数|份数|套数/i
const people = /人|姓名|员工|户|name/i
// A01-A03, A；B: one cell that is more than one thing.
const several = /^([a-z]+)\d+\s*[-~—–至到]\s*\1?\d+$|.[；;、].|\d+\s*[只件套个]$/i

/**
 * Whether the number of rows is the number a question asks for: not where it counts people or machines of which a row is a case, pieces
 * of which a row gives the quantity, or things of which a cell names several.
 * @param counted the column the question counts the values of
 */
export function rowsAreCounted(mark: Operation, counted: string | undefined, parts: QuestionParts): boolean {
  const { folded, mentions, words, index } = parts
  const { columns } = index.table
  const counter = /[人名位户台辆家](?=次?$)/.exec(folded.slice(mark.start, mark.end))?.[0]
  if (counter !== undefined && /[人名位户]/.test(counter) && !people.test(`${columns[0]?.name} ${counted ?? ''}`)) return false
  if (counter !== undefined && /[台辆家]/.test(counter) && counted === undefined) return false
  const pieces = /[件只套台根支片](?=次?$)/.test(folded.slice(mark.start, mark.end))
  if (pieces && columns.some(({ name }) => /^(?:计量)?单位$/.test(name))) return false
  const values = index.columns.find(({ name }) => name === counted)?.values ?? []
  if (values.some(({ value }) => several.test(value))) return false
  if (!columns.some(({ name, type }) => type === 'number' && quantity.test(name))) return true
  const noun =
    mentions.find(({ from }) => words[from]!.start >= mark.end) ?? mentions.findLast(({ to }) => words[to - 1]!.end <= mark.start)
  return noun?.kind !== 'value'
}

/** Whether most says of what it counts the rows: the most orders, 工单最多. */
export function namesWhatItCounts(mark: Operation, { folded, mentions, words, isHarmless }: QuestionParts): boolean {
  if (/\p{Script=Han}/u.test(folded.slice(mark.start, mark.end))) return true
  const next = words.findIndex((word) => word.start >= mark.end && !isHarmless(word))
  return mentions.some(({ from, kind }) => from === next && kind !== 'value')
}
