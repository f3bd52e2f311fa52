import { KaiwuError } from '@kaiwu/core'
import { damaged } from './damaged.ts'
import { fileKind, type FileKind } from './file-kind.ts'
import { readIsolated, type ReadLimits } from './isolated-reader.ts'
import type { ReadDocument, Reader } from './reader.ts'
import { readers, supportedExtensions } from './readers.ts'

/** Limits of {@link readDocument}. */
export type ReadOptions = ReadLimits &
  Readonly<{
    /** Default 50 MB. */
    maxBytes?: number
  }>

/** Text above this size is read in the child process too, so that it does not hold up this one. */
const longText = 1_000_000

/** Old and foreign formats, with the format to save them as. */
const conversions: Readonly<Record<string, Readonly<{ format: string; instead: string }>>> = {
  '.doc': { format: 'Word 97-2003 (.doc)', instead: '.docx' },
  '.wps': { format: 'WPS (.wps)', instead: '.docx' },
  '.rtf': { format: 'RTF', instead: '.docx' },
  '.xls': { format: 'Excel 97-2003 (.xls)', instead: '.xlsx' },
  '.et': { format: 'WPS (.et)', instead: '.xlsx' },
  '.ppt': { format: 'PowerPoint 97-2003 (.ppt)', instead: '.pdf' },
  '.pptx': { format: 'PowerPoint (.pptx)', instead: '.pdf' },
  '.ofd': { format: 'OFD', instead: '.pdf' },
}

/**
 * Reads a file as text with its structure. The reader is chosen by the extension and must agree with the bytes; a file
 * that an old extension hides (`.doc` that is a `.docx`, `.xls` that is HTML) is read as what it is.
 * @param bytes the whole file
 * @param name the file's name; folders in front of it are ignored
 * @throws FILE_EMPTY, FILE_TOO_LARGE, FILE_IS_LOCK, FILE_TYPE_UNSUPPORTED, FILE_NEEDS_CONVERTING, FILE_TYPE_MISMATCH,
 * FILE_ENCRYPTED, FILE_HAS_NO_TEXT, FILE_TEXT_UNMAPPED, FILE_UNPACKS_TOO_LARGE, FILE_READ_TIMEOUT, FILE_UNREADABLE
 * @example
 * const { text, blocks } = await readDocument(await readFile('规程.docx'), '规程.docx')
 */
export async function readDocument(bytes: Uint8Array, name: string, options: ReadOptions = {}): Promise<ReadDocument> {
  const { maxBytes = 50_000_000 } = options
  const file = name.split(/[/\\]/).at(-1) ?? name
  if (/^~\$|^\.~lock\./.test(file)) {
    throw new KaiwuError('FILE_IS_LOCK', { name, document: file.replace(/^~\$/, '…').replace(/^\.~lock\.(.*?)#?$/, '$1') })
  }
  if (bytes.length === 0) throw new KaiwuError('FILE_EMPTY', { name })
  if (bytes.length > maxBytes)
    throw new KaiwuError('FILE_TOO_LARGE', { name, limit: `${Math.round(maxBytes / 100_000) / 10} MB` })
  const reader = chooseReader(bytes, file, name)
  const document =
    reader.isolated || bytes.length > longText
      ? await readIsolated(reader.name, bytes, name, options)
      : await reader.read(bytes, name)
  if (document.text === '') throw new KaiwuError('FILE_HAS_NO_TEXT', { name })
  return document
}

function chooseReader(bytes: Uint8Array, file: string, name: string): Reader {
  const extension = /\.[^.]+$/.exec(file)?.[0].toLowerCase() ?? ''
  const conversion = conversions[extension]
  const reader = readers.find((one) => one.extensions.includes(extension))
  if (reader === undefined && conversion === undefined) {
    throw new KaiwuError('FILE_TYPE_UNSUPPORTED', { name, supported: supportedExtensions.join(' ') })
  }
  const actual = fileKind(bytes)
  if (actual.encrypted === true) throw new KaiwuError('FILE_ENCRYPTED', { name })
  if (actual.cut === true && (reader?.name === 'docx' || reader?.name === 'xlsx')) throw damaged(name)
  if (reader !== undefined && agrees(reader.name, actual)) return reader
  const hidden =
    conversion === undefined ? undefined : readers.find((one) => one.name === actual.kind && conversion.instead !== '.pdf')
  if (hidden !== undefined) return hidden
  if (conversion !== undefined) throw new KaiwuError('FILE_NEEDS_CONVERTING', { name, ...conversion })
  throw new KaiwuError('FILE_TYPE_MISMATCH', { name, actual: actual.label })
}

function agrees(reader: string, actual: FileKind): boolean {
  if (reader === 'pdf' || reader === 'docx' || reader === 'xlsx') return reader === actual.kind
  return actual.kind === 'text' || actual.kind === 'html'
}
