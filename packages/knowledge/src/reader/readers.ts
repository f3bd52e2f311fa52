import { csvReader } from './csv.ts'
import { docxReader } from './docx.ts'
import { emlReader } from './eml.ts'
import { epubReader } from './epub.ts'
import { htmlReader } from './html.ts'
import { markdownReader } from './markdown.ts'
import { docReader } from './ole/doc.ts'
import { lockedOfficeReader } from './ole/locked-office.ts'
import { xlsReader } from './ole/xls.ts'
import { pdfReader } from './pdf.ts'
import { plainTextReader } from './plain-text.ts'
import { pptxReader } from './pptx.ts'
import type { Reader } from './reader.ts'
import { xlsxReader } from './xlsx.ts'

/** Every reader, in the order in which messages name their extensions. */
export const readers: readonly Reader[] = Object.freeze([
  markdownReader,
  plainTextReader,
  csvReader,
  docxReader,
  docReader,
  xlsxReader,
  xlsReader,
  pptxReader,
  pdfReader,
  htmlReader,
  emlReader,
  epubReader,
  lockedOfficeReader,
])

/** The extensions that can be read, with the dot and in lower case; pictures need a layout service, see {@link imageExtensions}. */
export const supportedExtensions: readonly string[] = Object.freeze(readers.flatMap((reader) => reader.extensions))

/** The extensions of pictures, which can be read where a layout service is given. */
export const imageExtensions: readonly string[] = Object.freeze([
  '.png',
  '.jpg',
  '.jpeg',
  '.tif',
  '.tiff',
  '.bmp',
  '.webp',
  '.gif',
])
