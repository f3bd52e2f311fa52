import type { HeadingStyle, Opening } from './opening.ts'

/** A heading with the text below it, down to the heading that ends it. */
export type Section = {
  readonly opening: Opening | undefined
  readonly parent: Section | undefined
  /** The headings above it and its own, outermost first. */
  readonly path: readonly string[]
  readonly start: number
  /** Known once the next heading of its rank, or the document's end, is reached. */
  end: number
  /** Where its first subsection starts: what stands before it belongs to all of them. */
  firstChild: number | undefined
  /** 1 to 6 where marked; unmarked headings rank between. */
  readonly rank: number
}

const order: readonly HeadingStyle[] = [
  'attachment',
  'volume',
  'chapter',
  'annex',
  'part',
  'section',
  'chinese',
  'bracketed',
  'decimal',
  'plain',
]
// Unmarked headings stand this much below what is above them, so that every marked heading of the next level ends them.
const step = 0.01

/** Keeps track of which headings a place stands under. */
export type Outline = Readonly<{
  /** The section that is open. */
  current(): Section
  /** Opens a section at a heading; `end` is where the text before it ends. */
  enter(opening: Opening, start: number, end: number): Section
  /** Closes all sections at the document's end. */
  finish(end: number): void
}>

/** Starts an outline: the whole document is its outermost section. */
export function openOutline(): Outline {
  const stack: Section[] = [{ opening: undefined, parent: undefined, path: [], start: 0, end: 0, firstChild: undefined, rank: 0 }]
  const current = (): Section => stack.at(-1)!
  const popTo = (length: number, end: number): void => {
    for (const closed of stack.splice(Math.max(1, length))) closed.end = end
  }

  return Object.freeze({
    current,
    enter(opening: Opening, start: number, end: number) {
      const rank = opening.level === undefined ? makeRoomUnmarked(stack, opening, end, popTo) : opening.level
      if (opening.level !== undefined)
        popTo(
          firstAt(stack, (section) => section.rank >= rank),
          end,
        )
      const parent = current()
      parent.firstChild ??= start
      const section = { opening, parent, path: [...parent.path, opening.text], start, end: start, firstChild: undefined, rank }
      stack.push(section)
      return section
    },
    finish: (end: number) => {
      popTo(1, end)
      stack[0]!.end = end
    },
  })
}

function firstAt(stack: readonly Section[], fits: (section: Section) => boolean): number {
  const at = stack.findIndex((section, index) => index > 0 && fits(section))
  return at < 0 ? stack.length : at
}

/** Closes what an unmarked heading ends, by its number and style; returns its rank. */
function makeRoomUnmarked(stack: Section[], own: Opening, end: number, popTo: (length: number, end: number) => void): number {
  if (own.style === 'attachment')
    popTo(
      firstAt(stack, ({ rank }) => rank > 1),
      end,
    )
  const like = stack.findIndex(({ opening }) => opening?.style === own.style && opening.depth >= own.depth)
  if (like > 0) {
    const { rank, opening } = stack[like]!
    popTo(like, end)
    // In the place of its like, marked or not, it takes the like's rank.
    if (opening!.depth === own.depth) return rank
  }
  popTo(
    firstAt(stack, ({ opening }) => opening !== undefined && opening.level === undefined && orderOf(opening) > orderOf(own)),
    end,
  )
  return stack.at(-1)!.rank + step
}

function orderOf({ style, depth }: Opening): number {
  return order.indexOf(style) + depth / 10
}
