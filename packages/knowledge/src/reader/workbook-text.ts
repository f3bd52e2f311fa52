import type { DocumentText } from './document-text.ts'
import type { ReadWarning } from './reader.ts'
import { writeSheet, type SheetGrid } from './sheet-grid.ts'

/** A sheet with something in it. */
export type FilledSheet = Readonly<{ title: string; grid: SheetGrid }>

// What a program calls a sheet that nobody has named.
const plainName = /^(?:sheet|工作表|表)\s*\d*$/i

/** Writes the sheets of a workbook, each under its name; a single sheet that nobody has named gets no heading. */
export function writeWorkbook(text: DocumentText, sheets: readonly FilledSheet[]): void {
  for (const { title, grid } of sheets) {
    if (sheets.length > 1 || !plainName.test(title)) text.heading(title, 1)
    writeSheet(text, grid)
  }
}

/** The remark on sheets that were left out because they are hidden; none without any. */
export function hiddenSheets(titles: readonly string[]): readonly ReadWarning[] {
  if (titles.length === 0) return []
  return [
    {
      zh: `隐藏的工作表未读取：${titles.join('、')}`,
      en: `Hidden sheets were not read: ${titles.join(', ')}`,
      kind: 'hidden',
      count: titles.length,
      sample: titles.join(' ').slice(0, 80),
    },
  ]
}
