import { KaiwuError, type Block } from '@kaiwu/core'
import { cleanText, hasChinese, oneLine, unseenTally, type UnseenTally } from './clean-text.ts'
import type { ReadWarning } from './reader.ts'
import { unseenWarnings } from './unseen-warnings.ts'

/** A cell of a table row with the head of its column; `head` is empty where the table has none. */
export type Cell = Readonly<{ head: string; text: string }>

/** Collects the blocks of a document in reading order; see {@link documentText}. Blocks without text are left out. */
export type DocumentText = Readonly<{
  /** @param level 1 to 6, brought into that range */
  heading(text: string, level: number, page?: number): void
  paragraph(text: string, page?: number): void
  item(text: string, page?: number): void
  row(cells: readonly Cell[], page?: number): void
  /** Cleans a text that is to be parsed first, so that what it loses counts in {@link DocumentText.unseen}. */
  clean(text: string): string
  /** Offset behind the last block: where a figure stands that comes now. */
  end(): number
  /** What to say of characters that nobody sees and that were taken out. */
  unseen(): readonly ReadWarning[]
  /** The whole text and its blocks, frozen. */
  finish(): Readonly<{ text: string; blocks: readonly Block[] }>
}>

const longest = 60_000_000

/**
 * Builds the stored text of a document together with its blocks, so that offsets are right by construction.
 * Each block is one line of clean text; blocks are separated by one newline.
 * @param name the file's name, for messages
 * @throws FILE_UNPACKS_TOO_LARGE when the text grows beyond 60 million characters: a long head repeats in every row
 * @example
 * const text = documentText('报警.csv')
 * text.heading('主轴', 1)
 * text.row([{ head: '代码', text: 'E-203' }, { head: '处理', text: '停机' }])
 * text.finish().text // '主轴\n代码：E-203；处理：停机'
 */
export function documentText(name: string): DocumentText {
  const heads = new Map<string, string>()
  const lines: string[] = []
  const blocks: Block[] = []
  const tally = unseenTally()
  let length = 0

  const add = (kind: Block['kind'], line: string, page: number | undefined, more: Partial<Block> = {}): void => {
    if (line === '') return
    const start = length === 0 ? 0 : length + 1
    lines.push(line)
    length = start + line.length
    if (length > longest)
      throw new KaiwuError('FILE_UNPACKS_TOO_LARGE', { name, limit: `${longest / 10_000} 万字 (x 10,000 characters)` })
    blocks.push(Object.freeze({ kind, start, end: length, ...(page === undefined ? {} : { page }), ...more }))
  }

  const headOf = (head: string): string => {
    const clean = heads.get(head) ?? cleanHead(head, tally)
    heads.set(head, clean)
    return clean
  }

  return Object.freeze({
    heading: (text: string, level: number, page?: number) =>
      add('heading', oneLine(text, tally), page, { level: Math.min(6, Math.max(1, Math.round(level))) }),
    paragraph: (text: string, page?: number) => add('paragraph', oneLine(text, tally), page),
    item: (text: string, page?: number) => add('item', oneLine(text, tally), page),
    row: (cells: readonly Cell[], page?: number) => {
      const filled = cells
        .map((cell) => Object.freeze({ head: headOf(cell.head), text: cellText(cell.text, tally) }))
        .filter((cell) => cell.text !== '')
      add('row', rowText(filled), page, { cells: Object.freeze(filled) })
    },
    clean: (text: string) => cleanText(text, tally),
    end: () => length,
    unseen: () => unseenWarnings(tally),
    finish: () => Object.freeze({ text: lines.join('\n'), blocks: Object.freeze([...blocks]) }),
  })
}

/** The same text, where every block comes from one page. */
export function onPage(text: DocumentText, page: number): DocumentText {
  return Object.freeze({
    ...text,
    heading: (line: string, level: number) => text.heading(line, level, page),
    paragraph: (line: string) => text.paragraph(line, page),
    item: (line: string) => text.item(line, page),
    row: (cells: readonly Cell[]) => text.row(cells, page),
  })
}

function cleanHead(head: string, tally: UnseenTally): string {
  return oneLine(head, tally)
    .replace(/[:：]$/, '')
    .trimEnd()
}

/** A line break inside a cell was typed on purpose, so it stays a gap, also between two Chinese characters. */
function cellText(text: string, tally: UnseenTally): string {
  if (!/[\r\n]/.test(text)) return oneLine(text, tally)
  const lines = text.split(/[\r\n]+/).map((line) => oneLine(line, tally))
  return lines.filter((line) => line !== '').join(' ')
}

function rowText(cells: readonly Cell[]): string {
  const chinese = cells.some((cell) => hasChinese(cell.head) || hasChinese(cell.text))
  const [colon, semicolon] = chinese ? ['：', '；'] : [': ', '; ']
  return cells.map(({ head, text }) => (head === '' ? text : head + colon + text)).join(semicolon)
}
