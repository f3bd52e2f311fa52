import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { damaged } from './damaged.ts'
import { documentText } from './document-text.ts'
import { dropFurniture, type PageLines } from './pdf-furniture.ts'
import { measure } from './pdf-headings.ts'
import { orderLines, type Line } from './pdf-lines.ts'
import { writeLines } from './pdf-paragraphs.ts'
import { readRules } from './pdf-rules.ts'
import { readRuns, type PageText } from './pdf-runs.ts'
import { findTables } from './pdf-tables.ts'
import type { ReadDocument, Reader } from './reader.ts'

type Pdfjs = typeof import('pdfjs-dist')
type Warning = ReadDocument['warnings'][number]

/** Reads PDF files with a text layer: lines put back together into headings, paragraphs and table rows, each with its page. */
export const pdfReader: Reader = Object.freeze({
  name: 'pdf',
  extensions: Object.freeze(['.pdf']),
  isolated: true,
  read: readPdf,
})

const mostPages = 2_000
/** Above this part of unmapped characters a file is refused; above the smaller one there is a warning. */
const unmappedRefused = 0.3
const unmappedTold = 0.02

async function readPdf(bytes: Uint8Array, name: string): Promise<ReadDocument> {
  // The types of the legacy build are those of the main one.
  const pdfjs: Pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs')
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'))
  const task = pdfjs.getDocument({
    data: new Uint8Array(bytes),
    cMapUrl: join(folder, 'cmaps') + sep,
    cMapPacked: true,
    standardFontDataUrl: join(folder, 'standard_fonts') + sep,
    useSystemFonts: false,
    useWasm: false,
    // Pictures are not looked at.
    maxImageSize: 1,
    verbosity: 0,
  })
  try {
    const file = await task.promise.catch((error: unknown) => {
      throw isNamed(error, 'PasswordException') ? new KaiwuError('FILE_ENCRYPTED', { name }) : damaged(name, error)
    })
    if (file.numPages > mostPages) throw new KaiwuError('FILE_TOO_LARGE', { name, limit: `${mostPages} 页 (pages)` })
    return await readPages(file, pdfjs, name)
  } finally {
    await task.destroy()
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name
}

type PdfFile = Awaited<ReturnType<Pdfjs['getDocument']>['promise']>

async function readPages(file: PdfFile, pdfjs: Pdfjs, name: string): Promise<ReadDocument> {
  const pages: PageLines[] = []
  const texts: PageText[] = []
  const broken: number[] = []
  for (let number = 1; number <= file.numPages; number++) {
    const page = await openPage(file, number)
    if (page === undefined) {
      broken.push(number)
      continue
    }
    const pageText = await readRuns(page)
    texts.push(pageText)
    pages.push({ lines: await linesOf(page, pageText, number, pdfjs), edges: pageText.edges })
    page.cleanup()
  }
  checkMapped(texts, name)
  const lines = dropFurniture(pages)
  const text = documentText(name)
  writeLines(lines, measure(lines), text)
  const finished = text.finish()
  if (finished.text === '') throw new KaiwuError('FILE_HAS_NO_TEXT', { name })
  const title = await readTitle(file, finished.text)
  return Object.freeze({
    ...finished,
    ...(title === undefined ? {} : { title }),
    properties: Object.freeze({}),
    pages: file.numPages,
    warnings: Object.freeze(warningsOf(texts, broken)),
  })
}

type PdfPage = Awaited<ReturnType<PdfFile['getPage']>>

async function openPage(file: PdfFile, number: number): Promise<PdfPage | undefined> {
  try {
    return await file.getPage(number)
  } catch (error) {
    // A broken page is told in a warning; the others are read.
    if (error instanceof Error) return undefined
    throw error
  }
}

async function linesOf(page: PdfPage, pageText: PageText, number: number, pdfjs: Pdfjs): Promise<readonly Line[]> {
  const plain = orderLines(pageText.runs, [], number)
  const gaps = plain.filter((line) => line.cells.length > 1).length
  const vertical = verticalLines(pageText, number)
  if (gaps < 2) return [...plain, ...vertical]
  const { tables, rest } = findTables(pageText.runs, await readRules(page, pageText.transform, pdfjs.OPS))
  return [...(tables.length === 0 ? plain : orderLines(rest, tables, number)), ...vertical]
}

/** Lines of vertical writing, and text turned to the side, come as they stand in the file. */
function verticalLines({ vertical }: PageText, page: number): readonly Line[] {
  const column = { left: 0, right: 0 }
  return vertical.map((text, at) => ({ text, cells: [], x: 0, right: 0, y: at * 100, size: 0, font: '', page, column }))
}

function checkMapped(texts: readonly PageText[], name: string): void {
  const { characters, unmapped } = sum(texts)
  if (characters > 0 && unmapped > characters * unmappedRefused) throw new KaiwuError('FILE_TEXT_UNMAPPED', { name })
}

function sum(texts: readonly PageText[]): Readonly<{ characters: number; unmapped: number }> {
  return {
    characters: texts.reduce((total, page) => total + page.characters, 0),
    unmapped: texts.reduce((total, page) => total + page.unmapped, 0),
  }
}

function warningsOf(texts: readonly PageText[], broken: readonly number[]): readonly Warning[] {
  const warnings: Warning[] = []
  const empty = texts.flatMap((page, at) => (page.characters === 0 ? [at + 1] : []))
  const { characters, unmapped } = sum(texts)
  if (empty.length > 0) {
    const pages = `${empty.slice(0, 20).join('、')}${empty.length > 20 ? '…' : ''}`
    warnings.push({
      zh: `第 ${pages} 页没有文字（可能是图片）`,
      en: `No text on page ${pages.replaceAll('、', ', ')} (it may be a picture)`,
    })
  }
  if (broken.length > 0)
    warnings.push({ zh: `第 ${broken.join('、')} 页已损坏，未读取`, en: `Page ${broken.join(', ')} is damaged and was not read` })
  if (unmapped > characters * unmappedTold) {
    const share = `${Math.round((unmapped / characters) * 100)}%`
    warnings.push({
      zh: `约 ${share} 的字符没有文字对照，可能是乱码`,
      en: `About ${share} of the characters have no meaning in their fonts and may be garbled`,
    })
  }
  return warnings
}

/** The title in the properties, when the text holds it too: programs leave stale ones behind. */
async function readTitle(file: PdfFile, text: string): Promise<string | undefined> {
  const { info } = await file.getMetadata()
  const title: unknown = 'Title' in info ? info['Title'] : undefined
  if (typeof title !== 'string' || title.trim().length < 4) return undefined
  return text.slice(0, 2_000).includes(title.trim()) ? title.trim() : undefined
}
