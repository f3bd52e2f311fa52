import type { ReadDocument } from '../reader/reader.ts'

/** A line of a document without the space around it; offsets count UTF-16 units of the stored text. */
export type Line = Readonly<{ text: string; start: number; end: number }>

/** A fact as it was read, and where. */
export type Found<Value = string> = Readonly<{ value: Value; start: number; end: number; sure: boolean }>

/** A document laid out for finding facts in it. */
export type FactSource = Readonly<{
  document: ReadDocument
  /** All of it, in the usual form; offsets are those of the stored text. */
  text: string
  lines: readonly Line[]
  /** The lines above the first article or section: red head, number, title, labels. */
  head: readonly Line[]
  /** Whether it is mostly Chinese. */
  chinese: boolean
}>

const headLength = 1500
const tailLength = 2500
const longestHeadTable = 3
// Patterns are matched line by line; a whole file may stand on one.
const longestLine = 1000
const bodyStart =
  /^(?:第[一1]\s*[编章条]|[一1]\s*[、．.]\s*\S|1\.?\s+\S|1\.1\s|（一）|前\s*言$|引\s*言$|目\s*录$|(?:Foreword|Contents|Introduction|Scope)$)/

/** Lays a document out for finding facts in it. */
export function factSource(document: ReadDocument): FactSource {
  const text = usualForm(document.text)
  const lines = linesOf(text)
  const body = lines.findIndex((line, at) => at > 0 && bodyStart.test(line.text))
  const tables = longTables(document)
  const head = lines
    .slice(0, body < 0 ? lines.length : body)
    .filter(({ start }) => start < headLength && !tables.some((table) => start >= table.start && start < table.end))
  const han = text.slice(0, 3000).match(/\p{Script=Han}/gu)?.length ?? 0
  return { document, text, lines, head, chinese: han > 40 || han * 10 > Math.min(text.length, 3000) }
}

/** Tables of records: what their columns are called says nothing of the document. */
function longTables({ blocks }: ReadDocument): { start: number; end: number }[] {
  const tables: { start: number; end: number; rows: number }[] = []
  let before: string | undefined
  for (const { kind, start, end } of blocks) {
    if (start >= headLength) break
    const last = tables.at(-1)
    if (kind === 'row' && before === 'row' && last) Object.assign(last, { end, rows: last.rows + 1 })
    else if (kind === 'row') tables.push({ start, end, rows: 1 })
    before = kind
  }
  return tables.filter(({ rows }) => rows > longestHeadTable)
}

/** Where a document's last articles begin. */
export function tailStart({ text }: FactSource): number {
  return text.length <= tailLength ? 0 : text.length - tailLength
}

const isLabel =
  /^[\u4e00-\u9fa5]{0,4}(?:日期|编号|版本|版次|版本号|部门|单位|机构|机关|页数|页码|文号|名称|时间|标题|状态|批准|审核|编制)$/

/** The value behind one of some labels in the head: `文件编号：SOP-1 版本：V2`. `names` is the inside of a pattern. */
export function labelled(source: FactSource, names: string): Found | undefined {
  return labelledInLine(source, names) ?? labelledInCells(source, names)
}

/** Label and value in neighbouring cells, as forms have them above their text. */
function labelledInCells({ document, text, head }: FactSource, names: string): Found | undefined {
  const label = new RegExp(`^(?:${names})\\s*[:：]?$`, 'i')
  const last = head.at(-1)?.end ?? 0
  for (const block of document.blocks) {
    if (block.start > last) break
    const cells = block.cells ?? []
    for (const row of [cells.map((cell) => cell.head), cells.map((cell) => cell.text)]) {
      const value = row[row.findIndex((cell) => label.test(cell.trim())) + 1]
      const start = value && row.indexOf(value) > 0 && !isLabel.test(value) ? text.indexOf(value, block.start) : -1
      if (value && start >= 0 && start < block.end) return { value, start, end: start + value.length, sure: true }
    }
  }
  return undefined
}

function labelledInLine({ head }: FactSource, names: string): Found | undefined {
  const pattern = new RegExp(`(?:^|[\\u3000|｜；;，,（(]|(?<![A-Za-z])\\s)(?:${names})\\s*[:：]\\s*`, 'i')
  for (const line of head) {
    const match = pattern.exec(line.text)
    if (!match) continue
    const from = match.index + match[0].length
    const value = /^.*?(?=\s{2,}|\u3000|[|｜；;]|\s+[^\s:：]{2,10}[:：]|$)/.exec(line.text.slice(from))?.[0].trim() ?? ''
    if (value !== '' && !isLabel.test(value))
      return { value, start: line.start + from, end: line.start + from + value.length, sure: true }
  }
  return undefined
}

/** A place in a line as a found value. */
export function foundIn(line: Line, at: number, length: number, value: string, sure = true): Found {
  return { value, start: line.start + at, end: line.start + at + length, sure }
}

/** Full-width digits and letters, small brackets and stretched dashes in the usual form; lengths stay. */
function usualForm(text: string): string {
  return text
    .replace(/[０-９Ａ-Ｚａ-ｚ]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .replace(/[﹝［]/g, '〔')
    .replace(/[﹞］]/g, '〕')
    .replace(/[－–]/g, '-')
}

function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    for (let from = start; from < end;) {
      const to = end - from > longestLine ? cutOf(text, from) : end
      const line = text.slice(from, to)
      const trimmed = line.trim()
      const lead = line.length - line.trimStart().length
      if (trimmed !== '') lines.push({ text: trimmed, start: from + lead, end: from + lead + trimmed.length })
      from = to
    }
    start = end + 1
  }
  return lines
}

/** Where a line that is too long is cut: behind its last sentence that fits. */
function cutOf(text: string, from: number): number {
  const stop = text.slice(from, from + longestLine).lastIndexOf('。')
  return from + (stop > 0 ? stop + 1 : longestLine)
}
