import { decodeText } from './decode-text.ts'
import { documentText } from './document-text.ts'
import { encodingWarning } from './encoding-warning.ts'
import { dataUrlBytes, loadFigures, noteAlternatives } from './figures.ts'
import { hiddenText } from './hidden-text.ts'
import { writePage } from './html-page.ts'
import type { ReadDocument, Reader } from './reader.ts'

/** Reads web pages: what a reader sees of them, with headings, list items and table rows. */
export const htmlReader: Reader = Object.freeze({
  name: 'html',
  extensions: Object.freeze(['.html', '.htm']),
  isolated: true,
  read: readPage,
})

async function readPage(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const decoded = decodePage(bytes) ?? decodeText(bytes, name)
  const text = documentText(name)
  const hidden = hiddenText()
  const page = await writePage(decoded.text, text, hidden)
  const pictures = await loadFigures(page.figures, dataUrlBytes)
  noteAlternatives(pictures.dropped, hidden)
  return Object.freeze({
    ...text.finish(),
    ...(page.title === '' ? {} : { title: page.title }),
    properties: Object.freeze({}),
    warnings: Object.freeze([
      ...encodingWarning(decoded),
      ...hidden.warnings(),
      ...page.warnings,
      ...text.unseen(),
      ...pictures.warnings,
    ]),
    figures: pictures.figures,
  })
}

/** A page may name its encoding; what it says counts when the bytes are neither UTF-8 nor UTF-16. */
function decodePage(bytes: Uint8Array): ReturnType<typeof decodeText> | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).toString('latin1')
  const named = /<meta[^>]{1,200}charset\s*=\s*["']?([\w-]{2,20})/i.exec(head)?.[1]
  if (named === undefined || /^utf/i.test(named) || isUtf8(bytes)) return undefined
  try {
    return { text: new TextDecoder(named, { fatal: true }).decode(bytes), encoding: named, guessed: false }
  } catch (error) {
    // An encoding nobody knows, or one the bytes do not keep to.
    if (error instanceof RangeError || error instanceof TypeError) return undefined
    throw error
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes) !== ''
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
