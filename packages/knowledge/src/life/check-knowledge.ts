import { contentHash, KaiwuError, type Block, type Passage } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { keywordFile } from '../keyword/keyword-parts.ts'
import { openKeywordIndex } from '../keyword/segmented-keyword-index.ts'
import { indexedMark } from '../listed-document.ts'
import { indexFileOf } from '../passages/index-files.ts'
import { openIndexFile } from '../passages/open-index-file.ts'
import { flatFile } from '../vectors/flat-index.ts'
import { hnswFile } from '../vectors/hnsw-index.ts'
import { indexFolder } from './library-memory.ts'
import { listDocuments, listRelease } from './listed-rows.ts'
import { servedRelease } from './release-rows.ts'
import { storedEmbedding } from './vector-rows.ts'

/** Something that does not hold in a base. */
export type KnowledgeFlaw = Readonly<{ document: string; revision: number; flaw: string }>

/** What looking through a base came to. */
export type KnowledgeCheck = Readonly<{
  documents: number
  revisions: number
  passages: number
  vectors: number
  /** Passages of what is served that have no vector of the model in use, where one is. */
  withoutVector: number
  flaws: readonly KnowledgeFlaw[]
  /** Index files: `missing` and `behind` ones cost time when the base is opened, nothing else. */
  indexes: readonly Readonly<{ kind: string; state: 'whole' | 'behind' | 'missing' | 'damaged' | 'other'; reason: string }>[]
}>

/** Of one revision, as many rows as this are looked at at a time. */
const page = 100

/**
 * Looks through a base without changing anything: the database's own check, every revision with its text, places, file and vectors,
 * and every index file against them.
 * @throws STORE_CORRUPT when the database fails its own check
 */
export async function checkKnowledge(database: Database): Promise<KnowledgeCheck> {
  await database.verify()
  const flaws: KnowledgeFlaw[] = []
  let revisions = 0
  let passages = 0
  for (let last = { document_id: '', revision: 0 }; ;) {
    const rows = await database.all<Row>(
      `SELECT document_id, revision, sha256, text, blocks, passages, passage_count FROM revisions
       WHERE document_id > ? OR (document_id = ? AND revision > ?) ORDER BY document_id, revision LIMIT ${page}`,
      last.document_id,
      last.document_id,
      last.revision,
    )
    for (const row of rows) {
      revisions++
      passages += row.passage_count
      for (const flaw of [...contentFlaws(row), ...(await fileFlaws(database, row)), ...(await vectorFlaws(database, row))])
        flaws.push({ document: row.document_id, revision: row.revision, flaw })
    }
    if (rows.length < page) break
    last = rows.at(-1)!
  }
  const listed = await listDocuments(database)
  const counted = await countVectors(database)
  return Object.freeze({ documents: listed.length, revisions, passages, ...counted, flaws, indexes: await indexStates(database) })
}

type Row = Readonly<{
  document_id: string
  revision: number
  sha256: string
  text: string
  blocks: string
  passages: string
  passage_count: number
}>

function contentFlaws({ text, blocks, passages, passage_count: count }: Row): string[] {
  let places: readonly Pick<Passage, 'start' | 'end'>[]
  try {
    places = [...(JSON.parse(blocks) as Block[]), ...(JSON.parse(passages) as Passage[])]
    if ((JSON.parse(passages) as unknown[]).length !== count) return ['passage_count']
  } catch (error) {
    if (error instanceof SyntaxError) return [error.message]
    throw error
  }
  const outside = places.find(({ start, end }) => !(start >= 0 && start <= end && end <= text.length))
  return outside ? [`place ${outside.start}-${outside.end} of ${text.length}`] : []
}

/** A file that is there is the one it says; one that is not may be of a record, or of an earlier version. */
async function fileFlaws(database: Database, { sha256 }: Row): Promise<string[]> {
  const row = await database.get<{ bytes: Uint8Array }>('SELECT bytes FROM originals WHERE sha256 = ?', sha256)
  return row && contentHash(row.bytes) !== sha256 ? ['original: sha256'] : []
}

async function vectorFlaws(database: Database, { document_id: id, revision, passage_count: count }: Row): Promise<string[]> {
  const rows = await database.all<{ model: string; found: number; shortest: number; longest: number }>(
    `SELECT model, count(*) AS found, min(length(vector)) AS shortest, max(length(vector)) AS longest
     FROM vectors WHERE document_id = ? AND revision = ? GROUP BY model`,
    id,
    revision,
  )
  return rows.flatMap(({ model, found, shortest, longest }) =>
    found === count && shortest === longest ? [] : [`vectors of ${model}: ${found} of ${count}, ${shortest}-${longest} bytes`],
  )
}

async function countVectors(database: Database): Promise<Pick<KnowledgeCheck, 'vectors' | 'withoutVector'>> {
  const { vectors } = (await database.get<{ vectors: number }>('SELECT count(*) AS vectors FROM vectors'))!
  const embedding = await storedEmbedding(database)
  if (!embedding) return { vectors, withoutVector: 0 }
  const row = await database.get<{ missing: number }>(
    `SELECT CAST(coalesce(sum(revisions.passage_count), 0) AS BIGINT) AS missing
     FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision
     WHERE NOT EXISTS (SELECT 1 FROM vectors
       WHERE vectors.document_id = documents.id AND vectors.revision = documents.revision AND vectors.model = ?)`,
    embedding.model,
  )
  return { vectors, withoutVector: row?.missing ?? 0 }
}

async function indexStates(database: Database): Promise<KnowledgeCheck['indexes']> {
  const release = await servedRelease(database)
  const wanted = release === undefined ? await listDocuments(database) : await listRelease(database, release)
  const marks = new Map(wanted.map((document) => [document.id, indexedMark(document)]))
  const states: KnowledgeCheck['indexes'][number][] = []
  for (const file of [keywordFile, flatFile, hnswFile]) {
    const opened = await openIndexFile(indexFileOf(indexFolder(database), file.kind), file, { leave: true })
    if (opened.problem) {
      const { why, reason } = opened.problem
      if (why !== 'missing' || file === keywordFile)
        states.push({ kind: file.kind, state: why === 'unreadable' ? 'damaged' : why, reason })
      continue
    }
    const unfit = file === keywordFile ? unfitness(() => openKeywordIndex(opened.file)) : undefined
    if (unfit !== undefined) {
      states.push({ kind: file.kind, state: 'damaged', reason: unfit })
      continue
    }
    const held = (opened.file.head.meta['documents'] ?? []) as readonly (readonly [string, number, number, string])[]
    const current = held.filter(([id, , , mark]) => marks.get(id) === mark).length
    const isBehind = file === keywordFile ? current < marks.size || current < held.length : current < held.length
    states.push({ kind: file.kind, state: isBehind ? 'behind' : 'whole', reason: `${current} / ${marks.size}` })
  }
  return Object.freeze(states)
}

function unfitness(open: () => unknown): string | undefined {
  try {
    open()
    return undefined
  } catch (error) {
    if (KaiwuError.is(error)) return error.message
    throw error
  }
}
