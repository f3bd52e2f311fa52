import { ExactVectors, isIn, toUnit, type PassageBits } from './exact-vectors.ts'
import { SlotGraph } from './hnsw-graph.ts'
import type { HnswModule } from './load-hnsw.ts'
import { selectNearest } from './select-nearest.ts'
import type { VectorHit } from './vector-index.ts'

/** Comparing with so few costs less than a walk, and misses none. */
const exactCount = 200
/**
 * Walking the graph past what is not allowed costs the more the smaller the allowed share; comparing with all that is allowed, the
 * more the more there are. Measured: equal where their product is about this, 10 % of 100,000 or 30 % of 10,000.
 */
const exactCountTimesShare = 1000
/** A graph of fewer is not worth being built anew. */
const smallestRebuilt = 2048

/** The vectors, and a graph of the first `graph.count` of them. */
type Generation = Readonly<{ vectors: ExactVectors; graph: SlotGraph }>

/**
 * What the worker of the `hnsw` engine holds: all vectors, for exact scores, and a graph over them. A vector can be found from the
 * moment it is added: those that are not in the graph yet are compared one by one, and {@link step} takes them in.
 *
 * hnswlib never gives room back: when half of a graph has been removed, a second one of what is left is built beside it, and takes
 * its place.
 */
export class HnswState {
  private readonly hnsw: HnswModule
  private current: Generation
  private next: Generation | undefined
  private isWriting = false
  /** Removed while the graph was being written, when it may not be changed. */
  private unmarked: (readonly [SlotGraph, number])[] = []

  constructor(hnsw: HnswModule, dimension: number, loaded?: Generation) {
    this.hnsw = hnsw
    this.current = loaded ?? { vectors: new ExactVectors(dimension), graph: new SlotGraph(hnsw, dimension) }
  }

  get size(): number {
    return this.current.vectors.live
  }

  /** Bytes of memory it takes. */
  get bytes(): number {
    const of = ({ vectors, graph }: Generation): number => vectors.bytes + graph.bytes
    return of(this.current) + (this.next ? of(this.next) : 0)
  }

  /** How many vectors are compared one by one because they are not in the graph yet. */
  get backlog(): number {
    return this.current.vectors.count - this.current.graph.count
  }

  /** Adds the vectors of passages, the first of number `first`. */
  add(first: number, vectors: Float32Array): void {
    const { dimension } = this.current.vectors
    for (let at = 0; at * dimension < vectors.length; at++) {
      const vector = vectors.subarray(at * dimension, (at + 1) * dimension)
      for (const generation of this.generations()) generation.vectors.push(first + at, vector)
    }
  }

  remove(first: number, count: number): void {
    for (const { vectors, graph } of this.generations())
      for (const slot of vectors.remove(first, count)) if (slot < graph.count) this.mark(graph, slot)
    this.considerRebuilding()
  }

  /** Takes one vector into a graph. @returns false when there is none left to take in, or the graph is being written */
  step(): boolean {
    if (this.isWriting) return false
    const waiting = this.generations().find(({ vectors, graph }) => graph.count < vectors.count)
    if (waiting) {
      const slot = waiting.graph.count
      waiting.graph.add(waiting.vectors.unitOf(slot))
      if (!waiting.vectors.isLive(slot)) waiting.graph.remove(slot)
      return true
    }
    if (this.next) this.current = this.next
    this.next = undefined
    this.considerRebuilding()
    return this.next !== undefined
  }

  /** The nearest passages, best first, with exact scores. */
  search(vector: Float32Array, top: number, allowed?: PassageBits): VectorHit[] {
    const { vectors, graph } = this.current
    const unit = toUnit(vector)
    const available = allowed ? vectors.countIn(allowed) : vectors.live
    const count = Math.min(Math.floor(top), available)
    if (!(count >= 1)) return []
    const isFew = available <= exactCount || (available < vectors.live && available ** 2 <= exactCountTimesShare * vectors.live)
    if (isFew) return selectNearest(vectors, unit, count, vectors.slotsIn(allowed))
    const tail = vectors.slotsIn(allowed, graph.count)
    const passes = (slot: number): boolean => vectors.isLive(slot) && isIn(allowed, vectors.passageOf(slot))
    const needsFilter = available < vectors.live || this.unmarked.length > 0
    const found = graph.nearest(unit, count, needsFilter ? passes : undefined)
    // A graph may have vectors that no path leads to.
    if (found.length < Math.min(count, available - tail.length))
      return selectNearest(vectors, unit, count, vectors.slotsIn(allowed))
    return selectNearest(vectors, unit, count, [...found, ...tail])
  }

  /**
   * Has the graph written to a path, and gives the rest of what is to be kept with it, all as of the moment of the call. Meanwhile
   * the graph is not changed; what is added, removed and searched is right all the same.
   */
  async write(
    path: string,
  ): Promise<Readonly<{ passages: Uint32Array; alive: Uint8Array; tail: Float32Array; graphed: number }>> {
    const { vectors, graph } = this.current
    const { dimension } = vectors
    const graphed = graph.count
    const tail = new Float32Array((vectors.count - graphed) * dimension)
    for (let slot = graphed; slot < vectors.count; slot++) tail.set(vectors.unitOf(slot), (slot - graphed) * dimension)
    const kept = { ...vectors.snapshot(), tail, graphed }
    if (graphed === 0) return kept
    this.isWriting = true
    try {
      await graph.write(path)
    } finally {
      this.isWriting = false
      for (const [of, slot] of this.unmarked) of.remove(slot)
      this.unmarked = []
    }
    return kept
  }

  private generations(): Generation[] {
    return this.next ? [this.current, this.next] : [this.current]
  }

  private mark(graph: SlotGraph, slot: number): void {
    if (this.isWriting) this.unmarked.push([graph, slot])
    else graph.remove(slot)
  }

  private considerRebuilding(): void {
    const { vectors } = this.current
    if (this.next || vectors.count < smallestRebuilt || vectors.live * 2 > vectors.count) return
    this.next = { vectors: vectors.compacted(), graph: new SlotGraph(this.hnsw, vectors.dimension) }
  }
}
