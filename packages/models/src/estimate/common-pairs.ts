import { commonPairs } from './common-characters.ts'

// Open addressing in a power of two, about a third full.
const size = 8192
let slots: Uint32Array | undefined

/** Whether two characters of Chinese or Japanese make one token: they are a common word, or a common part of one. */
export function isCommonPair(first: number, second: number): boolean {
  const table = (slots ??= fill())
  const key = ((first << 16) | second) >>> 0
  for (let at = slotOf(key); table[at] !== 0; at = (at + 1) % size) if (table[at] === key) return true
  return false
}

function fill(): Uint32Array {
  const table = new Uint32Array(size)
  for (let index = 0; index < commonPairs.length; index += 2) {
    const key = ((commonPairs.charCodeAt(index) << 16) | commonPairs.charCodeAt(index + 1)) >>> 0
    let at = slotOf(key)
    while (table[at] !== 0) at = (at + 1) % size
    table[at] = key
  }
  return table
}

function slotOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> 19
}
