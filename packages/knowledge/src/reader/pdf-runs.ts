import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js'

/** A piece of text on a page. Lengths in points; x to the right, y (the baseline) downwards from the top of the page. */
export type Run = Readonly<{
  text: string
  x: number
  y: number
  width: number
  size: number
  font: string
  /** A space stands before it in the file. */
  spaced: boolean
}>

/** The text of one page. */
export type PageText = Readonly<{
  runs: readonly Run[]
  /** Lines of vertical writing, first to last. */
  vertical: readonly string[]
  /** From the page's own coordinates to those of the runs. */
  transform: readonly number[]
  /** Upper and lower edge of the page in the same coordinates. */
  edges: readonly [number, number]
  /** Characters that are not spaces, and those among them whose meaning the fonts do not tell. */
  characters: number
  unmapped: number
}>

type TextItem = Readonly<{ str: string; transform: readonly number[]; width: number; height: number; fontName: string }>
type Matrix = readonly [number, number, number, number, number, number]

const strange = /[\ue000-\uf8ff\ufffd]|(?![\t\n\r])\p{Cc}|[\u{f0000}-\u{10ffff}]/gu
const latin = /^[\u0021-\u00ff\u03bc]+$/
/** Letters as wide as they are high are Chinese characters whose codes were taken for Latin ones. */
const broadLatin = /[MWmw%@©®—]/

/**
 * Reads the text of a page as runs in the order of the file. The page is turned so that most of its text stands upright;
 * slanted text (watermarks) is left out.
 */
export async function readRuns(page: PDFPageProxy): Promise<PageText> {
  const content = await page.getTextContent()
  const transform = uprightTransform(page.getViewport({ scale: 1 }).transform, content.items)
  const runs: Run[] = []
  const vertical: string[] = []
  let characters = 0
  let unmapped = 0
  let spaced = false
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') {
      spaced ||= 'str' in item && item.str !== ''
      continue
    }
    const text = item.str
    const [a, b, c, d, x, y] = multiply(transform, item.transform)
    const size = Math.hypot(c, d) || Math.hypot(a, b)
    const count = text.replace(/\s/g, '').length
    characters += count
    unmapped += countUnmapped(item, size, count)
    if (content.styles[item.fontName]?.vertical === true) vertical.push(text)
    else if (Math.abs(b) <= Math.abs(a) * 0.1 && a > 0)
      runs.push({ text, x, y, width: item.width, size, font: item.fontName, spaced })
    else if (Math.abs(a) <= Math.abs(b) * 0.1) vertical.push(text)
    spaced = false
  }
  return { runs, vertical, transform, edges: edgesOf(page.view, transform), characters, unmapped }
}

function edgesOf(
  [left = 0, bottom = 0, right = 0, top = 0]: readonly number[],
  transform: readonly number[],
): readonly [number, number] {
  const [, , , , , one] = multiply(transform, [1, 0, 0, 1, left, bottom])
  const [, , , , , other] = multiply(transform, [1, 0, 0, 1, right, top])
  return [Math.min(one, other), Math.max(one, other)]
}

function uprightTransform(viewport: readonly number[], items: readonly (TextItem | object)[]): Matrix {
  const weights = [0, 0, 0, 0]
  for (const item of items) {
    if (!('str' in item)) continue
    const [a, b] = multiply(viewport, item.transform)
    const quarter = (Math.round(Math.atan2(b, a) / (Math.PI / 2)) + 4) % 4
    weights[quarter] = (weights[quarter] ?? 0) + item.str.length
  }
  const turn = weights.indexOf(Math.max(...weights))
  const [x = 1, y = 0] =
    (
      [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ] as const
    )[turn] ?? []
  return multiply([x, -y, y, x, 0, 0], viewport)
}

function countUnmapped(item: TextItem, size: number, count: number): number {
  const text = item.str.replace(/\s/g, '')
  const wide = item.width / (text.length * size)
  if (latin.test(text) && !broadLatin.test(text) && wide > 0.97 && wide < 1.06 && text.length === item.str.length) return count
  return text.match(strange)?.length ?? 0
}

/** The product of two transforms as PDF writes them: first `inner`, then `outer`. */
export function multiply(outer: readonly number[], inner: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = outer
  const [g = 1, h = 0, i = 0, j = 1, k = 0, l = 0] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}
