import type { HnswGraph, HnswModule } from './load-hnsw.ts'

/** Links of a vector to its neighbours, twice as many on the lowest level: hnswlib's usual value. */
export const links = 16
/** How widely neighbours are looked for on insertion: hnswlib's usual value. */
export const insertBreadth = 200
/** Measured at 100,000 vectors: recall@10 0.998 with 100, 0.94 with hnswlib's own default of 10. */
const searchBreadth = 100
const seed = 100
/** Room of an empty graph: hnswlib cannot grow one that has none. */
export const smallestRoom = 1024

/**
 * An hnswlib graph whose labels are slots: 0, 1, 2 and so on in the order of adding, each once. What is removed stays in it, marked.
 * Keeps hnswlib from what it does not bear: room grows by doubling from at least 1,024, more is never asked for than there is, and a
 * file is read into an object that has held nothing.
 */
export class SlotGraph {
  /** Slots so far, which is the label of the next. */
  count: number
  private capacity: number
  private readonly graph: HnswGraph
  /** hnswlib takes plain arrays alone; one is filled again and again. */
  private readonly point: number[]

  /** @param path a file hnswlib wrote, checked; without one the graph is empty */
  constructor(hnsw: HnswModule, dimension: number, path?: string) {
    this.graph = new hnsw.HierarchicalNSW('ip', dimension)
    this.point = Array.from({ length: dimension }, () => 0.5)
    if (path === undefined) this.graph.initIndex(smallestRoom, links, insertBreadth, seed)
    else this.graph.readIndexSync(path)
    this.count = this.graph.getCurrentCount()
    this.capacity = this.graph.getMaxElements()
  }

  /** Bytes of memory it takes, nearly: of each vector its numbers, its links on the lowest level, and what stands beside them. */
  get bytes(): number {
    return this.capacity * (4 * this.point.length + (2 * links + 1) * 4 + 8 + 16)
  }

  /** Adds the vector of the next slot. @param unit of length 1, so that hnswlib's inner product is the cosine */
  add(unit: Float32Array): void {
    if (this.count === this.capacity) {
      this.capacity = Math.max(smallestRoom, this.capacity * 2)
      this.graph.resizeIndex(this.capacity)
    }
    this.graph.addPoint(this.filled(unit), this.count)
    this.count++
  }

  remove(slot: number): void {
    this.graph.markDelete(slot)
  }

  /** The nearest slots, of which some more than asked for are given, in no order; fewer where no path leads to them. */
  nearest(unit: Float32Array, count: number, allowed?: (slot: number) => boolean): number[] {
    if (this.count === 0) return []
    const breadth = Math.min(Math.max(searchBreadth, 2 * count), this.count)
    this.graph.setEf(breadth)
    return this.graph.searchKnn(this.filled(unit), breadth, allowed).neighbors
  }

  /** Writes what it holds, as far as there is room: whoever asks for it checks the file. Nothing may be changed until it has been written. */
  async write(path: string): Promise<void> {
    await this.graph.writeIndex(path)
  }

  private filled(unit: Float32Array): number[] {
    for (let at = 0; at < unit.length; at++) this.point[at] = unit[at]!
    return this.point
  }
}
