/**
 * The stages of a search.
 * @module
 */
import { chunkMask, chunkOf, codesAt, normsAt, offsetsAt, rowBytes, rowsAt, scalesAt, width } from './layout'

// ---- First stage: all vectors, by 256 bits ----

function looked(sum: v128, bytes: v128, low: v128, high: v128): v128 {
  const near = i8x16.add_sat_u(sum, i8x16.relaxed_swizzle(low, v128.and(bytes, i8x16.splat(15))))
  return i8x16.add_sat_u(near, i8x16.relaxed_swizzle(high, i8x16.shr_u(bytes, 4)))
}

/**
 * The distances of 64 vectors at a time to the query, one byte each, 255 and beyond alike. A lane is a vector; half a byte of
 * its code chooses one of 16 entries of the table (as in FastScan, André et al. 2015), so the query keeps its numbers.
 * @param table for each byte of the codes 16 entries for its low half, then 16 for its high half
 */
export function scanPlane(plane: usize, groups: u32, table: usize, distances: usize): void {
  for (let group: u32 = 0; group < groups; group++) {
    let a = i8x16.splat(0)
    let b = i8x16.splat(0)
    let c = i8x16.splat(0)
    let d = i8x16.splat(0)
    for (let byte: usize = 0; byte < 32; byte++) {
      const low = v128.load(table + (byte << 5))
      const high = v128.load(table + (byte << 5), 16)
      const bytes = plane + (byte << 6)
      a = looked(a, v128.load(bytes), low, high)
      b = looked(b, v128.load(bytes, 16), low, high)
      c = looked(c, v128.load(bytes, 32), low, high)
      d = looked(d, v128.load(bytes, 48), low, high)
    }
    v128.store(distances, a)
    v128.store(distances, b, 16)
    v128.store(distances, c, 32)
    v128.store(distances, d, 48)
    plane += 2048
    distances += 64
  }
}

/** Puts at 255 the distance of whatever may not be found. @param count a multiple of 16 @param eligible one bit per vector */
export function hide(distances: usize, eligible: usize, count: u32): void {
  const bitOfLane = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128)
  for (let at: usize = 0; at < count; at += 16) {
    const bits = v128.load16_splat(eligible + (at >> 3))
    const perLane = v128.shuffle<u8>(bits, bits, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1)
    const hidden = i8x16.ne(v128.and(perLane, bitOfLane), bitOfLane)
    v128.store(distances + at, v128.or(v128.load(distances + at), hidden))
  }
}

/** Adds to 256 counts how often each distance occurs among every `step`-th vector. */
export function countDistances(distances: usize, count: u32, step: u32, counts: usize): void {
  for (let at: u32 = 0; at < count; at += step) {
    const counter = counts + ((load<u8>(distances + at) as usize) << 2)
    store<u32>(counter, load<u32>(counter) + 1)
  }
}

/**
 * Lists the vectors that are no further than `limit`, in their order; gives how many, or one more than there is room for.
 * @param count a multiple of 16 @param limit below 255
 */
export function gather(distances: usize, count: u32, limit: u32, slots: usize, room: u32): u32 {
  const limits = i8x16.splat(limit as i8)
  let found: u32 = 0
  for (let at: u32 = 0; at < count; at += 16) {
    let near = i8x16.bitmask(i8x16.le_u(v128.load(distances + at), limits)) as u32
    while (near != 0) {
      if (found == room) return room + 1
      store<u32>(slots + ((found as usize) << 2), at + ctz<u32>(near))
      found++
      near &= near - 1
    }
  }
  return found
}

// ---- Second stage: candidates, by all bits ----

/**
 * How near each listed vector is by all its bits. Where its side differs from the query's, the query's number counts, in eighths of
 * its widest (3 bits, as in RaBitQ, Gao and Long 2024: every bit is one more AND and population count). With the distance d so
 * found and the vector's norm n, both measured from the centre, it is n × (near - perDistance × d) - n² / 2: their product, less
 * half of what makes a vector far by itself.
 * @param planes the query's sides, then the bits 4, 2 and 1 of its numbers: four times width / 8 bytes
 */
export function compareCodes(slots: usize, count: u32, planes: usize, near: f32, perDistance: f32, estimates: usize): void {
  const bytes = width >> 3
  const fours = planes + bytes
  const twos = fours + bytes
  const ones = twos + bytes
  for (let index: usize = 0; index < count; index++) {
    const slot = load<u32>(slots + (index << 2))
    const chunk = chunkOf(slot)
    const within = (slot & chunkMask) as usize
    const norm = load<f32>(chunk + normsAt + (within << 2))
    const code = chunk + codesAt + within * bytes
    let sums = i16x8.splat(0)
    for (let at: usize = 0; at < bytes; at += 16) {
      const differ = v128.xor(v128.load(code + at), v128.load(planes + at))
      let weighed = i8x16.popcnt(v128.and(differ, v128.load(fours + at)))
      weighed = i8x16.add(i8x16.add(weighed, weighed), i8x16.popcnt(v128.and(differ, v128.load(twos + at))))
      weighed = i8x16.add(i8x16.add(weighed, weighed), i8x16.popcnt(v128.and(differ, v128.load(ones + at))))
      sums = i16x8.add(sums, i16x8.extadd_pairwise_i8x16_u(weighed))
    }
    const four = i32x4.extadd_pairwise_i16x8_u(sums)
    const distance =
      i32x4.extract_lane(four, 0) + i32x4.extract_lane(four, 1) + i32x4.extract_lane(four, 2) + i32x4.extract_lane(four, 3)
    const nearness = norm * (near - perDistance * (distance as f32))
    store<f32>(estimates + (index << 2), nearness - norm * norm * 0.5)
  }
}

// ---- Third stage: the best, by their rows ----

/**
 * The product of each listed row with the query, both measured from the centre, and the row's own offset, its product with the centre.
 * @param query one 16-bit number for each of the row's bytes, small enough that no sum leaves 32 bits
 * @param factor what a product of 1 of a byte and such a number stands for, before the row's scale
 */
export function scoreRows(slots: usize, count: u32, query: usize, factor: f32, scores: usize): void {
  for (let index: usize = 0; index < count; index++) {
    const slot = load<u32>(slots + (index << 2))
    const chunk = chunkOf(slot)
    const within = (slot & chunkMask) as usize
    const row = chunk + rowsAt + within * rowBytes
    let even = i32x4.splat(0)
    let odd = even
    for (let at: usize = 0; at < rowBytes; at += 32) {
      const front = v128.load(row + at)
      const back = v128.load(row + at, 16)
      const numbers = query + (at << 1)
      even = i32x4.add(even, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(front), v128.load(numbers)))
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(front), v128.load(numbers, 16)))
      even = i32x4.add(even, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(back), v128.load(numbers, 32)))
      odd = i32x4.add(odd, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(back), v128.load(numbers, 48)))
    }
    const sum = i32x4.add(even, odd)
    const whole =
      i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3)
    const scale = factor * load<f32>(chunk + scalesAt + (within << 2))
    store<f32>(scores + (index << 2), (whole as f32) * scale + load<f32>(chunk + offsetsAt + (within << 2)))
  }
}
