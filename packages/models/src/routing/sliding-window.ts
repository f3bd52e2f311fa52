/** Milliseconds of a clock that nobody sets back: an hour's correction of the time of day must not hold calls for an hour. */
export function monotonic(): number {
  return performance.now()
}

/** One amount in a window: it may be put right afterwards. */
export type WindowEntry = { readonly at: number; amount: number }

/** What happened in the last so many milliseconds, added up exactly. */
export class SlidingWindow {
  readonly #windowMs: number
  readonly #now: () => number
  #entries: WindowEntry[] = []
  #first = 0
  #total = 0

  constructor(windowMs: number, now: () => number) {
    this.#windowMs = windowMs
    this.#now = now
  }

  /** The sum of what is still within the window. */
  total(): number {
    this.#forget()
    return this.#total
  }

  add(amount: number): WindowEntry {
    this.#forget()
    const entry = { at: this.#now(), amount }
    this.#entries.push(entry)
    this.#total += amount
    return entry
  }

  /** Says what an amount turned out to be. Nothing happens when it has left the window. */
  correct(entry: WindowEntry, amount: number): void {
    this.#forget()
    if (entry.at <= this.#now() - this.#windowMs) return
    this.#total += amount - entry.amount
    entry.amount = amount
  }

  /** Milliseconds until the sum is at most `most` by itself; for a negative `most` until the window is empty. */
  msUntilAtMost(most: number): number {
    this.#forget()
    let total = this.#total
    let wait = 0
    for (let at = this.#first; at < this.#entries.length && total > Math.max(0, most); at++) {
      const entry = this.#entries[at]!
      total -= entry.amount
      wait = entry.at + this.#windowMs - this.#now()
    }
    return wait
  }

  clear(): void {
    this.#entries = []
    this.#first = 0
    this.#total = 0
  }

  #forget(): void {
    const since = this.#now() - this.#windowMs
    while (this.#first < this.#entries.length && this.#entries[this.#first]!.at <= since) {
      this.#total -= this.#entries[this.#first]!.amount
      this.#first += 1
    }
    // Moved to the front only now and then, so that forgetting costs nothing on average.
    if (this.#first > 256 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }
}
