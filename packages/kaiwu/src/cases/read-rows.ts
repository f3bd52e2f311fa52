import { parseDelimited } from '@kaiwu/core'
import { readNamedFile } from '../read-named-file.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'
import type { FieldPart, Value } from './typed-values.ts'

/**
 * Reads the rows of a field from a CSV file, UTF-8 or GBK. Its first line names columns by key or title, in any order.
 * @param cell makes a cell's value, by its column
 * @throws PATH_UNUSABLE, USAGE_INVALID with the line that is wrong
 */
export async function readRows(
  path: string,
  columns: readonly FieldPart[],
  cell: (column: FieldPart, text: string) => Promise<Value>,
  terminal: Terminal,
): Promise<readonly Value[]> {
  const { decodeText } = await import('@kaiwu/knowledge')
  const bytes = await readNamedFile(path)
  const text = decodeText(bytes, path)
    .text.replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
  const { rows: lines, lines: numbers, unclosedLine } = parseDelimited(text, ',')
  if (unclosedLine !== undefined)
    throw usageError(terminal, {
      zh: `${path}:${unclosedLine} 引号没有闭合`,
      en: `${path}:${unclosedLine} a quote is not closed`,
    })
  const [titles = [], ...rest] = lines
  const named = titles.map((title) => columnNamed(title.trim(), columns, path, terminal))
  const rows: Value[] = []
  for (const [at, cells] of rest.entries()) {
    if (cells.every((one) => one.trim() === '')) continue
    if (cells.length > named.length)
      throw usageError(terminal, {
        zh: `${path}:${numbers[at + 1]} 比第一行多出了单元格`,
        en: `${path}:${numbers[at + 1]} has more cells than the first line`,
      })
    const row: [string, Value][] = []
    for (const [place, one] of cells.entries()) row.push([named[place]!.key, await cell(named[place]!, one)])
    rows.push(Object.fromEntries(row.filter(([, value]) => value !== null)))
  }
  return rows
}

function columnNamed(title: string, columns: readonly FieldPart[], path: string, terminal: Terminal): FieldPart {
  const found = columns.find((one) => one.key === title || one.title.zh === title || one.title.en === title)
  if (found) return found
  const known = columns.map(({ key }) => key)
  throw usageError(terminal, {
    zh: `${path}:1 没有“${title}”这一列；可用：${known.join('、')}`,
    en: `${path}:1 there is no column "${title}"; there are ${known.join(', ')}`,
  })
}
