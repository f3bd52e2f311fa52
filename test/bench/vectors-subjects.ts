/**
 * The engines that are measured, behind one small interface.
 * @module
 */
import { readFile, stat, writeFile } from 'node:fs/promises'
import { Document } from '@langchain/core/documents'
import { FakeEmbeddings, FakeVectorStore } from '@langchain/core/utils/testing'
import { openIndexFile } from '../../packages/knowledge/src/passages/open-index-file.ts'
import type { PassageSet } from '../../packages/knowledge/src/passages/passage-set.ts'
import { flatFile, flatIndex, openFlatIndex } from '../../packages/knowledge/src/vectors/flat-index.ts'
import { hnswFile, hnswIndex, openHnswIndex } from '../../packages/knowledge/src/vectors/hnsw-index.ts'
import type { HierarchicalNSW } from 'hnswlib-node'
import type { VectorIndex } from '../../packages/knowledge/src/vectors/vector-index.ts'

/** An engine under measurement. Passages are numbers from 0 on. */
export type Subject = Readonly<{
  add(first: number, vectors: Float32Array): Promise<void>
  search(vector: Float32Array, top: number, allowed?: PassageSet): Promise<readonly number[]>
  /** What it says of itself, for the table. */
  says?(): string
  save?(path: string): Promise<void>
  close?(): Promise<void>
}>

/** How an engine is opened: empty for so many vectors, or from what it saved. */
export type SubjectOpening = Readonly<{
  title: string
  open(dimension: number, expected: number): Promise<Subject>
  load?(path: string, dimension: number): Promise<Subject>
}>

const model = 'bench/vectors'

function ours(index: VectorIndex, says?: () => string): Subject {
  return {
    add: (first, vectors) => index.add(first, vectors),
    search: async (vector, top, allowed) => (await index.search(vector, top, allowed)).map(({ passage }) => passage),
    save: (path) => index.save(path, {}),
    close: () => index.close(),
    ...(says ? { says } : {}),
  }
}

const flat: SubjectOpening = {
  title: 'flat',
  async open(dimension) {
    const index = flatIndex({ model, dimension })
    return ours(index, () => {
      const { search, level, recall, kernel } = index.describe()
      return `${kernel}, ${search}, level ${level}, recall in its own check ${recall?.toFixed(3) ?? '-'}`
    })
  },
  async load(path, dimension) {
    const { file, problem } = await openIndexFile(path, flatFile)
    if (!file) throw new Error(problem.reason)
    return ours(openFlatIndex(file, { model, dimension }))
  },
}

const hnsw: SubjectOpening = {
  title: 'hnsw',
  open: async (dimension) => ours(await hnswIndex({ model, dimension })),
  async load(path, dimension) {
    const { file, problem } = await openIndexFile(path, hnswFile)
    if (!file) throw new Error(problem.reason)
    return ours(await openHnswIndex(file, { model, dimension }, path))
  },
}

/** Every vector compared in floats. Its answers are the truth for the others. */
const brute: SubjectOpening = {
  title: 'brute force',
  open: async (dimension, expected) => bruteForce(new Float32Array(expected * dimension), dimension),
  async load(path, dimension) {
    const { size } = await stat(path)
    const bytes = await readFile(path)
    return bruteForce(new Float32Array(bytes.buffer, bytes.byteOffset, size / 4), dimension)
  },
}

function bruteForce(rows: Float32Array, dimension: number): Subject {
  const count = rows.length / dimension
  return {
    async add(first, vectors) {
      rows.set(vectors, first * dimension)
    },
    async search(vector, top, allowed) {
      const best: { passage: number; score: number }[] = []
      for (let passage = 0; passage < count; passage++) {
        if (allowed && !allowed.has(passage)) continue
        const score = product(rows, passage * dimension, vector)
        if (best.length === top && score <= best.at(-1)!.score) continue
        const before = best.findIndex((one) => one.score < score)
        best.splice(before < 0 ? best.length : before, 0, { passage, score })
        if (best.length > top) best.pop()
      }
      return best.map(({ passage }) => passage)
    },
    save: (path) => writeFile(path, new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength)),
  }
}

function product(rows: Float32Array, start: number, vector: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let at = 0; at + 3 < vector.length; at += 4) {
    a += rows[start + at]! * vector[at]!
    b += rows[start + at + 1]! * vector[at + 1]!
    c += rows[start + at + 2]! * vector[at + 2]!
    d += rows[start + at + 3]! * vector[at + 3]!
  }
  for (let at = vector.length & ~3; at < vector.length; at++) a += rows[start + at]! * vector[at]!
  return a + b + c + d
}

/** LangChain's store in memory. MemoryVectorStore itself left the packages that are installed here; core keeps its code for tests. */
const langchain: SubjectOpening = {
  title: 'LangChain in memory',
  async open(dimension) {
    const store = new FakeVectorStore(new FakeEmbeddings())
    return {
      async add(first, vectors) {
        const rows = Array.from({ length: vectors.length / dimension }, (_, at) =>
          Array.from(vectors.subarray(at * dimension, (at + 1) * dimension)),
        )
        const documents = rows.map((_, at) => new Document({ pageContent: '', metadata: { passage: first + at } }))
        await store.addVectors(rows, documents)
      },
      async search(vector, top, allowed) {
        const filter = allowed && ((document: Document) => allowed.has(document.metadata['passage'] as number))
        const found = await store.similaritySearchVectorWithScore(Array.from(vector), top, filter)
        return found.map(([document]) => document.metadata['passage'] as number)
      },
    }
  },
}

/** hnswlib-node as its users call it: in this thread, with arrays of numbers, 16 links, 200 candidates when adding, 50 when searching. */
const hnswlib: SubjectOpening = {
  title: 'hnswlib-node',
  async open(dimension, expected) {
    const graph = new (await import('hnswlib-node')).default.HierarchicalNSW('cosine', dimension)
    graph.initIndex(expected, 16, 200, 100)
    graph.setEf(50)
    return hnswlibSubject(graph, dimension)
  },
  async load(path, dimension) {
    const graph = new (await import('hnswlib-node')).default.HierarchicalNSW('cosine', dimension)
    await graph.readIndex(path)
    graph.setEf(50)
    return hnswlibSubject(graph, dimension)
  },
}

function hnswlibSubject(graph: HierarchicalNSW, dimension: number): Subject {
  return {
    async add(first, vectors) {
      for (let at = 0; at < vectors.length / dimension; at++)
        graph.addPoint(Array.from(vectors.subarray(at * dimension, (at + 1) * dimension)), first + at)
    },
    search: async (vector, top, allowed) =>
      graph.searchKnn(Array.from(vector), top, allowed && ((label: number) => allowed.has(label))).neighbors,
    save: async (path) => {
      await graph.writeIndex(path)
    },
  }
}

/** By the name under which an engine is asked for; brute force first, because its answers are the truth. */
export const subjects: Readonly<Record<string, SubjectOpening>> = { brute, flat, hnsw, langchain, hnswlib }
