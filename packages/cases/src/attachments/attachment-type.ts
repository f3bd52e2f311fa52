const binary = 'application/octet-stream'
const script = 'text/x-script'

/** What first bytes, as Latin-1 text, tell. */
const signatures: readonly (readonly [start: RegExp, type: string])[] = [
  [/^%PDF-/, 'application/pdf'],
  [/^\x89PNG\r\n/, 'image/png'],
  [/^\xff\xd8\xff/, 'image/jpeg'],
  [/^GIF8[79]a/, 'image/gif'],
  [/^RIFF[^]{4}WEBP/, 'image/webp'],
  [/^(?:II\*\0|MM\0\*)/, 'image/tiff'],
  [/^[^]{4}ftyp/, 'video/mp4'],
  [/^MZ[^]*\0/, 'application/x-msdownload'],
  [/^(?:\x7fELF|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe)/, 'application/x-executable'],
  [/^\{\\rtf/, 'application/rtf'],
  [/^#!/, script],
]

const office = 'application/vnd.openxmlformats-officedocument'
const zipped: Readonly<Record<string, string>> = {
  docx: `${office}.wordprocessingml.document`,
  xlsx: `${office}.spreadsheetml.sheet`,
  pptx: `${office}.presentationml.presentation`,
  ofd: 'application/ofd',
}
const compound: Readonly<Record<string, string>> = {
  doc: 'application/msword',
  xls: 'application/vnd.ms-excel',
  ppt: 'application/vnd.ms-powerpoint',
}
const texts: Readonly<Record<string, string>> = { csv: 'text/csv', md: 'text/markdown' }

/** Names that a system or a browser would run. */
const running = new Set(
  'app apk bat cmd com cpl dll exe hta htm html jar js jse lnk mjs msi msc ps1 psm1 reg scr sh svg url vb vbe vbs wsf wsh xht xhtml xml xsl'.split(
    ' ',
  ),
)
const markup = /<\s*(?:!doctype|\?xml|html|head|body|script|style|iframe|object|embed|meta|link|base|form|svg)\b/i

/**
 * The media type of a file, told from its first bytes and then from its name, never from what the sender says it is.
 * @param head its first bytes, some thousand of them
 * @example
 * attachmentType(Buffer.from('<svg onload=alert(1)>'), '照片.png') // 'image/svg+xml'
 */
export function attachmentType(head: Uint8Array, name: string): string {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const start = Buffer.from(head).toString('latin1')
  const known = signatures.find(([pattern]) => pattern.test(start))?.[1]
  if (known !== undefined) return running.has(extension) && !isRunning(known) ? binary : known
  if (start.startsWith('PK\x03\x04')) return running.has(extension) ? binary : own(zipped, extension, 'application/zip')
  if (start.startsWith('\xd0\xcf\x11\xe0')) return own(compound, extension, binary)
  if (start.includes('\0')) return binary
  if (markup.test(start)) return /<\s*svg\b/i.test(start) ? 'image/svg+xml' : 'text/html'
  return running.has(extension) ? script : own(texts, extension, 'text/plain')
}

const shown = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp', 'text/plain'])

/** Whether a browser may show files of a type in the page; all others, above all what could run there, are served as downloads. */
export function isInline(type: string): boolean {
  return shown.has(type)
}

function isRunning(type: string): boolean {
  return type === script || type.startsWith('application/x-')
}

function own(types: Readonly<Record<string, string>>, extension: string, other: string): string {
  return Object.hasOwn(types, extension) ? types[extension]! : other
}
