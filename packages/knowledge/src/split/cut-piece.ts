import type { Block } from '@kaiwu/core'
import { atomsOf, type Atom } from './atoms.ts'

/** A part of a piece of text: what became one passage. */
export type Part = Readonly<{ atoms: readonly Atom[]; start: number; end: number }>

/** No passage is longer: a sentence beyond it is cut at a comma. */
export const hardLimit = 3000
// A cut at a place better by one outweighs this share of the length that could be used.
const better = 0.3
// A rest below this share of the limit is worth avoiding.
const smallRest = 0.2

/**
 * Cuts text that is too long for one passage: between paragraphs, else between items, else between the items of an item, else between
 * sentences.
 * @param limit the greatest length of a part; only a single sentence may be longer
 */
export function cutPiece(text: string, blocks: readonly Block[], limit: number): Part[] {
  const atoms = atomsOf(text, blocks, limit, Math.max(limit, hardLimit))
  const parts: Part[] = []
  const end = atoms.at(-1)?.end ?? 0
  let from = 0
  while (from < atoms.length) {
    const to = end - atoms[from]!.start <= limit ? atoms.length : bestCut(atoms, from, limit, end)
    const taken = atoms.slice(from, to)
    parts.push({ atoms: taken, start: taken[0]!.start, end: taken.at(-1)!.end })
    from = to
  }
  return parts
}

function bestCut(atoms: readonly Atom[], from: number, limit: number, end: number): number {
  const { start } = atoms[from]!
  let best = from + 1
  let most = -Infinity
  for (let at = from + 1; at < atoms.length && atoms[at - 1]!.end - start <= limit; at++) {
    const length = atoms[at - 1]!.end - start
    const rest = end - atoms[at]!.start
    const score = length / limit + better * atoms[at]!.strength - (rest < limit * smallRest ? better : 0)
    if (score < most) continue
    most = score
    best = at
  }
  return best
}
