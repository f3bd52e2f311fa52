import { createHash } from 'node:crypto'
import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js'
import { partOf, type DrawnImage } from './pdf-drawing.ts'
import type { Box } from './pdf-graphics.ts'
import { rawJpeg } from './pdf-streams.ts'
import { pngOf } from './png.ts'
import type { ReadFigure } from './reader.ts'

/** A picture on a page, not yet put into the text. */
export type PageFigure = Readonly<{ box: Box; page: number; picture: Picture }>

/** One picture, which may stand on many pages. */
type Picture = Readonly<{ mediaType: ReadFigure['mediaType']; bytes: Uint8Array; pages: Set<number> }>

/** Collects the pictures of a file. */
export type FigureCollector = Readonly<{
  /** The pictures of a page that are figures; pictures beyond the limits are counted. */
  collect(page: PDFPageProxy, images: readonly DrawnImage[]): Promise<readonly PageFigure[]>
  /** How many pictures were left out because they are too many, too large, or packed in a way that is not read. */
  leftOut(): number
}>

const smallest = 64
/** A picture over this part of the page is the page itself, or its background. */
const wholePage = 0.8
const mostFigures = 200
const mostBytes = 40_000_000
const mostBytesEach = 8_000_000
const patienceMs = 5_000
/** A picture on so many pages is a logo or an ornament. */
const ornamentPages = 3

/** @param file the whole file when pictures may be taken from it as they are: not when it is encrypted */
export function figureCollector(file: Uint8Array | undefined): FigureCollector {
  const known = new Map<string, Picture>()
  let total = 0
  let kept = 0
  let out = 0
  const keep = (encoded: Encoded, page: number): Picture | undefined => {
    const hash = createHash('sha256').update(encoded.bytes).digest('base64')
    const seen = known.get(hash)
    if (seen !== undefined) {
      seen.pages.add(page)
      return seen
    }
    if (kept >= mostFigures || encoded.bytes.length > mostBytesEach || total + encoded.bytes.length > mostBytes) return undefined
    const picture = { ...encoded, pages: new Set([page]) }
    known.set(hash, picture)
    kept++
    total += encoded.bytes.length
    return picture
  }
  return Object.freeze({
    collect: async (page: PDFPageProxy, images: readonly DrawnImage[]) => {
      const figures: PageFigure[] = []
      for (const image of images) {
        const part = partOf(image.box, page.view)
        if (image.width < smallest || image.height < smallest || image.picture === undefined) continue
        if (part <= 0 || part >= wholePage) continue
        const encoded = await encode(page, image, file)
        const picture = encoded === undefined ? undefined : keep(encoded, page.pageNumber)
        if (picture === undefined) out++
        else figures.push({ box: image.box, page: page.pageNumber, picture })
      }
      return figures
    },
    leftOut: () => out,
  })
}

/** True for a picture that comes back on page after page. */
export function isOrnament({ picture }: PageFigure): boolean {
  return picture.pages.size >= ornamentPages
}

type Encoded = Readonly<{ mediaType: ReadFigure['mediaType']; bytes: Uint8Array }>

async function encode(page: PDFPageProxy, image: DrawnImage, file: Uint8Array | undefined): Promise<Encoded | undefined> {
  const decoded = await decodedImage(page, image.picture)
  if (typeof decoded !== 'object' || decoded === null) return undefined
  const reference: unknown = 'ref' in decoded ? decoded.ref : undefined
  const object = typeof reference === 'string' ? /^(\d+)R(?:0)?$/.exec(reference)?.[1] : undefined
  const jpeg = object === undefined || file === undefined ? undefined : rawJpeg(file, Number(object))
  if (jpeg !== undefined) return { mediaType: 'image/jpeg', bytes: jpeg }
  if (!('data' in decoded && 'kind' in decoded && 'width' in decoded && 'height' in decoded)) return undefined
  const { data, kind, width, height } = decoded
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) return undefined
  if (typeof width !== 'number' || typeof height !== 'number') return undefined
  const channels = kind === 1 ? 'bit' : kind === 2 ? 3 : kind === 3 ? 4 : undefined
  if (channels === undefined) return undefined
  const bytes = pngOf({ width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.length), channels })
  return bytes === undefined ? undefined : { mediaType: 'image/png', bytes }
}

/** The pixels of a picture; undefined when pdf.js cannot unpack it. */
function decodedImage(page: PDFPageProxy, picture: unknown): Promise<unknown> {
  if (typeof picture !== 'string') return Promise.resolve(picture)
  // Pictures that stand on several pages are kept for the whole file.
  const store = picture.startsWith('g_') ? page.commonObjs : page.objs
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs, undefined)
    store.get(picture, (image: unknown) => {
      clearTimeout(timer)
      resolve(image)
    })
  })
}
