import { isDuration } from './column-unit.ts'
import type { ReadConditions } from './condition-parts.ts'
import type { Operation } from './question-operations.ts'
import type { Column, TypedTable } from './typed-table.ts'

/** What a superlative measures: which words say it, and which columns hold it. `alone`: a table's only such column is meant unsaid. */
type Dimension = Readonly<{ word: RegExp; said?: RegExp; fits: (column: Column) => boolean; alone?: boolean }>

const isNumber = ({ name, type }: Column): boolean => type === 'number' && !/^(?:序号|行号|no\.?|#)$/i.test(name)
const named =
  (pattern: RegExp) =>
  (column: Column): boolean =>
    isNumber(column) && pattern.test(`${column.name} ${column.unit ?? ''}`)

const dimensions: readonly Dimension[] = [
  {
    word: /[新晚近早]/,
    said: /latest|newest|recent|earliest|oldest|first|last/,
    fits: ({ type }) => type === 'date',
    alone: true,
  },
  { word: /贵|便宜/, said: /cheapest/, fits: named(/价|费|金额|元|cost|price|amount/i), alone: true },
  { word: /[久快慢]/, fits: (column) => isNumber(column) && isDuration(column), alone: true },
  {
    word: /[长短]/,
    said: /longest|shortest/,
    fits: (column) => isNumber(column) && (isDuration(column) || named(/[长距]|length|duration|time|mm|米/i)(column)),
  },
  { word: /[重轻]/, fits: named(/重|质量|weight|mass|kg|吨/i) },
  { word: /远/, fits: named(/[距程]|distance|米/i) },
  { word: /严重/, fits: named(/严重|等级|级别|severity/i) },
]

/**
 * What a superlative ranks by: the measure named nearest, which must be of the kind its word speaks of (贵: money). Without a name only
 * 最新, 最贵 and 最久 say it themselves, where one column alone can be meant.
 */
export function rankedBy(
  mark: Operation,
  folded: string,
  { columns }: TypedTable,
  askedAt: ReadConditions['askedAt'],
): string | undefined {
  const said = folded.slice(mark.start, mark.end)
  const dimension = dimensions.find((one) => one.word.test(mark.word ?? '') || one.said?.test(said) === true)
  const fits = dimension?.fits ?? isNumber
  const measures = askedAt.flatMap((one) => columns.filter(({ name, type }) => name === one.name && type !== 'text'))
  if (measures.length > 0) {
    const fitting = askedAt.filter(({ name }) => measures.some((column) => column.name === name && fits(column)))
    const distance = (one: (typeof askedAt)[number]): number =>
      Math.min(Math.abs(one.start - mark.end), Math.abs(one.end - mark.start))
    return fitting.toSorted((a, b) => distance(a) - distance(b))[0]?.name
  }
  if (dimension?.alone !== true) return undefined
  // The oldest of people is not the one who came first.
  if (/oldest|newest/.test(said) && columns.some(({ name }) => /龄|\bage\b/i.test(name))) return undefined
  const only = columns.filter(fits)
  return only.length === 1 ? only[0]!.name : undefined
}
