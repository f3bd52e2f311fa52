import type { PDFOperatorList } from 'pdfjs-dist/types/src/display/api.js'
import { walkGraphics, type Box, type DrawnText, type Operations, type Paint } from './pdf-graphics.ts'
import { hiddenFinder, type HiddenText } from './pdf-hidden.ts'

/** A picture drawn on a page; `picture` is its name in pdf.js, or the picture itself where it stands inline. */
export type DrawnImage = Readonly<{ box: Box; picture: unknown; width: number; height: number }>

/** What is drawn on a page beside its text, and which of its text is not seen. */
export type Drawing = Readonly<{
  hidden: readonly HiddenText[]
  images: readonly DrawnImage[]
  /** The page is the picture of one; its text, if any, was put there by text recognition. */
  scanned: boolean
  /** Text beyond the edges of the page, which pdf.js leaves out by itself. */
  outside: readonly string[]
  /** Nothing is drawn, or a few lines. */
  blank: boolean
  /** Characters that take no room, in the order of drawing. */
  weightless: string
}>

/** Part of a page that a picture covers when the page is a scan. */
const scanCover = 0.5
/** A page without text, or letters drawn as shapes, is empty when it holds no more lines and shapes than this. */
const fewMarks = 8
const weightless = /[\u200b\u2060-\u2064\ufeff]|[\u{e0000}-\u{e007f}]/gu

/** Reads the drawing operations of a page. `view` is the page's box, `isScan` true where all pages are known to be pictures. */
export function readDrawing(
  list: PDFOperatorList,
  view: readonly number[],
  ops: Operations,
  isOff: (layer: unknown) => boolean,
  isScan: boolean,
): Drawing {
  const finder = hiddenFinder()
  const images: DrawnImage[] = []
  const unseen: string[] = []
  const outside: string[] = []
  let covered = 0
  let marks = 0
  walkGraphics(
    list,
    ops,
    {
      text: (text: DrawnText) => {
        unseen.push(...(text.text.match(weightless) ?? []))
        if (isOutside(text, view)) outside.push(text.text)
        else finder.text(text)
      },
      fill: (box: Box, paint: Paint) => {
        if (paint.color !== '#ffffff') marks++
        finder.ground(box, paint)
      },
      image: (box: Box, picture: unknown, [width, height]) => {
        marks = Infinity
        covered += partOf(box, view)
        images.push({ box, picture, width, height })
        finder.ground(box)
      },
      line: () => void marks++,
      other: () => {
        marks = Infinity
        finder.ground(undefined)
      },
    },
    isOff,
  )
  const pictured = isScan || covered >= scanCover
  const { hidden, visible, invisible } = finder.finish(pictured)
  const scanned = pictured && visible <= invisible
  return { hidden, outside, images, scanned, blank: marks <= fewMarks, weightless: unseen.join('') }
}

function isOutside({ from, to, size }: DrawnText, [left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): boolean {
  const [xs, ys] = [
    [from[0], to[0]],
    [from[1], to[1]],
  ]
  return (
    xs.every((x) => x < left - 1) ||
    xs.every((x) => x > right + 1) ||
    ys.every((y) => y < top - size) ||
    ys.every((y) => y > bottom + 1)
  )
}

/** The part of a page that a box covers, 0 to 1. */
export function partOf([left, top, right, bottom]: Box, [x = 0, y = 0, farX = 0, farY = 0]: readonly number[]): number {
  const width = Math.min(right, farX) - Math.max(left, x)
  const height = Math.min(bottom, farY) - Math.max(top, y)
  const area = (farX - x) * (farY - y)
  return width <= 0 || height <= 0 || area <= 0 ? 0 : (width * height) / area
}
