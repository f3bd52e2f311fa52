import type { Box, DrawnText, Paint } from './pdf-graphics.ts'

/** Text that is on a page and that nobody sees, and how it is hidden. */
export type HiddenText = Readonly<{ text: string; from: readonly [number, number]; to: readonly [number, number]; size: number }>

/** Collects the text and the grounds of a page in the order of drawing, and tells which text is not seen. */
export type HiddenFinder = Readonly<{
  text(text: DrawnText): void
  /** Something is drawn that white text may stand on. */
  ground(box: Box | undefined, paint?: Paint): void
  /** @param scanned an invisible text layer over the picture of a scanned page is wanted */
  finish(scanned: boolean): Readonly<{ hidden: readonly HiddenText[]; visible: number; invisible: number }>
}>

/** Text drawn neither filled nor stroked. */
const invisibleMode = 3
const lightest = 0xf2

/** Finds white text on white, text of an invisible kind, fully transparent text, and text of a layer that is switched off. */
export function hiddenFinder(): HiddenFinder {
  const seen: DrawnText[] = []
  const unseen: DrawnText[] = []
  const invisible: DrawnText[] = []
  const grounds: Box[] = []
  let anywhere = false
  const isOnGround = ({ from: [x, y], to: [right, top], size }: DrawnText): boolean => {
    const [middleX, middleY] = [(x + right) / 2, (y + top) / 2]
    return (
      anywhere ||
      grounds.some(
        (box) => middleX >= box[0] - 1 && middleX <= box[2] + 1 && middleY >= box[1] - size && middleY <= box[3] + size,
      )
    )
  }
  return Object.freeze({
    text: (text: DrawnText) => {
      if (text.text.trim() === '') return
      if (text.layered || text.alpha < 0.02) unseen.push(text)
      else if (text.mode === invisibleMode) invisible.push(text)
      else if (text.mode === 0 && isWhite(text.color) && !isOnGround(text)) unseen.push(text)
      else seen.push(text)
    },
    ground: (box: Box | undefined, paint?: Paint) => {
      if (paint !== undefined && (paint.alpha < 0.02 || isWhite(paint.color))) return
      if (box === undefined) anywhere = true
      else grounds.push(box)
    },
    finish: (scanned: boolean) => {
      const all = [...unseen, ...(scanned ? [] : invisible)]
      // A letter drawn twice, once unseen, is seen.
      const hidden = all.filter((text) => !seen.some((other) => other.text === text.text && isNear(other, text)))
      return { hidden, visible: lengthOf(seen), invisible: lengthOf(invisible) }
    },
  })
}

function lengthOf(texts: readonly DrawnText[]): number {
  return texts.reduce((sum, { text }) => sum + text.replace(/\s/g, '').length, 0)
}

function isNear(one: DrawnText, other: DrawnText): boolean {
  return Math.hypot(one.from[0] - other.from[0], one.from[1] - other.from[1]) < Math.max(one.size, other.size)
}

function isWhite(color: string | undefined): boolean {
  if (color === undefined || !/^#[\da-f]{6}$/i.test(color)) return false
  return [1, 3, 5].every((at) => Number.parseInt(color.slice(at, at + 2), 16) >= lightest)
}

/** A piece of text as pdf.js gives it. */
export type TextPiece = Readonly<{ str: string; transform: readonly number[]; width: number }>

/** A piece without what is hidden in it. */
export function withoutHidden(piece: TextPiece, hidden: readonly HiddenText[]): string {
  const [a = 1, b = 0, c = 0, d = 0, x = 0, y = 0] = piece.transform
  const length = Math.hypot(a, b) || 1
  const size = Math.hypot(c, d) || length
  let text = piece.str
  for (const one of hidden) {
    const [across, down] = [one.from[0] - x, one.from[1] - y]
    const along = (across * a + down * b) / length
    const aside = Math.abs(across * b - down * a) / length
    if (aside > size * 0.5 || along < -size * 0.5 || along > piece.width - size * 0.1) continue
    text = cut(text, one, along, piece.width)
  }
  return text
}

function cut(text: string, { text: hidden, from, to }: HiddenText, along: number, width: number): string {
  const plain = (value: string): string => value.normalize('NFKC').replace(/\s/g, '')
  if (plain(hidden).includes(plain(text))) return ''
  const wanted = hidden.trim()
  const expected = (along / Math.max(width, 1)) * text.length
  let best = -1
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1))
    if (best < 0 || Math.abs(at - expected) < Math.abs(best - expected)) best = at
  if (best >= 0) return text.slice(0, best) + text.slice(best + wanted.length)
  return Math.hypot(to[0] - from[0], to[1] - from[1]) >= width * 0.8 ? '' : text
}
