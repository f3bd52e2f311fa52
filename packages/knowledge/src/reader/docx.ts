import { damaged } from './damaged.ts'
import { writeBody } from './docx-body.ts'
import { readNumbering } from './docx-numbering.ts'
import { readStyles } from './docx-styles.ts'
import { documentText } from './document-text.ts'
import { partEvents, readOfficeTitle, readRelations } from './office-parts.ts'
import type { ReadDocument, Reader } from './reader.ts'
import { openZip } from './zip.ts'

/** Reads Word documents: headings by style, list numbers as text, tables as rows, foot- and endnotes at the end. */
export const docxReader: Reader = Object.freeze({
  name: 'docx',
  extensions: Object.freeze(['.docx', '.docm']),
  isolated: true,
  read: readWord,
})

async function readWord(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const zip = await openZip(bytes, name)
  const start = [...(await readRelations(zip, '', name)).values()].find((part) => /^word\/document\d*\.xml$/i.test(part))
  const body = start !== undefined && zip.has(start) ? start : zip.names.find((entry) => /^word\/document\d*\.xml$/i.test(entry))
  if (body === undefined) throw damaged(name)
  const parts = [...(await readRelations(zip, body, name)).values()]
  const part = async (kind: string) => {
    const found = parts.find((entry) => new RegExp(`/${kind}\\d*\\.xml$`, 'i').test(entry))
    return found === undefined ? [] : partEvents(zip, found, name)
  }
  const text = documentText(name)
  const context = { text, styles: readStyles(await part('styles')), numbering: readNumbering(await part('numbering')) }
  writeBody(await partEvents(zip, body, name), context)
  for (const notes of ['footnotes', 'endnotes']) writeBody(await part(notes), context)
  const finished = text.finish()
  const title = await readOfficeTitle(zip, finished.text, name)
  return Object.freeze({
    ...finished,
    ...(title === undefined ? {} : { title }),
    properties: Object.freeze({}),
    warnings: Object.freeze([]),
  })
}
