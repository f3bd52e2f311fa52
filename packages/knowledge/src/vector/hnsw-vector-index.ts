import { byScore, dot, flatVectorIndex } from './flat-vector-index.ts'
import type { HnswGraph, HnswModule } from './load-hnsw.ts'
import { unitVector } from './unit-vector.ts'
import type { VectorIndex, VectorSpace } from './vector-index.ts'

/** Links of a vector to its neighbours, and how widely they are looked for on insertion: hnswlib's usual values. */
const links = 16
const insertBreadth = 200
/** Measured at 100,000 vectors: recall@10 0.998 with 100, 0.94 with hnswlib's own default of 10. */
const searchBreadth = 100
const seed = 100
const smallest = 1024
/** With fewer than this share allowed, walking the graph past what is not allowed costs more than comparing with all that is. */
const exactShare = 0.05

/**
 * A graph of neighbours (Malkov and Yashunin 2018) in hnswlib, beside an exact index that holds the same vectors: it gives
 * the exact scores, answers narrow filters, and lets the graph be built anew. So the vectors are in memory twice.
 *
 * Nothing is read from or written to files: the graph is built from the store when it is opened. hnswlib writes its files
 * in place, does not store the dimension, and crashes or answers wrongly on damaged ones; none of that can happen here.
 * @param expected how many vectors will come, so that the graph need not grow
 */
export function hnswVectorIndex(hnsw: HnswModule, space: VectorSpace, expected = 0): VectorIndex {
  const exact = flatVectorIndex(space, expected)
  const graph = new LabelledGraph(hnsw, space.dimension, Math.max(smallest, expected))
  return Object.freeze({
    engine: 'hnsw' as const,
    dimension: space.dimension,
    get size() {
      return exact.size
    },
    add(id: string, vector: Float32Array) {
      exact.add(id, vector)
      graph.remove(id)
      if (graph.isHalfDead()) graph.clear()
      // After clearing, this is every vector; otherwise the new one.
      for (const one of graph.isEmpty() ? exact.ids() : [id]) graph.add(one, exact.unitOf(one)!)
    },
    remove(id: string) {
      exact.remove(id)
      graph.remove(id)
    },
    search(vector: Float32Array, top: number, allowed?: (id: string) => boolean) {
      const unit = unitVector(vector, space)
      const passing = allowed ? new Set([...exact.ids()].filter(allowed)) : undefined
      const inPassing = passing && ((id: string) => passing.has(id))
      const count = Math.min(Math.floor(top), passing?.size ?? exact.size)
      if (!(count >= 1)) return Object.freeze([])
      if (passing && passing.size < exactShare * exact.size) return exact.search(vector, top, inPassing)
      const found = graph.nearest(unit, count, passing?.size === exact.size ? undefined : inPassing)
      // A graph may have vectors that no path leads to.
      if (found.length < count) return exact.search(vector, top, inPassing)
      return Object.freeze(found.map((id) => Object.freeze({ id, score: dot(exact.unitOf(id)!, 0, unit) })).sort(byScore))
    },
  })
}

/** An hnswlib graph with ids in place of its numeric labels. A label is used once; what is removed stays in the graph, marked. */
class LabelledGraph {
  private readonly hnsw: HnswModule
  private readonly dimension: number
  private readonly labels = new Map<string, number>()
  private ids: string[] = []
  private capacity: number
  private graph: HnswGraph

  constructor(hnsw: HnswModule, dimension: number, capacity: number) {
    this.hnsw = hnsw
    this.dimension = dimension
    this.capacity = capacity
    this.graph = this.emptyGraph()
  }

  isEmpty(): boolean {
    return this.ids.length === 0
  }

  /** Full, and at least half of it removed: building it anew costs no more than the removals before it saved. */
  isHalfDead(): boolean {
    return this.ids.length === this.capacity && this.labels.size * 2 <= this.ids.length
  }

  clear(): void {
    this.graph = this.emptyGraph()
    this.ids = []
    this.labels.clear()
  }

  /** @param unit of length 1, so that hnswlib's inner product is the cosine */
  add(id: string, unit: Float32Array): void {
    if (this.ids.length === this.capacity) this.graph.resizeIndex((this.capacity *= 2))
    const label = this.ids.push(id) - 1
    this.graph.addPoint(Array.from(unit), label)
    this.labels.set(id, label)
  }

  remove(id: string): void {
    const label = this.labels.get(id)
    if (label === undefined) return
    this.graph.markDelete(label)
    this.labels.delete(id)
  }

  /** @param count at most as many as there are to find: hnswlib refuses more than it has room for */
  nearest(unit: Float32Array, count: number, allowed?: (id: string) => boolean): string[] {
    this.graph.setEf(Math.max(searchBreadth, count))
    const filter = allowed && ((label: number) => allowed(this.ids[label]!))
    return this.graph.searchKnn(Array.from(unit), count, filter).neighbors.map((label) => this.ids[label]!)
  }

  private emptyGraph(): HnswGraph {
    const graph = new this.hnsw.HierarchicalNSW('ip', this.dimension)
    graph.initIndex(this.capacity, links, insertBreadth, seed)
    return graph
  }
}
