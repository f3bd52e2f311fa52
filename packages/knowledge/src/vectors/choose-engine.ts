import type { Database } from '@kaiwu/store'
import type { VectorEngine } from './vector-index.ts'

/**
 * Vectors from which on a graph is worth building unasked. Walking it costs less than looking at all of them from some 100,000 on, but
 * not by much, and a graph is built before the first search, and loaded whole at each start. Measured at 300,000 of 1,024 numbers: a
 * search both ways 9.1 ms with the graph and 11.0 without; building it 338 s against 26; starting with it 14.8 s against 1.2.
 */
export const flatLimit = 1_500_000

/** What {@link measureVectorEngines} found out on a machine, as it is kept in a file. */
export type VectorMeasurement = Readonly<{
  dimension: number
  /** When, as an ISO date. */
  at: string
  flat: readonly EngineMeasurement[]
  /** Empty where `hnswlib-node` does not load. */
  hnsw: readonly EngineMeasurement[]
  /** Vectors from which on a search of `hnsw` takes less, by extrapolation; nothing when it never does below ten million. */
  hnswFrom?: number
}>

/** What one engine took of the processor at one size, milliseconds and all threads together. */
export type EngineMeasurement = Readonly<{ count: number; cpuMsPerSearch: number; addedPerCpuSecond: number }>

/**
 * Why an engine was chosen: `chosen`, as the settings say; `few-vectors` and `many-vectors`, for their number; `hnsw-missing`, there
 * are many, or `hnsw` was asked for, but `hnswlib-node` does not load; `needs-postgres`, pgvector was asked for on SQLite.
 */
export type EngineReason = 'chosen' | 'few-vectors' | 'many-vectors' | 'hnsw-missing' | 'needs-postgres'

/** What decides about the engine. */
export type EngineQuestion = Readonly<{
  /** How many vectors there are, or will be. */
  count: number
  dimension: number
  /** The setting of the knowledge base. */
  engine: VectorEngine | 'auto'
  measured?: VectorMeasurement
  hnswAvailable: boolean
  database: Database['kind']
}>

/** The engine to use. `from` is the number of vectors from which on another would be, where it is their number that decides. */
export type EngineChoice = Readonly<{ engine: VectorEngine; reason: EngineReason; from?: number }>

/**
 * Chooses the engine of a vector index. `auto` takes `flat` up to the limit measured on this machine, else {@link flatLimit}; above,
 * pgvector on PostgreSQL, so that no server needs to hold them all, and `hnsw` on SQLite. Never `hnsw` where it does not load.
 * @example
 * chooseEngine({ count: 3000, dimension: 1024, engine: 'auto', hnswAvailable: true, database: 'sqlite' }).engine // 'flat'
 */
export function chooseEngine({ count, dimension, engine, measured, hnswAvailable, database }: EngineQuestion): EngineChoice {
  if (engine === 'hnsw' && !hnswAvailable) return choice('flat', 'hnsw-missing')
  if (engine === 'pgvector' && database !== 'postgres') return choice('flat', 'needs-postgres')
  if (engine !== 'auto') return choice(engine, 'chosen')
  const from = limitFor(dimension, measured)
  if (count < from) return choice('flat', 'few-vectors', from)
  if (database === 'postgres') return choice('pgvector', 'many-vectors', from)
  return hnswAvailable ? choice('hnsw', 'many-vectors', from) : choice('flat', 'hnsw-missing', from)
}

/** What was measured with vectors of half to twice as many numbers is taken for these too; anything else is not. */
function limitFor(dimension: number, measured: VectorMeasurement | undefined): number {
  const fits = measured && measured.hnsw.length > 0 && measured.dimension <= 2 * dimension && dimension <= 2 * measured.dimension
  return fits ? (measured.hnswFrom ?? Number.POSITIVE_INFINITY) : flatLimit
}

function choice(engine: VectorEngine, reason: EngineReason, from?: number): EngineChoice {
  return Object.freeze({ engine, reason, ...(from === undefined || from === Number.POSITIVE_INFINITY ? {} : { from }) })
}
