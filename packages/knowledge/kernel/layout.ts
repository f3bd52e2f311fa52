/**
 * What every function of the kernel knows: how the memory of this index is laid out.
 * @module
 */

export let width: usize = 0
/** Bytes of a row: the width, or twice as many where rows are fine. */
export let rowBytes: usize = 0
/** The largest power of two within the width: what one Hadamard transform turns. */
export let block: usize = 0
export let rounds: u32 = 0
export let storage: usize = 0
export let chunkBytes: usize = 0
export let codesAt: usize = 0
export let rowsAt: usize = 0
export let scalesAt: usize = 0
export let offsetsAt: usize = 0
export let normsAt: usize = 0

/** Vectors are stored in chunks of 1,024. */
export const chunkShift: u32 = 10
export const chunkMask: u32 = 1023

/** Says once how this index is laid out. */
export function configure(
  paddedWidth: usize,
  bytesPerRow: usize,
  blockWidth: usize,
  roundCount: u32,
  storageStart: usize,
  bytesPerChunk: usize,
  codes: usize,
  rows: usize,
  scales: usize,
  offsets: usize,
  norms: usize,
): void {
  width = paddedWidth
  rowBytes = bytesPerRow
  block = blockWidth
  rounds = roundCount
  storage = storageStart
  chunkBytes = bytesPerChunk
  codesAt = codes
  rowsAt = rows
  scalesAt = scales
  offsetsAt = offsets
  normsAt = norms
}

/** Where the chunk of a slot begins. */
export function chunkOf(slot: u32): usize {
  return storage + ((slot >> chunkShift) as usize) * chunkBytes
}

/** The lanes added up from front to back. */
export function sumOfLanes(sums: v128): f32 {
  return f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3)
}

/** The largest of the lanes. */
export function largestOfLanes(lanes: v128): f32 {
  // max passes NaN on, so a vector with one gives NaN.
  return max(
    max(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    max(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  )
}
