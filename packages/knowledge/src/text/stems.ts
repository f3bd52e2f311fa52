import { stemmer } from 'stemmer'
import { stringOf } from './fold.ts'

const slotCount = 1 << 17
const mostWords = slotCount / 2
const longestKept = 32

/**
 * Stems of English words (Porter), looked up by the units of the word: a text has few different words, and stemming one takes as long
 * as reading a line.
 */
export class Stems {
  /** Where the stem stands that was asked for last: `units[start]` up to `units[end]`. */
  units: Uint16Array = new Uint16Array(1024)
  start = 0
  end = 0
  private pool: Uint16Array = new Uint16Array(1024)
  private used = 0
  private words = 0
  private slots = new Int32Array(1024)

  /** Finds the stem of the word `units[from]` up to `units[to]`, of lower case letters; valid until the next is asked for. */
  of(units: Uint16Array, from: number, to: number): this {
    const length = to - from
    if (length > longestKept) return this.give(unitsOf(stemmer(stringOf(units, from, to))))
    const mask = this.slots.length - 1
    let slot = hashOf(units, from, to) & mask
    for (;;) {
      const at = this.slots[slot]! - 1
      if (at < 0) return this.learn(units, from, to)
      if (this.pool[at] === length && sameUnits(this.pool, at + 2, units, from, length)) return this.point(at)
      slot = (slot + 1) & mask
    }
  }

  private give(stem: Uint16Array): this {
    this.units = stem
    this.start = 0
    this.end = stem.length
    return this
  }

  // An entry: length of the word, length of the stem, the word, the stem.
  private point(at: number): this {
    this.units = this.pool
    this.start = at + 2 + this.pool[at]!
    this.end = this.start + this.pool[at + 1]!
    return this
  }

  private learn(units: Uint16Array, from: number, to: number): this {
    if (this.words >= mostWords) this.forget()
    else if (this.words * 2 >= this.slots.length) this.widen()
    const stem = unitsOf(stemmer(stringOf(units, from, to)))
    const at = this.used
    const length = to - from
    this.used += 2 + length + stem.length
    if (this.used > this.pool.length) {
      const larger = new Uint16Array(2 * this.used)
      larger.set(this.pool)
      this.pool = larger
    }
    this.pool[at] = length
    this.pool[at + 1] = stem.length
    for (let unit = 0; unit < length; unit++) this.pool[at + 2 + unit] = units[from + unit]!
    this.pool.set(stem, at + 2 + length)
    this.words++
    this.put(at)
    return this.point(at)
  }

  private put(at: number): void {
    const mask = this.slots.length - 1
    let slot = hashOf(this.pool, at + 2, at + 2 + this.pool[at]!) & mask
    while (this.slots[slot] !== 0) slot = (slot + 1) & mask
    this.slots[slot] = at + 1
  }

  private widen(): void {
    this.slots = new Int32Array(Math.min(slotCount, this.slots.length * 2))
    for (let at = 0; at < this.used; at += 2 + this.pool[at]! + this.pool[at + 1]!) this.put(at)
  }

  private forget(): void {
    this.slots.fill(0)
    this.used = this.words = 0
  }
}

function hashOf(units: Uint16Array, from: number, to: number): number {
  let hash = to - from
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ units[at]!, 0x01000193)
  return hash ^ (hash >>> 15)
}

function sameUnits(one: Uint16Array, at: number, other: Uint16Array, from: number, length: number): boolean {
  for (let unit = 0; unit < length; unit++) if (one[at + unit] !== other[from + unit]) return false
  return true
}

function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length)
  for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at)
  return units
}
