import { damaged } from './damaged.ts'
import { documentText } from './document-text.ts'
import { hiddenSheets, writeWorkbook, type FilledSheet } from './workbook-text.ts'
import { hiddenText } from './hidden-text.ts'
import { noteMetadata, partEvents, partText, readRelations } from './office-parts.ts'
import type { ReadDocument, Reader } from './reader.ts'
import { decodeEscapes, readSheet } from './xlsx-sheet.ts'
import { readSheetStyles } from './xlsx-styles.ts'
import { openZip, type Zip } from './zip.ts'

/** Reads Excel workbooks: one row is one record; the sheet's name is the heading above its rows. */
export const xlsxReader: Reader = Object.freeze({
  name: 'xlsx',
  extensions: Object.freeze(['.xlsx', '.xlsm']),
  isolated: true,
  read: readWorkbook,
})

type SheetEntry = Readonly<{ title: string; part: string }>
type Warning = ReadDocument['warnings'][number]

async function readWorkbook(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const zip = await openZip(bytes, name)
  const workbook = zip.names.find((entry) => /^xl\/workbook\d*\.xml$/i.test(entry))
  if (workbook === undefined) throw damaged(name)
  const { sheets, hiddenSheets: hiddenTitles, from1904 } = await readSheetList(zip, workbook, name)
  const strings = await readStrings(zip, name)
  const styles = zip.names.find((entry) => /^xl\/styles\d*\.xml$/i.test(entry))
  const { formats, white } = readSheetStyles(styles === undefined ? [] : await partEvents(zip, styles, name))
  const hidden = hiddenText()
  const filled: FilledSheet[] = []
  let uncomputed = 0
  for (const { title, part } of sheets) {
    const sheet = readSheet(await partEvents(zip, part, name), { name, strings, formats, white, from1904, hidden })
    uncomputed += sheet.uncomputed
    if (sheet.grid.parts.length > 0) filled.push({ title, grid: sheet.grid })
  }
  const text = documentText(name)
  writeWorkbook(text, filled)
  for (const part of zip.names.filter((entry) => /^xl\/(?:comments|threadedComments\/)[^/]*\.xml$/i.test(entry)))
    hidden.add('comment', await partText(zip, part, /^(?:t|text)$/, name))
  await noteMetadata(zip, hidden, name)
  return Object.freeze({
    ...text.finish(),
    properties: Object.freeze({}),
    warnings: Object.freeze([
      ...hiddenSheets(hiddenTitles),
      ...uncomputedFormulas(uncomputed),
      ...hidden.warnings(),
      ...text.unseen(),
    ]),
  })
}

function uncomputedFormulas(count: number): readonly Warning[] {
  if (count === 0) return []
  return [
    {
      zh: `${count} 个公式没有结果；请用 Excel 或 WPS 打开并保存后再上传`,
      en: `${count} formula(s) hold no result; open and save the file in Excel or WPS, then upload it again`,
      kind: 'not-read',
      count,
    },
  ]
}

async function readSheetList(
  zip: Zip,
  workbook: string,
  name: string,
): Promise<Readonly<{ sheets: readonly SheetEntry[]; hiddenSheets: readonly string[]; from1904: boolean }>> {
  const relations = await readRelations(zip, workbook, name)
  const sheets: SheetEntry[] = []
  const hiddenSheets: string[] = []
  let from1904 = false
  for (const event of await partEvents(zip, workbook, name)) {
    if (event.type !== 'open') continue
    if (event.name === 'workbookPr') from1904 = /^(?:1|true)$/.test(event.attributes['date1904'] ?? '')
    if (event.name !== 'sheet') continue
    const { name: title = '', id = '', state = 'visible' } = event.attributes
    const part = relations.get(id)
    if (state !== 'visible') hiddenSheets.push(title)
    else if (part !== undefined && !part.includes('chartsheets/')) sheets.push({ title, part })
  }
  return { sheets, hiddenSheets, from1904 }
}

async function readStrings(zip: Zip, name: string): Promise<readonly string[]> {
  const part = zip.names.find((entry) => /^xl\/sharedStrings\d*\.xml$/i.test(entry))
  const strings: string[] = []
  let inside = ''
  let phonetic = false
  let text = ''
  for (const event of part === undefined ? [] : await partEvents(zip, part, name)) {
    if (event.type === 'text') text += inside === 't' && !phonetic ? event.text : ''
    else if (event.type === 'open') {
      inside = event.name
      if (event.name === 'rPh') phonetic = true
      else if (event.name === 'si') text = ''
    } else {
      inside = ''
      if (event.name === 'rPh') phonetic = false
      else if (event.name === 'si') strings.push(decodeEscapes(text))
    }
  }
  return strings
}
