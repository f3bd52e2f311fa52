import type { PDFPageProxy } from 'pdfjs-dist/types/src/display/api.js'
import type { Drawing } from './pdf-drawing.ts'
import { boxOf, type Box } from './pdf-graphics.ts'
import { withoutHidden } from './pdf-hidden.ts'
import { multiply, type Matrix } from './pdf-matrix.ts'
import { countOddLetters, countUnmapped } from './pdf-unmapped.ts'

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
  /** Pieces of vertical writing. */
  vertical: readonly Run[]
  /** Text turned to the left or right, in coordinates in which it stands upright. */
  sideways: readonly (readonly Run[])[]
  /** What is on the page and nobody sees; it is in none of the above. */
  hidden: readonly string[]
  /** From the page's own coordinates to those of the runs. */
  transform: readonly number[]
  /** The edges of the page in the same coordinates: left, top, right, bottom. */
  edges: Box
  /** Characters that are not spaces, and those among them whose meaning the fonts do not tell. */
  characters: number
  unmapped: number
}>

type TextItem = Readonly<{ str: string; transform: readonly number[]; width: number; height: number; fontName: string }>
/** Smaller letters than this, in points, are not meant to be seen. */
const smallest = 1
/** Signs that only the file's own font knows: bullets, parts of brackets. */
const privateUse = /[\ue000-\uf8ff]/g

/**
 * Reads the text of a page as runs in the order of the file. The page is turned so that most of its text stands upright;
 * slanted text (watermarks) is left out.
 */
export async function readRuns(page: PDFPageProxy, drawing: Drawing): Promise<PageText> {
  const content = await page.getTextContent()
  const transform = uprightTransform(page.getViewport({ scale: 1 }).transform, content.items)
  const [left = 0, bottom = 0, right = 0, top = 0] = page.view
  const edges = boxOf(transform, [left, bottom, right, top])
  const lists = { runs: [] as Run[], vertical: [] as Run[], left: [] as Run[], right: [] as Run[] }
  const hidden = [...drawing.hidden.map((one) => one.text), ...drawing.outside]
  let [characters, unmapped, spaced] = [0, 0, false]
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') {
      spaced ||= 'str' in item && item.str !== ''
      continue
    }
    const text = drawing.hidden.length === 0 ? item.str : withoutHidden(item, drawing.hidden)
    if (text.trim() === '') continue
    const [a, b, c, d, x, y] = multiply(transform, item.transform)
    const size = Math.hypot(c, d) || Math.hypot(a, b)
    const run = { text: text.replace(privateUse, ''), x, y, width: item.width, size, font: item.fontName, spaced }
    if (size < smallest) {
      hidden.push(text)
      continue
    }
    const count = text.replace(/\s/g, '').length
    characters += count
    unmapped += countUnmapped(text, item.width, size)
    const vertical = content.styles[item.fontName]?.vertical === true
    if (vertical) lists.vertical.push({ ...run, width: item.height })
    else if (Math.abs(b) <= Math.abs(a) * 0.1 && a > 0) lists.runs.push(run)
    else if (Math.abs(a) <= Math.abs(b) * 0.1) {
      if (b < 0) lists.left.push({ ...run, x: -y, y: x })
      else lists.right.push({ ...run, x: y, y: -x })
    }
    spaced = false
  }
  const odd = countOddLetters([...lists.runs, ...lists.vertical].map((run) => run.text).join(''))
  const { left: toLeft, right: toRight, ...upright } = lists
  return { ...upright, sideways: [toRight, toLeft], hidden, transform, edges, characters, unmapped: Math.max(unmapped, odd) }
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
