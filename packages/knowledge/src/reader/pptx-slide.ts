import type { HiddenReason } from './hidden-text.ts'
import { isWhite } from './docx-look.ts'
import type { Copies } from './table-rows.ts'
import { childAt, descendants, type XmlNode } from './xml-tree.ts'

/** What a slide shows, in the order of its shapes, the title first. */
export type SlidePiece =
  | Readonly<{ kind: 'title'; text: string }>
  | Readonly<{ kind: 'paragraph'; text: string }>
  | Readonly<{ kind: 'item'; text: string }>
  | Readonly<{ kind: 'table'; rows: readonly (readonly string[])[]; copies: Copies }>
  | Readonly<{ kind: 'picture'; relation: string; alt: string }>
  | Readonly<{ kind: 'part'; relation: string; part: 'chart' | 'diagram' }>
  | Readonly<{ kind: 'hidden'; reason: HiddenReason; text: string }>

/** What decides whether text on a slide can be seen. */
export type SlidePaper = Readonly<{
  width: number
  height: number
  /** Nothing lies behind the text but white. */
  white: boolean
}>

/** Placeholders that repeat on every slide. */
const furniture = /^(?:sldNum|dt|ftr|hdr)$/
const titles = /^(?:title|ctrTitle)$/
/** Hundredths of a point. */
const tiniest = 200

/** Reads the shapes of a slide, or of its notes. */
export function slidePieces(slide: XmlNode, paper: SlidePaper): readonly SlidePiece[] {
  const tree = childAt(slide.children[0], 'cSld', 'spTree')
  const plain = { ...paper, white: paper.white && !hasPictures(slide) }
  const pieces = (tree?.children ?? []).flatMap((shape) => shapePieces(shape, plain, true))
  return [...pieces.filter(({ kind }) => kind === 'title'), ...pieces.filter(({ kind }) => kind !== 'title')]
}

function hasPictures(slide: XmlNode): boolean {
  return [...descendants(slide, 'blip')].length > 0
}

function shapePieces(shape: XmlNode, paper: SlidePaper, top: boolean): readonly SlidePiece[] {
  if (shape.name === 'AlternateContent')
    return (childAt(shape, 'Choice') ?? childAt(shape, 'Fallback'))?.children.flatMap((one) => shapePieces(one, paper, top)) ?? []
  if (!/^(?:sp|grpSp|graphicFrame|pic)$/.test(shape.name)) return []
  const properties = shape.children.find((child) => /^nv\w+Pr$/.test(child.name))
  const own = childAt(properties, 'cNvPr')?.attributes ?? {}
  const reason = /^(?:1|true)$/.test(own['hidden'] ?? '') ? 'vanish' : top && isOutside(shape, paper) ? 'outside' : undefined
  if (reason !== undefined) return [{ kind: 'hidden', reason, text: wholeText(shape) }]
  const described: SlidePiece[] =
    shape.name === 'sp' && own['descr'] ? [{ kind: 'hidden', reason: 'alt', text: own['descr'] }] : []
  if (shape.name === 'grpSp') return shape.children.flatMap((one) => shapePieces(one, paper, false))
  if (shape.name === 'pic') {
    const relation = childAt(shape, 'blipFill', 'blip')?.attributes['embed']
    return relation === undefined ? [] : [{ kind: 'picture', relation, alt: own['descr'] ?? '' }]
  }
  if (shape.name === 'graphicFrame') return framePieces(shape)
  const place = childAt(properties, 'nvPr', 'ph')?.attributes
  if (furniture.test(place?.['type'] ?? '')) return []
  return [...textPieces(shape, place, paper), ...described]
}

/** A frame with its place on the slide may stand beside it altogether. */
function isOutside(shape: XmlNode, { width, height }: SlidePaper): boolean {
  const frame = childAt(shape, 'spPr', 'xfrm') ?? childAt(shape, 'grpSpPr', 'xfrm') ?? childAt(shape, 'xfrm')
  const [offset, size] = [childAt(frame, 'off')?.attributes, childAt(frame, 'ext')?.attributes]
  if (offset === undefined || size === undefined) return false
  const [x, y, w, h] = [offset['x'], offset['y'], size['cx'], size['cy']].map(Number) as [number, number, number, number]
  return x + w <= 0 || y + h <= 0 || x >= width || y >= height
}

function textPieces(
  shape: XmlNode,
  place: Readonly<Record<string, string>> | undefined,
  paper: SlidePaper,
): readonly SlidePiece[] {
  const filled = (childAt(shape, 'spPr')?.children ?? []).some((one) => one.name.endsWith('Fill') && one.name !== 'noFill')
  const onWhite = paper.white && !filled && childAt(shape, 'style', 'fillRef') === undefined
  const paragraphs = (childAt(shape, 'txBody')?.children ?? []).filter((child) => child.name === 'p')
  const pieces: SlidePiece[] = []
  const shown: { text: string; level: number; bullet: boolean }[] = []
  for (const paragraph of paragraphs) {
    const { text, hidden } = paragraphText(paragraph, onWhite)
    pieces.push(...hidden)
    const settings = childAt(paragraph, 'pPr')
    const bullet = (settings?.children ?? []).some((one) => one.name === 'buChar' || one.name === 'buAutoNum')
    if (text.trim() !== '') shown.push({ text, level: Number(settings?.attributes['lvl'] ?? 0), bullet })
  }
  if (titles.test(place?.['type'] ?? ''))
    return shown.length === 0 ? pieces : [{ kind: 'title', text: shown.map(({ text }) => text).join('\n') }, ...pieces]
  return [
    ...shown.map(({ text, level, bullet }): SlidePiece => ({ kind: level > 0 || bullet ? 'item' : 'paragraph', text })),
    ...pieces,
  ]
}

/** The text of a paragraph that can be seen, and the rest. */
export function paragraphText(paragraph: XmlNode, onWhite: boolean): Readonly<{ text: string; hidden: readonly SlidePiece[] }> {
  const hidden: SlidePiece[] = []
  let text = ''
  for (const run of paragraph.children) {
    if (run.name === 'br') text += '\n'
    const words = run.name === 'r' || run.name === 'fld' ? (childAt(run, 't')?.text ?? '') : ''
    const reason = words === '' ? undefined : runHidden(childAt(run, 'rPr'), onWhite)
    if (reason === undefined) text += words
    else hidden.push({ kind: 'hidden', reason, text: words })
  }
  // Formulas of Office stand in an extension of the paragraph.
  for (const formula of descendants(paragraph, 'oMath')) text += [...descendants(formula, 't')].map((one) => one.text).join('')
  return { text, hidden }
}

function runHidden(properties: XmlNode | undefined, onWhite: boolean): HiddenReason | undefined {
  const size = Number(properties?.attributes['sz'] ?? 1800)
  if (size <= tiniest) return 'tiny'
  const colour = childAt(properties, 'solidFill')?.children[0]
  if (colour === undefined) return undefined
  const alpha = childAt(colour, 'alpha')?.attributes['val']
  if (alpha !== undefined && Number.parseInt(alpha, 10) === 0) return 'vanish'
  const value = colour.attributes['val'] ?? ''
  const white =
    colour.name === 'srgbClr'
      ? isWhite(value)
      : colour.name === 'schemeClr' && /^(?:bg1|lt1)$/.test(value) && colour.children.length === 0
  return white && onWhite && childAt(properties, 'highlight') === undefined ? 'white' : undefined
}

function framePieces(frame: XmlNode): readonly SlidePiece[] {
  const data = childAt(frame, 'graphic', 'graphicData')
  const table = childAt(data, 'tbl')
  if (table !== undefined) return [{ kind: 'table', ...tableRows(table) }]
  const chart = childAt(data, 'chart')?.attributes['id']
  if (chart !== undefined) return [{ kind: 'part', relation: chart, part: 'chart' }]
  const diagram = childAt(data, 'relIds')?.attributes['dm']
  return diagram === undefined ? [] : [{ kind: 'part', relation: diagram, part: 'diagram' }]
}

/** Cells that a merged cell covers stand in the file, empty, and take its text. */
function tableRows(table: XmlNode): Readonly<{ rows: readonly (readonly string[])[]; copies: Copies }> {
  const copies = new Map<readonly string[], ReadonlySet<number>>()
  const rows: string[][] = []
  for (const line of table.children.filter((child) => child.name === 'tr')) {
    const row: string[] = []
    const copied = new Set<number>()
    for (const cell of line.children.filter((child) => child.name === 'tc')) {
      const at = row.length
      const { hMerge, vMerge } = cell.attributes
      if (hMerge === '1' || hMerge === 'true') {
        copied.add(at)
        row.push(row[at - 1] ?? '')
      } else row.push(vMerge === '1' || vMerge === 'true' ? (rows.at(-1)?.[at] ?? '') : cellText(cell))
    }
    rows.push(row)
    copies.set(row, copied)
  }
  return { rows, copies }
}

function cellText(cell: XmlNode): string {
  const paragraphs = (childAt(cell, 'txBody')?.children ?? []).filter((child) => child.name === 'p')
  return paragraphs.map((paragraph) => paragraphText(paragraph, false).text).join('\n')
}

/** All text below a node, one paragraph a line. */
export function wholeText(node: XmlNode): string {
  return [...descendants(node, 'p')]
    .map((paragraph) => [...descendants(paragraph, 't')].map(({ text }) => text).join(''))
    .join('\n')
}
