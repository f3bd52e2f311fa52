import { hasChinese } from './clean-text.ts'
import { damaged } from './damaged.ts'
import { isWhite } from './docx-look.ts'
import { documentText, onPage, type DocumentText } from './document-text.ts'
import { captionOf, largestFigure, loadFigures, noteAlternatives, type FigureRequest } from './figures.ts'
import { hiddenText, type HiddenText } from './hidden-text.ts'
import { noteMetadata, partEvents, partText, readOfficeTitle, readRelations } from './office-parts.ts'
import { slidePieces, wholeText, type SlidePaper, type SlidePiece } from './pptx-slide.ts'
import type { ReadDocument, Reader } from './reader.ts'
import { writeTable } from './table-rows.ts'
import { childAt, descendants, xmlTree, type XmlNode } from './xml-tree.ts'
import { openZip, type Zip } from './zip.ts'

/** Reads presentations: a slide is a page, its title a heading; tables as rows, speaker notes after the slide, pictures. */
export const pptxReader: Reader = Object.freeze({
  name: 'pptx',
  extensions: Object.freeze(['.pptx', '.pptm']),
  isolated: true,
  read: readPresentation,
})

/** What the slides of a file share. */
type Deck = Readonly<{
  zip: Zip
  name: string
  text: DocumentText
  hidden: HiddenText
  figures: FigureRequest[]
  size: Omit<SlidePaper, 'white'>
}>

/** English Metric Units of a slide where the file does not say. */
const usualSize = Object.freeze({ width: 9_144_000, height: 6_858_000 })

async function readPresentation(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const zip = await openZip(bytes, name)
  const start = [...(await readRelations(zip, '', name)).values()].find((part) => /presentation\d*\.xml$/i.test(part))
  const main = start !== undefined && zip.has(start) ? start : 'ppt/presentation.xml'
  if (!zip.has(main)) throw damaged(name)
  const presentation = await treeOf(zip, main, name)
  const links = await readRelations(zip, main, name)
  const extent = [...descendants(presentation, 'sldSz')][0]?.attributes ?? {}
  const deck: Deck = {
    zip,
    name,
    text: documentText(name),
    hidden: hiddenText(),
    figures: [],
    size: { width: Number(extent['cx']) || usualSize.width, height: Number(extent['cy']) || usualSize.height },
  }
  const slides = [...descendants(presentation, 'sldId')].flatMap(({ attributes }) => links.get(attributes['id'] ?? '') ?? [])
  for (const [at, part] of slides.entries()) if (zip.has(part)) await readSlide(deck, part, at + 1)
  await noteMetadata(zip, deck.hidden, name)
  const pictures = await loadFigures(deck.figures, (source) => zip.readUpTo(source, largestFigure))
  noteAlternatives(pictures.dropped, deck.hidden)
  const finished = deck.text.finish()
  const title = await readOfficeTitle(zip, finished.text, name)
  return Object.freeze({
    ...finished,
    ...(title === undefined ? {} : { title }),
    properties: Object.freeze({}),
    pages: slides.length,
    warnings: Object.freeze([...deck.hidden.warnings(), ...deck.text.unseen(), ...pictures.warnings]),
    figures: pictures.figures,
  })
}

async function treeOf(zip: Zip, part: string, name: string): Promise<XmlNode> {
  return xmlTree(await partEvents(zip, part, name), name)
}

async function readSlide(deck: Deck, part: string, page: number): Promise<void> {
  const { zip, name, hidden } = deck
  const slide = await treeOf(zip, part, name)
  const links = await readRelations(zip, part, name)
  const linked = (folder: RegExp): readonly string[] => [...links.values()].filter((target) => folder.test(target))
  for (const comments of linked(/\/comments\//i)) hidden.add('comment', await partText(zip, comments, /^(?:t|text)$/, name), page)
  const notes = linked(/\/notesSlides\//i)[0]
  const notesTree = notes === undefined ? undefined : await treeOf(zip, notes, name)
  const said = notesTree === undefined ? [] : notesOf(notesTree)
  if (/^(?:0|false)$/.test(slide.children[0]?.attributes['show'] ?? '')) {
    hidden.add('slide', [wholeText(slide), ...said].join('\n'), page)
    return
  }
  const paper = { ...deck.size, white: await isWhitePaper(zip, slide, links, name) }
  for (const piece of slidePieces(slide, paper)) await writePiece(deck, piece, links, page)
  for (const note of said) deck.text.paragraph(`${hasChinese(said.join('')) ? '备注：' : 'Notes: '}${note}`, page)
}

/** The words of the speaker; the picture of the slide and its number are left out. */
function notesOf(notes: XmlNode): readonly string[] {
  const paper = { ...usualSize, width: Infinity, height: Infinity, white: false }
  return slidePieces(notes, paper).flatMap((piece) => (piece.kind === 'paragraph' || piece.kind === 'item' ? [piece.text] : []))
}

async function writePiece(deck: Deck, piece: SlidePiece, links: ReadonlyMap<string, string>, page: number): Promise<void> {
  const { text, zip, name } = deck
  if (piece.kind === 'title') text.heading(piece.text, 2, page)
  else if (piece.kind === 'paragraph' || piece.kind === 'item') text[piece.kind](piece.text, page)
  else if (piece.kind === 'hidden') deck.hidden.add(piece.reason, piece.text, page)
  else if (piece.kind === 'table') writeTable(onPage(text, page), piece.rows, { copies: piece.copies })
  else if (piece.kind === 'picture') {
    const source = links.get(piece.relation)
    if (source !== undefined) deck.figures.push({ at: text.end(), page, source, ...captionOf(piece.alt) })
  } else {
    const part = links.get(piece.relation)
    if (part === undefined || !zip.has(part)) return
    const tree = await treeOf(zip, part, name)
    const titles = piece.part === 'chart' ? [...descendants(tree, 'title')].slice(0, 1) : [tree]
    for (const line of titles.flatMap((one) => wholeText(one).split('\n'))) text.paragraph(line, page)
  }
}

/** Whether the slide, its layout and its master leave the paper white: then white letters on it are not seen. */
async function isWhitePaper(zip: Zip, slide: XmlNode, links: ReadonlyMap<string, string>, name: string): Promise<boolean> {
  const own = background(slide)
  if (own !== undefined) return own
  const layoutPart = [...links.values()].find((part) => /\/slideLayouts\//i.test(part))
  if (layoutPart === undefined) return true
  const layout = await treeOf(zip, layoutPart, name)
  if (hasBackdrop(layout)) return false
  const inLayout = background(layout)
  if (inLayout !== undefined) return inLayout
  const masterPart = [...(await readRelations(zip, layoutPart, name)).values()].find((part) => /\/slideMasters\//i.test(part))
  const master = masterPart === undefined ? undefined : await treeOf(zip, masterPart, name)
  return master === undefined || (!hasBackdrop(master) && background(master) !== false)
}

/** A picture or a filled shape that may lie behind the text. */
function hasBackdrop(tree: XmlNode): boolean {
  const shapes = childAt(tree.children[0], 'cSld', 'spTree')?.children ?? []
  return shapes.some(
    (shape) =>
      shape.name === 'pic' ||
      (childAt(shape, 'spPr')?.children ?? []).some((one) => /^(?:solid|grad|blip|patt)Fill$/.test(one.name)),
  )
}

/** Undefined where nothing is said; true for white. */
function background(tree: XmlNode): boolean | undefined {
  const stated = childAt(tree.children[0], 'cSld', 'bg')
  if (stated === undefined) return undefined
  const colour = (childAt(stated, 'bgPr', 'solidFill') ?? childAt(stated, 'bgRef'))?.children[0]
  const value = colour?.attributes['val'] ?? ''
  return colour?.name === 'srgbClr' ? isWhite(value) : /^(?:bg1|lt1)$/.test(value)
}
