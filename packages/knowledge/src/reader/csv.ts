import { KaiwuError, parseDelimited } from '@kaiwu/core'
import { decodeText } from './decode-text.ts'
import { documentText } from './document-text.ts'
import { encodingWarning } from './encoding-warning.ts'
import type { Reader, ReadWarning } from './reader.ts'
import { writeTable } from './table-rows.ts'

const delimiters = [',', '\t', ';', '|'] as const
const maxRows = 200_000
const unclosed: ReadWarning = Object.freeze({
  zh: '有一个引号没有配对，其后的引号按普通字符读取',
  en: 'A quote is never closed; the quotes after it were read as plain characters',
  kind: 'doubtful',
})

/** Reads delimited text: the first filled row names the columns, each row after it is one record. */
export const csvReader: Reader = Object.freeze({
  name: 'csv',
  extensions: Object.freeze(['.csv', '.tsv']),
  isolated: false,
  async read(bytes: Uint8Array, name: string) {
    const decoded = decodeText(bytes, name)
    const text = documentText(name)
    const { body, delimiter } = chooseDelimiter(text.clean(decoded.text), name)
    const { rows, complete } = parseDelimited(body, delimiter)
    if (rows.length > maxRows) throw new KaiwuError('FILE_TOO_LARGE', { name, limit: `${maxRows} 行 (rows)` })
    writeTable(text, rows, { headFirst: true })
    const warnings = Object.freeze([...encodingWarning(decoded), ...(complete ? [] : [unclosed]), ...text.unseen()])
    return Object.freeze({ ...text.finish(), properties: Object.freeze({}), warnings })
  },
})

/** Excel's `sep=` line, the extension, else the delimiter that gives the most even rows. */
function chooseDelimiter(text: string, name: string): Readonly<{ body: string; delimiter: string }> {
  const named = /^"?sep=(.)"?\n/i.exec(text)
  if (named?.[1] !== undefined) return { body: text.slice(named[0].length), delimiter: named[1] }
  const scores = delimiters.map((delimiter) => ({ delimiter, score: evenness(text, delimiter) }))
  const best = scores.reduce((one, other) => (other.score > one.score ? other : one))
  if (best.score > 0) return { body: text, delimiter: best.delimiter }
  return { body: text, delimiter: name.toLowerCase().endsWith('.tsv') ? '\t' : ',' }
}

/** The part of the first rows that have the most usual width, times a little for the width; 0 for a single column. */
function evenness(text: string, delimiter: string): number {
  const { rows } = parseDelimited(text.slice(0, 200_000), delimiter, 50)
  const widths = rows.filter((row) => row.some((cell) => cell.trim() !== '')).map((row) => row.length)
  const counts = new Map<number, number>()
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1)
  let best = 0
  for (const [width, rowCount] of counts) {
    if (width > 1) best = Math.max(best, (rowCount / widths.length) * (1 + Math.log2(width) / 10))
  }
  return best
}
