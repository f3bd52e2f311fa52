import { lastAtMost } from '../passages/last-at-most.ts'
import type { PassageSet } from '../passages/passage-set.ts'
import type { Segment } from './segment.ts'

/**
 * Marks the ordinals of a segment, from `from` up to `to`, whose passages may be found. Word by word where passages run without gaps.
 * @param from a multiple of 32
 */
export function markAllowed(segment: Segment, from: number, to: number, allowed: PassageSet, mask: Uint32Array): void {
  mask.fill(0)
  const { runOrdinals, runPassages } = segment.arrays
  for (let run = lastAtMost(runOrdinals, from); run < runOrdinals.length && runOrdinals[run]! < to; run++) {
    const start = Math.max(from, runOrdinals[run]!)
    const end = Math.min(to, runOrdinals[run + 1] ?? segment.count)
    copyBits(allowed, runPassages[run]! + start - runOrdinals[run]!, mask, start - from, end - start)
  }
  if (segment.whole) return
  for (let word = 0; word < mask.length; word++) mask[word]! &= ~(segment.removed[(from >>> 5) + word] ?? 0)
}

function copyBits({ bits, limit }: PassageSet, passage: number, mask: Uint32Array, place: number, count: number): void {
  const usable = Math.min(count, limit - passage)
  for (let done = 0; done < usable;) {
    const at = passage + done
    const to = place + done
    // As many as both words have left.
    const size = Math.min(32 - (at & 31), 32 - (to & 31), usable - done)
    const some = (bits[at >>> 5]! >>> (at & 31)) & (size === 32 ? -1 : (1 << size) - 1)
    mask[to >>> 5]! |= some << (to & 31)
    done += size
  }
}
