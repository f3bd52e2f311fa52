import { documentText } from '../document-text.ts'
import { hiddenText } from '../hidden-text.ts'
import type { ReadDocument, Reader, ReaderOptions } from '../reader.ts'
import { writeDocPart } from './doc-body.ts'
import { openCompoundFile } from './compound-file.ts'
import { openDocFile } from './doc-file.ts'
import { readDocLists } from './doc-lists.ts'
import { markCharacters } from './doc-marks.ts'
import { readPieces } from './doc-pieces.ts'
import { characterRuns, paragraphRuns } from './doc-properties.ts'
import { readDocStyles } from './doc-styles.ts'
import { readSummary } from './summary.ts'
import { unreadableOutside } from './unreadable-outside.ts'

/** Reads documents of Word 97 to 2003: headings by style, list numbers as text, tables as rows, foot- and endnotes and text boxes at the end. Macros are not looked at. */
export const docReader: Reader = Object.freeze({
  name: 'doc',
  extensions: Object.freeze(['.doc', '.wps']),
  isolated: true,
  async read(bytes: Uint8Array, name: string, options: ReaderOptions = {}) {
    return unreadableOutside(name, () => readWord(bytes, name, options.passwords))
  },
})

/** Parts of the text in the order in which they follow each other in a file; headers and comments are left out. */
const order = ['body', 'footnotes', 'headers', 'macros', 'comments', 'endnotes', 'textBoxes'] as const
const kept: ReadonlySet<string> = new Set(['body', 'footnotes', 'endnotes', 'textBoxes'])

function readWord(bytes: Uint8Array, name: string, passwords: readonly string[] | undefined): ReadDocument {
  const container = openCompoundFile(bytes, name)
  const file = openDocFile(container, name, passwords)
  const pieces = readPieces(file, name)
  const text = documentText(name)
  const hidden = hiddenText()
  const context = {
    pieces,
    marks: markCharacters(pieces, characterRuns(file, name)),
    paragraphs: paragraphRuns(file, name),
    styles: readDocStyles(file),
    lists: readDocLists(file),
    text,
    hidden,
  }
  let from = 0
  for (const part of order) {
    const to = from + Math.max(0, file.lengths[part])
    if (kept.has(part)) writeDocPart(context, from, to)
    else if (part === 'comments') hidden.add('comment', pieces.text.slice(from, to))
    from = to
  }
  const finished = text.finish()
  const title = readSummary(container, finished.text, hidden)
  return Object.freeze({
    ...finished,
    ...(title === undefined ? {} : { title }),
    properties: Object.freeze({}),
    warnings: Object.freeze([...hidden.warnings(), ...text.unseen()]),
  })
}
