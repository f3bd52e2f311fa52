/** What the bytes of a file are, whatever its name says. `label` is for messages, in both languages where it is a word. */
export type FileKind = Readonly<{
  kind: 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'ofd' | 'zip' | 'ole' | 'html' | 'text' | 'binary'
  label: string
  /** An Office document locked with a password. */
  encrypted?: boolean
  /** A zip archive without its end. */
  cut?: boolean
}>

type Signature = Readonly<{ bytes: string; kind: FileKind['kind']; label: string }>

// Bytes as Latin-1 text.
const signatures: readonly Signature[] = [
  { bytes: 'MZ', kind: 'binary', label: 'EXE' },
  { bytes: '\x7fELF', kind: 'binary', label: 'ELF' },
  { bytes: '\x89PNG', kind: 'binary', label: 'PNG' },
  { bytes: '\xff\xd8\xff', kind: 'binary', label: 'JPEG' },
  { bytes: 'GIF8', kind: 'binary', label: 'GIF' },
  { bytes: 'II*\0', kind: 'binary', label: 'TIFF' },
  { bytes: 'MM\0*', kind: 'binary', label: 'TIFF' },
  { bytes: 'RIFF', kind: 'binary', label: 'RIFF' },
  { bytes: '\x1f\x8b', kind: 'binary', label: 'GZIP' },
  { bytes: 'Rar!', kind: 'binary', label: 'RAR' },
  { bytes: '7z\xbc\xaf', kind: 'binary', label: '7Z' },
  { bytes: 'SQLite format 3', kind: 'binary', label: 'SQLite' },
  { bytes: '{\\rtf', kind: 'binary', label: 'RTF' },
]
const oleMark = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'

/** Tells what a file is by its bytes. */
export function fileKind(bytes: Uint8Array): FileKind {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = buffer.toString('latin1', 0, 1024)
  if (head.startsWith(oleMark)) return oleKind(buffer)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipKind(buffer)
  const found = signatures.find(
    (signature) => head.startsWith(signature.bytes) && (signature.bytes.length > 2 || head.includes('\0')),
  )
  if (found !== undefined) return { kind: found.kind, label: found.label }
  if (head.includes('%PDF-')) return { kind: 'pdf', label: 'PDF' }
  const start = head.replaceAll('\0', '').replace(/^[\xef\xbb\xbf\xfe\xff\s]+/, '')
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
  const first = /(?:^|[^/\w])(word|xl|ppt)[/\\]/.exec(names)?.[1]
  if (first === 'word') return { kind: 'docx', label: 'DOCX' }
  if (first === 'xl') return { kind: 'xlsx', label: 'XLSX' }
  return first === 'ppt' ? { kind: 'pptx', label: 'PPTX' } : { kind: 'zip', label: 'ZIP', cut: end < 0 }
}

function oleKind(buffer: Buffer): FileKind {
  const has = (name: string): boolean => buffer.includes(Buffer.from(name, 'utf16le'))
  if (has('EncryptedPackage')) return { kind: 'ole', label: 'Office', encrypted: true }
  if (has('WordDocument')) return { kind: 'ole', label: 'Word 97-2003 (.doc)' }
  if (has('PowerPoint Document')) return { kind: 'ole', label: 'PowerPoint 97-2003 (.ppt)' }
  if (has('Workbook') || has('Book')) return { kind: 'ole', label: 'Excel 97-2003 (.xls)' }
  return { kind: 'ole', label: 'OLE' }
}
