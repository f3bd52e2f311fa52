import type { PassageBits } from './exact-vectors.ts'

/** A graph that has been written to a path of its own, and what is to be known of it before it is loaded. */
export type GraphFile = Readonly<{ path: string; sha256: string }>

/** What is kept of an index: numbers and whether they are there, one per vector, and the vectors that were not in the graph. */
export type KeptVectors = Readonly<{ passages: Uint32Array; alive: Uint8Array; tail: Float32Array; graphed: number }>

/** What the worker of the `hnsw` engine is asked; it starts with the dimension. */
export type HnswRequest = Readonly<
  { id: number } & (
    | { ask: 'load'; kept: KeptVectors; graph?: GraphFile }
    | { ask: 'add'; first: number; vectors: Float32Array }
    | { ask: 'remove'; first: number; count: number }
    | { ask: 'search'; vector: Float32Array; top: number; allowed?: PassageBits }
    | { ask: 'write'; path: string }
    | { ask: 'close' }
  )
>

/** What the worker answers with, beside what it then holds. */
export type HnswAnswer = Readonly<{
  passages?: Uint32Array
  scores?: Float64Array
  /** The file of the graph, in shared memory. */
  written?: KeptVectors & Readonly<{ graph: Uint8Array; sha256: string }>
  /** Why what was to be loaded or written is not usable; the index is as before. */
  flaw?: string
}>

/** The answer to one request; without an id, that the worker is ready, or that hnswlib does not load in it. */
export type HnswReply = Readonly<{ id: number; size: number; bytes: number } & HnswAnswer> | Readonly<{ id: 0; missing?: string }>
