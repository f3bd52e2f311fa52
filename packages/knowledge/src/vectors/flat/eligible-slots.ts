import type { PassageSet } from '../../passages/passage-set.ts'
import { chunkSlots } from './flat-layout.ts'
import type { FlatSlots } from './flat-slots.ts'

/** One bit per slot, at an address: what a search may find, and how many that are. */
export type EligibleSlots = Readonly<{ address: number; count: number }>

/**
 * What a search may find: everything alive, or what of it is allowed. 32 slots are one word; where their numbers follow one
 * another, their bits are 32 neighbouring bits of the set, and where none of their numbers is in it, they are passed over.
 */
export function eligibleSlots(slots: FlatSlots, allowed: PassageSet | undefined): EligibleSlots {
  const { layout, views, count } = slots
  if (!allowed) return { address: layout.live, count: slots.alive }
  const { words } = views
  const live = layout.live / 4
  const eligible = layout.eligible / 4
  // A search reads whole groups of 64, so the word after the last slot counts too.
  const end = Math.ceil(count / 64) * 2
  let found = 0
  let numbers = 0
  for (let word = 0; word < end; word++) {
    const within = (word * 32) & (chunkSlots - 1)
    if (within === 0) numbers = slots.wordOf(word * 32, 'numbersAt')
    const alive = words[live + word]!
    const bits = alive === 0 ? 0 : alive & allowedBits(slots, allowed, word * 32, numbers + within)
    words[eligible + word] = bits
    if (bits !== 0) found += bitCount(bits)
  }
  return { address: layout.eligible, count: found }
}

/** The allowed of the 32 slots from `from` on, whose numbers stand from `at` on among the words of the memory. */
function allowedBits({ gap, count, views }: FlatSlots, allowed: PassageSet, from: number, at: number): number {
  const { words } = views
  const length = Math.min(32, count - from)
  const mixed = gap !== undefined && from < gap.to && from + length > gap.from
  if (!mixed) {
    const first = words[at]!
    const last = words[at + length - 1]!
    if (first >= allowed.limit) return 0
    if (last - first === length - 1) return bitsFrom(allowed.bits, first)
    if (!hasAny(allowed.bits, first, last)) return 0
  }
  let bits = 0
  for (let slot = 0; slot < length; slot++) if (allowed.has(words[at + slot]!)) bits |= 1 << slot
  return bits
}

function bitsFrom(bits: Uint32Array, first: number): number {
  const word = first >>> 5
  const shift = first & 31
  const low = (bits[word] ?? 0) >>> shift
  return shift === 0 ? low : low | ((bits[word + 1] ?? 0) << (32 - shift))
}

/** Whether any number from `first` to `last` may be in the set: whole words are looked at. */
function hasAny(bits: Uint32Array, first: number, last: number): boolean {
  const end = Math.min(last >>> 5, bits.length - 1)
  for (let word = first >>> 5; word <= end; word++) if (bits[word] !== 0) return true
  return false
}

function bitCount(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
