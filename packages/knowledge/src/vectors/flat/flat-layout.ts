/** Vectors are stored in chunks of this many, so that memory grows without anything being moved. */
export const chunkSlots = 1024
/** By so many bits a slot is shifted to give its chunk. */
export const chunkShift = 10
/** So many of a code's first bits stand in the plane that every search reads whole. */
export const planeBytes = 32
/** The longest list of vectors handed to the kernel at a time. */
export const listRoom = 65_536

/**
 * Up to this width rows are fine: two bytes a number. A byte's rounding moves a cosine by some 0.01 / √width, which in few dimensions
 * changes who is among the ten nearest; and there the second byte costs little.
 */
const widestFine = 512
/** How many steps of a fine row's second byte make one of its first. */
export const fineSteps = 254

/** More vectors than these: the plain bits of four million rows are what a search can read in some ten milliseconds. */
const mostSlots = 4_194_304
const mostBytes = 65_536 * 65_536

/**
 * Where everything stands in the memory of a flat index, in bytes. A vector has a slot; slots are in chunks, and a chunk holds,
 * one after the other, the plane, codes, rows, scales, offsets, norms and numbers of its 1,024 vectors.
 */
export type FlatLayout = Readonly<{
  dimension: number
  /** The dimension padded to a multiple of 128, at least 256: numbers in a row, bits in a code. */
  width: number
  /** Bytes of a row: the width, or twice as many where rows are fine. */
  rowBytes: number
  /** The largest power of two within the width. */
  block: number
  /** Rounds of the rotation. */
  rounds: number
  /** Where the parts of a chunk begin, from the chunk's start: the plane begins at 0. */
  codesAt: number
  rowsAt: number
  scalesAt: number
  offsetsAt: number
  normsAt: number
  numbersAt: number
  chunkBytes: number
  /** The vector that is worked on: `width` floats. */
  vector: number
  /** What rows and codes are measured from: `width` floats each. */
  rowCentre: number
  codeCentre: number
  signs: number
  /** The query in the forms in which the stages need it. */
  queryTable: number
  queryPlanes: number
  queryNumbers: number
  /** How often each distance occurs: 256 counts. */
  counts: number
  /** A list of slots, and what was computed for each. */
  slots: number
  results: number
  /** One bit per slot: holds a vector that is not removed; may be found by the present search. */
  live: number
  eligible: number
  /** One byte per slot. */
  distances: number
  /** Where the first chunk begins. */
  storage: number
  mostSlots: number
}>

/** The layout for vectors of a dimension. What is sized for the most slots costs address space only until it is used. */
export function flatLayout(dimension: number): FlatLayout {
  const width = Math.max(256, Math.ceil(dimension / 128) * 128)
  const rowBytes = width <= widestFine ? 2 * width : width
  const block = 2 ** Math.floor(Math.log2(width))
  // A transform of the whole width mixes everything at once; of two that overlap, each must have its turn twice.
  const rounds = block === width ? 1 : 4
  let end = 0
  const take = (bytes: number): number => {
    const start = end
    end = Math.ceil((start + bytes) / 64) * 64
    return start
  }
  take(planeBytes * chunkSlots)
  const codesAt = take((width / 8) * chunkSlots)
  const rowsAt = take(rowBytes * chunkSlots)
  const [scalesAt = 0, offsetsAt = 0, normsAt = 0, numbersAt = 0] = Array.from({ length: 4 }, () => take(4 * chunkSlots))
  const chunkBytes = end
  // Address 0 stays unused: a pointer of 0 is then always a mistake.
  end = 64
  const inChunk = { codesAt, rowsAt, scalesAt, offsetsAt, normsAt, numbersAt, chunkBytes }
  const most = Math.min(mostSlots, Math.floor((mostBytes - 32 * 1024 * 1024) / chunkBytes) * chunkSlots)
  return Object.freeze({
    ...{ dimension, width, rowBytes, block, rounds, ...inChunk },
    vector: take(4 * width),
    rowCentre: take(4 * width),
    codeCentre: take(4 * width),
    signs: take(4 * block * rounds),
    queryTable: take(32 * planeBytes),
    queryPlanes: take(4 * (width / 8)),
    queryNumbers: take(2 * rowBytes),
    counts: take(4 * 256),
    slots: take(4 * listRoom),
    results: take(4 * listRoom),
    live: take(most / 8),
    eligible: take(most / 8),
    distances: take(most),
    storage: take(0),
    mostSlots: most,
  })
}
