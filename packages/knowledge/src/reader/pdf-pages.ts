import type { PDFOperatorList } from 'pdfjs-dist/types/src/display/api.js'
import { placeFigures } from './pdf-captions.ts'
import { readDrawing, type Drawing } from './pdf-drawing.ts'
import { figureCollector, type FigureCollector, type PageFigure } from './pdf-figures.ts'
import type { PageLines } from './pdf-furniture.ts'
import type { Operations } from './pdf-graphics.ts'
import { orderLines, type Line, type Placed } from './pdf-lines.ts'
import { openPdf, type OpenPdf } from './pdf-open.ts'
import { readRules } from './pdf-rules.ts'
import { readRuns, type PageText } from './pdf-runs.ts'
import { findTables } from './pdf-tables.ts'
import { verticalTexts } from './pdf-vertical.ts'

/** A page as it was read. `state` tells pages of which nothing is taken. */
export type ReadPage = PageLines &
  Readonly<{
    number: number
    state: 'read' | 'blank' | 'without text' | 'unmapped' | 'broken'
    text?: PageText
    weightless: string
  }>

/** All pages of a file, and how many of its pictures were left out. */
export type ReadPages = Readonly<{ pages: readonly ReadPage[]; figuresLeftOut: number }>

/** Larger pictures are not unpacked. */
export const mostPixels = 16_000_000
/** Pictures may take so long; the pages after that are read without. */
const picturesMs = 15_000
/** So many scanned pages at the beginning, and none other, make a scanned file: its pictures are its pages. */
const scansTell = 3
/** Columns of vertical writing are no lines of one paragraph. */
const farApart = 1_000
/** Above this part of unmapped characters a page is left out. */
const unmappedRefused = 0.3

const nothing: Drawing = { hidden: [], outside: [], images: [], scanned: false, blank: false, weightless: '' }

/** Reads the pages one after the other. Pictures are given up when they take too long, or when the whole file is a scan. */
export async function readPages(open: OpenPdf, bytes: Uint8Array, name: string): Promise<ReadPages> {
  const { info } = await open.file.getMetadata()
  const locked = 'EncryptFilterName' in info && info['EncryptFilterName'] !== null
  const figures = figureCollector(locked ? undefined : bytes)
  const isOff = await layersOff(open)
  const pages: ReadPage[] = []
  let source = open
  let [spentMs, scans] = [0, 0]
  try {
    for (let number = 1; number <= open.file.numPages; number++) {
      const began = performance.now()
      const isScan = source !== open && scans >= scansTell
      const read = await readPage(source, number, { figures, isOff, isScan })
      pages.push(read.page)
      if (read.drawing.images.length > 0) spentMs += performance.now() - began
      scans = read.drawing.scanned && scans === number - 1 ? number : scans
      if (source === open && (spentMs > picturesMs || (scans >= scansTell && scans === number)))
        source = await openPdf(bytes, name, open.password === undefined ? [] : [open.password], 1)
    }
  } finally {
    if (source !== open) await source.close()
  }
  return { pages, figuresLeftOut: figures.leftOut() }
}

/** Tells whether an optional layer is switched off. */
async function layersOff({ file }: OpenPdf): Promise<(layer: unknown) => boolean> {
  const layers = await file.getOptionalContentConfig()
  return (layer) => typeof layer === 'object' && layer !== null && !layers.isVisible(layer)
}

type Reading = Readonly<{ figures: FigureCollector; isOff: (layer: unknown) => boolean; isScan: boolean }>

async function readPage(
  { file, pdfjs }: OpenPdf,
  number: number,
  { figures, isOff, isScan }: Reading,
): Promise<Readonly<{ page: ReadPage; drawing: Drawing }>> {
  const empty = { lines: [], edges: [0, 0, 0, 0] as const, number, weightless: '' }
  const page = await attempt(() => file.getPage(number))
  if (page === undefined) return { page: { ...empty, state: 'broken' }, drawing: nothing }
  const list = await attempt(() => page.getOperatorList())
  const drawing = list === undefined ? nothing : readDrawing(list, page.view, pdfjs.OPS, isOff, isScan)
  const text = await attempt(() => readRuns(page, drawing))
  if (text === undefined) return { page: { ...empty, state: 'broken' }, drawing }
  const pictures = drawing.scanned ? [] : await figures.collect(page, drawing.images)
  page.cleanup()
  const read = { ...empty, edges: text.edges, text, weightless: drawing.weightless }
  if (text.characters === 0) {
    const lines = placeFigures(pictures, text.transform, []).flatMap((placed) => orderLines([], [placed], number))
    return { page: { ...read, lines, state: drawing.blank || lines.length > 0 ? 'blank' : 'without text' }, drawing }
  }
  if (text.unmapped > text.characters * unmappedRefused) return { page: { ...read, state: 'unmapped' }, drawing }
  return { page: { ...read, lines: linesOf(text, list, pictures, number, pdfjs.OPS), state: 'read' }, drawing }
}

/** What pdf.js gives; undefined where it gives up on a broken page, which is told in a warning. */
async function attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Error) return undefined
    throw error
  }
}

function linesOf(
  text: PageText,
  list: PDFOperatorList | undefined,
  pictures: readonly PageFigure[],
  page: number,
  operations: Operations,
): readonly Line[] {
  const plain = orderLines(text.runs, [], page)
  const placed: Placed[] = [...placeFigures(pictures, text.transform, plain)]
  const gaps = plain.filter((line) => line.cells.length > 1).length
  const turned = [
    ...verticalTexts(text.vertical).map((one, at) => verticalLine(one, page, at)),
    ...text.sideways.flatMap((runs) => orderLines(runs, [], page).map((line) => ({ ...line, turned: true }))),
  ]
  if (gaps < 2 || list === undefined) return [...(placed.length === 0 ? plain : orderLines(text.runs, placed, page)), ...turned]
  const { tables, rest } = findTables(text.runs, readRules(list, text.transform, operations))
  placed.push(...tables)
  return [...(placed.length === 0 ? plain : orderLines(rest, placed, page)), ...turned]
}

function verticalLine(text: string, page: number, at: number): Line {
  return {
    text,
    cells: [],
    x: 0,
    right: 0,
    y: at * farApart,
    size: 0,
    font: '',
    page,
    column: { left: 0, right: 0 },
    turned: true,
  }
}
