import { lastAtMost } from '../passages/last-at-most.ts'
import type { PassageSet } from '../passages/passage-set.ts'

/** Vectors in one block of memory: grown by blocks, so that nothing is copied when they become many. */
const blockRows = 1024

/**
 * Vectors of length 1 beside the numbers of their passages, in rising order. A place is called a slot; what is removed keeps its
 * slot, marked. Gives exact scores.
 */
export class ExactVectors {
  readonly dimension: number
  /** Slots so far. */
  count = 0
  /** Slots that are not removed. */
  live = 0
  private passages = new Uint32Array(1024)
  private alive = new Uint8Array(1024)
  private readonly blocks: Float32Array[] = []

  constructor(dimension: number) {
    this.dimension = dimension
  }

  /** Bytes of memory it takes. */
  get bytes(): number {
    return this.blocks.length * blockRows * this.dimension * 4 + this.passages.byteLength + this.alive.byteLength
  }

  /** Adds a vector, of any length but zero. @param passage above every number so far */
  push(passage: number, vector: Float32Array): void {
    toUnit(vector, this.place(passage))
  }

  /** Adds a vector that has length 1 already, as it is. @param passage above every number so far */
  pushUnit(passage: number, unit: Float32Array): void {
    this.place(passage).set(unit)
  }

  /** Room for the vector of one more passage. */
  private place(passage: number): Float32Array {
    const slot = this.count++
    if (slot === this.passages.length) this.grow()
    if (slot >= this.blocks.length * blockRows) this.blocks.push(new Float32Array(blockRows * this.dimension))
    this.passages[slot] = passage
    this.alive[slot] = 1
    this.live++
    return this.unitOf(slot)
  }

  /** Marks `count` passages from `first` on as removed, and tells their slots. */
  remove(first: number, count: number): number[] {
    const gone: number[] = []
    for (let slot = this.slotFrom(first); slot < this.count && this.passages[slot]! - first < count; slot++) {
      if (!this.isLive(slot)) continue
      this.alive[slot] = 0
      this.live--
      gone.push(slot)
    }
    return gone
  }

  isLive(slot: number): boolean {
    return this.alive[slot] === 1
  }

  passageOf(slot: number): number {
    return this.passages[slot]!
  }

  /** A view of the vector in a slot. */
  unitOf(slot: number): Float32Array {
    const row = slot % blockRows
    return this.blocks[(slot - row) / blockRows]!.subarray(row * this.dimension, (row + 1) * this.dimension)
  }

  /** The cosine of the vector in a slot to a vector of length 1. Four sums at once: the processor need not wait for each addition. */
  score(slot: number, unit: Float32Array): number {
    const block = this.blocks[(slot / blockRows) | 0]!
    const { dimension } = this
    const start = (slot % blockRows) * dimension
    const even = dimension - (dimension % 4)
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let at = 0; at < even; at += 4) {
      a += block[start + at]! * unit[at]!
      b += block[start + at + 1]! * unit[at + 1]!
      c += block[start + at + 2]! * unit[at + 2]!
      d += block[start + at + 3]! * unit[at + 3]!
    }
    for (let at = even; at < dimension; at++) a += block[start + at]! * unit[at]!
    return a + b + c + d
  }

  /** The live slots of a set of passages, rising; of all passages without one. @param from the first slot to look at */
  slotsIn(allowed: PassageBits | undefined, from = 0): number[] {
    const slots: number[] = []
    for (let slot = from; slot < this.count; slot++)
      if (this.isLive(slot) && isIn(allowed, this.passages[slot]!)) slots.push(slot)
    return slots
  }

  /** How many of {@link slotsIn} there are before a slot. */
  countIn(allowed: PassageBits | undefined, before = this.count): number {
    let count = 0
    for (let slot = 0; slot < before; slot++) if (this.alive[slot] === 1 && isIn(allowed, this.passages[slot]!)) count++
    return count
  }

  /** The passages and which of them are there, as they are kept in a file. */
  snapshot(): Readonly<{ passages: Uint32Array; alive: Uint8Array }> {
    return { passages: this.passages.slice(0, this.count), alive: this.alive.slice(0, this.count) }
  }

  /** A new one of the live slots alone. */
  compacted(): ExactVectors {
    const fresh = new ExactVectors(this.dimension)
    for (let slot = 0; slot < this.count; slot++) if (this.isLive(slot)) fresh.pushUnit(this.passageOf(slot), this.unitOf(slot))
    return fresh
  }

  /** The first slot of a passage of at least this number. */
  private slotFrom(passage: number): number {
    return lastAtMost(this.passages, passage - 1, this.count) + 1
  }

  private grow(): void {
    const passages = new Uint32Array(this.passages.length * 2)
    passages.set(this.passages)
    this.passages = passages
    const alive = new Uint8Array(this.alive.length * 2)
    alive.set(this.alive)
    this.alive = alive
  }
}

/** What of a {@link PassageSet} goes to another thread. */
export type PassageBits = Pick<PassageSet, 'bits' | 'limit'>

/** Whether a passage is in a set; everything is without one. */
export function isIn(set: PassageBits | undefined, passage: number): boolean {
  return !set || (passage < set.limit && ((set.bits[passage >>> 5]! >>> (passage & 31)) & 1) === 1)
}

/** Writes a vector at length 1. In double precision: squares of large and of small numbers do not fit into single. */
export function toUnit(vector: Float32Array, into: Float32Array = new Float32Array(vector.length)): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  const length = Math.sqrt(squares)
  for (let at = 0; at < vector.length; at++) into[at] = vector[at]! / length
  return into
}
