import type { FlatKernel } from './flat-kernel.ts'
import { chunkSlots, planeBytes, type FlatLayout } from './flat-layout.ts'
import type { MemoryViews } from './memory-views.ts'

type FirstStage = Pick<FlatKernel, 'scanPlane' | 'hide' | 'countDistances' | 'gather'>
type LaterStages = Pick<FlatKernel, 'compareCodes' | 'scoreRows'>

const { fround } = Math
const bitsIn = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length)

/** The first stage of a search in plain TypeScript; see kernel/stages.ts. */
export function plainFirstStage(memory: MemoryViews): FirstStage {
  return {
    scanPlane(plane, groups, table, distances) {
      const { bytes } = memory
      for (let lane = 0; lane < groups * 64; lane++) {
        const codes = plane + (lane >> 6) * 64 * planeBytes + (lane & 63)
        let distance = 0
        for (let byte = 0; byte < planeBytes; byte++) {
          const code = bytes[codes + byte * 64]!
          distance += bytes[table + byte * 32 + (code & 15)]! + bytes[table + byte * 32 + 16 + (code >> 4)]!
        }
        // Adding with saturation step by step ends at 255 exactly when the whole sum is 255 or more.
        bytes[distances + lane] = Math.min(255, distance)
      }
    },
    hide(distances, eligible, count) {
      const { bytes } = memory
      for (let at = 0; at < count; at++) if (((bytes[eligible + (at >> 3)]! >> (at & 7)) & 1) === 0) bytes[distances + at] = 255
    },
    countDistances(distances, count, step, counts) {
      for (let at = 0; at < count; at += step) memory.words[counts / 4 + memory.bytes[distances + at]!]!++
    },
    gather(distances, count, limit, slots, room) {
      let found = 0
      for (let at = 0; at < count; at++) {
        if (memory.bytes[distances + at]! > limit) continue
        if (found === room) return room + 1
        memory.words[slots / 4 + found++] = at
      }
      return found
    },
  }
}

/** The later stages of a search in plain TypeScript; see kernel/stages.ts. */
export function plainLaterStages(layout: FlatLayout, memory: MemoryViews): LaterStages {
  const { width, rowBytes, storage, chunkBytes, codesAt, rowsAt, scalesAt, offsetsAt, normsAt } = layout
  const chunkOf = (slot: number): number => storage + Math.floor(slot / chunkSlots) * chunkBytes
  return {
    compareCodes(slots, count, planes, near, perDistance, estimates) {
      const { bytes, words, floats } = memory
      const length = width / 8
      for (let index = 0; index < count; index++) {
        const slot = words[slots / 4 + index]!
        const norm = floats[(chunkOf(slot) + normsAt) / 4 + (slot % chunkSlots)]!
        const code = chunkOf(slot) + codesAt + (slot % chunkSlots) * length
        let distance = 0
        for (let at = 0; at < length; at++) {
          const differ = bytes[code + at]! ^ bytes[planes + at]!
          distance += 4 * bitsIn[differ & bytes[planes + length + at]!]!
          distance += 2 * bitsIn[differ & bytes[planes + 2 * length + at]!]!
          distance += bitsIn[differ & bytes[planes + 3 * length + at]!]!
        }
        const nearness = fround(norm * fround(fround(near) - fround(fround(perDistance) * distance)))
        floats[estimates / 4 + index] = nearness - fround(fround(norm * norm) * 0.5)
      }
    },
    scoreRows(slots, count, query, factor, scores) {
      const { signedBytes, halves, words, floats } = memory
      for (let index = 0; index < count; index++) {
        const slot = words[slots / 4 + index]!
        const chunk = chunkOf(slot)
        const row = chunk + rowsAt + (slot % chunkSlots) * rowBytes
        let product = 0
        for (let at = 0; at < rowBytes; at++) product += signedBytes[row + at]! * halves[query / 2 + at]!
        const scale = fround(fround(factor) * floats[(chunk + scalesAt) / 4 + (slot % chunkSlots)]!)
        floats[scores / 4 + index] = fround(fround(product) * scale) + floats[(chunk + offsetsAt) / 4 + (slot % chunkSlots)]!
      }
    },
  }
}
