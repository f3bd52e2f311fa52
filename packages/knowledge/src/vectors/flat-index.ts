import { KaiwuError } from '@kaiwu/core'
import { setImmediate } from 'node:timers/promises'
import type { IndexFile } from '../passages/index-file.ts'
import type { PassageSet } from '../passages/passage-set.ts'
import { writeIndexFile } from '../passages/write-index-file.ts'
import { compactSlots, isCompactionDue } from './flat/compact-slots.ts'
import { codesFrom, FlatEncoder } from './flat/flat-encoder.ts'
import { flatFile, flatFileParts, flatFileRoom, readFlatFile, type FlatFileRoom, type FlatState } from './flat/flat-file.ts'
import { FlatSlots } from './flat/flat-slots.ts'
import { checkRecall, isCheckDue, scanPlan, type SearchPlan } from './flat/recall-check.ts'
import { rescored, searchFlat } from './flat/search-flat.ts'
import { WriteQueue } from './flat/write-queue.ts'
import { vectorFlaw, vectorsFlaw } from './vector-flaw.ts'
import type { VectorHit, VectorIndex, VectorSpace } from './vector-index.ts'

export { flatFile } from './flat/flat-file.ts'

/** So many more than twice those asked for are scored exactly. */
const spare = 10

/** How a flat index is made; nothing needs to be said. */
export type FlatIndexOptions = Readonly<{
  /** `plain`: without WebAssembly, some ten times slower, the same results. Default: WebAssembly where there is any. */
  kernel?: 'wasm' | 'plain'
  /**
   * The vectors of some passages as they were added, one behind the other in the order asked for. With them the best are scored once
   * more, so that scores are exact; without, they are within 0.005, and on vectors of real text some 0.5 % of the ten nearest change
   * places with the eleventh.
   */
  exact?: (passages: Uint32Array) => Promise<Float32Array>
}>

/** What a flat index says of itself. */
export type FlatDescription = SearchPlan & Readonly<{ kernel: 'wasm' | 'plain'; vectors: number; removed: number; bytes: number }>

/** A vector index that looks at every vector, and says how. */
export type FlatIndex = VectorIndex & Readonly<{ engine: 'flat'; describe(): FlatDescription }>

/**
 * An index that looks at every vector, in three ever closer stages (docs/decisions/0017-flat-vectors.md): nothing is built, a
 * filter makes a search cheaper, and a vector of 1,024 numbers takes 1.2 KB. A search is one plain piece of work of about a
 * millisecond per 100,000 vectors; additions give way to searches every millisecond or two.
 * @throws RangeError when the dimension is not between 8 and 4,096
 * @example
 * const index = flatIndex({ model: 'dashscope/text-embedding-v4', dimension: 1024 })
 * await index.add(0, vectors)
 * const hits = await index.search(question, 10)
 */
export function flatIndex(space: VectorSpace, options: FlatIndexOptions = {}): FlatIndex {
  const { dimension } = space
  if (!Number.isInteger(dimension) || dimension < 8 || dimension > 4096)
    throw new RangeError(`dimension ${dimension} is not between 8 and 4096`)
  const slots = new FlatSlots(dimension, options.kernel)
  return indexOf(space, options, { slots, encoder: new FlatEncoder(slots), plan: scanPlan })
}

/**
 * The index that a file holds, ready to search.
 * @param file checked by {@link openIndexFile} to be a {@link flatFile}
 * @param room what the file may have been read into; of its own from now on
 * @throws INDEX_FILE_UNUSABLE when it is not of this dimension, or not what it should be: then the index is to be made again
 */
export function openFlatIndex(
  file: IndexFile,
  space: VectorSpace,
  options: FlatIndexOptions = {},
  room: FlatFileRoom = flatFileRoom(space.dimension, options.kernel),
): FlatIndex {
  return indexOf(space, options, readFlatFile(file, space.dimension, room))
}

function indexOf(space: VectorSpace, { exact }: FlatIndexOptions, opened: FlatState): FlatIndex {
  let state: FlatState | undefined = opened
  const queue = new WriteQueue()
  const using = (): FlatState => {
    if (!state) throw new KaiwuError('INDEX_CLOSED', { engine: 'flat' })
    return state
  }
  return Object.freeze({
    engine: 'flat' as const,
    dimension: space.dimension,
    get size() {
      return state?.slots.alive ?? 0
    },
    get bytes() {
      return state?.slots.bytes ?? 0
    },
    describe() {
      const { slots, plan } = using()
      const { count, alive, bytes, memory } = slots
      return Object.freeze({ ...plan, kernel: memory.kind, vectors: alive, removed: count - alive, bytes })
    },
    async add(first: number, vectors: Float32Array) {
      const used = using()
      const isWhole = vectors instanceof Float32Array && vectors.length % space.dimension === 0
      if (!isWhole) throw vectorsFlaw(vectors, space)!
      // What waits for its turn is copied now; the caller may use its numbers for something else.
      const own = queue.isIdle ? vectors : vectors.slice()
      await queue.run(() => addVectors(space, used, first, own))
    },
    async remove(first: number, count: number) {
      const { slots, encoder } = using()
      const end = first + count
      slots.remove(first, end)
      if (queue.isIdle && !isCompactionDue(slots)) return
      await queue.run(async () => {
        // What was being added before this call is there by now.
        slots.remove(first, end)
        if (isCompactionDue(slots)) await compactSlots(slots, encoder.slice)
      })
    },
    async search(vector: Float32Array, top: number, allowed?: PassageSet): Promise<readonly VectorHit[]> {
      if (!exact) return searchFlat(space, using(), vector, top, allowed)
      const near = searchFlat(space, using(), vector, top >= 1 ? 2 * top + spare : 0, allowed)
      const question = vector.slice()
      return rescored(question, near, Math.floor(top), await exact(Uint32Array.from(near, ({ passage }) => passage)))
    },
    async save(path: string, meta: Readonly<Record<string, unknown>>) {
      const used = using()
      await queue.run(() => writeIndexFile(path, { ...flatFile, meta }, flatFileParts(used)))
    },
    async close() {
      state = undefined
      await queue.settled()
    },
  })
}

/** Writes vectors behind what is there, in slices; searches see them when all are written, or none when one is refused. */
async function addVectors(space: VectorSpace, state: FlatState, first: number, vectors: Float32Array): Promise<void> {
  const { slots, encoder } = state
  const count = vectors.length / space.dimension
  if (count === 0) return
  if (first <= slots.highest || first + count > 2 ** 32) throw new RangeError(`passage ${first} comes after ${slots.highest}`)
  try {
    reserve(space, slots, slots.count + count)
    let rest = vectors
    for (let done = 0; done < count;) {
      const slice = Math.min(encoder.slice, count - done)
      writeSlice(space, encoder, first + done, rest.subarray(0, slice * space.dimension))
      done += slice
      if (done === count) break
      // Copied before others get their turn, so that the caller's numbers are read at the call alone.
      const behind = rest.subarray(slice * space.dimension)
      rest = rest === vectors ? encoder.copyOf(behind) : behind
      await setImmediate()
      if (!encoder.hasCodes && slots.written >= codesFrom) await encoder.writeCodes()
    }
  } catch (error) {
    slots.written = slots.count
    throw error
  }
  slots.publish()
  slots.highest = first + count - 1
  if (!encoder.hasCodes && slots.written >= codesFrom) await encoder.writeCodes()
  if (encoder.hasCodes && isCheckDue(slots, state.plan)) state.plan = await checkRecall(slots, encoder)
}

function reserve({ model }: VectorSpace, slots: FlatSlots, count: number): void {
  const full = (): KaiwuError => new KaiwuError('VECTORS_TOO_MANY', { model, count, most: slots.layout.mostSlots })
  if (count > slots.layout.mostSlots) throw full()
  try {
    slots.reserve(count)
  } catch (error) {
    throw error instanceof RangeError ? full() : error
  }
}

function writeSlice(space: VectorSpace, encoder: FlatEncoder, first: number, vectors: Float32Array): void {
  const { dimension } = space
  for (let at = 0; at < vectors.length; at += dimension) {
    if (!encoder.stage(vectors, at)) throw vectorFlaw(vectors.subarray(at, at + dimension), space)!
    encoder.append(first + at / dimension)
  }
}
