import { setImmediate } from 'node:timers/promises'
import { chunkSlots } from './flat-layout.ts'
import type { FlatSlots } from './flat-slots.ts'

/** From so many vectors on, rows are measured from their mean: in a cone of vectors all alike this saves two bits and more. */
const rowCentreFrom = 256
/** From so many on, the centre of the codes is known well enough, and comparing with every row begins to cost. */
export const codesFrom = 4096
const centreSample = 4096
const seed = 20_251_123

/** A buffer for copies of additions is kept up to so many numbers: 16 MB. */
const mostKept = 4_194_304

/**
 * Writes vectors into slots: turned at random, as rows of bytes and, once there are enough to know the centre, as codes of bits.
 */
export class FlatEncoder {
  /** Whether every slot has its code. */
  hasCodes = false
  hasRowCentre = false
  /** How many vectors there were when the centre of the codes was found. */
  centredAt = 0
  private readonly slots: FlatSlots
  private copies = new Float32Array(0)

  constructor(slots: FlatSlots) {
    this.slots = slots
    const { layout, views } = slots
    writeSigns(views.floats, layout.signs / 4, layout.block, layout.rounds)
  }

  /** About a millisecond's work: so many vectors are written before others get their turn. */
  get slice(): number {
    return Math.max(16, Math.floor((chunkSlots * 256) / this.slots.layout.width))
  }

  /**
   * Puts the vector that stands at `at` in `vectors` where vectors are worked on, with length 1 and turned.
   * @returns false, when it points nowhere
   */
  stage(vectors: Float32Array, at: number): boolean {
    const { layout, views, memory } = this.slots
    const start = layout.vector / 4
    views.floats.set(vectors.length === layout.dimension ? vectors : vectors.subarray(at, at + layout.dimension), start)
    if (layout.dimension < layout.width) views.floats.fill(0, start + layout.dimension, start + layout.width)
    const largest = memory.kernel.largest(layout.vector)
    if (!(largest > 0 && largest < Number.POSITIVE_INFINITY)) return false
    memory.kernel.toUnit(layout.vector, largest)
    memory.kernel.rotate(layout.vector, layout.signs)
    return true
  }

  /** A copy of vectors that are still to be written, good until the next one is asked for. */
  copyOf(vectors: Float32Array): Float32Array {
    if (vectors.length > mostKept) return vectors.slice()
    // A new one for every addition would be page faults, and work for the garbage collector.
    if (vectors.length > this.copies.length) this.copies = new Float32Array(vectors.length)
    this.copies.set(vectors)
    return this.copies.subarray(0, vectors.length)
  }

  /** Writes the staged vector into the next slot. */
  append(number: number): void {
    const { slots } = this
    const slot = slots.written
    slots.views.words[slots.wordOf(slot, 'numbersAt')] = number
    this.writeRow(slot)
    if (this.hasCodes) this.writeCode(slot)
    slots.written++
    if (!this.hasRowCentre && slots.written >= rowCentreFrom) this.centreRows()
  }

  /** Puts the vector of a slot, as its row has it, where vectors are worked on. */
  restore(slot: number): void {
    const { layout, views, memory } = this.slots
    const scale = views.floats[this.slots.wordOf(slot, 'scalesAt')]!
    memory.kernel.decodeRow(this.slots.rowOf(slot), scale, layout.rowCentre, layout.vector)
  }

  /**
   * Finds the centre of the codes anew and writes every code, in slices. Until it is done there are no codes.
   */
  async writeCodes(): Promise<void> {
    const { slots } = this
    this.hasCodes = false
    await this.centreCodes()
    for (let slot = 0; slot < slots.written; slot++) {
      this.restore(slot)
      this.writeCode(slot)
      if (slot % this.slice === this.slice - 1) await setImmediate()
    }
    this.hasCodes = true
  }

  private writeRow(slot: number): void {
    const { layout, views, memory } = this.slots
    const { vector, rowCentre } = layout
    const { kernel } = memory
    views.floats[this.slots.wordOf(slot, 'scalesAt')] = kernel.encodeRow(vector, rowCentre, this.slots.rowOf(slot))
    if (!this.hasRowCentre) return
    // What a vector has in common with the centre is kept as it is, so that rounding its row does not touch it.
    const offset = kernel.product(vector, rowCentre) - kernel.product(rowCentre, rowCentre)
    views.floats[this.slots.wordOf(slot, 'offsetsAt')] = offset
  }

  private writeCode(slot: number): void {
    const { layout, views, memory } = this.slots
    const code = this.slots.codeOf(slot)
    const squares = memory.kernel.encodeCode(layout.vector, layout.codeCentre, code)
    views.floats[this.slots.wordOf(slot, 'normsAt')] = Math.sqrt(squares)
    const within = slot % chunkSlots
    memory.kernel.spread(code, this.slots.chunkOf(slot) + (within >>> 6) * 2048, within & 63)
  }

  /** Measures the first rows from their own mean. They were quantised once before; that costs them half a bit. */
  private centreRows(): void {
    const { layout, views, written } = this.slots
    const sums = new Float64Array(layout.width)
    for (let slot = 0; slot < written; slot++) this.addTo(sums, slot)
    const restored: Float32Array[] = []
    for (let slot = 0; slot < written; slot++) {
      this.restore(slot)
      restored.push(views.floats.slice(layout.vector / 4, layout.vector / 4 + layout.width))
    }
    views.floats.set(
      sums.map((sum) => sum / written),
      layout.rowCentre / 4,
    )
    this.hasRowCentre = true
    for (const [slot, vector] of restored.entries()) {
      views.floats.set(vector, layout.vector / 4)
      this.writeRow(slot)
    }
  }

  private async centreCodes(): Promise<void> {
    const { layout, views, written } = this.slots
    const step = Math.max(1, Math.floor(written / centreSample))
    const sums = new Float64Array(layout.width)
    let sampled = 0
    for (let slot = 0; slot < written; slot += step) {
      this.addTo(sums, slot)
      if (++sampled % this.slice === 0) await setImmediate()
    }
    views.floats.set(
      sums.map((sum) => sum / sampled),
      layout.codeCentre / 4,
    )
    this.centredAt = written
  }

  private addTo(sums: Float64Array, slot: number): void {
    const { layout, views } = this.slots
    this.restore(slot)
    const vector = views.floats.subarray(layout.vector / 4, layout.vector / 4 + layout.width)
    for (let at = 0; at < layout.width; at++) sums[at]! += vector[at]!
  }
}

/** Random signs (xorshift, Marsaglia 2003), the same in every index: what was saved is read with the same ones. */
function writeSigns(floats: Float32Array, start: number, block: number, rounds: number): void {
  let state = seed
  for (let at = 0; at < block * rounds; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    floats[start + at] = (state & 1024) === 0 ? 1 / Math.sqrt(block) : -1 / Math.sqrt(block)
  }
}
