import { lastAtMost } from './last-at-most.ts'

/** The numbers of one document's passages: its n-th passage has the number `first + n`. */
export type NumberRange = Readonly<{ first: number; count: number }>

/** Which document a number belongs to, and which of its passages it is, from 0. */
export type NumberedPassage = Readonly<{ documentId: string; ordinal: number }>

/**
 * The numbers that indexes know passages by. They are given out rising, the passages of a document in one run, and never again: a
 * number that was taken back means nothing.
 */
export class PassageNumbers {
  private readonly ranges = new Map<string, NumberRange>()
  /** Where runs begin, rising, and whose they are; what was taken back stays until it is half of all. */
  private starts: number[] = []
  private owners: (string | undefined)[] = []
  private dead = 0
  private free: number

  /** @param next the first number to give out */
  constructor(next = 0) {
    this.free = next
  }

  /** One more than the highest number given out. */
  get limit(): number {
    return this.free
  }

  /** How many passages have numbers that count. */
  get size(): number {
    let size = 0
    for (const { count } of this.ranges.values()) size += count
    return size
  }

  /** The documents with their numbers. */
  entries(): Iterable<readonly [string, NumberRange]> {
    return this.ranges
  }

  /** Gives out numbers that nobody finds yet; see {@link assign}. */
  reserve(count: number): NumberRange {
    const first = this.free
    this.free += count
    return Object.freeze({ first, count })
  }

  /** Says whose reserved numbers are, in place of those the document had, which are handed back. */
  assign(documentId: string, range: NumberRange): NumberRange | undefined {
    const before = this.takeBack(documentId)
    this.ranges.set(documentId, range)
    // A document without passages has no run: it would begin where another's does.
    if (range.count > 0) {
      const at = lastAtMost(this.starts, range.first) + 1
      this.starts.splice(at, 0, range.first)
      this.owners.splice(at, 0, documentId)
    }
    this.free = Math.max(this.free, range.first + range.count)
    return before
  }

  /** The numbers of a document's passages. */
  of(documentId: string): NumberRange | undefined {
    return this.ranges.get(documentId)
  }

  /** Takes a document's numbers back, for ever. */
  takeBack(documentId: string): NumberRange | undefined {
    const range = this.ranges.get(documentId)
    if (!range) return undefined
    this.ranges.delete(documentId)
    if (range.count === 0) return range
    this.owners[lastAtMost(this.starts, range.first)] = undefined
    if (++this.dead * 2 > this.starts.length) this.tidy()
    return range
  }

  /** Whose a number is; nothing when it is nobody's any more. */
  locate(passage: number): NumberedPassage | undefined {
    const at = lastAtMost(this.starts, passage)
    const documentId = this.owners[at]
    const range = documentId === undefined ? undefined : this.ranges.get(documentId)
    if (!range || passage >= range.first + range.count) return undefined
    return { documentId: documentId!, ordinal: passage - range.first }
  }

  private tidy(): void {
    const kept = this.owners.flatMap((owner, at) => (owner === undefined ? [] : [at]))
    this.starts = kept.map((at) => this.starts[at]!)
    this.owners = kept.map((at) => this.owners[at])
    this.dead = 0
  }
}
