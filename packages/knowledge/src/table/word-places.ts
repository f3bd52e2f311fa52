/** How many values of a column a place can tell apart: the place of value 7 of column 2 is `2 * valuesOfColumn + 7`. */
export const valuesOfColumn = 1 << 20

// Bits of the filter of pairs, a power of two.
const pairBits = 1 << 21
const noPlaces: readonly number[] = []

/** Where words stand in the values of a table, and which words stand side by side. */
export class WordPlaces {
  readonly #entries = new Map<string, { id: number; at: number[] }>()
  readonly #pairs = new Uint8Array(pairBits / 8)

  /** Takes up the words of a value, or those of a name that stands at no place. */
  add(words: readonly string[], place?: number): void {
    let before = -1
    for (const word of words) {
      let entry = this.#entries.get(word)
      if (!entry) {
        entry = { id: this.#entries.size, at: [] }
        this.#entries.set(word, entry)
      }
      if (place !== undefined && entry.at.at(-1) !== place) entry.at.push(place)
      if (before >= 0) {
        const bit = bitOf(before, entry.id)
        this.#pairs[bit >> 3]! |= 1 << (bit & 7)
      }
      before = entry.id
    }
  }

  /** The places by word. */
  readonly places = {
    get: (word: string): readonly number[] => this.#entries.get(word)?.at ?? noPlaces,
    keys: (): MapIterator<string> => this.#entries.keys(),
  } as const

  /** Whether two words stand side by side somewhere; a no is sure, a yes nearly. */
  readonly mayHavePair = (one: string, next: string): boolean => {
    const [a, b] = [this.#entries.get(one), this.#entries.get(next)]
    if (!a || !b) return false
    const bit = bitOf(a.id, b.id)
    return (this.#pairs[bit >> 3]! & (1 << (bit & 7))) !== 0
  }
}

function bitOf(one: number, next: number): number {
  return ((Math.imul(one + 1, 0x9e3779b1) ^ Math.imul(next + 1, 0x85ebca6b)) >>> 7) % pairBits
}
