import type { NumberRange, PassageNumbers } from './passage-numbers.ts'
import { PassageSet } from './passage-set.ts'

type Scope = Readonly<{ set: PassageSet; holds: (documentId: string) => boolean }>

const mostKept = 64

/**
 * Which passages may be found, for each way in which it was asked lately. Documents that come and go alone change the sets at hand;
 * what changes others makes all of them void.
 */
export class Scopes {
  private readonly numbers: PassageNumbers
  private readonly kept = new Map<string, Scope>()

  constructor(numbers: PassageNumbers) {
    this.numbers = numbers
  }

  /**
   * The passages of the documents that may be found.
   * @param key tells one way of asking from another
   * @param holds whether a document may be found; asked again for documents that come later
   */
  of(key: string, holds: (documentId: string) => boolean): PassageSet {
    const known = this.kept.get(key)
    if (known) return known.set
    const set = new PassageSet(withRoom(this.numbers.limit))
    for (const [documentId, { first, count }] of this.numbers.entries()) if (holds(documentId)) set.add(first, count)
    this.kept.set(key, { set, holds })
    for (const [oldest] of this.kept) {
      if (this.kept.size <= mostKept) break
      this.kept.delete(oldest)
    }
    return set
  }

  /** A document's passages can be found from now on. */
  enter(documentId: string, { first, count }: NumberRange): void {
    for (const [key, { set, holds }] of this.kept) {
      if (!holds(documentId)) continue
      const wide = first + count > set.limit ? set.widened(withRoom(first + count)) : set
      wide.add(first, count)
      if (wide !== set) this.kept.set(key, { set: wide, holds })
    }
  }

  /** A document's passages are no longer found. */
  leave({ first, count }: NumberRange): void {
    for (const { set } of this.kept.values()) set.delete(first, count)
  }

  /** Forgets all, because what may be found depends on something else now. */
  clear(): void {
    this.kept.clear()
  }
}

/** A limit with room for what comes later. */
function withRoom(limit: number): number {
  return limit + (limit >> 3) + 4096
}
