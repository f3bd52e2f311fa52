/** What Kaiwu uses of one hnswlib graph. Its own types are not named, so that this package's types stand without it. */
export type HnswGraph = Readonly<{
  initIndex(maxElements: number, m: number, efConstruction: number, randomSeed: number): void
  resizeIndex(maxElements: number): void
  addPoint(point: number[], label: number): void
  markDelete(label: number): void
  setEf(ef: number): void
  searchKnn(point: number[], count: number, filter?: (label: number) => boolean): { neighbors: number[] }
  /** Only on an object that holds no index yet: a failed read frees what the object still points at. */
  readIndexSync(path: string): void
  /** Resolves true whether or not it could write all of it. */
  writeIndex(path: string): Promise<boolean>
  getCurrentCount(): number
  getMaxElements(): number
}>

/** What Kaiwu uses of `hnswlib-node`. */
export type HnswModule = Readonly<{ HierarchicalNSW: new (space: 'ip', dimension: number) => HnswGraph }>

/** `hnswlib-node`, or why it cannot be used. */
export type LoadedHnsw = Readonly<{ hnsw: HnswModule; reason?: never } | { hnsw?: never; reason: string }>

/** Loads `hnswlib-node`, which compiles when it is installed; says why where it is missing or could not be compiled. */
export async function loadHnsw(): Promise<LoadedHnsw> {
  try {
    return { hnsw: (await import('hnswlib-node')).default }
  } catch (error) {
    // Not installed, not compiled, compiled for another Node.js: whichever it is, another engine serves.
    return { reason: (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '' }
  }
}
