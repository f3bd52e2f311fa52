/**
 * Some of the passages of an index, by number: one bit each. What a filter allows is worked out once and asked for millions of
 * times, by every engine.
 */
export class PassageSet {
  /** Bit n % 32 of word n / 32 says whether passage n is in the set. */
  readonly bits: Uint32Array
  /** Numbers below this may be in the set. */
  readonly limit: number
  private counted = 0

  /** @param limit one more than the highest number that may come in */
  constructor(limit: number) {
    this.limit = limit
    this.bits = new Uint32Array((limit + 31) >>> 5)
  }

  /** The same passages, with room for higher numbers. */
  widened(limit: number): PassageSet {
    const wider = new PassageSet(Math.max(limit, this.limit))
    wider.bits.set(this.bits)
    wider.counted = this.counted
    return wider
  }

  /** How many passages are in it. */
  get size(): number {
    return this.counted
  }

  /** Whether a passage is in it; numbers beyond the limit are not. */
  has(passage: number): boolean {
    return passage < this.limit && ((this.bits[passage >>> 5]! >>> (passage & 31)) & 1) === 1
  }

  /** Puts in `count` passages from `first` on. */
  add(first: number, count = 1): void {
    for (let passage = first; passage < first + count; passage++) {
      if (passage >= this.limit || this.has(passage)) continue
      this.bits[passage >>> 5]! |= 1 << (passage & 31)
      this.counted++
    }
  }

  /** Takes out `count` passages from `first` on. */
  delete(first: number, count = 1): void {
    for (let passage = first; passage < first + count; passage++) {
      if (!this.has(passage)) continue
      this.bits[passage >>> 5]! &= ~(1 << (passage & 31))
      this.counted--
    }
  }
}
