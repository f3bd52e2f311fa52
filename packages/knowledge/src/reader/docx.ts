import { damaged } from './damaged.ts'
import { writeBody, type BodyContext } from './docx-body.ts'
import { readNumbering } from './docx-numbering.ts'
import { readStyles } from './docx-styles.ts'
import { documentText } from './document-text.ts'
import { captionOf, largestFigure, loadFigures, noteAlternatives, type FigureRequest } from './figures.ts'
import { hiddenText } from './hidden-text.ts'
import { noteMetadata, partEvents, partText, readOfficeTitle, readRelations } from './office-parts.ts'
import type { ReadDocument, Reader } from './reader.ts'
import { openZip, type Zip } from './zip.ts'

/** Reads Word documents: headings by style, list numbers as text, tables as rows, pictures, foot- and endnotes at the end. */
export const docxReader: Reader = Object.freeze({
  name: 'docx',
  extensions: Object.freeze(['.docx', '.docm']),
  isolated: true,
  read: readWord,
})

async function readWord(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const zip = await openZip(bytes, name)
  const body = await bodyPart(zip, name)
  const relations = await readRelations(zip, body, name)
  const find = (kind: string): string | undefined =>
    [...relations.values()].find((entry) => new RegExp(`/${kind}\\d*\\.xml$`, 'i').test(entry))
  const part = async (kind: string) => {
    const found = find(kind)
    return found === undefined ? [] : partEvents(zip, found, name)
  }
  const text = documentText(name)
  const hidden = hiddenText()
  const requests: FigureRequest[] = []
  const styles = readStyles(await part('styles'))
  const numbering = readNumbering(await part('numbering'))
  const contextOf = (links: ReadonlyMap<string, string>): BodyContext => ({
    text,
    styles,
    numbering,
    hidden,
    picture: ({ relation, alt }) => {
      const source = links.get(relation)
      if (source !== undefined) requests.push({ at: text.end(), source, ...captionOf(alt) })
      else hidden.add('alt', captionOf(alt).caption ?? '')
    },
  })
  writeBody(await partEvents(zip, body, name), contextOf(relations))
  for (const kind of ['footnotes', 'endnotes']) {
    const notes = find(kind)
    if (notes !== undefined) writeBody(await partEvents(zip, notes, name), contextOf(await readRelations(zip, notes, name)))
  }
  const comments = find('comments')
  if (comments !== undefined) hidden.add('comment', await partText(zip, comments, /^t$/, name))
  await noteMetadata(zip, hidden, name)
  const pictures = await loadFigures(requests, (source) => zip.readUpTo(source, largestFigure))
  noteAlternatives(pictures.dropped, hidden)
  const finished = text.finish()
  const title = await readOfficeTitle(zip, finished.text, name)
  return Object.freeze({
    ...finished,
    ...(title === undefined ? {} : { title }),
    properties: Object.freeze({}),
    warnings: Object.freeze([...hidden.warnings(), ...text.unseen(), ...pictures.warnings]),
    figures: pictures.figures,
  })
}

async function bodyPart(zip: Zip, name: string): Promise<string> {
  const isBody = (entry: string): boolean => /^word\/document\d*\.xml$/i.test(entry)
  const start = [...(await readRelations(zip, '', name)).values()].find(isBody)
  const body = start !== undefined && zip.has(start) ? start : zip.names.find(isBody)
  if (body === undefined) throw damaged(name)
  return body
}
