import type { PDFOperatorList } from 'pdfjs-dist/types/src/display/api.js'
import { numbersOf, type Operations } from './pdf-graphics.ts'
import { multiply } from './pdf-matrix.ts'

/** A straight line drawn on a page: at `at`, from `from` to `to` along the other axis. Points, y downwards. */
export type Rule = Readonly<{ at: number; from: number; to: number }>

/** The level and upright lines of a page. */
export type Rules = Readonly<{ level: readonly Rule[]; upright: readonly Rule[] }>

type Point = readonly [number, number]

/** Lines longer than this count. */
const shortest = 4
/** A filled box thinner than this is a line. */
const thickest = 2.5
const mostRules = 3_000

/**
 * Reads the lines of a page from its drawing operations.
 * @param transform from the page's own coordinates to those of its runs
 */
export function readRules(list: PDFOperatorList, transform: readonly number[], operations: Operations): Rules {
  const level: Rule[] = []
  const upright: Rule[] = []
  const stack: (readonly number[])[] = []
  let current = transform
  for (let at = 0; at < list.fnArray.length && level.length + upright.length < mostRules; at++) {
    const operation = list.fnArray[at]
    const values: unknown = list.argsArray[at]
    if (operation === operations['save']) stack.push(current)
    else if (operation === operations['restore'] || operation === operations['paintFormXObjectEnd'])
      current = stack.pop() ?? current
    else if (operation === operations['transform']) current = multiply(current, numbersOf(values))
    else if (operation === operations['paintFormXObjectBegin']) {
      stack.push(current)
      current = multiply(current, numbersOf(Array.isArray(values) ? values[0] : undefined))
    } else if (operation === operations['constructPath'] && Array.isArray(values) && values[0] !== operations['endPath']) {
      const filled = values[0] === operations['fill'] || values[0] === operations['eoFill']
      addPath(pathOf(values), current, (corners) => addShape(corners, filled, level, upright))
    }
  }
  return { level, upright }
}

function pathOf(values: unknown): readonly number[] {
  const paths: unknown = Array.isArray(values) ? values[1] : undefined
  return numbersOf(Array.isArray(paths) ? paths[0] : undefined)
}

/** pdf.js codes a path as 0 x y (move), 1 x y (line), 2 and six numbers or 3 and four (curves), 4 (close). */
function addPath(path: readonly number[], matrix: readonly number[], add: (corners: readonly Point[]) => void): void {
  let start: Point = [0, 0]
  let corners: Point[] = []
  const finish = (): void => {
    add(corners)
    corners = []
  }
  for (let at = 0; at < path.length;) {
    const code = path[at]
    const place = placeOf(path, at, matrix)
    if (code === 0) {
      finish()
      start = place
      corners.push(place)
      at += 3
    } else if (code === 1) {
      corners.push(place)
      at += 3
    } else if (code === 4) {
      corners.push(start)
      at += 1
    } else {
      corners = []
      at += code === 2 ? 7 : 5
    }
  }
  finish()
}

function placeOf(path: readonly number[], at: number, matrix: readonly number[]): Point {
  const [, , , , x, y] = multiply(matrix, [1, 0, 0, 1, path[at + 1] ?? 0, path[at + 2] ?? 0])
  return [x, y]
}

/** A filled shape is a line when it is thin; of a drawn one, each level or upright side is. */
function addShape(corners: readonly Point[], filled: boolean, level: Rule[], upright: Rule[]): void {
  if (corners.length < 2) return
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  if (corners.length >= 4 && bottom - top <= thickest) addRule(level, (top + bottom) / 2, left, right)
  else if (corners.length >= 4 && right - left <= thickest) addRule(upright, (left + right) / 2, top, bottom)
  else if (!filled) {
    for (const [at, [x, y]] of corners.entries()) {
      const next = corners[at + 1]
      if (next === undefined) break
      if (Math.abs(next[1] - y) < 0.5) addRule(level, y, Math.min(x, next[0]), Math.max(x, next[0]))
      else if (Math.abs(next[0] - x) < 0.5) addRule(upright, x, Math.min(y, next[1]), Math.max(y, next[1]))
    }
  }
}

function addRule(rules: Rule[], at: number, from: number, to: number): void {
  if (to - from >= shortest) rules.push({ at, from, to })
}
