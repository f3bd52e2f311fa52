/** What Kaiwu uses of one hnswlib graph. Its own types are not named, so that this package's types stand without it. */
export type HnswGraph = Readonly<{
  initIndex(maxElements: number, m: number, efConstruction: number, randomSeed: number): void
  resizeIndex(maxElements: number): void
  addPoint(point: number[], label: number): void
  markDelete(label: number): void
  setEf(ef: number): void
  searchKnn(point: number[], count: number, filter?: (label: number) => boolean): { neighbors: number[] }
}>

/** What Kaiwu uses of `hnswlib-node`. */
export type HnswModule = Readonly<{ HierarchicalNSW: new (space: 'ip', dimension: number) => HnswGraph }>

/** Loads `hnswlib-node`, which compiles when it is installed; nothing where it is missing or could not be compiled. */
export async function loadHnsw(): Promise<HnswModule | undefined> {
  try {
    return (await import('hnswlib-node')).default
  } catch {
    // Not installed, not compiled, compiled for another Node.js: whichever it is, exact search serves, and the opener says so.
    return undefined
  }
}
