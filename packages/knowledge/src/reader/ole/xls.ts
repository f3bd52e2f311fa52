import { damaged } from '../damaged.ts'
import { documentText } from '../document-text.ts'
import { hiddenSheets, writeWorkbook, type FilledSheet } from '../workbook-text.ts'
import { hiddenText } from '../hidden-text.ts'
import type { ReadDocument, Reader, ReaderOptions } from '../reader.ts'
import { openCompoundFile } from './compound-file.ts'
import { readSummary } from './summary.ts'
import { unreadableOutside } from './unreadable-outside.ts'
import { unlockXls } from './xls-records.ts'
import { readXlsSheet } from './xls-sheet.ts'
import { readXlsWorkbook } from './xls-workbook.ts'

/** Reads workbooks of Excel 5 to 2003, as the reader of `.xlsx` does: one row is one record, the sheet's name its heading. */
export const xlsReader: Reader = Object.freeze({
  name: 'xls',
  extensions: Object.freeze(['.xls', '.et']),
  isolated: true,
  async read(bytes: Uint8Array, name: string, options: ReaderOptions = {}) {
    return unreadableOutside(name, () => readWorkbook(bytes, name, options.passwords))
  },
})

function readWorkbook(bytes: Uint8Array, name: string, passwords: readonly string[] | undefined): ReadDocument {
  const file = openCompoundFile(bytes, name)
  const locked = file.stream('Workbook') ?? file.stream('Book')
  if (locked === undefined) throw damaged(name)
  const stream = unlockXls(locked, name, passwords)
  const workbook = readXlsWorkbook(stream, name)
  if (new Set(workbook.sheets.map(({ at }) => at)).size < workbook.sheets.length) throw damaged(name)
  const hidden = hiddenText()
  const filled: FilledSheet[] = []
  for (const sheet of workbook.sheets.filter((one) => !one.hidden)) {
    const grid = readXlsSheet(stream, sheet.at, workbook, hidden, name)
    if (grid.parts.length > 0) filled.push({ title: sheet.title, grid })
  }
  const text = documentText(name)
  writeWorkbook(text, filled)
  const left = workbook.sheets.filter((one) => one.hidden).map(({ title }) => title)
  const finished = text.finish()
  readSummary(file, finished.text, hidden)
  return Object.freeze({
    ...finished,
    properties: Object.freeze({}),
    warnings: Object.freeze([...hiddenSheets(left), ...hidden.warnings(), ...text.unseen()]),
  })
}
