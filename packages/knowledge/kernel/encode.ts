/**
 * From a vector to its row and its code.
 * @module
 */
import { block, largestOfLanes, rounds, rowBytes, sumOfLanes, width } from './layout'

/** The largest absolute number of a vector; NaN or infinite when one of its numbers is. */
export function largest(vector: usize): f32 {
  let lanes = f32x4.splat(0)
  for (let at: usize = 0; at < width << 2; at += 16) lanes = f32x4.max(lanes, f32x4.abs(v128.load(vector + at)))
  return largestOfLanes(lanes)
}

/** Gives a vector length 1. Dividing by its largest number first keeps the squares of huge and tiny vectors in range. */
export function toUnit(vector: usize, largestNumber: f32): void {
  const end = vector + (width << 2)
  const divisor = f32x4.splat(largestNumber)
  let squares = f32x4.splat(0)
  for (let at = vector; at < end; at += 16) {
    const value = f32x4.div(v128.load(at), divisor)
    squares = f32x4.add(squares, f32x4.mul(value, value))
    v128.store(at, value)
  }
  const factor = f32x4.splat((1 as f32) / Mathf.sqrt(sumOfLanes(squares)))
  for (let at = vector; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), factor))
}

/**
 * Rotates a vector: rounds of changing signs at random and a Hadamard transform, which spread whatever stood in few numbers
 * evenly over all. Where the width is no power of two, the rounds take turns at its front and at its end.
 * @param signs `block` factors for each round: plus or minus 1/√block, so that lengths stay as they are
 */
export function rotate(vector: usize, signs: usize): void {
  for (let round: u32 = 0; round < rounds; round++) {
    const start = vector + ((round & 1) == 1 ? (width - block) << 2 : 0)
    transformWithinWords(start, signs)
    let half: usize = 4
    // Two steps of the transform in one pass over memory.
    for (; half << 1 < block; half <<= 2) transformTwice(start, half)
    if (half < block) transformOnce(start, half)
    signs += block << 2
  }
}

/** The signs, and the steps over distances 1 and 2, which stay within a SIMD word. */
function transformWithinWords(start: usize, signs: usize): void {
  const byOne = f32x4(1, -1, 1, -1)
  const byTwo = f32x4(1, 1, -1, -1)
  for (let at: usize = 0; at < block << 2; at += 16) {
    let word = f32x4.mul(v128.load(start + at), v128.load(signs + at))
    word = f32x4.add(v128.shuffle<f32>(word, word, 1, 0, 3, 2), f32x4.mul(word, byOne))
    word = f32x4.add(v128.shuffle<f32>(word, word, 2, 3, 0, 1), f32x4.mul(word, byTwo))
    v128.store(start + at, word)
  }
}

function transformOnce(start: usize, half: usize): void {
  const apart = half << 2
  const end = start + (block << 2)
  for (let pair = start; pair < end; pair += apart << 1) {
    for (let at = pair; at < pair + apart; at += 16) {
      const one = v128.load(at)
      const other = v128.load(at + apart)
      v128.store(at, f32x4.add(one, other))
      v128.store(at + apart, f32x4.sub(one, other))
    }
  }
}

function transformTwice(start: usize, half: usize): void {
  const apart = half << 2
  const end = start + (block << 2)
  for (let four = start; four < end; four += apart << 2) {
    for (let at = four; at < four + apart; at += 16) {
      const a = v128.load(at)
      const b = v128.load(at + apart)
      const c = v128.load(at + 2 * apart)
      const d = v128.load(at + 3 * apart)
      const sumAB = f32x4.add(a, b)
      const differenceAB = f32x4.sub(a, b)
      const sumCD = f32x4.add(c, d)
      const differenceCD = f32x4.sub(c, d)
      v128.store(at, f32x4.add(sumAB, sumCD))
      v128.store(at + apart, f32x4.add(differenceAB, differenceCD))
      v128.store(at + 2 * apart, f32x4.sub(sumAB, sumCD))
      v128.store(at + 3 * apart, f32x4.sub(differenceAB, differenceCD))
    }
  }
}

function scaled(vector: usize, centre: usize, factor: v128): v128 {
  return f32x4.mul(f32x4.sub(v128.load(vector), v128.load(centre)), factor)
}

function asBytes(a: v128, b: v128, c: v128, d: v128): v128 {
  const front = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(f32x4.nearest(a)), i32x4.trunc_sat_f32x4_s(f32x4.nearest(b)))
  const back = i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(f32x4.nearest(c)), i32x4.trunc_sat_f32x4_s(f32x4.nearest(d)))
  return i8x16.narrow_i16x8_s(front, back)
}

/** What rounding leaves of a number, in steps of which 254 make one. */
function finer(number: v128): v128 {
  return f32x4.mul(f32x4.sub(number, f32x4.nearest(number)), f32x4.splat(254))
}

/**
 * Writes a vector, less the centre, as one byte per number; in fine rows another byte per number follows, with what rounding left.
 * @returns what a first byte of 1 stands for
 */
export function encodeRow(vector: usize, centre: usize, row: usize): f32 {
  let lanes = f32x4.splat(0)
  for (let at: usize = 0; at < width << 2; at += 16)
    lanes = f32x4.max(lanes, f32x4.abs(f32x4.sub(v128.load(vector + at), v128.load(centre + at))))
  const largestNumber = largestOfLanes(lanes)
  // The centre itself: nothing to write, and nothing to divide by.
  const factor = f32x4.splat(largestNumber < 1e-30 ? 0 : (127 as f32) / largestNumber)
  for (let at: usize = 0; at < width; at += 16) {
    const from = vector + (at << 2)
    const less = centre + (at << 2)
    const a = scaled(from, less, factor)
    const b = scaled(from + 16, less + 16, factor)
    const c = scaled(from + 32, less + 32, factor)
    const d = scaled(from + 48, less + 48, factor)
    v128.store(row + at, asBytes(a, b, c, d))
    if (rowBytes > width) v128.store(row + width + at, asBytes(finer(a), finer(b), finer(c), finer(d)))
  }
  return largestNumber / 127
}

/** The product of two vectors. */
export function product(vector: usize, other: usize): f32 {
  let sums = f32x4.splat(0)
  for (let at: usize = 0; at < width << 2; at += 16)
    sums = f32x4.add(sums, f32x4.mul(v128.load(vector + at), v128.load(other + at)))
  return sumOfLanes(sums)
}

/** Four bytes as floats. */
function floatsOf(bytes: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(i16x8.extend_low_i8x16_s(v128.load32_zero(bytes))))
}

/** The opposite of {@link encodeRow}, as far as rounding lets it be. */
export function decodeRow(row: usize, scale: f32, centre: usize, vector: usize): void {
  const scales = f32x4.splat(scale)
  const steps = f32x4.splat(254)
  for (let at: usize = 0; at < width; at += 4) {
    let numbers = floatsOf(row + at)
    if (rowBytes > width) numbers = f32x4.add(numbers, f32x4.div(floatsOf(row + width + at), steps))
    const to = at << 2
    v128.store(vector + to, f32x4.add(f32x4.mul(numbers, scales), v128.load(centre + to)))
  }
}

/** Writes on which side of the centre each number lies, one bit each; gives the square of the distance to the centre. */
export function encodeCode(vector: usize, centre: usize, code: usize): f32 {
  const zero = f32x4.splat(0)
  let squares = zero
  for (let at: usize = 0; at < width << 2; at += 16) {
    const residual = f32x4.sub(v128.load(vector + at), v128.load(centre + at))
    squares = f32x4.add(squares, f32x4.mul(residual, residual))
    const four = i32x4.bitmask(f32x4.gt(residual, zero)) as u32
    const byte = code + (at >> 5)
    // Four bits at a time: the low half of a byte first.
    if ((at & 16) == 0) store<u8>(byte, four as u8)
    else store<u8>(byte, load<u8>(byte) | ((four << 4) as u8))
  }
  return sumOfLanes(squares)
}

/** Copies the first 32 bytes of a code into its lane of a group of 64: byte after byte, the lanes side by side. */
export function spread(code: usize, group: usize, lane: u32): void {
  for (let byte: usize = 0; byte < 32; byte++) store<u8>(group + (byte << 6) + lane, load<u8>(code + byte))
}
