import type { Line } from './pdf-lines.ts'

const pageNumbers: readonly RegExp[] = [
  /^[-–—·\s]*(?:\d{1,4}|[ivxIVXⅠ-ⅿ]{1,7})[-–—·\s]*$/,
  /^第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?$/,
  /^Page\s*\d{1,4}(?:\s*(?:of|\/)\s*\d{1,4})?$/i,
  /^\d{1,4}\s*\/\s*\d{1,4}$/,
]
/** This part of a page, at its top and at its bottom, may hold running heads; and so many lines of it. */
const margin = 0.13
const reach = 3

/** The lines of a page, and its upper and lower edge. */
export type PageLines = Readonly<{ lines: readonly Line[]; edges: readonly [number, number] }>

/**
 * Drops running heads, running feet and page numbers: lines at the top or bottom that come back, but for their figures,
 * on many pages (left and right pages may differ).
 */
export function dropFurniture(pages: readonly PageLines[]): readonly Line[] {
  const seen = new Map<string, number>()
  for (const page of pages) for (const key of new Set(outerLines(page).map(keyOf))) seen.set(key, (seen.get(key) ?? 0) + 1)
  const often = Math.max(3, Math.ceil(pages.filter(({ lines }) => lines.length > 0).length * 0.3))
  return pages.flatMap((page) => {
    const outer = new Set(outerLines(page))
    return page.lines.filter((line) => {
      if (!outer.has(line)) return true
      return (
        (seen.get(keyOf(line)) ?? 0) < often &&
        !(pages.length > 1 && pageNumbers.some((form) => form.test(line.text.trim())) && isOutermost(line, page.lines))
      )
    })
  })
}

function outerLines({ lines, edges: [top, bottom] }: PageLines): readonly Line[] {
  const reachable = (bottom - top) * margin
  const texts = lines.filter((line) => line.table === undefined).sort((one, other) => one.y - other.y)
  return [
    ...texts.slice(0, reach).filter((line) => line.y < top + reachable),
    ...texts.slice(-reach).filter((line) => line.y > bottom - reachable),
  ]
}

function keyOf(line: Line): string {
  return `${Math.round(line.y / 12)} ${line.text
    .replace(/\d+/g, '#')
    .replace(/^[-–—·\s]*[ivxIVXⅠ-ⅿ]{1,7}[-–—·\s]*$/, '#')
    .replace(/\s/g, '')}`
}

function isOutermost(line: Line, lines: readonly Line[]): boolean {
  return lines.every((other) => other.y <= line.y + 2) || lines.every((other) => other.y >= line.y - 2)
}
