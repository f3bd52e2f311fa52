import type { ColumnType } from './decision-table.ts'
import { asciiFeel, closingMarks } from './ascii-feel.ts'
import { textOf } from './compile-feel.ts'

/** A value that a cell can name. Days are ISO texts, which order as days do. */
export type Scalar = string | number | boolean

const yesNo: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['是', true],
  ['true', true],
  ['no', false],
  ['否', false],
  ['false', false],
])

/** One value of a column's type; undefined when the text is none. Texts may do without quotes. */
export function readLiteral(text: string, type: ColumnType | undefined): Scalar | undefined {
  const bare = text.trim()
  if (type === 'number') return readNumber(bare)
  if (type === 'date') return readDay(unquoted(bare) ?? bare)
  if (type === 'yes-no') return yesNo.get(bare.toLowerCase())
  const quoted = unquoted(bare)
  if (type === 'text') return quoted ?? (bare === '' || /^["＂]/u.test(bare) ? undefined : bare)
  if (quoted !== undefined) return quoted
  // Excel writes true as TRUE.
  if (/^(?:true|TRUE|false|FALSE)$/u.test(bare)) return bare.toLowerCase() === 'true'
  return readNumber(bare)
}

/** A decimal number of at most 15 digits. */
export function readNumber(text: string): number | undefined {
  const ascii = asciiFeel(text).text
  if (!/^-?(?:\d+(?:\.\d+)?|\.\d+)$/u.test(ascii)) return undefined
  return ascii.replace(/^-?[0.]*|\./gu, '').length <= 15 ? Number(ascii) : undefined
}

/** The ISO form of a day, written 2026-10-12, 2026/10/12 (as Excel saves it) or 2026年10月12日; undefined for days that are none. */
export function readDay(text: string): string | undefined {
  const parts = /^(\d{4})(?:-(\d{1,2})-(\d{1,2})|\/(\d{1,2})\/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)$/u.exec(
    asciiFeel(text).text.trim(),
  )
  if (!parts) return undefined
  const [year, month, day] = parts.slice(1).filter((part) => part !== undefined)
  const iso = `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`
  const at = new Date(`${iso}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : undefined
}

/** The text in quotation marks that begin and end the cell; undefined for any other. */
export function unquoted(text: string): string | undefined {
  const closing = closingMarks(text[0] ?? '')
  if (!closing || text.length < 2) return undefined
  for (let i = 1; i < text.length; i++) {
    if (text[i] === '\\') i++
    else if (closing.includes(text[i]!)) return i === text.length - 1 ? textOf(text) : undefined
  }
  return undefined
}

/** Parts between commas (also ，、 and ;；) that stand in no text and no bracket. */
export function splitList(text: string, separators: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    const closing = closingMarks(text[i]!)
    if (closing) {
      for (i++; i < text.length && !closing.includes(text[i]!); i++) if (text[i] === '\\') i++
      continue
    }
    if ('([（［'.includes(text[i]!)) depth++
    else if (')]）］'.includes(text[i]!)) depth = Math.max(0, depth - 1)
    else if (depth === 0 && separators.includes(text[i]!)) {
      parts.push(text.slice(start, i))
      start = i + 1
    }
  }
  parts.push(text.slice(start))
  return parts.map((part) => part.trim())
}
