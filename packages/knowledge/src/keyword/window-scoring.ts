import { noOrdinal, type PostingsCursor } from './postings-cursor.ts'
import { blockPostings } from './postings-writer.ts'

/** Ordinals are scored in windows of this many, so that their scores stay in the nearest memory. */
export const windowSize = 4096
/** Words of 32 bits for one bit of each ordinal of a window. */
export const windowWords = windowSize / 32

/** What BM25 needs beside a posting: `f / (f + base + slope × length)`, f being how often the fields count together. */
export type Saturation = Readonly<{
  /** How much the fields of a value's last two bits count. */
  fields: Float64Array
  base: number
  slope: number
}>

/** How much a posting of this value gives in a passage of this length, of 1 at the most. */
export function saturated({ fields, base, slope }: Saturation, value: number, length: number): number {
  const often = (value >>> 2) + fields[value & 3]!
  return often / (often + base + slope * length)
}

/** The ordinals of a window that count: all, or those of a mask. */
export type Window = Readonly<{ from: number; to: number; mask: Uint32Array | undefined; marked: number }>

/** Adds what a term gives the ordinals of a window to their scores. The cursor goes to the end of the window. */
export function addScores(
  cursor: PostingsCursor,
  window: Window,
  weight: number,
  saturation: Saturation,
  lengths: Uint32Array,
  scores: Float64Array,
): void {
  const { mask, from, to, marked } = window
  // Reading on costs less than asking where to go unless most blocks have none that count: so many of the window lie in a block.
  const inBlock = (marked / (to - from)) * (blockPostings / cursor.count) * lengths.length
  if (mask && cursor.hasBlocks && inBlock < 1) addLeaping(cursor, mask, from, to, weight, saturation, lengths, scores)
  else addReading(cursor, mask, from, to, weight, saturation, lengths, scores)
}

function addReading(
  cursor: PostingsCursor,
  mask: Uint32Array | undefined,
  from: number,
  to: number,
  weight: number,
  { fields, base, slope }: Saturation,
  lengths: Uint32Array,
  scores: Float64Array,
): void {
  const { bytes } = cursor
  let { at, left, ordinal, value } = cursor
  while (ordinal < to) {
    const place = ordinal - from
    if (mask === undefined || (mask[place >>> 5]! >>> (place & 31)) & 1) {
      const often = (value >>> 2) + fields[value & 3]!
      scores[place]! += (weight * often) / (often + base + slope * lengths[ordinal]!)
    }
    if (left === 0) {
      ordinal = noOrdinal
      break
    }
    left--
    let byte = bytes[at++]!
    let token = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++]!
      token |= (byte & 127) << shift
    }
    ordinal += (token >>> 1) + 1
    value = 4
    if ((token & 1) === 0) continue
    byte = bytes[at++]!
    value = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++]!
      value |= (byte & 127) << shift
    }
  }
  cursor.at = at
  cursor.left = left
  cursor.ordinal = ordinal
  cursor.value = value
}

function addLeaping(
  cursor: PostingsCursor,
  mask: Uint32Array,
  from: number,
  to: number,
  weight: number,
  saturation: Saturation,
  lengths: Uint32Array,
  scores: Float64Array,
): void {
  const width = to - from
  for (let place = nextMarked(mask, cursor.ordinal - from, width); place < width;) {
    cursor.advance(from + place)
    const reached = cursor.ordinal - from
    if (reached === place) {
      scores[place]! += weight * saturated(saturation, cursor.value, lengths[cursor.ordinal]!)
      place = nextMarked(mask, place + 1, width)
    } else place = nextMarked(mask, reached, width)
  }
  cursor.advance(to)
}

/** Marks the ordinals of a window that a list has. The cursor stays where it is. */
export function mark(cursor: PostingsCursor, from: number, to: number, mask: Uint32Array): void {
  const { bytes } = cursor
  let { at, left, ordinal } = cursor
  while (ordinal < to) {
    const place = ordinal - from
    mask[place >>> 5]! |= 1 << (place & 31)
    if (left-- === 0) return
    let byte = bytes[at++]!
    let token = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++]!
      token |= (byte & 127) << shift
    }
    ordinal += (token >>> 1) + 1
    if ((token & 1) === 1) while (bytes[at++]! > 127);
  }
}

/** The first marked place from `from` on; `width` when there is none. */
export function nextMarked(mask: Uint32Array, from: number, width: number): number {
  if (from >= width) return width
  let word = from >>> 5
  let bits = mask[word]! & (-1 << (from & 31))
  const end = (width + 31) >>> 5
  while (bits === 0) {
    if (++word >= end) return width
    bits = mask[word]!
  }
  return Math.min(width, 32 * word + 31 - Math.clz32(bits & -bits))
}

/** How many places are marked. */
export function countMarked(mask: Uint32Array): number {
  let count = 0
  for (let word = 0; word < mask.length; word++) {
    let bits = mask[word]!
    bits -= (bits >>> 1) & 0x5555_5555
    bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333)
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
  }
  return count
}
