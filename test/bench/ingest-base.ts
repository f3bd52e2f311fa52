/**
 * A base of the benches, opened by the product's own path, and vectors that are given.
 * @module
 */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fixedClock, type Embedder } from '@kaiwu/core'
import { knowledgeMigrations, openKnowledge, type Knowledge, type OpenKnowledgeOptions } from '@kaiwu/knowledge'
import { openDatabase, type Database } from '@kaiwu/store'
import { seededChance } from './measures.ts'

/** What was spent. */
export type Spent = Readonly<{ ms: number; cpuMs: number }>

/** An embedder whose vectors cost next to nothing, and which says what they cost nevertheless. */
export type GivenVectors = Readonly<{ embedder: Embedder; cost(): Spent }>

/** A base with what it was opened with. */
export type BenchBase = Readonly<{ database: Database; knowledge: Knowledge }>

/** Processor time of this process until now, all threads together. */
export function cpuMsNow(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Runs something and says what it took. */
export async function spent<T>(work: () => Promise<T>): Promise<Spent & Readonly<{ result: T }>> {
  const [at, cpu] = [performance.now(), cpuMsNow()]
  const result = await work()
  return { ms: performance.now() - at, cpuMs: cpuMsNow() - cpu, result }
}

const clusters = 256
const noiseLength = 1 << 20

/** Vectors in clusters with numbers that get smaller, as those of embeddings do; the same text has the same vector. */
export function givenVectors(dimension: number): GivenVectors {
  const chance = seededChance(17)
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance())
  const scale = Float32Array.from({ length: dimension }, (_, at) => 1 / Math.sqrt(1 + at / 8))
  const centres = Float32Array.from({ length: clusters * dimension }, normal)
  const noise = Float32Array.from({ length: noiseLength + dimension }, normal)
  const room = Array.from({ length: 64 }, () => new Float32Array(dimension))
  const cost = { ms: 0, cpuMs: 0 }
  const embed: Embedder['embed'] = async (texts) => {
    const [at, cpu] = [performance.now(), cpuMsNow()]
    // Whoever embeds copies what is given, so that the same arrays serve again.
    const vectors = texts.map((text, place) => fill(room[place] ?? new Float32Array(dimension), hashOf(text)))
    cost.ms += performance.now() - at
    cost.cpuMs += cpuMsNow() - cpu
    return vectors
  }
  const fill = (vector: Float32Array, hash: number): Float32Array => {
    const centre = ((hash >>> 24) % clusters) * dimension
    const start = hash % noiseLength
    for (let at = 0; at < dimension; at++) vector[at] = (centres[centre + at]! + 0.5 * noise[start + at]!) * scale[at]!
    return vector
  }
  return { embedder: { ref: 'bench/given', dimension, embed }, cost: () => ({ ...cost }) }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Opens the base in a folder, or on a PostgreSQL. */
export async function openBench(
  folder: string,
  options: Omit<OpenKnowledgeOptions, 'database'> = {},
  url?: string,
): Promise<BenchBase> {
  const database = await openDatabase({ folder, url, migrations: knowledgeMigrations })
  return { database, knowledge: await openKnowledge({ database, clock: fixedClock('2026-11-22'), ...options }) }
}

/** How many passages a base holds. */
export async function passagesIn(database: Database): Promise<number> {
  const row = await database.get<{ count: number }>(
    `SELECT sum(passage_count) AS count FROM documents JOIN revisions
     ON revisions.document_id = documents.id AND revisions.revision = documents.revision`,
  )
  return Number(row?.count ?? 0)
}

/** Bytes of the files in a folder and its folders. */
export function bytesIn(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
