/**
 * Holds what a killed process left against what it said.
 * @module
 */
import type { CrashChecked } from './crash-check.ts'
import type { Versions } from './crash-records.ts'

/** How a process is killed: after a while, or at the n-th pass of a point; by neither it ends. */
export type Kill = Readonly<{ point?: string; afterMs?: number }>

type Change = readonly (readonly [number: number, version: number])[]

/**
 * Compares what is there with what was there before and what was tried and acknowledged since. A change that was tried and not
 * acknowledged may be there or not, but whole.
 * @returns what is there by now, and what is wrong: `lost`, `undead`, `half`, `otherwise`
 */
export function heldTo(
  before: ReadonlyMap<number, number>,
  said: string,
  { documents, flaws, otherwise }: CrashChecked,
): Readonly<{ versions: Versions; problems: string[] }> {
  const wanted: Versions = new Map(before)
  let tried: Change = []
  for (const line of said.split('\n')) {
    const [kind, ...changes] = line.split(' ')
    const change = changes.map((one) => one.split(':').map(Number) as [number, number])
    if (kind === 'TRY') tried = change
    if (kind !== 'ACK') continue
    for (const [number, version] of change) wanted.set(number, version)
    tried = []
  }
  const there: Versions = new Map(documents)
  const problems = [...flaws.map((flaw) => `half: ${flaw}`), ...otherwise.map((query) => `otherwise: ${query}`)]
  const made = tried.filter(([number, version]) => (there.get(number) ?? 0) === version)
  // What would have changed nothing says nothing about whether the change was made.
  const telling = tried.filter(([number, version]) => (wanted.get(number) ?? 0) !== version)
  const madeOfTelling = telling.filter((one) => made.includes(one)).length
  if (madeOfTelling > 0 && madeOfTelling < telling.length)
    problems.push(`half: ${madeOfTelling} of ${telling.length} changes made at once`)
  for (const [number, version] of made) wanted.set(number, version)
  for (const number of new Set([...wanted.keys(), ...there.keys()])) {
    const [is, should] = [there.get(number) ?? 0, wanted.get(number) ?? 0]
    if (is === should) continue
    problems.push(`${should === 0 ? 'undead' : 'lost'}: document ${number} is version ${is}, not ${should}`)
  }
  return { versions: there, problems }
}
