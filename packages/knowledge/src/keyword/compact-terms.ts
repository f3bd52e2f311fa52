import { Segment } from './segment.ts'
import { TermDictionary } from './term-dictionary.ts'

/** A dictionary is written anew when it has this many times the terms that are still there, and some more. */
const mostTimes = 2
const spare = 4096

/** What a dictionary and its segments become. */
export type Compacted = Readonly<{ dictionary: TermDictionary; segments: readonly Segment[] }>

/**
 * Leaves out of a dictionary the terms of which no segment is left; the others keep their order. Yields when `pause` says so; terms and
 * segments that came meanwhile are taken in at the end.
 * @param segmentsNow the segments at the moment it is called
 * @returns nothing when it does not pay, or when a term came back meanwhile whose place is gone: another time
 */
export function* compactTerms(
  dictionary: TermDictionary,
  segmentsNow: () => readonly Segment[],
  pause: () => boolean,
): Generator<void, Compacted | undefined> {
  const known = dictionary.size
  const numbers = new Int32Array(known).fill(-1)
  let used = 0
  for (const { arrays } of segmentsNow()) {
    for (const [at, term] of arrays.terms.entries()) {
      if (numbers[term] === -1) used++
      numbers[term] = 0
      if (at % 4096 === 0 && pause()) yield
    }
  }
  if (known <= mostTimes * used + spare) return undefined
  const fresh = new TermDictionary()
  for (let term = 0; term < known; term++) {
    if (numbers[term] === 0) numbers[term] = fresh.copyFrom(dictionary, term)
    if (term % 1024 === 0 && pause()) yield
  }
  // From here on at one go.
  const segments: Segment[] = []
  const later = Int32Array.from({ length: dictionary.size - known }, (_, at) => fresh.copyFrom(dictionary, known + at))
  for (const segment of segmentsNow()) {
    const terms = segment.arrays.terms.map((term) => numbers[term] ?? later[term - known]!)
    if (terms.includes(0xffff_ffff)) return undefined
    segments.push(new Segment({ ...segment.arrays, terms }, segment.removed))
  }
  return { dictionary: fresh, segments }
}
