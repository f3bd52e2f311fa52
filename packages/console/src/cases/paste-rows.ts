import type { FieldPart, Value, Values } from '../http/case-contract.ts'

/** Finds a person or department by what people call them; undefined for nobody. */
export type FindId = (type: 'person' | 'department', name: string) => string | undefined

/**
 * Reads what a spreadsheet puts on the clipboard: rows of cells parted by tabs, a cell with a line break or a tab in quotes.
 * @example
 * parseCells('a\tb\nc\td\n') // [['a', 'b'], ['c', 'd']]
 */
export function parseCells(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  const cell = /(?:"((?:[^"]|"")*)"(?=[\t\n]|$)|([^\t\n]*))([\t\n]|$)/gy
  for (let match = cell.exec(source); match !== null; match = cell.exec(source)) {
    const [whole, quoted, plain = '', end] = match
    rows.at(-1)?.push((quoted === undefined ? plain : quoted.replaceAll('""', '"')).trim())
    if (end === '\n') rows.push([])
    if (end === '' || whole === '') break
  }
  return rows
}

/** Puts pasted cells into rows from a row and a column on; rows are added as they are needed, what lies beyond the columns is dropped. */
export function pasteCells(
  rows: readonly Values[],
  columns: readonly FieldPart[],
  at: Readonly<{ row: number; column: number }>,
  cells: readonly (readonly string[])[],
  find: FindId,
): readonly Values[] {
  const pasted = rows.map((row) => ({ ...row }) as Record<string, Value>)
  for (const [down, line] of cells.entries()) {
    const row = (pasted[at.row + down] ??= {})
    for (const [right, text] of line.entries()) {
      const column = columns[at.column + right]
      if (column !== undefined) row[column.key] = cellValue(column, text, find)
    }
  }
  // Rows that were jumped over would be holes.
  return Array.from(pasted, (row) => row ?? {})
}

const yes: readonly string[] = ['\u662f', '\u221a', '\u2713', 'yes', 'true', 'y', '1']
const no: readonly string[] = ['\u5426', '\u00d7', '\u2717', 'no', 'false', 'n', '0', 'x']

/** A cell's text as a value of its column; what cannot be read as one stays text, so that it is seen and refused, not lost. */
export function cellValue({ type, values = [] }: FieldPart, text: string, find: FindId): Value {
  if (text === '') return null
  switch (type) {
    case 'number':
    case 'integer':
    case 'money': {
      const number = Number(text.replace(/[,\uff0c\u00a5\uffe5\s]/g, ''))
      return Number.isFinite(number) ? number : text
    }
    case 'date':
      return dayOf(text) ?? text
    case 'dateTime':
      return timeOf(text) ?? text
    case 'yesNo': {
      const word = text.toLowerCase()
      return yes.includes(word) ? true : no.includes(word) ? false : text
    }
    case 'choice':
      return values.find((value) => value.toLowerCase() === text.toLowerCase()) ?? text
    case 'choices':
      return text.split(/[\u3001;\uff1b]/).map((one) => one.trim())
    case 'person':
    case 'department':
      return find(type, text) ?? text
    default:
      return text
  }
}

/** A day with an hour, as Excel shows it: of the place where it is pasted. */
function timeOf(text: string): string | undefined {
  const [, day = '', hour = '', minute = '', second = '00'] =
    /^(.+?)(?:[T\s]+)(\d{1,2})[:\uff1a](\d{2})(?:[:\uff1a](\d{2}))?$/.exec(text) ?? []
  const date = dayOf(day)
  const at = date === undefined ? Number.NaN : Date.parse(`${date}T${hour.padStart(2, '0')}:${minute}:${second}`)
  return Number.isNaN(at) ? undefined : new Date(at).toISOString()
}

function dayOf(text: string): string | undefined {
  const [, year, month = '', day = ''] = /^(\d{4})[-/.\u5e74](\d{1,2})[-/.\u6708](\d{1,2})\u65e5?$/.exec(text) ?? []
  return year === undefined ? undefined : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
