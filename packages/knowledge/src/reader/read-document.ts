import { KaiwuError } from '@kaiwu/core'
import type { LayoutRequest, LayoutService } from '../layout/layout-service.ts'
import { chooseReader } from './choose-reader.ts'
import { readIsolated, type ReadLimits } from './isolated-reader.ts'
import type { ReadDocument, Reader, ReaderOptions } from './reader.ts'

/** Limits of {@link readDocument}, and what it may use. */
export type ReadOptions = ReadLimits &
  ReaderOptions &
  Readonly<{
    /** Default 50 MB. */
    maxBytes?: number
    /** Recognises the text of pictures, of scanned PDFs, and of PDFs whose fonts do not say their characters. */
    layout?: LayoutService
    /** Ends a call to the layout service. */
    signal?: AbortSignal
  }>

/** Text above this size is read in the child process too, so that it does not hold up this one. */
const longText = 1_000_000

/**
 * Reads a file as text with its structure. The reader is chosen by the extension and must agree with the bytes; a file
 * that an old extension hides (`.doc` that is a `.docx`, `.xls` that is HTML) is read as what it is.
 * @param bytes the whole file
 * @param name the file's name; folders in front of it are ignored
 * @throws FILE_EMPTY, FILE_TOO_LARGE, FILE_IS_LOCK, FILE_TYPE_UNSUPPORTED, FILE_NEEDS_CONVERTING, FILE_TYPE_MISMATCH,
 * FILE_ENCRYPTED, FILE_PASSWORD_WRONG, FILE_HAS_NO_TEXT, FILE_TEXT_UNMAPPED, FILE_NEEDS_OCR, FILE_UNPACKS_TOO_LARGE,
 * FILE_READ_TIMEOUT, FILE_UNREADABLE, LAYOUT_SERVICE_FAILED
 * @example
 * const { text, blocks } = await readDocument(await readFile('规程.docx'), '规程.docx')
 */
export async function readDocument(bytes: Uint8Array, name: string, options: ReadOptions = {}): Promise<ReadDocument> {
  const { maxBytes = 50_000_000, layout } = options
  const file = name.split(/[/\\]/).at(-1) ?? name
  if (/^~\$|^\.~lock\./.test(file)) {
    throw new KaiwuError('FILE_IS_LOCK', { name, document: file.replace(/^~\$/, '…').replace(/^\.~lock\.(.*?)#?$/, '$1') })
  }
  if (bytes.length === 0) throw new KaiwuError('FILE_EMPTY', { name })
  if (bytes.length > maxBytes)
    throw new KaiwuError('FILE_TOO_LARGE', { name, limit: `${Math.round(maxBytes / 100_000) / 10} MB` })
  const choice = chooseReader(bytes, file, name)
  if ('reader' in choice) return readOrRecognise(choice.reader, bytes, name, options)
  if (layout === undefined) throw new KaiwuError('FILE_NEEDS_OCR', { name })
  return recognise(layout, { bytes, name, mediaType: choice.image }, options)
}

/** A PDF that holds no text, or none that can be used, goes to the layout service where there is one. */
async function readOrRecognise(reader: Reader, bytes: Uint8Array, name: string, options: ReadOptions): Promise<ReadDocument> {
  try {
    return await read(reader, bytes, name, options)
  } catch (error) {
    const unread = KaiwuError.is(error) && (error.code === 'FILE_HAS_NO_TEXT' || error.code === 'FILE_TEXT_UNMAPPED')
    if (!unread || reader.name !== 'pdf' || options.layout === undefined) throw error
    return recognise(options.layout, { bytes, name, mediaType: 'application/pdf' }, options)
  }
}

async function read(reader: Reader, bytes: Uint8Array, name: string, options: ReadOptions): Promise<ReadDocument> {
  const { passwords } = options
  const document =
    reader.isolated || bytes.length > longText
      ? await readIsolated(reader.name, bytes, name, options)
      : await reader.read(bytes, name, passwords === undefined ? {} : { passwords })
  if (document.text === '') throw new KaiwuError('FILE_HAS_NO_TEXT', { name })
  return document
}

async function recognise(layout: LayoutService, request: LayoutRequest, { signal }: ReadOptions): Promise<ReadDocument> {
  const document = await layout.read({ ...request, ...(signal ? { signal } : {}) })
  if (document.text === '') throw new KaiwuError('FILE_HAS_NO_TEXT', { name: request.name })
  return document
}
