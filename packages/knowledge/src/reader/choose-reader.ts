import { KaiwuError } from '@kaiwu/core'
import { damaged } from './damaged.ts'
import { fileKind, type FileKind } from './file-kind.ts'
import { conversionOf, isOldExtension } from './old-formats.ts'
import type { Reader } from './reader.ts'
import { imageExtensions, readers, supportedExtensions } from './readers.ts'

/** What is to be done with a file: read it, or recognise the text of a picture. */
export type Choice = Readonly<{ reader: Reader } | { image: string }>

type Kinds = Partial<Readonly<Record<FileKind['kind'], string>>>

/** The reader of what a file with an old extension really is; exporting programs give these to HTML and to text. */
const word97: Kinds = {
  doc: 'doc',
  docx: 'docx',
  'locked-office': 'locked-office',
  html: 'html',
  text: 'plain-text',
}
const excel97: Kinds = { xls: 'xls', xlsx: 'xlsx', 'locked-office': 'locked-office', html: 'html', text: 'csv' }
const powerPoint: Kinds = { pptx: 'pptx', 'locked-office': 'locked-office' }

/** Kinds of content by extension, with the reader of each; every other extension takes text. */
const contents: Readonly<Record<string, Kinds>> = {
  '.doc': word97,
  '.wps': word97,
  '.rtf': { doc: 'doc', docx: 'docx', 'locked-office': 'locked-office' },
  '.xls': excel97,
  '.et': excel97,
  '.ppt': powerPoint,
  '.pps': powerPoint,
  '.dps': powerPoint,
  '.pptx': powerPoint,
  '.pptm': powerPoint,
  '.docx': { docx: 'docx', 'locked-office': 'locked-office' },
  '.docm': { docx: 'docx', 'locked-office': 'locked-office' },
  '.xlsx': { xlsx: 'xlsx', 'locked-office': 'locked-office' },
  '.xlsm': { xlsx: 'xlsx', 'locked-office': 'locked-office' },
  '.pdf': { pdf: 'pdf' },
  '.epub': { epub: 'epub' },
}

/**
 * Chooses the reader by the extension, which must agree with the bytes; a file that an old extension hides is taken as what it is.
 * @param name the file's name without folders
 * @param shown its name for messages
 * @throws FILE_TYPE_UNSUPPORTED, FILE_TYPE_MISMATCH, FILE_NEEDS_CONVERTING, FILE_UNREADABLE
 */
export function chooseReader(bytes: Uint8Array, name: string, shown: string): Choice {
  const extension = /\.[^.]+$/.exec(name)?.[0].toLowerCase() ?? ''
  const isImage = imageExtensions.includes(extension)
  if (!isImage && !supportedExtensions.includes(extension) && !isOldExtension(extension)) {
    throw new KaiwuError('FILE_TYPE_UNSUPPORTED', { name: shown, supported: supportedExtensions.join(' ') })
  }
  const actual = fileKind(bytes)
  if (isImage && actual.mediaType !== undefined) return { image: actual.mediaType }
  const reader = isImage ? undefined : readers.find((one) => one.name === readerName(extension, actual.kind))
  if (reader !== undefined) return { reader }
  if (actual.broken === true && contents[extension] !== undefined && extension !== '.pdf') throw damaged(shown)
  const conversion = conversionOf(extension, actual.kind)
  if (conversion !== undefined) throw new KaiwuError('FILE_NEEDS_CONVERTING', { name: shown, ...conversion })
  throw new KaiwuError('FILE_TYPE_MISMATCH', { name: shown, actual: actual.label })
}

function readerName(extension: string, kind: FileKind['kind']): string | undefined {
  const known = contents[extension]
  if (known !== undefined) return known[kind]
  const textual = kind === 'text' || kind === 'html' || kind === 'mhtml' || kind === 'office-xml' || kind === 'rtf'
  return textual ? readers.find((one) => one.extensions.includes(extension))?.name : undefined
}
