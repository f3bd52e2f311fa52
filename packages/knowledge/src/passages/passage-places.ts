import { lastAtMost } from './last-at-most.ts'

/** Where a passage stands. */
export type PassagePlace = Readonly<{ documentId: string; revision: number; ordinal: number }>

type Run = Readonly<{ documentId: string; revision: number; first: number; count: number }>

/**
 * Which passage of which revision a number is, also before it is found and after it is no longer: an index beyond this process knows
 * passages by their places.
 */
export class PassagePlaces {
  private readonly runs = new Map<number, Run>()
  private readonly byRevision = new Map<string, Run>()
  /** Where runs begin, rising; made anew when it is needed after a change. */
  private starts: readonly number[] | undefined

  /** Says whose numbers are. */
  add(run: Run): void {
    if (run.count === 0) return
    this.runs.set(run.first, run)
    this.byRevision.set(keyOf(run.documentId, run.revision), run)
    this.starts = undefined
  }

  /** Forgets the numbers that begin at one. */
  delete(first: number): void {
    const run = this.runs.get(first)
    if (!run) return
    this.runs.delete(first)
    const key = keyOf(run.documentId, run.revision)
    if (this.byRevision.get(key) === run) this.byRevision.delete(key)
    this.starts = undefined
  }

  /** Where a passage stands. */
  locate(passage: number): PassagePlace | undefined {
    this.starts ??= [...this.runs.keys()].sort((a, b) => a - b)
    const run = this.runs.get(this.starts[lastAtMost(this.starts, passage)] ?? -1)
    if (!run || passage >= run.first + run.count) return undefined
    return { documentId: run.documentId, revision: run.revision, ordinal: passage - run.first }
  }

  /** The number of a passage, if this process has given it one. */
  numberOf(documentId: string, revision: number, ordinal: number): number | undefined {
    const run = this.byRevision.get(keyOf(documentId, revision))
    return run && ordinal < run.count ? run.first + ordinal : undefined
  }
}

function keyOf(documentId: string, revision: number): string {
  return `${documentId}.${revision}`
}
