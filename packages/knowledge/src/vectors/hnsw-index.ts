import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import type { IndexFile } from '../passages/index-file.ts'
import { indexFileError } from '../passages/index-file-error.ts'
import { newTemporary, removeLeftovers, removeTemporary } from '../passages/index-file-leftovers.ts'
import type { PassageSet } from '../passages/passage-set.ts'
import { writeIndexFile } from '../passages/write-index-file.ts'
import type { KeptVectors } from './hnsw-messages.ts'
import { startHnswWorker, type HnswWorker } from './start-hnsw-worker.ts'
import type { VectorHit, VectorIndex, VectorSpace } from './vector-index.ts'
import { vectorFlaw, vectorsFlaw } from './vector-flaw.ts'

/** Kind and form of the index files of this engine, for {@link openIndexFile}. */
export const hnswFile = Object.freeze({ kind: 'hnsw', form: 1 })

/** What the first part of a file says of the others. */
type Kept = Readonly<{ metric: 'cosine'; dimension: number; graphed: number; sha256: string }>

/**
 * An empty index that walks a graph of neighbours (Malkov and Yashunin 2018, hnswlib), in a worker thread of its own. The vectors are
 * in memory twice: in the graph, and for exact scores and narrow filters. Vectors can be found as soon as they are added, and enter
 * the graph one by one, at about a thousandth of a second each and more the larger it grows; an add waits for those before it.
 * @throws VECTOR_ENGINE_MISSING where `hnswlib-node` does not load
 * @example
 * const index = await hnswIndex({ model: 'qwen/text-embedding-v4', dimension: 1024 })
 */
export async function hnswIndex(space: VectorSpace): Promise<VectorIndex> {
  return indexOver(await startHnswWorker(space.dimension), space, -1)
}

/**
 * Opens what an index of this engine saved.
 * @param file checked, of {@link hnswFile}
 * @param path of that file: beside it the graph is put for hnswlib to read, and taken away again
 * @throws INDEX_FILE_UNUSABLE when it is not of this space, or not what it should be: then the index is to be made again
 * @throws VECTOR_ENGINE_MISSING, INDEX_FILE_NO_SPACE
 */
export async function openHnswIndex(file: IndexFile, space: VectorSpace, path: string): Promise<VectorIndex> {
  const { kept, graph, sha256 } = partsOf(file, space)
  const worker = await startHnswWorker(space.dimension)
  const temporary = newTemporary(path)
  try {
    if (graph.length > 0) await writeFile(temporary, graph, { flag: 'wx' })
    const loading = { ask: 'load', kept, ...(graph.length > 0 ? { graph: { path: temporary, sha256 } } : {}) } as const
    const { flaw } = await worker.ask(loading)
    if (flaw !== undefined) throw unusable(flaw)
    return indexOver(worker, space, kept.passages.at(-1) ?? -1)
  } catch (error) {
    await worker.close()
    throw indexFileError(error, temporary, graph.length)
  } finally {
    await removeTemporary(temporary)
  }
}

function indexOver(worker: HnswWorker, space: VectorSpace, highest: number): VectorIndex {
  let last = highest
  return Object.freeze({
    engine: 'hnsw' as const,
    dimension: space.dimension,
    get size() {
      return worker.held().size
    },
    get bytes() {
      return worker.held().bytes
    },
    async add(first: number, vectors: Float32Array) {
      const flaw = vectorsFlaw(vectors, space)
      if (flaw) throw flaw
      if (vectors.length === 0) return
      const end = first + vectors.length / space.dimension
      if (!(Number.isInteger(first) && first > last && end <= 2 ** 32))
        throw new RangeError(`passage ${first} after passage ${last}`)
      last = end - 1
      const copy = vectors.slice()
      await worker.ask({ ask: 'add', first, vectors: copy }, [copy.buffer])
    },
    async remove(first: number, count: number) {
      await worker.ask({ ask: 'remove', first, count })
    },
    async search(vector: Float32Array, top: number, allowed?: PassageSet) {
      const flaw = vectorFlaw(vector, space)
      if (flaw) throw flaw
      const copy = vector.slice()
      const set = allowed && { bits: allowed.bits.slice(), limit: allowed.limit }
      const moved = set ? [copy.buffer, set.bits.buffer] : [copy.buffer]
      const { passages, scores } = await worker.ask({ ask: 'search', vector: copy, top, ...(set ? { allowed: set } : {}) }, moved)
      return hitsOf(passages!, scores!)
    },
    save: (path: string, meta: Readonly<Record<string, unknown>>) => save(worker, space, path, meta),
    close: () => worker.close(),
  })
}

function hitsOf(passages: Uint32Array, scores: Float64Array): readonly VectorHit[] {
  return Object.freeze(Array.from(passages, (passage, at) => Object.freeze({ passage, score: scores[at]! })))
}

/** hnswlib writes beside the index file; what it wrote is read back, checked, and put into the index file. */
async function save(
  worker: HnswWorker,
  { dimension }: VectorSpace,
  path: string,
  meta: Readonly<Record<string, unknown>>,
): Promise<void> {
  const temporary = newTemporary(path)
  try {
    await mkdir(dirname(path), { recursive: true })
    await removeLeftovers(path)
    const { written, flaw } = await worker.ask({ ask: 'write', path: temporary })
    if (!written) throw await notWritten(path, flaw ?? '', worker.held().bytes)
    const { passages, alive, tail, graphed, graph, sha256 } = written
    const kept: Kept = { metric: 'cosine', dimension, graphed, sha256 }
    // Its own file is no longer needed, and the disk may have no room for both.
    await rm(temporary, { force: true })
    await writeIndexFile(path, { ...hnswFile, meta }, [
      Buffer.from(JSON.stringify(kept)),
      bytesOf(passages),
      alive,
      bytesOf(tail),
      graph,
    ])
  } catch (error) {
    throw indexFileError(error, path, worker.held().bytes)
  } finally {
    await removeTemporary(temporary)
  }
}

/** hnswlib does not say why it wrote too little; a disk with less room than the index takes is why. */
async function notWritten(path: string, reason: string, bytes: number): Promise<KaiwuError> {
  const { bavail, bsize } = await statfs(dirname(path)).catch(() => ({ bavail: Infinity, bsize: 1 }))
  if (bavail * bsize < bytes) return new KaiwuError('INDEX_FILE_NO_SPACE', { path, megabytes: Math.ceil(bytes / 1e6) })
  return new KaiwuError('INDEX_FILE_UNWRITABLE', { path, reason: `hnswlib: ${reason}` })
}

function partsOf(
  file: IndexFile,
  { dimension }: VectorSpace,
): Readonly<{ kept: KeptVectors; graph: Uint8Array; sha256: string }> {
  const [about, passages, alive, tail, graph] = file.parts
  if (file.head.kind !== hnswFile.kind || file.head.form !== hnswFile.form) throw unusable(`${file.head.kind} ${file.head.form}`)
  if (!about || !passages || !alive || !tail || !graph) throw unusable('parts')
  if (passages.length % 4 !== 0 || tail.length % 4 !== 0) throw unusable('parts')
  const { metric, graphed = -1, sha256 = '', ...said } = keptIn(about)
  if (metric !== 'cosine' || said.dimension !== dimension) throw unusable(`${metric} ${said.dimension}, not cosine ${dimension}`)
  const kept = {
    passages: new Uint32Array(passages.slice().buffer),
    alive: alive.slice(),
    tail: new Float32Array(tail.slice().buffer),
    graphed,
  }
  return { kept, graph, sha256 }
}

function keptIn(part: Uint8Array): Partial<Kept> {
  try {
    return { ...(JSON.parse(Buffer.from(part).toString()) as Partial<Kept>) }
  } catch (error) {
    throw unusable(String(error))
  }
}

function unusable(reason: string): KaiwuError {
  return new KaiwuError('INDEX_FILE_UNUSABLE', { kind: 'hnsw', reason })
}

function bytesOf(numbers: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength)
}
