import { damaged } from './damaged.ts'
import { KaiwuError } from '@kaiwu/core'
import { documentText } from './document-text.ts'
import { isOrnament } from './pdf-figures.ts'
import { dropFurniture } from './pdf-furniture.ts'
import { measure } from './pdf-headings.ts'
import { openPdf, type OpenPdf } from './pdf-open.ts'
import { mostPixels, readPages, type ReadPage } from './pdf-pages.ts'
import { writeLines, type WrittenFigure } from './pdf-paragraphs.ts'
import { refuseBombs } from './pdf-streams.ts'
import { pdfWarnings } from './pdf-warnings.ts'
import type { ReadDocument, Reader, ReaderOptions, ReadFigure, ReadWarning } from './reader.ts'

/** Reads PDF files with a text layer: lines put back together into headings, paragraphs and table rows, each with its page. */
export const pdfReader: Reader = Object.freeze({
  name: 'pdf',
  extensions: Object.freeze(['.pdf']),
  isolated: true,
  read: readPdf,
})

const mostPages = 2_000
const mostFigures = 200
const mostFigureBytes = 40_000_000

async function readPdf(bytes: Uint8Array, name: string, { passwords = [] }: ReaderOptions = {}): Promise<ReadDocument> {
  refuseBombs(bytes, name)
  const open = await openPdf(bytes, name, passwords, mostPixels)
  try {
    if (open.file.numPages > mostPages) throw new KaiwuError('FILE_TOO_LARGE', { name, limit: `${mostPages} 页 (pages)` })
    return await readOpen(open, bytes, name)
  } finally {
    await open.close()
  }
}

async function readOpen(open: OpenPdf, bytes: Uint8Array, name: string): Promise<ReadDocument> {
  const { pages, figuresLeftOut } = await readPages(open, bytes, name)
  checkMapped(pages, name)
  const text = documentText(name)
  const lines = dropFurniture(pages)
  const written = writeLines(lines, measure(lines), text, open.file.numPages)
  const finished = text.finish()
  const isCut = !endsWhole(bytes)
  if (finished.text === '') throw isCut ? damaged(name) : new KaiwuError('FILE_HAS_NO_TEXT', { name })
  const title = await readTitle(open, finished.text)
  const figures = figuresOf(written)
  return Object.freeze({
    ...finished,
    ...(title === undefined ? {} : { title }),
    properties: Object.freeze({}),
    pages: open.file.numPages,
    warnings: Object.freeze([...(isCut ? [cutOff] : []), ...warningsOf(pages, figuresLeftOut + figures.leftOut)]),
    ...(figures.kept.length === 0 ? {} : { figures: figures.kept }),
  })
}

const cutOff: ReadWarning = Object.freeze({
  zh: '文件没有结尾标记，可能没有传完；后面的内容可能缺失，请核对页数',
  en: 'The file has no end mark and may be cut off: its last part may be missing; check the number of pages',
  kind: 'doubtful',
})

/** A PDF ends in a mark of its own; programs put little behind it. */
function endsWhole(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(-4096).includes('%%EOF')
}

/** Most of the text must have a meaning; else the few pages that have are not worth having. */
function checkMapped(pages: readonly ReadPage[], name: string): void {
  const lost = charactersOf(pages.filter((page) => page.state === 'unmapped'))
  if (lost > charactersOf(pages) * 0.5) throw new KaiwuError('FILE_TEXT_UNMAPPED', { name })
}

function charactersOf(pages: readonly ReadPage[]): number {
  return pages.reduce((sum, { text }) => sum + (text?.characters ?? 0), 0)
}

function figuresOf(written: readonly WrittenFigure[]): Readonly<{ kept: readonly ReadFigure[]; leftOut: number }> {
  const kept: ReadFigure[] = []
  let [total, leftOut] = [0, 0]
  for (const { at, figure } of written) {
    if (isOrnament(figure)) continue
    const { mediaType, bytes } = figure.picture
    if (kept.length >= mostFigures || total + bytes.length > mostFigureBytes) {
      leftOut++
      continue
    }
    total += bytes.length
    const { page, caption } = figure
    kept.push(Object.freeze({ at, page, mediaType, bytes, ...(caption === undefined ? {} : { caption }) }))
  }
  return { kept: Object.freeze(kept.sort((one, other) => one.at - other.at)), leftOut }
}

function warningsOf(pages: readonly ReadPage[], figuresLeftOut: number): ReadDocument['warnings'] {
  const numbersOf = (state: ReadPage['state']): readonly number[] =>
    pages.filter((page) => page.state === state).map((page) => page.number)
  const read = pages.filter((page) => page.state === 'read')
  return pdfWarnings({
    withoutText: numbersOf('without text'),
    unmapped: numbersOf('unmapped'),
    broken: numbersOf('broken'),
    doubtful: read.reduce((sum, { text }) => sum + (text?.unmapped ?? 0), 0) / Math.max(1, charactersOf(read)),
    hidden: pages.flatMap(({ number, text }) => (text?.hidden ?? []).map((one) => ({ page: number, text: one }))),
    weightless: pages.map((page) => page.weightless).join(''),
    figuresLeftOut,
  })
}

/** The title in the properties, when the text holds it too: programs leave stale ones behind. */
async function readTitle({ file }: OpenPdf, text: string): Promise<string | undefined> {
  const { info } = await file.getMetadata()
  const title: unknown = 'Title' in info ? info['Title'] : undefined
  if (typeof title !== 'string' || title.trim().length < 4) return undefined
  return text.slice(0, 2_000).includes(title.trim()) ? title.trim() : undefined
}
