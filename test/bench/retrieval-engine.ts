import type { Embedder } from '@kaiwu/core'
import { defaultSearchSettings } from '../../packages/knowledge/src/search-settings.ts'
import { sharedTitle } from '../../packages/knowledge/src/search/document-evidence.ts'
import { terms } from '../../packages/knowledge/src/text/terms.ts'
import { openBase, type Backend } from './open-base.ts'
import { latentSpace } from './retrieval-latent.ts'
import type { RetrievalSet, SetDocument } from './retrieval-sets.ts'

/** What the bench can run. */
export type Engine = 'keyword' | 'vector' | 'hybrid'

/** A set made searchable by the product's own path. */
export type SearchableSet = Readonly<{
  /** What holds it, in words. */
  server: string
  /** What making it took, durable; vectors are given, so making them is not in it. */
  indexMs: number
  indexCpuMs: number
  /** Bytes of its database and files. */
  diskBytes: number
  /** Bytes on the heap and in buffers that it grew by. */
  memoryBytes: number
  /** Bytes the process grew by. */
  residentBytes: number
  /** Ids of the best documents, best first. The query's own vector is made beforehand by {@link prepare}. */
  search(query: string, depth: number): Promise<string[]>
  /** What an embedder would do: makes the vectors of queries, outside of what is timed. */
  prepare(queries: readonly string[]): void
  close(): Promise<void>
}>

const dimensions = 256
const seed = 7
/** Documents that are put in at a time. */
const batch = 200

const weights = {
  keyword: { ...defaultSearchSettings.weights, vector: 0 },
  vector: { ...defaultSearchSettings.weights, keyword: 0 },
  hybrid: defaultSearchSettings.weights,
} as const

/** Puts a set in: each of its documents is one passage; those whose titles are articles of the same law are one document. */
export async function searchableSet(set: RetrievalSet, engine: Engine, backend: Backend): Promise<SearchableSet> {
  const groups = groupsOf(set.documents)
  const latent = engine === 'keyword' ? undefined : latentEmbedder(set, groups)
  const before = { memory: memoryNow(), resident: process.memoryUsage.rss() }
  // Sets hold some texts twice and want one of them, by its id.
  const base = await openBase(backend, {
    settings: { ...defaultSearchSettings, collapse: false },
    ...(latent ? { embedder: latent.embedder } : {}),
  })
  const ids = new Map<string, string>()
  const started = { cpu: process.cpuUsage(), at: performance.now() }
  for (let first = 0; first < groups.length; first += batch) {
    const some = groups.slice(first, first + batch)
    const records = some.map(({ title, members }, at) => ({
      path: `${first + at}`,
      title,
      passages: members.map((one) => ({ text: one.text, locator: locatorOf(one, title) })),
    }))
    const documents = await base.knowledge.put('set', records)
    for (const [at, { members }] of some.entries()) {
      for (const [ordinal, { id }] of members.entries()) ids.set(`${documents[at]}.${ordinal}`, id)
    }
  }
  const { user, system } = process.cpuUsage(started.cpu)
  const indexMs = performance.now() - started.at
  const memoryBytes = memoryNow() - before.memory
  return {
    server: base.server,
    indexMs,
    indexCpuMs: (user + system) / 1000,
    diskBytes: await base.diskBytes(),
    memoryBytes,
    residentBytes: process.memoryUsage.rss() - before.resident,
    search: async (query, depth) => {
      const { hits } = await base.knowledge.search({ query, top: depth, weights: weights[engine], decomposed: false })
      return hits.map(({ passage }) => ids.get(passage.id)!)
    },
    prepare: (queries) => latent?.prepare(queries),
    close: () => base.close(),
  }
}

/** What goes in as one document. */
type Group = Readonly<{ title: string; members: readonly SetDocument[] }>

function groupsOf(documents: readonly SetDocument[]): Group[] {
  const groups: { title: string; members: SetDocument[] }[] = []
  const byTitle = new Map<string, (typeof groups)[number]>()
  for (const document of documents) {
    const title = sharedTitle(document.title)
    const known = title === undefined ? undefined : byTitle.get(title)
    if (known) known.members.push(document)
    else {
      const group = { title: title ?? '', members: [document] }
      groups.push(group)
      if (title !== undefined) byTitle.set(title, group)
    }
  }
  return groups
}

/** What a title says beyond that of its document: the article. */
function locatorOf({ title }: SetDocument, shared: string): string {
  return title.startsWith(shared) ? title.slice(shared.length).trim() : title
}

/** Vectors of latent semantic analysis, made beforehand, behind the port of an embedder. */
function latentEmbedder(
  set: RetrievalSet,
  groups: readonly Group[],
): Readonly<{ embedder: Embedder; prepare(queries: readonly string[]): void }> {
  const members = groups.flatMap(({ title, members }) => members.map((one) => ({ key: `${title}\n${one.text}`, one })))
  const space = latentSpace(
    members.map(({ one: { title, text } }) => latentTerms(`${title}\n${text}`)),
    dimensions,
    seed,
  )
  const vectorOf = (row: number): Float32Array => space.vectors.subarray(row * space.dimensions, (row + 1) * space.dimensions)
  const known = new Map(members.map(({ key }, row) => [key, usable(vectorOf(row))]))
  const made = (text: string): Float32Array => usable(space.vectorOf(latentTerms(text)))
  const embed: Embedder['embed'] = async (texts) => texts.map((text) => known.get(text) ?? made(text))
  return {
    embedder: { ref: `bench/latent-${set.name}`, dimension: space.dimensions, embed },
    prepare: (queries) => {
      for (const query of queries) known.set(query, made(query))
    },
  }
}

/** A text that shares no term with the others is somewhere; it cannot be nowhere. */
function usable(vector: Float32Array): Float32Array {
  if (vector.every((part) => part === 0)) vector[0] = 1
  return vector
}

function latentTerms(text: string): string[] {
  return terms(text)
    .filter(({ kind }) => kind !== 'character')
    .map(({ term }) => term)
}

function memoryNow(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
