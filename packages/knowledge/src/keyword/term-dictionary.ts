import { stringOf } from '../text/fold.ts'

const firstCapacity = 1024
/** Terms of this many units and less are their own key. */
const shortUnits = 2

/**
 * The terms of an index, each with a number; numbers rise from 0. Terms of one or two UTF-16 units (most of Chinese) are kept as one
 * number, longer ones in a pool of units: no term is an object. Open addressing with linear probing, at most three quarters full.
 */
export class TermDictionary {
  private readonly seed: number
  /** By unit: the term of that unit alone and 1. */
  private readonly single = new Int32Array(65_536)
  /** Of each slot the key of a term of two units, then the term and 1, or 0. */
  private pairSlots = new Int32Array(2 * firstCapacity)
  private longSlots = new Int32Array(firstCapacity)
  private count = 0
  private pairs = 0
  private longs = 0
  /** By number: the units of a short term, or where a long one begins in the pool. */
  private keys: Int32Array = new Int32Array(firstCapacity)
  /** By number: one bit that says whether the term is a long one. */
  private longBits: Uint32Array = new Uint32Array(firstCapacity >>> 5)
  /** Of each long term its length in two units, then its units. */
  private pool: Uint16Array = new Uint16Array(firstCapacity)
  private used = 0
  private asked = new Uint16Array(64)

  /** @param seed of the hash, so that nobody can write texts whose terms all meet in one place */
  constructor(seed = (Math.random() * 0x1_0000_0000) >>> 0) {
    this.seed = seed
  }

  /** How many terms it holds. */
  get size(): number {
    return this.count
  }

  /** Bytes of memory it takes. */
  get bytes(): number {
    const { single, pairSlots, longSlots, keys, longBits, pool } = this
    return [single, pairSlots, longSlots, keys, longBits, pool].reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** The number of a term of one unit (its value) or two (the first in the upper half), given to it now if it is new. */
  short(key: number): number {
    if (key >>> 16 === 0) {
      const id = this.single[key]! - 1
      return id < 0 ? this.addSingle(key) : id
    }
    const slot = this.slotOfPair(key)
    const id = this.pairSlots[slot + 1]! - 1
    return id < 0 ? this.addPair(key, slot) : id
  }

  /** The number of a longer term, `units[from]` up to `units[to]`, given to it now if it is new. */
  long(units: Uint16Array, from: number, to: number): number {
    const slot = this.slotOfLong(units, from, to)
    const id = this.longSlots[slot]! - 1
    return id < 0 ? this.addLong(units, from, to, slot) : id
  }

  /** The number of a term, -1 when it is not there. */
  find(term: string): number {
    const { length } = term
    if (length > 0 && length <= shortUnits) {
      const first = term.charCodeAt(0)
      // No term begins with NUL, whose pair would look like one unit.
      if (length === 1) return this.single[first]! - 1
      return first === 0 ? -1 : this.pairSlots[this.slotOfPair((first << 16) | term.charCodeAt(1)) + 1]! - 1
    }
    if (length > this.asked.length) this.asked = new Uint16Array(2 * length)
    for (let at = 0; at < length; at++) this.asked[at] = term.charCodeAt(at)
    return this.longSlots[this.slotOfLong(this.asked, 0, length)]! - 1
  }

  /** The term of a number. */
  termOf(id: number): string {
    const key = this.keys[id]!
    if (this.isLong(id)) return stringOf(this.pool, key + 2, key + 2 + this.lengthAt(key))
    return key >>> 16 === 0 ? String.fromCharCode(key) : String.fromCharCode(key >>> 16, key & 0xffff)
  }

  /** Gives the term of a number of another dictionary a number here. */
  copyFrom(other: TermDictionary, id: number): number {
    const key = other.keys[id]!
    return other.isLong(id) ? this.long(other.pool, key + 2, key + 2 + other.lengthAt(key)) : this.short(key)
  }

  /** What a file keeps of it: keys, bits of the long ones, pool. What is added later does not change these. */
  arrays(): readonly [Int32Array, Uint32Array, Uint16Array] {
    return [this.keys.subarray(0, this.size), this.longBits.slice(0, (this.size + 31) >>> 5), this.pool.subarray(0, this.used)]
  }

  /**
   * Puts the terms of a file back, under the same numbers.
   * @returns what is wrong with them, if anything
   */
  restore([keys, longBits, pool]: readonly [Int32Array, Uint32Array, Uint16Array]): string | undefined {
    if (longBits.length !== (keys.length + 31) >>> 5) return 'marks of terms'
    this.makeRoomFor(keys.length)
    for (let id = 0; id < keys.length; id++) {
      const key = keys[id]!
      let given: number
      if ((longBits[id >>> 5]! >>> (id & 31)) & 1) {
        const from = key + 2
        if (from > pool.length || key !== this.used) return 'place of a term'
        const to = from + pool[key]! + pool[key + 1]! * 65_536
        if (to > pool.length) return 'length of a term'
        given = this.long(pool, from, to)
      } else given = this.short(key)
      if (given !== id) return 'a term twice'
    }
    return this.used === pool.length ? undefined : 'pool of terms'
  }

  /** Room for so many terms of either kind, so that none of the tables is made anew for each doubling. */
  private makeRoomFor(terms: number): void {
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, terms * 3)))
    if (slots > this.pairSlots.length) this.pairSlots = new Int32Array(slots)
    if (slots / 2 > this.longSlots.length) this.longSlots = new Int32Array(slots / 2)
  }

  private isLong(id: number): boolean {
    return ((this.longBits[id >>> 5]! >>> (id & 31)) & 1) === 1
  }

  private lengthAt(place: number): number {
    return this.pool[place]! + this.pool[place + 1]! * 65_536
  }

  /** The slot in which a term of two units stands, or would. */
  private slotOfPair(key: number): number {
    const { pairSlots } = this
    const mask = pairSlots.length - 1
    let slot = (hashOfPair(key, this.seed) << 1) & mask
    while (pairSlots[slot] !== key && pairSlots[slot + 1] !== 0) slot = (slot + 2) & mask
    return slot
  }

  /** The slot in which a long term stands, or would. */
  private slotOfLong(units: Uint16Array, from: number, to: number): number {
    const { longSlots, keys, pool } = this
    const mask = longSlots.length - 1
    const length = to - from
    let slot = hashOfUnits(units, from, to, this.seed) & mask
    for (;;) {
      const id = longSlots[slot]! - 1
      if (id < 0) return slot
      const place = keys[id]!
      if (this.lengthAt(place) === length) {
        let same = 0
        while (same < length && pool[place + 2 + same] === units[from + same]) same++
        if (same === length) return slot
      }
      slot = (slot + 1) & mask
    }
  }

  private addSingle(unit: number): number {
    const id = this.addKey(unit)
    this.single[unit] = id + 1
    return id
  }

  private addPair(key: number, slot: number): number {
    const id = this.addKey(key)
    this.pairSlots[slot] = key
    this.pairSlots[slot + 1] = id + 1
    this.pairs++
    if (8 * this.pairs > 3 * this.pairSlots.length) this.widenPairs()
    return id
  }

  private addLong(units: Uint16Array, from: number, to: number, slot: number): number {
    const place = this.used
    const id = this.addKey(place)
    const end = place + 2 + to - from
    if (end > this.pool.length) {
      const larger = new Uint16Array(Math.max(end, Math.ceil(1.5 * this.pool.length)))
      larger.set(this.pool.subarray(0, place))
      this.pool = larger
    }
    this.pool[place] = (to - from) & 0xffff
    this.pool[place + 1] = (to - from) >>> 16
    for (let at = from; at < to; at++) this.pool[place + 2 + at - from] = units[at]!
    this.used = end
    this.longBits[id >>> 5]! |= 1 << (id & 31)
    this.longSlots[slot] = id + 1
    this.longs++
    if (4 * this.longs > 3 * this.longSlots.length) this.widenLong()
    return id
  }

  private addKey(key: number): number {
    const id = this.count++
    if (id >= this.keys.length) this.roomForKey()
    this.keys[id] = key
    return id
  }

  private roomForKey(): void {
    const capacity = Math.ceil((1.5 * this.keys.length) / 32) * 32
    const keys = new Int32Array(capacity)
    keys.set(this.keys)
    const longBits = new Uint32Array(capacity >>> 5)
    longBits.set(this.longBits)
    this.keys = keys
    this.longBits = longBits
  }

  private widenPairs(): void {
    const { pairSlots } = this
    this.pairSlots = new Int32Array(2 * pairSlots.length)
    for (let slot = 0; slot < pairSlots.length; slot += 2) {
      if (pairSlots[slot + 1] === 0) continue
      const to = this.slotOfPair(pairSlots[slot]!)
      this.pairSlots[to] = pairSlots[slot]!
      this.pairSlots[to + 1] = pairSlots[slot + 1]!
    }
  }

  private widenLong(): void {
    const slots = new Int32Array(2 * this.longSlots.length)
    const mask = slots.length - 1
    for (const entry of this.longSlots) {
      if (entry === 0) continue
      const place = this.keys[entry - 1]!
      let slot = hashOfUnits(this.pool, place + 2, place + 2 + this.lengthAt(place), this.seed) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      slots[slot] = entry
    }
    this.longSlots = slots
  }
}

/** Mixes all bits of the key of a term of two units (the finish of MurmurHash3). */
export function hashOfPair(key: number, seed: number): number {
  return mixed(key ^ seed)
}

/** The hash of a longer term (FNV-1a by units, then mixed). */
export function hashOfUnits(units: Uint16Array, from: number, to: number, seed: number): number {
  let hash = seed ^ 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ units[at]!, 0x01000193)
  return mixed(hash)
}

function mixed(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
