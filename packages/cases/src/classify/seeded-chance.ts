/**
 * Numbers from 0 to below 1 that look like chance and are the same for the same seed (mulberry32).
 * @example
 * const chance = seededChance(1)
 * chance() === seededChance(1)() // true
 */
export function seededChance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Puts a list into an order of chance, in place (Fisher and Yates). */
export function shuffle<List extends { [at: number]: unknown; length: number }>(list: List, chance: () => number): List {
  for (let at = list.length - 1; at > 0; at--) {
    const other = Math.floor(chance() * (at + 1))
    const kept = list[at]
    list[at] = list[other]
    list[other] = kept
  }
  return list
}
