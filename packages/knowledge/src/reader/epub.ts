import { KaiwuError } from '@kaiwu/core'
import { damaged } from './damaged.ts'
import { decodeText } from './decode-text.ts'
import { documentText } from './document-text.ts'
import { largestFigure, loadFigures, noteAlternatives, type FigureRequest } from './figures.ts'
import { hiddenText } from './hidden-text.ts'
import { writePage } from './html-page.ts'
import { partEvents } from './office-parts.ts'
import type { ReadDocument, Reader, ReadWarning } from './reader.ts'
import { childAt, descendants, xmlTree, type XmlNode } from './xml-tree.ts'
import { openZip, type Zip } from './zip.ts'

/** Reads electronic books: the chapters in the order of the spine, with headings, tables and pictures. */
export const epubReader: Reader = Object.freeze({
  name: 'epub',
  extensions: Object.freeze(['.epub']),
  isolated: true,
  read: readBook,
})

/** Fonts may be scrambled in any book; only other encryption locks it. */
const fontScrambling = /^http:\/\/(?:www\.idpf\.org\/2008\/embedding|ns\.adobe\.com\/pdf\/enc#RC)$/

async function readBook(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const zip = await openZip(bytes, name)
  await refuseLocked(zip, name)
  const container = xmlTree(await partEvents(zip, 'META-INF/container.xml', name), name)
  const root = [...descendants(container, 'rootfile')].map(({ attributes }) => attributes['full-path'] ?? '').find(zip.has)
  if (root === undefined) throw damaged(name)
  const book = xmlTree(await partEvents(zip, root, name), name)
  const text = documentText(name)
  const hidden = hiddenText()
  const requests: FigureRequest[] = []
  const warnings: ReadWarning[] = []
  const missing: string[] = []
  for (const part of chapters(book, root)) {
    if (!zip.has(part)) {
      missing.push(part)
      continue
    }
    const decoded = decodeText(await zip.read(part), name)
    const page = await writePage(withoutDeclaration(decoded.text), text, hidden)
    requests.push(...page.figures.map((one) => ({ ...one, source: resolveLink(part, one.source) })))
    warnings.push(...page.warnings)
  }
  const metadata = childAt(book.children[0], 'metadata')
  for (const kind of ['description', 'subject'])
    for (const one of metadata === undefined ? [] : descendants(metadata, kind)) hidden.add('metadata', one.text)
  const pictures = await loadFigures(requests, (source) => zip.readUpTo(source, largestFigure))
  noteAlternatives(pictures.dropped, hidden)
  const title = childAt(metadata, 'title')?.text.trim() ?? ''
  return Object.freeze({
    ...text.finish(),
    ...(title === '' ? {} : { title }),
    properties: Object.freeze({}),
    warnings: Object.freeze([
      ...missingWarning(missing),
      ...hidden.warnings(),
      ...warnings,
      ...text.unseen(),
      ...pictures.warnings,
    ]),
    figures: pictures.figures,
  })
}

/** A book with rights management has encrypted chapters. */
async function refuseLocked(zip: Zip, name: string): Promise<void> {
  const part = 'META-INF/encryption.xml'
  const encryption = xmlTree(await partEvents(zip, part, name), name)
  const methods = [...descendants(encryption, 'EncryptionMethod')].map(({ attributes }) => attributes['Algorithm'] ?? '')
  if (
    zip.has('META-INF/rights.xml') ||
    zip.has('META-INF/license.lcpl') ||
    methods.some((method) => !fontScrambling.test(method))
  )
    throw new KaiwuError('FILE_ENCRYPTED', { name })
}

/** The parts of the spine, without the table of contents. */
function chapters(book: XmlNode, root: string): readonly string[] {
  const items = new Map([...descendants(book, 'item')].map(({ attributes }) => [attributes['id'] ?? '', attributes]))
  return [...descendants(book, 'itemref')].flatMap(({ attributes }) => {
    const item = items.get(attributes['idref'] ?? '')
    if (item === undefined || /(?:^|\s)nav(?:\s|$)/.test(item['properties'] ?? '')) return []
    return /html|xml/.test(item['media-type'] ?? 'html') ? [resolveLink(root, item['href'] ?? '')] : []
  })
}

/** The name of the entry that a link in another entry leads to. */
function resolveLink(from: string, link: string): string {
  const path = from.split('/').slice(0, -1)
  for (const step of unescapeLink(link.split('#')[0] ?? '').split('/')) {
    if (step === '..') path.pop()
    else if (step !== '.' && step !== '') path.push(step)
  }
  return path.join('/')
}

function unescapeLink(link: string): string {
  try {
    return decodeURIComponent(link)
  } catch (error) {
    if (error instanceof URIError) return link
    throw error
  }
}

/** `<title/>` and `<a/>` are complete elements in XHTML; a page parser takes them for opened ones. */
function withoutDeclaration(xhtml: string): string {
  return xhtml
    .replace(/^\s*<\?xml[^>]*\?>/, '')
    .replace(/<(title|script|style|a|p|div|span|td|th|i|b|em|strong|iframe|textarea)\b([^<>]*)\/>/gi, '<$1$2></$1>')
}

function missingWarning(missing: readonly string[]): readonly ReadWarning[] {
  if (missing.length === 0) return []
  return [
    {
      zh: `${missing.length} 个章节在文件里找不到，未读取`,
      en: `${missing.length} chapter(s) are missing from the file`,
      kind: 'not-read',
      count: missing.length,
      sample: missing.join(' ').slice(0, 80),
    },
  ]
}
