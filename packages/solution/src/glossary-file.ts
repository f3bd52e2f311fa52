import { type Problem, parseDelimited } from '@kaiwu/core'

/** The rows of a glossary: words that mean the same. */
export type GlossaryFile = Readonly<{ rows: readonly (readonly string[])[]; problems: readonly Problem[] }>

/** Reads `term,synonyms,note` with synonyms joined by `|`. */
export function parseGlossary(source: string, file: string): GlossaryFile {
  const { rows: read, lines, unclosedLine } = parseDelimited(source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'), ',')
  const records = read
    .map((cells, index) => ({ cells, line: lines[index]! }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  const problems: Problem[] = []
  const at = (line: number, message: Problem['message'], remedy: Problem['remedy']) =>
    problems.push({ file, line, column: 1, message, remedy })
  if (unclosedLine !== undefined) {
    at(
      unclosedLine,
      { zh: '引号没有成对', en: 'a quote is never closed' },
      { zh: '在单元格末尾补上引号', en: 'close it at the end of the cell' },
    )
  }
  const [head, ...body] = records
  if (!head || head.cells[0]?.trim() !== 'term' || head.cells[1]?.trim() !== 'synonyms') {
    at(
      head?.line ?? 1,
      { zh: '第一行应为 term,synonyms,note', en: 'the first line must be term,synonyms,note' },
      { zh: '补上表头', en: 'add the heads' },
    )
    return { rows: [], problems }
  }
  const rows: string[][] = []
  for (const { line, cells } of body) {
    const [term = '', synonyms = ''] = cells
    const words = [term, ...synonyms.split('|')].map((word) => word.trim()).filter((word) => word !== '')
    if (term.trim() === '' || words.length < 2) {
      at(
        line,
        { zh: '这一行没有同义词', en: 'this row has no synonym' },
        {
          zh: '在第二列写上同义词，用 | 分隔，或删去这一行',
          en: 'write synonyms into the second column, joined by |, or delete the row',
        },
      )
    } else rows.push(words)
  }
  return { rows, problems }
}
