import type { PageFigure } from './pdf-figures.ts'
import { boxOf, type Box } from './pdf-graphics.ts'
import type { Line, Placed } from './pdf-lines.ts'

const caption = /^(?:附?[图圖]|照片|Figure|Fig\.?|Photo)\s*[\dA-Z（(一二三四五六七八九十][\dA-Za-z.．\-—–]*/
const farBelow = 45
const farAbove = 30

/** The figures of a page as they are put among its lines, each with the line 图 3 … right below or above it. */
export function placeFigures(
  figures: readonly PageFigure[],
  transform: readonly number[],
  lines: readonly Line[],
): readonly Placed[] {
  const captions = lines.filter((line) => caption.test(line.text.trim()))
  return figures.map((figure) => {
    const box = boxOf(transform, figure.box)
    const [x, y, right, bottom] = box
    const found = captionOf(box, captions)
    return { x, right, y, bottom, figure: { ...figure, ...(found === undefined ? {} : { caption: found.text.trim() }) } }
  })
}

function captionOf([left, top, right, bottom]: Box, captions: readonly Line[]): Line | undefined {
  let best: Readonly<{ line: Line; far: number }> | undefined
  for (const line of captions) {
    if (line.right < left - 5 || line.x > right + 5) continue
    const below = line.y - line.size - bottom
    const above = top - line.y
    const far =
      below > -line.size && below < farBelow ? below : above > -line.size && above < farAbove ? above + farBelow : undefined
    if (far !== undefined && (best === undefined || far < best.far)) best = { line, far }
  }
  return best?.line
}
