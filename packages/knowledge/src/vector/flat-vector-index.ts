import { unitVector } from './unit-vector.ts'
import type { VectorHit, VectorIndex, VectorSpace } from './vector-index.ts'

/** An exact index, which can also hand out what it holds. */
export type FlatVectorIndex = VectorIndex &
  Readonly<{
    ids(): IterableIterator<string>
    /** A view of the vector of an id, of length 1; valid until the index changes. */
    unitOf(id: string): Float32Array | undefined
  }>

/**
 * Exact cosine over one growing array. The time of a search grows with the number of vectors; a filter makes it shorter.
 * @param expected how many vectors will come, so that the array need not grow
 */
export function flatVectorIndex(space: VectorSpace, expected = 0): FlatVectorIndex {
  const { dimension } = space
  const ids: string[] = []
  const slots = new Map<string, number>()
  let numbers = new Float32Array(0)

  const unitAt = (slot: number): Float32Array => numbers.subarray(slot * dimension, (slot + 1) * dimension)
  const slotFor = (id: string): number => {
    const known = slots.get(id)
    if (known !== undefined) return known
    if ((ids.length + 1) * dimension > numbers.length)
      numbers = grown(numbers, Math.max(expected, 64, ids.length * 2) * dimension)
    slots.set(id, ids.length)
    return ids.push(id) - 1
  }
  return Object.freeze({
    engine: 'flat' as const,
    dimension,
    get size() {
      return ids.length
    },
    add(id: string, vector: Float32Array) {
      const unit = unitVector(vector, space)
      const slot = slotFor(id)
      numbers.set(unit, slot * dimension)
    },
    remove(id: string) {
      const slot = slots.get(id)
      if (slot === undefined) return
      const last = ids.length - 1
      const moved = ids[last]!
      numbers.copyWithin(slot * dimension, last * dimension, (last + 1) * dimension)
      ids[slot] = moved
      slots.set(moved, slot)
      slots.delete(id)
      ids.pop()
    },
    search(vector: Float32Array, top: number, allowed?: (id: string) => boolean) {
      const unit = unitVector(vector, space)
      const best = new BestHits(top)
      for (let slot = 0; slot < ids.length; slot++) {
        const id = ids[slot]!
        if (!allowed || allowed(id)) best.offer(id, dot(numbers, slot * dimension, unit))
      }
      return best.hits()
    },
    ids: () => ids.values(),
    unitOf(id: string) {
      const slot = slots.get(id)
      return slot === undefined ? undefined : unitAt(slot)
    },
  })
}

function grown(numbers: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(length)
  larger.set(numbers)
  return larger
}

/** The dot product of the numbers from `start` with a vector. Four sums at once: the processor need not wait for each addition. */
export function dot(numbers: Float32Array, start: number, vector: Float32Array): number {
  const length = vector.length
  const even = length - (length % 4)
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let at = 0; at < even; at += 4) {
    a += numbers[start + at]! * vector[at]!
    b += numbers[start + at + 1]! * vector[at + 1]!
    c += numbers[start + at + 2]! * vector[at + 2]!
    d += numbers[start + at + 3]! * vector[at + 3]!
  }
  for (let at = even; at < length; at++) a += numbers[start + at]! * vector[at]!
  return a + b + c + d
}

/** The order of hits: best first, of equal ones the smaller id. */
export function byScore(a: VectorHit, b: VectorHit): number {
  return b.score - a.score || (a.id < b.id ? -1 : 1)
}

/** Keeps the best so many, in order, without sorting the rest. */
class BestHits {
  private readonly top: number
  private readonly kept: VectorHit[] = []

  constructor(top: number) {
    this.top = top
  }

  offer(id: string, score: number): void {
    const worst = this.kept.length >= this.top ? this.kept.at(-1) : undefined
    if (!(this.top >= 1) || (worst && score < worst.score)) return
    const hit = Object.freeze({ id, score })
    if (worst && byScore(worst, hit) < 0) return
    let low = 0
    let high = this.kept.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (byScore(this.kept[middle]!, hit) < 0) low = middle + 1
      else high = middle
    }
    this.kept.splice(low, 0, hit)
    if (this.kept.length > this.top) this.kept.pop()
  }

  hits(): readonly VectorHit[] {
    return Object.freeze(this.kept)
  }
}
