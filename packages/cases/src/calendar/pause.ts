/**
 * A time in which a deadline does not run, such as while a third party is asked. It ends before `toMs`;
 * without `toMs` it is still open.
 */
export type Pause = Readonly<{ fromMs: number; toMs?: number | undefined }>

/** A pause with an end; `toMs` is Infinity while it is open. */
export type Interval = Readonly<{ fromMs: number; toMs: number }>

/** The time the pauses take together: in order, without overlaps, touching ones joined, empty ones left out. */
export function joinPauses(pauses: readonly Pause[]): Interval[] {
  const joined: Interval[] = []
  const ordered = pauses
    .map(({ fromMs, toMs = Infinity }) => ({ fromMs, toMs }))
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .toSorted((a, b) => a.fromMs - b.fromMs)
  for (const next of ordered) {
    const last = joined.at(-1)
    if (last && next.fromMs <= last.toMs) {
      joined[joined.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, next.toMs) }
    } else joined.push(next)
  }
  return joined
}
