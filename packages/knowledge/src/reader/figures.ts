import type { HiddenText } from './hidden-text.ts'
import type { ReadFigure, ReadWarning } from './reader.ts'

/** A picture met while reading; its bytes are fetched at the end. */
export type FigureRequest = Readonly<{
  /** Offset into the text behind which it stands. */
  at: number
  page?: number
  /** How the reader finds the bytes: a part of an archive, or a data URL. */
  source: string
  caption?: string
}>

/** The pictures worth keeping, and what to say of the others. `dropped` holds the requests that became no figure. */
export type Figures = Readonly<{
  figures: readonly ReadFigure[]
  warnings: readonly ReadWarning[]
  dropped: readonly FigureRequest[]
}>

const smallest = 48
const most = 200
const mostBytes = 40_000_000
/** Largest single picture, in bytes. */
export const largestFigure = 8_000_000

/**
 * Fetches the pictures of a document: PNG, JPEG, GIF and WebP of at least 48 x 48 pixels, at most 200, 8 MB each, 40 MB together.
 * @param fetchBytes undefined when the source is not there or larger than 8 MB
 */
export async function loadFigures(
  requests: readonly FigureRequest[],
  fetchBytes: (source: string) => Promise<Uint8Array | undefined> | Uint8Array | undefined,
): Promise<Figures> {
  const figures: ReadFigure[] = []
  const dropped: FigureRequest[] = []
  const foreign = new Set<string>()
  const ordered = requests.toSorted((one, other) => one.at - other.at)
  let room = mostBytes
  let tooMany = 0
  for (const request of ordered) {
    const foreignKind = /\.(emf|wmf|tiff?|bmp|svg|jxr|wdp)$/i.exec(request.source)?.[1]
    if (foreignKind !== undefined) foreign.add(request.source.split('/').at(-1) ?? request.source)
    const bytes = foreignKind !== undefined || figures.length >= most ? undefined : await fetchBytes(request.source)
    const image = bytes === undefined ? undefined : imageOf(bytes)
    const large = image !== undefined && image.width >= smallest && image.height >= smallest
    if (bytes !== undefined && bytes.length <= largestFigure && image !== undefined && large && bytes.length <= room) {
      room -= bytes.length
      figures.push(figureOf(request, image.mediaType, bytes))
      continue
    }
    dropped.push(request)
    if (figures.length >= most || (large && bytes !== undefined)) tooMany++
  }
  return Object.freeze({ figures: Object.freeze(figures), warnings: warningsOf(foreign, tooMany), dropped })
}

function figureOf({ at, page, caption }: FigureRequest, mediaType: ReadFigure['mediaType'], bytes: Uint8Array): ReadFigure {
  return Object.freeze({
    at,
    ...(page === undefined ? {} : { page }),
    mediaType,
    bytes,
    ...(caption === undefined || caption.trim() === '' ? {} : { caption: caption.trim().slice(0, 500) }),
  })
}

function warningsOf(foreign: ReadonlySet<string>, tooMany: number): readonly ReadWarning[] {
  const warnings: ReadWarning[] = []
  if (foreign.size > 0) {
    const names = [...foreign].slice(0, 5)
    warnings.push({
      zh: `${foreign.size} 张图片的格式不能显示（${names.join('、')}），未保留；请改用 PNG 或 JPEG`,
      en: `${foreign.size} picture(s) are of a kind that cannot be shown (${names.join(', ')}) and were not kept; use PNG or JPEG`,
      kind: 'not-read',
      count: foreign.size,
      sample: names.join(' ').slice(0, 80),
    })
  }
  if (tooMany > 0) {
    warnings.push({
      zh: `${tooMany} 张图片未保留：一个文件最多保留 200 张、每张 8 MB、共 40 MB`,
      en: `${tooMany} picture(s) were not kept: at most 200 a file, 8 MB each, 40 MB together`,
      kind: 'not-read',
      count: tooMany,
    })
  }
  return Object.freeze(warnings.map((one) => Object.freeze(one)))
}

/** The description of a picture as its caption; names that programs give by themselves say nothing. */
export function captionOf(alt: string): Readonly<{ caption?: string }> {
  const caption = alt.replace(/\s+/g, ' ').trim()
  const empty = caption === '' || /\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|webp)$/i.test(caption)
  return empty || /^(?:图片|图像|图|picture|image|img|graphic|shape)\s*\d*$/i.test(caption) ? {} : { caption }
}

/** Notes the descriptions of pictures that were not kept: without the picture nobody sees them. */
export function noteAlternatives(dropped: readonly FigureRequest[], hidden: HiddenText): void {
  for (const { caption, page } of dropped) hidden.add('alt', caption ?? '', page)
}

/** Kind and size of a picture by its first bytes; undefined for anything else. */
export function imageOf(
  bytes: Uint8Array,
): Readonly<{ mediaType: ReadFigure['mediaType']; width: number; height: number }> | undefined {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.length < 30) return undefined
  const head = view.toString('latin1', 0, 16)
  if (head.startsWith('\x89PNG\r\n\x1a\n'))
    return { mediaType: 'image/png', width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
  if (/^GIF8[79]a/.test(head)) return { mediaType: 'image/gif', width: view.readUInt16LE(6), height: view.readUInt16LE(8) }
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return webpSize(view, head.slice(12, 16))
  return head.startsWith('\xff\xd8\xff') ? jpegSize(view) : undefined
}

/** The three forms of a WebP file keep their size in three places. */
function webpSize(view: Buffer, form: string): ReturnType<typeof imageOf> {
  const mediaType = 'image/webp'
  if (form === 'VP8X') return { mediaType, width: 1 + view.readUIntLE(24, 3), height: 1 + view.readUIntLE(27, 3) }
  if (form === 'VP8L') {
    const bits = view.readUInt32LE(21)
    return { mediaType, width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) }
  }
  return { mediaType, width: view.readUInt16LE(26) & 0x3fff, height: view.readUInt16LE(28) & 0x3fff }
}

/** Walks the segments to the frame header (SOF0 to SOF15 but DHT, JPG and DAC). */
function jpegSize(view: Buffer): ReturnType<typeof imageOf> {
  let at = 2
  while (at + 9 < view.length) {
    if (view[at] !== 0xff) return undefined
    const marker = view[at + 1] ?? 0
    if (marker === 0xff) at++
    else if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { mediaType: 'image/jpeg', width: view.readUInt16BE(at + 7), height: view.readUInt16BE(at + 5) }
    else at += 2 + view.readUInt16BE(at + 2)
  }
  return undefined
}

/** The bytes of a base64 `data:` URL; undefined for any other address, and above 8 MB. */
export function dataUrlBytes(source: string): Uint8Array | undefined {
  const match = /^data:[^,]{0,100};base64,/i.exec(source.slice(0, 200))
  if (match === null || source.length > largestFigure * 1.4) return undefined
  return Buffer.from(unescapeBase64(source.slice(match[0].length)), 'base64')
}

/** Base64 in an address may have its `+` and `/` escaped. */
function unescapeBase64(text: string): string {
  return text.replace(/%2b/gi, '+').replace(/%2f/gi, '/').replace(/%3d/gi, '=')
}
