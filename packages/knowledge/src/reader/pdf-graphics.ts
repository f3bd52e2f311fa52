import type { PDFOperatorList } from 'pdfjs-dist/types/src/display/api.js'
import { multiply, type Matrix } from './pdf-matrix.ts'

/** Numbers of the drawing operations of pdf.js, by name. */
export type Operations = Readonly<Record<string, number>>

/** Left, top, right and bottom in the page's own coordinates (points, y upwards): `top` is the smaller y. */
export type Box = readonly [number, number, number, number]

/** How a piece of text is drawn, or a shape. `color` is undefined for patterns, which may be any colour. */
export type Paint = Readonly<{ color: string | undefined; alpha: number }>

/** Text drawn by one operation: where it begins and ends, how high its letters are. */
export type DrawnText = Paint &
  Readonly<{
    text: string
    from: readonly [number, number]
    to: readonly [number, number]
    size: number
    mode: number
    layered: boolean
  }>

/** What is told of a page's drawing, in its order. */
export type GraphicsVisitor = Readonly<{
  text(text: DrawnText): void
  /** A filled shape, by the box around it. */
  fill(box: Box, paint: Paint): void
  /** A line, or the outline of a shape. */
  line(): void
  /** A picture: its name in pdf.js, or the picture itself where it stands inline; undefined for a mask. */
  image(box: Box, picture: unknown, pixels: readonly [number, number]): void
  /** Something whose extent is not known, such as a shading. */
  other(): void
}>

type State = {
  matrix: Matrix
  color: string | undefined
  alpha: number
  mode: number
  size: number
  spacing: number
  wordSpacing: number
  stretch: number
  leading: number
  rise: number
}

type Text = { matrix: Matrix; x: number; y: number; lineX: number; lineY: number }

const start: State = {
  matrix: [1, 0, 0, 1, 0, 0],
  color: '#000000',
  alpha: 1,
  mode: 0,
  size: 0,
  spacing: 0,
  wordSpacing: 0,
  stretch: 1,
  leading: 0,
  rise: 0,
}

/**
 * Follows the drawing operations of a page and tells what is drawn where. Clipping is not followed; annotations are left out.
 * @param isOff tells whether an optional layer is switched off
 */
export function walkGraphics(
  list: PDFOperatorList,
  ops: Operations,
  visitor: GraphicsVisitor,
  isOff: (layer: unknown) => boolean,
): void {
  const stack: State[] = []
  let state: State = { ...start }
  const text: Text = { matrix: start.matrix, x: 0, y: 0, lineX: 0, lineY: 0 }
  const layers: boolean[] = []
  let annotations = 0
  const names = namesOf(ops)
  const restore = (): void => {
    state = stack.pop() ?? state
  }
  for (let at = 0; at < list.fnArray.length; at++) {
    const values: unknown[] = Array.isArray(list.argsArray[at]) ? list.argsArray[at] : []
    const name = names[list.fnArray[at] ?? -1] ?? ''
    if (name === 'beginAnnotation') annotations++
    else if (name === 'endAnnotation') annotations--
    if (annotations > 0) continue
    if (name === 'save') stack.push({ ...state })
    else if (name === 'restore' || name === 'paintFormXObjectEnd') restore()
    else if (name === 'transform') state.matrix = multiply(state.matrix, numbersOf(values))
    else if (name === 'paintFormXObjectBegin') {
      stack.push({ ...state })
      state.matrix = multiply(state.matrix, numbersOf(values[0]))
    } else if (name.startsWith('beginMarkedContent')) layers.push(values[0] === 'OC' && isOff(values[1]))
    else if (name === 'endMarkedContent') layers.pop()
    else if (name === 'showText') showText(state, text, values[0], visitor, layers.includes(true))
    else if (name === 'constructPath') fillPath(state, values, ops, visitor)
    else if (name.startsWith('paint')) paintImage(name, state, values, visitor)
    else if (name === 'shadingFill') visitor.other()
    else if (!setState(name, values, state)) moveText(name, values, state, text)
  }
}

let known: Readonly<{ ops: Operations; names: readonly string[] }> | undefined

function namesOf(ops: Operations): readonly string[] {
  if (known?.ops === ops) return known.names
  const names: string[] = []
  for (const [name, number] of Object.entries(ops)) names[number] = name
  known = { ops, names }
  return names
}

/** The numbers in a list of pdf.js; empty for anything else. */
export function numbersOf(value: unknown): readonly number[] {
  return Array.isArray(value) || value instanceof Float32Array
    ? [...value].filter((one): one is number => typeof one === 'number')
    : []
}

function setState(name: string, values: readonly unknown[], state: State): boolean {
  const [first, second] = values
  const number = typeof first === 'number' ? first : 0
  if (name === 'setFillRGBColor') state.color = typeof first === 'string' ? first : undefined
  else if (name === 'setFillColorN' || name === 'setFillTransparent') state.color = undefined
  else if (name === 'setTextRenderingMode') state.mode = number
  else if (name === 'setFont') state.size = typeof second === 'number' ? second : 0
  else if (name === 'setCharSpacing') state.spacing = number
  else if (name === 'setWordSpacing') state.wordSpacing = number
  else if (name === 'setHScale') state.stretch = number / 100
  else if (name === 'setLeading') state.leading = -number
  else if (name === 'setTextRise') state.rise = number
  else if (name === 'setGState') setGraphics(first, state)
  else return false
  return true
}

function setGraphics(entries: unknown, state: State): void {
  if (!Array.isArray(entries)) return
  for (const entry of entries as readonly unknown[]) {
    if (!Array.isArray(entry)) continue
    const [key, value] = entry as readonly unknown[]
    if (key === 'ca' && typeof value === 'number') state.alpha = value
    else if (key === 'Font' && Array.isArray(value) && typeof value[1] === 'number') state.size = value[1]
  }
}

function moveText(name: string, values: readonly unknown[], state: State, text: Text): void {
  if (name === 'beginText' || name === 'setTextMatrix') {
    const matrix = numbersOf(values[0])
    text.matrix = matrix.length === 6 ? multiply(matrix, start.matrix) : start.matrix
    text.x = text.y = text.lineX = text.lineY = 0
    return
  }
  const [x, y] = numbersOf(values)
  if (name === 'setLeadingMoveText') state.leading = y ?? 0
  if (name === 'nextLine') text.lineY += state.leading
  else if (name === 'moveText' || name === 'setLeadingMoveText') {
    text.lineX += x ?? 0
    text.lineY += y ?? 0
  } else return
  text.x = text.lineX
  text.y = text.lineY
}

type Glyph = Readonly<{ unicode?: unknown; width?: unknown; isSpace?: unknown }>

function showText(state: State, text: Text, glyphs: unknown, visitor: GraphicsVisitor, layered: boolean): void {
  if (!Array.isArray(glyphs)) return
  const { size, stretch, spacing, wordSpacing, color, alpha, mode } = state
  let letters = ''
  let width = 0
  for (const glyph of glyphs as readonly unknown[]) {
    if (typeof glyph === 'number') width -= (glyph * size) / 1000
    else if (typeof glyph === 'object' && glyph !== null) {
      const { unicode, width: advance, isSpace }: Glyph = glyph
      if (typeof unicode === 'string') letters += unicode
      width += ((typeof advance === 'number' ? advance : 0) * size) / 1000 + spacing + (isSpace === true ? wordSpacing : 0)
    }
  }
  const matrix = multiply(state.matrix, text.matrix)
  const from = placeOf(matrix, text.x, text.y + state.rise)
  text.x += width * stretch
  const to = placeOf(matrix, text.x, text.y + state.rise)
  const [, , c, d] = matrix
  visitor.text({ text: letters, from, to, size: Math.abs(size) * Math.hypot(c, d), color, alpha, mode, layered })
}

function placeOf(matrix: readonly number[], x: number, y: number): readonly [number, number] {
  const [, , , , left, top] = multiply(matrix, [1, 0, 0, 1, x, y])
  return [left, top]
}

/** The box around a rectangle after a transform. */
export function boxOf(matrix: readonly number[], [left, top, right, bottom]: Box): Box {
  const corners = [
    placeOf(matrix, left, top),
    placeOf(matrix, right, top),
    placeOf(matrix, left, bottom),
    placeOf(matrix, right, bottom),
  ]
  const xs = corners.map(([x]) => x)
  const ys = corners.map(([, y]) => y)
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)]
}

const fills = ['fill', 'eoFill', 'fillStroke', 'eoFillStroke', 'closeFillStroke', 'closeEOFillStroke']

/** pdf.js gives a path with the operation that paints it and the box around it. */
function fillPath(state: State, values: readonly unknown[], ops: Operations, visitor: GraphicsVisitor): void {
  const [operation, , around] = values
  if (operation === ops['endPath']) return
  const [left = 0, top = 0, right = 0, bottom = 0] = numbersOf(around)
  const filled = fills.some((name) => ops[name] === operation)
  const { color, alpha } = state
  if (filled) visitor.fill(boxOf(state.matrix, [left, top, right, bottom]), { color, alpha })
  else visitor.line()
}

function paintImage(name: string, state: State, [picture, width, height]: readonly unknown[], visitor: GraphicsVisitor): void {
  if (!name.includes('Image')) return
  const box = boxOf(state.matrix, [0, 0, 1, 1])
  if (name === 'paintImageXObject' && typeof width === 'number' && typeof height === 'number')
    visitor.image(box, picture, [width, height])
  else if (name === 'paintInlineImageXObject') visitor.image(box, picture, sizeOf(picture))
  else visitor.image(box, undefined, sizeOf(picture))
}

function sizeOf(picture: unknown): readonly [number, number] {
  if (typeof picture !== 'object' || picture === null || !('width' in picture) || !('height' in picture)) return [0, 0]
  const { width, height } = picture
  return [typeof width === 'number' ? width : 0, typeof height === 'number' ? height : 0]
}
