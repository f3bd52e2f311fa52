import { KaiwuError } from '@kaiwu/core'
import { compoundMark, openCompoundFile } from './ole/compound-file.ts'

/** What the bytes of a file are, whatever its name says. `label` is for messages, in both languages where it is a word. */
export type FileKind = Readonly<{
  kind:
    | 'pdf'
    | 'docx'
    | 'xlsx'
    | 'xlsb'
    | 'pptx'
    | 'epub'
    | 'ofd'
    | 'zip'
    | 'doc'
    | 'xls'
    | 'ppt'
    | 'msg'
    | 'locked-office'
    | 'ole'
    | 'office-xml'
    | 'mhtml'
    | 'rtf'
    | 'html'
    | 'image'
    | 'text'
    | 'binary'
  label: string
  /** Of images. */
  mediaType?: string
  /** A zip archive without its end, or an OLE file whose tables are damaged: what is inside cannot be told. */
  broken?: boolean
}>

type Signature = Readonly<{ bytes: string; kind: FileKind['kind']; label: string; mediaType?: string }>

// Bytes as Latin-1 text.
const signatures: readonly Signature[] = [
  { bytes: 'MZ', kind: 'binary', label: 'EXE' },
  { bytes: '\x7fELF', kind: 'binary', label: 'ELF' },
  { bytes: '\x89PNG', kind: 'image', label: 'PNG', mediaType: 'image/png' },
  { bytes: '\xff\xd8\xff', kind: 'image', label: 'JPEG', mediaType: 'image/jpeg' },
  { bytes: 'GIF8', kind: 'image', label: 'GIF', mediaType: 'image/gif' },
  { bytes: 'II*\0', kind: 'image', label: 'TIFF', mediaType: 'image/tiff' },
  { bytes: 'MM\0*', kind: 'image', label: 'TIFF', mediaType: 'image/tiff' },
  { bytes: 'BM', kind: 'image', label: 'BMP', mediaType: 'image/bmp' },
  { bytes: 'RIFF', kind: 'binary', label: 'RIFF' },
  { bytes: '\x1f\x8b', kind: 'binary', label: 'GZIP' },
  { bytes: 'Rar!', kind: 'binary', label: 'RAR' },
  { bytes: '7z\xbc\xaf', kind: 'binary', label: '7Z' },
  { bytes: 'SQLite format 3', kind: 'binary', label: 'SQLite' },
  { bytes: '{\\rtf', kind: 'rtf', label: 'RTF' },
]

/** Tells what a file is by its bytes. */
export function fileKind(bytes: Uint8Array): FileKind {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = buffer.toString('latin1', 0, 1024)
  if (head.startsWith(compoundMark)) return oleKind(buffer)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipKind(buffer)
  if (/^RIFF[^]{4}WEBP/.test(head)) return { kind: 'image', label: 'WEBP', mediaType: 'image/webp' }
  const found = signatures.find(
    (signature) => head.startsWith(signature.bytes) && (signature.bytes.length > 2 || head.includes('\0')),
  )
  if (found !== undefined) {
    const { kind, label, mediaType } = found
    return { kind, label, ...(mediaType === undefined ? {} : { mediaType }) }
  }
  if (head.includes('%PDF-')) return { kind: 'pdf', label: 'PDF' }
  return textKind(head.replaceAll('\0', '').replace(/^[\xef\xbb\xbf\xfe\xff\s]+/, ''))
}

function textKind(start: string): FileKind {
  if (/^<\?xml[^]*<\?mso-application\b/i.test(start)) return { kind: 'office-xml', label: 'Office 2003 XML' }
  if (/^MIME-Version:[^]*multipart\/related/i.test(start)) return { kind: 'mhtml', label: 'MHTML' }
  if (/^(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*)*<(?:!doctype\s+html|html|head|body|table)\b/i.test(start))
    return { kind: 'html', label: 'HTML' }
  return { kind: 'text', label: '纯文本 (plain text)' }
}

/** Reads the names in the zip's directory, which stands at its end. */
function zipKind(buffer: Buffer): FileKind {
  const end = buffer.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const from = end >= 0 && end + 20 <= buffer.length ? Math.min(buffer.readUInt32LE(end + 16), end) : 0
  const names = buffer.toString('latin1', from, end < 0 ? Math.min(buffer.length, 4_000_000) : end)
  if (/OFD\.xml/.test(names)) return { kind: 'ofd', label: 'OFD' }
  if (/META-INF\/container\.xml/.test(names)) return { kind: 'epub', label: 'EPUB' }
  if (/xl\/workbook\.bin/.test(names)) return { kind: 'xlsb', label: 'Excel (.xlsb)' }
  const first = /(?:^|[^/\w])(word|xl|ppt)[/\\]/.exec(names)?.[1]
  if (first === 'word') return { kind: 'docx', label: 'DOCX' }
  if (first === 'xl') return { kind: 'xlsx', label: 'XLSX' }
  return first === 'ppt' ? { kind: 'pptx', label: 'PPTX' } : { kind: 'zip', label: 'ZIP', broken: end < 0 }
}

/** Reads the names in the directory of the file. */
function oleKind(buffer: Buffer): FileKind {
  try {
    const file = openCompoundFile(buffer, '')
    if (file.has('EncryptedPackage')) return { kind: 'locked-office', label: '有密码的 Office 文件 (locked Office file)' }
    if (file.has('WordDocument')) return { kind: 'doc', label: 'Word 97-2003 (.doc)' }
    if (file.has('Workbook') || file.has('Book')) return { kind: 'xls', label: 'Excel 97-2003 (.xls)' }
    if (file.has('PowerPoint Document')) return { kind: 'ppt', label: 'PowerPoint 97-2003 (.ppt)' }
    if (file.has('__properties_version1.0')) return { kind: 'msg', label: 'Outlook (.msg)' }
    return { kind: 'ole', label: 'OLE' }
  } catch (error) {
    if (!KaiwuError.is(error) && !(error instanceof RangeError)) throw error
    return { kind: 'ole', label: 'OLE', broken: true }
  }
}
