import type { Line } from './pdf-lines.ts'

const pageNumbers: readonly RegExp[] = [
  /^[-–—·•\s]*(?:\d{1,4}|[ivxIVXⅠ-ⅿ]{1,7})[-–—·•\s]*$/,
  /^[[(（]\s*\d{1,4}\s*[\])）]$/,
  /^\d{1,2}[-–—]\d{1,3}$/,
  /^第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?$/,
  /^Page\s*\d{1,4}(?:\s*(?:of|\/)\s*\d{1,4})?$/i,
  /^\d{1,4}\s*\/\s*\d{1,4}$/,
]
/** This part of a page, at its top and at its bottom, may hold running heads; and so many lines of it. */
const margin = 0.13
const reach = 3
/** The heads of chapters stand nearer to the edge, and on a few pages that follow each other. */
const edgeMargin = 0.09
const chapterPages = 3
const chapterSpan = 6

/** The lines of a page, and its edges: left, top, right, bottom. */
export type PageLines = Readonly<{ lines: readonly Line[]; edges: readonly [number, number, number, number] }>

/**
 * Drops running heads, running feet and page numbers: lines at the top or bottom that come back, but for their figures,
 * on many pages or on pages near each other (left and right pages may differ); and text at the side that comes back.
 */
export function dropFurniture(pages: readonly PageLines[]): readonly Line[] {
  const seen = new Map<string, number[]>()
  for (const [at, page] of pages.entries()) {
    for (const key of new Set([...outerLines(page).map((line) => keyOf(line, page)), ...page.lines.flatMap(sideKey)])) {
      const places = seen.get(key)
      if (places === undefined) seen.set(key, [at])
      else places.push(at)
    }
  }
  const often = Math.max(3, Math.ceil(pages.filter(({ lines }) => lines.length > 0).length * 0.3))
  return pages.flatMap((page, at) => {
    const outer = new Set(outerLines(page))
    return page.lines.filter((line) => {
      if (line.turned === true) return (seen.get(sideKey(line)[0] ?? '')?.length ?? 0) < often
      if (!outer.has(line)) return true
      const places = seen.get(keyOf(line, page)) ?? []
      if (places.length >= often) return false
      if (!isOutermost(line, page.lines)) return true
      const near = places.filter((place) => Math.abs(place - at) < chapterSpan).length
      if (near >= chapterPages && isAtEdge(line, page)) return false
      return pages.length === 1 || !pageNumbers.some((form) => form.test(line.text.trim()))
    })
  })
}

function outerLines({ lines, edges: [, top, , bottom] }: PageLines): readonly Line[] {
  const reachable = (bottom - top) * margin
  const texts = lines.filter(isText).sort((one, other) => one.y - other.y)
  return [
    ...texts.slice(0, reach).filter((line) => line.y < top + reachable),
    ...texts.slice(-reach).filter((line) => line.y > bottom - reachable),
  ]
}

function isText(line: Line): boolean {
  return line.table === undefined && line.figure === undefined && line.turned !== true
}

function isAtEdge({ y }: Line, { edges: [, top, , bottom] }: PageLines): boolean {
  const near = (bottom - top) * edgeMargin
  return y < top + near || y > bottom - near
}

function keyOf(line: Line, { edges: [, top, , bottom] }: PageLines): string {
  return `${line.y < (top + bottom) / 2 ? 'head' : 'foot'} ${line.text
    .replace(/\d+/g, '#')
    .replace(/^#\s+(?=\S)|(?<=\S)\s+#$/g, '')
    .replace(/^[-–—·\s]*[ivxIVXⅠ-ⅿ]{1,7}[-–—·\s]*$/, '#')
    .replace(/\s/g, '')}`
}

function sideKey(line: Line): readonly string[] {
  return line.turned === true ? [`side ${line.text}`] : []
}

function isOutermost(line: Line, lines: readonly Line[]): boolean {
  const texts = lines.filter((other) => other.turned !== true && other.figure === undefined)
  return texts.every((other) => other.y <= line.y + 2) || texts.every((other) => other.y >= line.y - 2)
}
