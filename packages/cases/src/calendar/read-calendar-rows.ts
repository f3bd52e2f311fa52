import { parseDelimited, type Problem, suggest } from '@kaiwu/core'
import type { CalendarDayKind } from './calendar.ts'
import { cellPlaces } from './cell-place.ts'
import { parseDateCell, parseYearCell } from './parse-date-cell.ts'
import type { Mistake } from './parse-duration.ts'

/** Where something stands in a file. */
export type Place = Readonly<Pick<Problem, 'file' | 'line' | 'column'>>

/** A row of a calendar file: days of one kind, or a year said to be complete. */
export type CalendarRow = Place &
  Readonly<{ kind: CalendarDayKind; name: string; from: number; to: number } | { kind: 'covered'; year: number }>

/** What a calendar file says, and its mistakes. */
export type CalendarRows = Readonly<{ rows: readonly CalendarRow[]; notice?: string; problems: readonly Problem[] }>

const heads = { date: ['date', '日期'], kind: ['kind', '类型'], name: ['name', '名称'] } as const
const kinds: Readonly<Record<CalendarRow['kind'], readonly string[]>> = {
  holiday: ['holiday', '休', '节假日', '假', '放假', '休息', '休息日', '假日', '法定节假日'],
  workday: ['workday', '班', '调休', '上班', '补班', '调休上班', '工作日'],
  covered: ['covered', '全年'],
}
const kindOfWord = new Map(
  Object.entries(kinds).flatMap(([kind, words]) => words.map((word) => [word, kind as CalendarRow['kind']])),
)
const delimiters = [',', '\t', ';', '，']

type Cells = Readonly<{ cells: readonly string[]; line: number }>
type Columns = Readonly<Record<keyof typeof heads, number>>

/** Reads the rows of one calendar file; every mistake has its line and the column its cell begins at. */
export function readCalendarRows(source: string, file: string): CalendarRows {
  const text = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const problems: Problem[] = []
  const report = (place: Place, mistake: Mistake) => problems.push({ ...place, ...mistake })
  const table = findTable(text)
  if (!table) {
    report({ file, line: 1, column: 1 }, noHeads)
    return { rows: [], problems }
  }
  const placeOf = cellPlaces(text, table.delimiter)
  const at = (line: number, cell: number): Place => ({ file, ...placeOf(line, cell) })
  const unclosed = parseDelimited(text, table.delimiter).unclosedLine
  if (unclosed !== undefined) report({ file, line: unclosed, column: 1 }, unclosedQuote)
  const [title, ...rest] = table.above.flatMap(({ cells }) =>
    cells.map((cell) => cell.replace(/^\s*#/, '').trim()).filter(Boolean),
  )
  for (const { cells, line } of table.above) {
    if (cells.filter((cell) => cell.trim() !== '').length > 1 && table.delimiter !== '，') report(at(line, 0), aboveHeads)
  }
  const columns = findColumns(table.head, at, report)
  if (!columns) return { rows: [], problems }
  const rows = table.below.flatMap((row) => readRow(row, columns, table.head.cells.length, at, report) ?? [])
  return { rows, problems, ...(title ? { notice: [title, ...rest].join(' ') } : {}) }
}

/** The heads are the first row with a cell `date`; what stands above is a notice. Lines that begin with # are left out below. */
function findTable(text: string) {
  for (const delimiter of delimiters) {
    const { rows, lines } = parseDelimited(text, delimiter)
    const records = rows
      .map((cells, index): Cells => ({ cells, line: lines[index]! }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
    const index = records.findIndex(({ cells }) => cells.length > 1 && cells.some((cell) => isHead(cell, 'date')))
    if (index >= 0) {
      const below = records.slice(index + 1).filter(({ cells }) => !cells[0]!.trim().startsWith('#'))
      return { delimiter, above: records.slice(0, index), head: records[index]!, below }
    }
  }
  return undefined
}

function isHead(cell: string, head: keyof typeof heads): boolean {
  return (heads[head] as readonly string[]).includes(plain(cell))
}

function findColumns(
  { cells, line }: Cells,
  at: (line: number, cell: number) => Place,
  report: (place: Place, mistake: Mistake) => void,
): Columns | undefined {
  const found = new Map<string, number>()
  let complete = true
  for (const [index, cell] of cells.entries()) {
    const head = (Object.keys(heads) as (keyof typeof heads)[]).find((each) => isHead(cell, each))
    if (!head) continue
    if (found.has(head)) {
      report(
        at(line, index),
        said(`列“${cell.trim()}”出现两次`, `there are two columns "${cell.trim()}"`, '删去一列', 'delete one'),
      )
      complete = false
    } else found.set(head, index)
  }
  if (!found.has('kind')) {
    const near = cells.findIndex((cell) => suggest(plain(cell), [...heads.kind]) !== undefined)
    report(
      at(line, Math.max(0, near)),
      said('缺少“类型”列', 'there is no column "kind"', '表头写成 日期,类型,名称', 'the heads are date,kind,name'),
    )
    complete = false
  }
  if (!complete) return undefined
  return { date: found.get('date')!, kind: found.get('kind')!, name: found.get('name') ?? -1 }
}

function readRow(
  { cells, line }: Cells,
  columns: Columns,
  width: number,
  at: (line: number, cell: number) => Place,
  report: (place: Place, mistake: Mistake) => void,
): CalendarRow | undefined {
  const before = { date: cells[columns.date] ?? '', kind: cells[columns.kind] ?? '', name: cells[columns.name] ?? '' }
  const extra = cells.findIndex((cell, index) => index >= width && cell.trim() !== '')
  if (extra >= 0) report(at(line, extra), tooManyCells)
  const place = at(line, columns.date)
  const kind = kindOfWord.get(plain(before.kind))
  if (!kind) report(at(line, columns.kind), unknownKind(before.kind))
  if (kind === 'covered') {
    const year = parseYearCell(before.date)
    if (year === undefined) report(place, notAYear(before.date))
    return year === undefined ? undefined : { ...place, kind, year }
  }
  const range = before.date.trim() === '' ? noDate : parseDateCell(before.date)
  if ('message' in range) report(place, range)
  return kind && 'from' in range ? { ...place, kind, name: before.name.trim(), ...range } : undefined
}

function plain(cell: string): string {
  return cell.normalize('NFKC').trim().toLowerCase()
}

function unknownKind(text: string): Mistake {
  const kind = text.trim()
  if (kind === '') return said('没有写类型', 'there is no kind', '写 休 或 班', 'write holiday or workday')
  const meant = kind.length > 2 ? suggest(plain(kind), [...kindOfWord.keys()]) : undefined
  const zh = meant ? `是不是“${meant}”？` : '休假写 休（节假日），调休上班写 班（调休）'
  const en = meant ? `did you mean "${meant}"?` : 'write holiday for a free day, workday for a make-up workday'
  return said(`没有类型“${kind}”`, `there is no kind "${kind}"`, zh, en)
}

function notAYear(text: string): Mistake {
  return said(
    `“${text.trim()}”不是年份`,
    `"${text.trim()}" is no year`,
    '“全年”一行的日期写年份，如 2026',
    'the date of a row "covered" is a year such as 2026',
  )
}

const noHeads = said('没有找到表头 日期,类型,名称', 'there are no heads date,kind,name', '补上表头', 'add them')
const aboveHeads = said('这一行在表头上面', 'the row stands above the heads', '移到表头下面', 'move it below them')
const unclosedQuote = said('引号没有成对', 'a quote is never closed', '在单元格末尾补上引号', 'close it at the end of the cell')
const tooManyCells = said(
  '这一行的单元格比表头多',
  'the row has more cells than the heads',
  '含逗号的单元格要加引号',
  'quote a cell that holds a comma',
)
const noDate = said('没有写日期', 'there is no date', '写上日期，或删去这一行', 'write the date, or delete the row')

/** A mistake in both languages. */
export function said(zh: string, en: string, remedyZh: string, remedyEn: string): Mistake {
  return { message: { zh, en }, remedy: { zh: remedyZh, en: remedyEn } }
}
