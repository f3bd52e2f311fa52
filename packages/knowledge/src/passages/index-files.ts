import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { analysisVersion } from '../text/analysis-version.ts'
import type { KeywordIndex, KeywordSettings } from '../keyword/keyword-index.ts'
import { keywordFile } from '../keyword/keyword-parts.ts'
import { keywordIndex, openKeywordIndex } from '../keyword/segmented-keyword-index.ts'
import type { VectorIndex } from '../vectors/vector-index.ts'
import type { VectorOpening } from '../vectors/vector-opening.ts'
import { openIndexFile, type IndexFileProblem, type IndexFileRoom, type OpenedIndexFile } from './open-index-file.ts'
import { PassageIndex } from './passage-index.ts'
import { PassageNumbers, type NumberRange } from './passage-numbers.ts'
import { PassagePlaces } from './passage-places.ts'

/** A document that is to be found. */
export type WantedDocument = Readonly<{
  mark: string
  revision: number
  /** It has vectors in the database. */
  embedded: boolean
}>

/** The files of a base, on their way into memory; absent where there is none to read. */
export type IndexFilesRead = Readonly<{ keyword?: Promise<OpenedIndexFile>; vectors?: Promise<OpenedIndexFile> }>

/** What is opened, and what for. */
export type OpenIndexesOptions = Readonly<{
  /** Where index files are. */
  folder: string
  read: IndexFilesRead
  settings: KeywordSettings
  vectors?: VectorOpening
  /** Each document as it is to be found: what bears another mark in a file is indexed anew. */
  documents: ReadonlyMap<string, WantedDocument>
}>

/** Indexes with what their files held of the documents asked for, and why files were not used. */
export type OpenedIndexes = Readonly<{ index: PassageIndex; lineage: string; problems: readonly IndexFileProblem[] }>

type Held = readonly (readonly [id: string, first: number, count: number, mark: string])[]
type Meta = Readonly<{ lineage: string; next: number; documents: Held; analysis?: number; model?: string; dimension?: number }>

/** A file whose numbers have run this far ahead of its passages is not worth its memory. */
const mostNumbersPerPassage = 4
const numbersNotCounted = 100_000

/** The file of an index in the folder of a base. */
export function indexFileOf(folder: string, kind: string): string {
  return join(folder, `${kind}.index`)
}

/** Begins to read the index files of a base, while other things are made ready. */
export function readIndexFiles(folder: string, vectors?: Pick<VectorOpening, 'files'>): IndexFilesRead {
  const read = ({ kind, form, room }: Readonly<{ kind: string; form: number; room?: IndexFileRoom }>): Promise<OpenedIndexFile> =>
    openIndexFile(indexFileOf(folder, kind), { kind, form }, room ? { room } : {})
  return { keyword: read(keywordFile), ...(vectors?.files ? { vectors: read(vectors.files) } : {}) }
}

/** Opens the indexes of a base: from their files where these are right, empty otherwise. The documents that are missing are the caller's. */
export async function openIndexes(options: OpenIndexesOptions): Promise<OpenedIndexes> {
  const problems: IndexFileProblem[] = []
  const found = await keywordFrom(options, problems)
  const keyword = found?.keyword ?? keywordIndex(options.settings)
  const places = new PassagePlaces()
  const near = await vectorsFrom(options, { keyword: found?.meta, places, problems })
  const numbers = new PassageNumbers(Math.max(found?.meta.next ?? 0, near?.next ?? 0))
  for (const [id, first, count, mark] of found?.meta.documents ?? []) {
    const wanted = options.documents.get(id)
    const wantsVectors = near !== undefined && count > 0 && wanted?.embedded === true
    const hasVectors =
      near?.firsts.get(id) === first || (wanted !== undefined && near?.holds.has(`${id}.${wanted.revision}`) === true)
    if (wanted?.mark !== mark || hasVectors !== wantsVectors) continue
    numbers.assign(id, { first, count })
    places.add({ documentId: id, revision: wanted.revision, first, count })
  }
  // What was indexed ahead when the files were written belongs to nobody, and would count in every score.
  if (found) for (const { first, count } of gapsIn([...numbers.entries()], numbers.limit)) keyword.remove(first, count)
  await near?.keepOnly(numbers)
  const parts = { numbers, places, keyword, ...(near ? { vectors: near.index, held: near.holds } : {}) }
  return { index: new PassageIndex(parts), lineage: found?.meta.lineage ?? randomUUID(), problems }
}

async function keywordFrom(
  { read, settings }: OpenIndexesOptions,
  problems: IndexFileProblem[],
): Promise<{ keyword: KeywordIndex; meta: Meta } | undefined> {
  if (!read.keyword) return undefined
  const { file, problem } = await read.keyword
  if (problem) {
    problems.push(problem)
    return undefined
  }
  const meta = file.head.meta as Meta
  const held = meta.documents.reduce((sum, [, , count]) => sum + count, 0)
  if (meta.analysis !== analysisVersion || meta.next > held * mostNumbersPerPassage + numbersNotCounted) return undefined
  return opened(() => ({ keyword: openKeywordIndex(file, settings, 'shapes'), meta }), problems)
}

type OpenedVectors = Readonly<{
  index: VectorIndex
  /** Revisions that an index which outlives the process holds already. */
  holds: ReadonlySet<string>
  /** The first number of each document that came from a file and is as it was. */
  firsts: ReadonlyMap<string, number>
  next: number
  /** Forgets what has no number, or another one than it was saved under. */
  keepOnly(numbers: PassageNumbers): Promise<void>
}>

async function vectorsFrom(
  { folder, read, vectors: opening, documents }: OpenIndexesOptions,
  { keyword, places, problems }: Readonly<{ keyword: Meta | undefined; places: PassagePlaces; problems: IndexFileProblem[] }>,
): Promise<OpenedVectors | undefined> {
  const found = await read.vectors
  if (!opening) return undefined
  const fresh = async (): Promise<OpenedVectors> => {
    const { index, holds } = await opening.create(places)
    return { index, holds, firsts: new Map(), next: 0, keepOnly: async () => undefined }
  }
  if (!opening.files || !keyword || !found) return fresh()
  const path = indexFileOf(folder, opening.files.kind)
  const { file, problem } = found
  if (problem) {
    problems.push(problem)
    return fresh()
  }
  const meta = file.head.meta as Meta
  // Numbers mean the same only to indexes that were filled together.
  const isOurs = meta.lineage === keyword.lineage && meta.model === opening.model && meta.dimension === opening.dimension
  const { files } = opening
  const index = isOurs ? await opened(() => files.open(file, path), problems) : undefined
  if (!index) return fresh()
  const firsts = new Map<string, number>()
  for (const [id, first, , mark] of meta.documents) if (documents.get(id)?.mark === mark) firsts.set(id, first)
  const keepOnly = async (numbers: PassageNumbers): Promise<void> => {
    const kept = [...numbers.entries()].filter(([id, { first }]) => firsts.get(id) === first)
    for (const { first, count } of gapsIn(kept, numbers.limit)) await index.remove(first, count)
  }
  return { index, holds: new Set(), firsts, next: meta.next, keepOnly }
}

/** The numbers below a limit that no document has. */
function* gapsIn(documents: readonly (readonly [string, NumberRange])[], limit: number): Generator<NumberRange> {
  let end = 0
  for (const [, { first, count }] of documents.toSorted(([, one], [, other]) => one.first - other.first)) {
    if (first > end) yield { first: end, count: first - end }
    end = Math.max(end, first + count)
  }
  if (limit > end) yield { first: end, count: limit - end }
}

/** What a file gives; nothing, and why, when its content does not hold together. */
async function opened<T>(open: () => T | Promise<T>, problems: IndexFileProblem[]): Promise<T | undefined> {
  try {
    return await open()
  } catch (error) {
    if (!KaiwuError.is(error)) throw error
    problems.push({ why: 'damaged', reason: error.message })
    return undefined
  }
}

/**
 * Writes the indexes of a base into their files, each whole or not at all. What changes meanwhile is found missing, or too much, when
 * they are opened.
 * @param markOf the mark of a document as it is found at the moment
 */
export async function saveIndexes(
  folder: string,
  { index, lineage: before }: Pick<OpenedIndexes, 'index' | 'lineage'>,
  markOf: (id: string) => string | undefined,
  space?: Readonly<{ model: string; dimension: number; isEmbedded: (id: string) => boolean }>,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  const { numbers, keyword, vectors } = index
  const held = (): Held => {
    const found: Held[number][] = []
    for (const [id, { first, count }] of numbers.entries()) {
      const mark = markOf(id)
      if (mark !== undefined) found.push([id, first, count, mark])
    }
    return found
  }
  const { changes } = index
  // Vectors of a write that did not come to its end hold numbers that the keyword index has not given out yet.
  const lineage = vectors && space ? randomUUID() : before
  if (vectors && space) {
    const { model, dimension, isEmbedded } = space
    const documents = held().filter(([id]) => isEmbedded(id))
    await vectors.save(indexFileOf(folder, vectors.engine), { lineage, next: numbers.limit, model, dimension, documents })
  }
  // Asked again: a document may have got other numbers while the vectors were written.
  const meta = { lineage, next: numbers.limit, analysis: analysisVersion, documents: held() }
  await keyword.save(indexFileOf(folder, keywordFile.kind), meta)
  index.changes -= changes
}
