import type { Language } from '@kaiwu/core'
import { describeCell, describeCondition } from './describe-condition.ts'
import type { TableResult } from './open-tables.ts'
import { tableIndex } from './table-index.ts'
import type { TableQuery } from './table-query.ts'
import type { CellValue, Column, TypedTable } from './typed-table.ts'

/** An answer in words, and the rows of the table its marks name: `[n]` is the n-th of them. */
export type TableText = Readonly<{ text: string; cited: readonly number[] }>

const [mostLines, mostCited, mostCountedRows] = [40, 8, 10]
// A figure shows by some rows what it counts; the query says which they all are.
const mostOfFigure = 3

/** How the question put it. */
export type Wording = Readonly<{
  /** Columns the question asks for; an empty cell of one is said to be empty. */
  asked?: readonly string[]
  /** What it calls the rows it counts. */
  noun?: string | undefined
}>

/**
 * Says the result of a query in plain words: how it was understood, what was counted, and each row with its naming columns and what
 * was asked for; at most 40 lines, with the number of all.
 * @param query as it was run
 */
export function describeTableResult(
  table: TypedTable,
  query: TableQuery,
  result: TableResult,
  language: Language,
  { asked = [], noun }: Wording = {},
): TableText {
  const saying: Saying = { table, query, result, language, asked, noun }
  if (result.matched === 0) return { text: nothing(saying), cited: [] }
  if (query.aggregate && !query.groupBy) {
    const first = result.source.slice(0, mostOfFigure)
    return { text: figures(saying, first), cited: first }
  }
  const cited = result.source.slice(0, mostCited)
  return { text: list(saying, cited), cited }
}

type Saying = Readonly<{
  table: TypedTable
  query: TableQuery
  result: TableResult
  language: Language
  asked: readonly string[]
  noun: string | undefined
}>

function condition({ query, table, language }: Saying): string {
  return query.where ? describeCondition(query.where, table, language) : ''
}

function nothing(saying: Saying): string {
  const held = condition(saying)
  const { table, language, asked } = saying
  if (language === 'zh')
    return `《${table.name}》共 ${table.rows.length} 行，没有符合条件的行（${held}）${asked.length > 0 ? `，所以没有${asked.join('、')}可答` : ''}。`
  return `None of the ${table.rows.length} rows of "${table.name}" fits (${held})${asked.length > 0 ? `, so there is no ${asked.join(', no ')}` : ''}.`
}

/** One line of figures, and the rows they are of where these are few. */
function figures(saying: Saying, cited: readonly number[]): string {
  const { table, query, result, language, asked, noun } = saying
  const held = condition(saying)
  const row = result.rows[0] ?? []
  const zh = language === 'zh'
  const counted = new Set(query.aggregate?.flatMap(({ column }) => column ?? []))
  const rest = asked.filter((name) => !counted.has(name))
  const ofWhat = noun === undefined && rest.length > 0 ? ` of ${rest.join(', ')}` : ''
  const said = (query.aggregate ?? []).map((aggregate, at) => {
    const column = result.columns[at]!
    const value = describeCell(row[at] ?? null, column, language)
    const name = [...(aggregate.within ?? []), aggregate.column ?? ''].join(' / ')
    if (aggregate.fn === 'share') {
      const of = describeCondition(aggregate.of!, table, language)
      const hits = Math.round((Number(row[at] ?? 0) * result.matched) / 100)
      return zh ? `${of}的占 ${value}（${hits}/${result.matched}）` : `${value} have ${of} (${hits} out of ${result.matched})`
    }
    if (aggregate.fn === 'count')
      return zh
        ? `共 ${value} 行${noun === undefined ? '' : `（${noun}）`}`
        : `${value} ${noun ?? (value === '1' ? 'row' : 'rows')}${ofWhat}`
    if (aggregate.fn === 'count-distinct') return zh ? `不同的${name} ${value} 个` : `${value} different ${name}`
    const word = { sum: ['合计', 'total'], average: ['平均', 'average'], min: ['最小', 'lowest'], max: ['最大', 'highest'] }[
      aggregate.fn
    ]
    return zh ? `${name}${word[0]} ${value}` : `${word[1]} ${name} ${value}`
  })
  const about = held === '' ? '' : zh ? `（${held}）` : ` (${held})`
  const marks = cited.map((_, at) => `[${at + 1}]`).join('')
  const head = zh ? `《${table.name}》${about}：${said.join('，')}。` : `"${table.name}"${about}: ${said.join(', ')}.`
  const few = query.aggregate?.[0]?.fn === 'count' && query.where && result.matched <= mostCountedRows
  if (!few) return `${head}${marks}`
  return [head, ...sourceLines(saying, cited)].join('\n')
}

/** The rows of a small count, each with its naming columns and what the question names. */
function sourceLines({ table, query, result, language, asked }: Saying, cited: readonly number[]): readonly string[] {
  const wanted = new Set([
    ...tableIndex(table).naming,
    ...(query.aggregate ?? []).flatMap(({ column }) => column ?? []),
    ...asked,
  ])
  const columns = table.columns.map((column, at) => ({ column, at })).filter(({ column }) => wanted.has(column.name))
  return result.source.map((row, at) => {
    const cells = columns.map((one) => table.rows[row]![one.at] ?? null)
    return line(
      columns.map(({ column }) => column),
      cells,
      { language, asked, mark: at < cited.length ? ` [${at + 1}]` : '' },
    )
  })
}

function list(saying: Saying, cited: readonly number[]): string {
  const { table, query, result, language, asked } = saying
  const held = condition(saying)
  const zh = language === 'zh'
  const shown = result.rows.slice(0, mostLines)
  const what = query.groupBy
    ? [`组`, result.total === 1 ? 'group' : 'groups']
    : query.distinct
      ? ['项', result.total === 1 ? 'value' : 'values']
      : ['行', result.total === 1 ? 'row' : 'rows']
  const about = held === '' ? '' : zh ? `（${held}）` : ` (${held})`
  const only = query.limit === undefined
  const head = zh
    ? `《${table.name}》${about}：${rankOf(saying)}${only ? '共' : ''} ${result.total} ${what[0]}${only ? '，没有其他' : ''}：`
    : `"${table.name}"${about}: ${rankOf(saying)}${result.total} ${what[1]}${only ? ', no others' : ''}:`
  const markOf = markPlaces(saying, cited)
  const lines = shown.map((row, at) =>
    line(result.columns, row, {
      language,
      asked,
      noun: saying.noun,
      mark: markOf(at),
      number: query.orderBy !== undefined && only ? at + 1 : undefined,
    }),
  )
  if (result.total > shown.length)
    lines.push(
      zh
        ? `……其余 ${result.total - shown.length} ${what[0]}未列出（共 ${result.total} ${what[0]}）`
        : `… ${result.total - shown.length} more (${result.total} in all)`,
    )
  return [head, ...lines].join('\n')
}

/** What the rows are the highest of, or in which order they stand. */
function rankOf({ query, result, language, noun }: Saying): string {
  const [first] = query.orderBy ?? []
  if (!first) return ''
  const own = first.column ?? result.columns[(query.groupBy?.length ?? 0) + (first.aggregate ?? 0)]?.name ?? ''
  const name = labelOf(own, language === 'zh', noun)
  if (language === 'zh')
    return query.limit === undefined
      ? `按${name}${first.direction === 'ascending' ? '从低到高' : '从高到低'}，`
      : `${name}最${first.direction === 'ascending' ? '低' : '高'}的，`
  const word = first.direction === 'ascending' ? 'lowest' : 'highest'
  return query.limit === undefined ? `${word} ${name} first, ` : `${word} ${name}, `
}

/** Which mark stands behind which line: the first source rows are those of the first lines. */
function markPlaces({ table, result }: Saying, cited: readonly number[]): (line: number) => string {
  const own = result.columns.map(({ name }) => table.columns.findIndex((column) => column.name === name))
  return (at) => {
    const cells = result.rows[at] ?? []
    const marks = cited.flatMap((row, n) =>
      own.every((column, i) => column < 0 || table.rows[row]![column] === cells[i]) ? [`[${n + 1}]`] : [],
    )
    return marks.length > 0 ? ` ${marks.join('')}` : ''
  }
}

function line(
  columns: readonly Column[],
  cells: readonly CellValue[],
  {
    language,
    asked,
    mark,
    number,
    noun,
  }: Readonly<{
    language: Language
    asked: readonly string[]
    mark: string
    number?: number | undefined
    noun?: string | undefined
  }>,
): string {
  const zh = language === 'zh'
  const said = columns.flatMap((column, at) => {
    const value = cells[at] ?? null
    if (value === null && !asked.includes(column.name)) return []
    return [`${labelOf(column.name, zh, noun)}${zh ? '：' : ': '}${describeCell(value, column, language)}`]
  })
  return `${number === undefined ? '-' : `${number}.`} ${said.join(zh ? '；' : '; ')}${mark}`
}

/** The names that computed columns have in SQL, in the answer's language. */
function labelOf(name: string, zh: boolean, noun?: string): string {
  if (!zh) return name === 'count' && noun !== undefined ? `number of ${noun}` : name.replace(/^(sum|average|min|max) of /, '$1 ')
  if (name === 'count') return noun === undefined ? '行数' : `${noun}行数`
  if (name === 'share') return '占比'
  const [, fn, of = ''] = /^(count of different|count of|sum of|average of|min of|max of) (.+)$/.exec(name) ?? []
  const words: Readonly<Record<string, string>> = {
    'count of different': '不同的',
    'count of': '已填的',
    'sum of': '合计',
    'average of': '平均',
    'min of': '最小',
    'max of': '最大',
  }
  return fn === undefined ? name : fn.startsWith('count') ? `${words[fn]}${of}个数` : `${of}${words[fn]}`
}
