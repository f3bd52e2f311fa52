import { inTurn } from '@kaiwu/store'
import type { IndexedPassage, KeywordIndex } from '../keyword/keyword-index.ts'
import { timeSlices } from '../time-slices.ts'
import type { VectorIndex } from '../vectors/vector-index.ts'
import type { NumberRange, PassageNumbers } from './passage-numbers.ts'
import type { PassagePlaces } from './passage-places.ts'

/** What is indexed of one document. */
export type IndexedContent = Readonly<{
  documentId: string
  revision: number
  passages: readonly IndexedPassage[]
  /** Vectors of all its passages, one behind the other, where it has been embedded. */
  vectors?: Float32Array
}>

/** The indexes that searches ask. */
export type PassageIndexParts = Readonly<{
  numbers: PassageNumbers
  places: PassagePlaces
  keyword: KeywordIndex
  vectors?: VectorIndex
  /** Revisions whose vectors an index that outlives the process holds already, as `id.revision`. */
  held?: ReadonlySet<string>
}>

const slicePassages = 32

/**
 * The passages that searches see, by keyword and by vector. A document is prepared first, which takes a while and which nobody notices,
 * and then published in a moment: no search ever sees half of it.
 */
export class PassageIndex {
  readonly numbers: PassageNumbers
  readonly keyword: KeywordIndex
  readonly vectors: VectorIndex | undefined
  /** Passages that came or went since the indexes were read or written. */
  changes = 0
  private readonly places: PassagePlaces
  private readonly held: Set<string>
  /** Numbers come rising into the indexes: one document after the other. */
  private readonly inTurn = inTurn()

  constructor({ numbers, places, keyword, vectors, held = new Set() }: PassageIndexParts) {
    this.numbers = numbers
    this.places = places
    this.keyword = keyword
    this.vectors = vectors
    this.held = new Set(held)
  }

  /** Indexes a document under numbers of its own, which nobody finds until they are published. */
  prepare(content: IndexedContent): Promise<NumberRange> {
    return this.inTurn(() => this.add(content))
  }

  private async add({ documentId, revision, passages, vectors }: IndexedContent): Promise<NumberRange> {
    const range = this.numbers.reserve(passages.length)
    this.places.add({ documentId, revision, ...range })
    const due = timeSlices()
    for (let at = 0; at < passages.length; at += slicePassages) {
      this.keyword.addAhead(range.first + at, passages.slice(at, at + slicePassages))
      const pause = due()
      if (pause) await pause
    }
    try {
      const isHeld = this.held.delete(`${documentId}.${revision}`)
      if (vectors && vectors.length > 0 && !isHeld) await this.vectors?.add(range.first, vectors)
    } catch (error) {
      this.discard(range)
      throw error
    }
    return range
  }

  /** Has a document found under the numbers it was prepared with; those it had are gone. Returns what it had. */
  publish(documentId: string, range: NumberRange): NumberRange | undefined {
    const before = this.numbers.assign(documentId, range)
    this.keyword.reveal()
    // Nobody waits for it: searches go on among many small segments, only more slowly.
    void this.keyword.join().catch((error: Error) => process.emitWarning(error))
    this.changes += range.count
    if (before) this.discard(before)
    return before
  }

  /** Has a document no longer found. Returns the numbers it had. */
  withdraw(documentId: string): NumberRange | undefined {
    const before = this.numbers.takeBack(documentId)
    if (before) this.discard(before)
    return before
  }

  /** Takes what nobody finds any more out of the indexes. */
  discard({ first, count }: NumberRange): void {
    if (count === 0) return
    this.changes += count
    this.keyword.remove(first, count)
    // Nobody waits for it: its numbers mean nothing any more. A failure shows at the next search of the same engine.
    const removing = this.vectors?.remove(first, count) ?? Promise.resolve()
    void removing.catch(() => undefined).then(() => this.places.delete(first))
  }
}
