import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '@kaiwu/core'
import type { EngineMeasurement, VectorMeasurement } from './choose-engine.ts'
import { hnswFasterFrom } from './extrapolate-engines.ts'
import { flatIndex } from './flat-index.ts'
import { hnswIndex } from './hnsw-index.ts'
import { loadHnsw } from './load-hnsw.ts'
import type { VectorEngine, VectorIndex, VectorSpace } from './vector-index.ts'

/** How engines are measured. */
export type MeasureOptions = Readonly<{
  /** Numbers of a vector of the model that is used. */
  dimension: number
  clock: Clock
  /** Told now and then: which engine holds how many vectors, and how much of the measuring is done, 0 to 1. */
  onProgress?: (engine: VectorEngine, count: number, share: number) => void
  /** Stops before the next step. */
  signal?: AbortSignal
  /** About how long it may take; default 25,000. */
  budgetMs?: number
}>

const flatSizes = [20_000, 60_000] as const
const flatShare = 0.25
const smallHnsw = 2000
const largestHnsw = 20_000
const batch = 1000
const searches = 200
const clusters = 200

/**
 * Measures on this machine what a search and an addition cost in `flat` and in `hnsw`, with made-up vectors in clusters, at two sizes
 * each, and works out from where `hnsw` is faster. Holds up to 300 MB meanwhile; the processor should have little else to do.
 * @throws AbortError when stopped
 */
export async function measureVectorEngines(options: MeasureOptions): Promise<VectorMeasurement> {
  const { dimension, clock, onProgress, signal, budgetMs = 25_000 } = options
  const begun = performance.now()
  const space = { model: 'made-up/clusters', dimension }
  const told = (engine: VectorEngine, count: number): void => {
    signal?.throwIfAborted()
    onProgress?.(engine, count, Math.min(1, (performance.now() - begun) / budgetMs))
  }
  const left = (): number => budgetMs - (performance.now() - begun)
  const flat = await measureAt(flatIndex(space), flatSizes, space, told, () => left() > (1 - flatShare) * budgetMs)
  const hnsw = (await loadHnsw()).hnsw ? await measureHnsw(space, told, left) : []
  const hnswFrom = hnswFasterFrom(flat, hnsw)
  return Object.freeze({
    dimension,
    at: new Date(clock.now()).toISOString(),
    flat,
    hnsw,
    ...(hnswFrom === undefined ? {} : { hnswFrom }),
  })
}

type Told = (engine: VectorEngine, count: number) => void

/** The larger size is what the time that is left allows, as far as the smaller one tells. */
async function measureHnsw(space: VectorSpace, told: Told, left: () => number): Promise<readonly EngineMeasurement[]> {
  // Half of the time: a graph takes vectors in more slowly as it grows, and the searches take some too.
  const until = left() / 2
  return measureAt(await hnswIndex(space), [smallHnsw, largestHnsw], space, told, () => left() > until * 0.4)
}

/** @param hasTime asked before each batch; when there is no more, what has been added counts as the last size */
async function measureAt(
  index: VectorIndex,
  sizes: readonly number[],
  space: VectorSpace,
  told: Told,
  hasTime: () => boolean,
): Promise<readonly EngineMeasurement[]> {
  const { dimension } = space
  const made = clusterMaker(dimension)
  const measured: EngineMeasurement[] = []
  try {
    let count = 0
    for (const size of sizes) {
      let addMs = 0
      const from = count
      while (count < size && (count < sizes[0]! || hasTime())) {
        const vectors = made(batch)
        addMs += await cpuOf(() => index.add(count, vectors))
        count += batch
        told(index.engine, count)
      }
      if (count === from) break
      addMs += await settled()
      const search = async (): Promise<void> => {
        for (let turn = 0; turn < searches; turn++) await index.search(made(1), 10)
      }
      // The first ones are slower: their code is being compiled.
      await search()
      const cpuMsPerSearch = (await cpuOf(search)) / searches
      measured.push(Object.freeze({ count, cpuMsPerSearch, addedPerCpuSecond: Math.round(((count - from) / addMs) * 1000) }))
    }
  } finally {
    await index.close()
  }
  return Object.freeze(measured)
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** Waits until a worker has taken in what it was given, and tells what that took. */
async function settled(): Promise<number> {
  let all = 0
  for (let turn = 0; turn < 60; turn++) {
    const spent = await cpuOf(() => wait(100))
    if (spent < 20) break
    all += spent
  }
  return all
}

/** Makes vectors in clusters, always the same ones, quickly: as good as drawn from a bell curve for what they are used for. */
function clusterMaker(dimension: number): (count: number) => Float32Array {
  let state = 1
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    return state / 2 ** 31
  }
  const centres = Float32Array.from({ length: clusters * dimension }, next)
  return (count) => {
    const vectors = new Float32Array(count * dimension)
    for (let start = 0; start < vectors.length; start += dimension) {
      const centre = Math.floor(((next() + 1) / 2) * clusters) * dimension
      for (let at = 0; at < dimension; at++) vectors[start + at] = centres[centre + at]! + 0.6 * next()
    }
    return vectors
  }
}
