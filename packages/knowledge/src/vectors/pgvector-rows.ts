import type { PassageSet } from '../passages/passage-set.ts'

/** Where PostgreSQL finds a passage: the n-th of a revision of a document, from 0. */
export type PassageRow = Readonly<{ documentId: string; revision: number; ordinal: number }>

/** Passages of a revision that stand one behind the other, as a row of a JSON parameter: document, revision, first and last ordinal. */
export type RowRange = [documentId: string, revision: number, first: number, last: number]

/** The rows of numbered passages, neighbours together; numbers that nobody has are left out. @param numbers rising */
export function rowRanges(numbers: Iterable<number>, locate: (passage: number) => PassageRow | undefined): RowRange[] {
  const ranges: RowRange[] = []
  let last: RowRange | undefined
  for (const number of numbers) {
    const row = locate(number)
    if (!row) continue
    if (last && last[0] === row.documentId && last[1] === row.revision && last[3] + 1 === row.ordinal) last[3]++
    else ranges.push((last = [row.documentId, row.revision, row.ordinal, row.ordinal]))
  }
  return ranges
}

/** So many numbers from one on. */
export function* numbersFrom(first: number, count: number): Generator<number> {
  for (let number = first; number < first + count; number++) yield number
}

/** The numbers of a set, rising. */
export function* numbersIn({ bits, limit }: Pick<PassageSet, 'bits' | 'limit'>): Generator<number> {
  for (const [at, word] of bits.entries()) {
    for (let left = word; left !== 0; left &= left - 1) {
      const number = at * 32 + (31 - Math.clz32(left & -left))
      if (number < limit) yield number
    }
  }
}

/**
 * A vector of length 1 as pgvector reads it. Seven places behind the point are more than its 16 bits hold, and smaller numbers than
 * that would be refused.
 */
export function vectorText(unit: Float32Array): string {
  let text = '['
  for (let at = 0; at < unit.length; at++) text += `${at === 0 ? '' : ','}${Math.round(unit[at]! * 1e7) / 1e7 + 0}`
  return `${text}]`
}
