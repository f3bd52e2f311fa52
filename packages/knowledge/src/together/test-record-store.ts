import { terms } from '../text/terms.ts'
import type { RecordFilter, RecordHit, RecordStore, StoredRecord } from './record-store.ts'

const dimension = 64

/** A vector of a text's terms: texts alike in words are near. For tests. */
export function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(dimension)
  for (const { term } of terms(text)) {
    let hash = 7
    for (const character of term) hash = (hash * 31 + character.codePointAt(0)!) >>> 0
    vector[hash % dimension]! += 1
  }
  return vector
}

/** Records in memory, with what was asked of them last. For tests. */
export function memoryRecords(): Required<RecordStore> & { size(): number; lastRequest(): unknown } {
  const kept = new Map<string, StoredRecord & { id: string; knowledge: string }>()
  let last: unknown
  let next = 1
  const found = (vector: Float32Array, { top, ...filter }: RecordFilter & { top: number }): RecordHit[] =>
    [...kept.values()]
      .filter((record) => fits(record, filter))
      .map(({ id, text, metadata = {} }) => ({ id, text, metadata, score: cosine(vector, vectorOf(text)) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, top)
  return {
    async put(knowledge, records) {
      const ids = records.map(({ id }) => id ?? `r${next++}`)
      for (const [at, record] of records.entries()) kept.set(ids[at]!, { ...record, id: ids[at]!, knowledge })
      return ids
    },
    async removeRecords(knowledge, ids) {
      for (const id of ids) if (kept.get(id)?.knowledge === knowledge) kept.delete(id)
    },
    async searchHybrid(request) {
      last = request
      return found(vectorOf(request.query), request).map((hit) => ({ ...hit, score: hit.score / 61 }))
    },
    async searchVector(vector, request) {
      return found(vector, request).map((hit) => ({ ...hit, similarity: hit.score }))
    },
    size: () => kept.size,
    lastRequest: () => last,
  }
}

function fits(record: { knowledge: string; metadata?: Readonly<Record<string, unknown>> }, filter: RecordFilter): boolean {
  if (filter.knowledge && !filter.knowledge.includes(record.knowledge)) return false
  return Object.entries(filter.metadata ?? {}).every(([name, wanted]) =>
    (Array.isArray(wanted) ? wanted : [wanted]).includes(record.metadata?.[name] as string),
  )
}

function cosine(one: Float32Array, other: Float32Array): number {
  const product = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, at) => sum + value * b[at]!, 0)
  return product(one, other) / (Math.sqrt(product(one, one) * product(other, other)) || 1)
}
