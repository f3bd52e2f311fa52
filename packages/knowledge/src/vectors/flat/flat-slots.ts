import { openKernel, type KernelMemory } from './flat-kernel.ts'
import { chunkShift, chunkSlots, flatLayout, type FlatLayout } from './flat-layout.ts'
import { MemoryViews } from './memory-views.ts'

/**
 * The vectors of a flat index in its memory: which slot holds which number, and which are alive. Numbers rise with the slots, so
 * a number is found by halving.
 */
export class FlatSlots {
  readonly layout: FlatLayout
  readonly views = new MemoryViews()
  readonly memory: KernelMemory
  /** Slots below this are seen by searches. */
  count = 0
  /** Slots below this are written; those from `count` on belong to an addition under way. */
  written = 0
  /** How many of the slots below `count` hold a vector that is not removed. */
  alive = 0
  /** The highest number that was ever added, or -1. */
  highest = -1
  /** While slots move together: those from `from` to `to` hold what was moved away, all dead, their numbers out of order. */
  gap: Readonly<{ from: number; to: number }> | undefined

  constructor(dimension: number, kernel?: 'wasm' | 'plain') {
    this.layout = flatLayout(dimension)
    this.memory = openKernel(this.layout, this.views, kernel)
  }

  get chunks(): number {
    return Math.ceil(this.written / chunkSlots)
  }

  /** Bytes that are used; the rest of the memory was never touched. */
  get bytes(): number {
    const { live, chunkBytes } = this.layout
    // Before the two rows of bits and the distances come the parts of fixed size.
    return Math.ceil(live + this.written * (1 + 2 / 8) + this.chunks * chunkBytes)
  }

  /** Where the chunk of a slot begins. */
  chunkOf(slot: number): number {
    return this.layout.storage + (slot >>> chunkShift) * this.layout.chunkBytes
  }

  rowOf(slot: number): number {
    return this.chunkOf(slot) + this.layout.rowsAt + (slot & (chunkSlots - 1)) * this.layout.rowBytes
  }

  codeOf(slot: number): number {
    return this.chunkOf(slot) + this.layout.codesAt + (slot & (chunkSlots - 1)) * (this.layout.width / 8)
  }

  /** Where, among the 32-bit numbers of the memory, a slot's scale, offset, norm or number stands. */
  wordOf(slot: number, part: 'scalesAt' | 'offsetsAt' | 'normsAt' | 'numbersAt'): number {
    return (this.chunkOf(slot) + this.layout[part]) / 4 + (slot & (chunkSlots - 1))
  }

  numberAt(slot: number): number {
    return this.views.words[this.wordOf(slot, 'numbersAt')]!
  }

  isAlive(slot: number): boolean {
    return ((this.views.words[this.layout.live / 4 + (slot >>> 5)]! >>> (slot & 31)) & 1) === 1
  }

  /** Makes room for slots below `slots`. @throws RangeError when the machine has no more memory */
  reserve(slots: number): void {
    const { storage, chunkBytes } = this.layout
    this.memory.grow(storage + Math.ceil(slots / chunkSlots) * chunkBytes)
  }

  /** Lets searches see the slots that were written. */
  publish(): void {
    for (let slot = this.count; slot < this.written; slot++) this.setAlive(slot, true)
    this.alive += this.written - this.count
    this.count = this.written
  }

  /** Forgets the numbers from `first` to below `end`; gives how many there were. */
  remove(first: number, end: number): number {
    let removed = 0
    for (let slot = this.slotFrom(first); slot < this.count; slot = this.next(slot)) {
      if (this.numberAt(slot) >= end) break
      if (!this.isAlive(slot)) continue
      this.setAlive(slot, false)
      removed++
    }
    this.alive -= removed
    return removed
  }

  setAlive(slot: number, alive: boolean): void {
    const at = this.layout.live / 4 + (slot >>> 5)
    const bit = 1 << (slot & 31)
    this.views.words[at] = alive ? this.views.words[at]! | bit : this.views.words[at]! & ~bit
  }

  private next(slot: number): number {
    return this.gap && slot + 1 === this.gap.from ? this.gap.to : slot + 1
  }

  /** The first slot whose number is not below `number`. */
  private slotFrom(number: number): number {
    const { gap, count } = this
    if (!gap) return this.halve(number, 0, count)
    const before = this.halve(number, 0, gap.from)
    return before < gap.from ? before : this.halve(number, gap.to, count)
  }

  private halve(number: number, from: number, to: number): number {
    let low = from
    let high = to
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.numberAt(middle) < number) low = middle + 1
      else high = middle
    }
    return low
  }
}
