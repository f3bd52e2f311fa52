/**
 * What a killed process may not leave behind, for the kill tests and `npm run bench -- crash`.
 * @module
 */
import { createHash } from 'node:crypto'
import type { Knowledge } from '@kaiwu/knowledge'
import type { Database } from '@kaiwu/store'

/** A base that is open. */
export type OpenBase = Readonly<{ database: Database; knowledge: Knowledge }>

/** SHA-256, in hexadecimal. */
export const hash = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')

type RevisionRow = Readonly<{
  id: string
  text: string
  passages: string
  blocks: string
  count: number
  sha256: string
  file: Uint8Array | null
}>

/** Rows of several tables that say different things, by what is wrong with them. */
const misfits: Readonly<Record<string, string>> = {
  'a document stands on a revision that is missing': `SELECT id FROM documents WHERE revision IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM revisions WHERE document_id = id AND revisions.revision = documents.revision)`,
  'a file is kept that nothing needs':
    'SELECT sha256 AS id FROM originals WHERE sha256 NOT IN (SELECT sha256 FROM revisions UNION SELECT sha256 FROM figures)',
  'a revision is of no document': 'SELECT document_id AS id FROM revisions WHERE document_id NOT IN (SELECT id FROM documents)',
  'a revision has vectors of some of its passages': `SELECT document_id AS id FROM vectors GROUP BY document_id, revision, model
    HAVING count(*) <> (SELECT passage_count FROM revisions
      WHERE revisions.document_id = vectors.document_id AND revisions.revision = vectors.revision)`,
}

/**
 * What is half there, in the database or in what is shown of it; nothing when all is whole.
 * @param files whether every document came as a file; what a program put in has none
 */
export async function flawsOf({ database, knowledge }: OpenBase, files: 'every' | 'some' = 'every'): Promise<string[]> {
  await database.verify()
  const flaws: string[] = []
  if (database.kind === 'sqlite') {
    const rows = await database.all('PRAGMA foreign_key_check')
    if (rows.length > 0) flaws.push(`foreign keys: ${JSON.stringify(rows)}`)
  }
  for (const [what, sql] of Object.entries(misfits)) {
    for (const { id } of await database.all<{ id: string }>(sql)) flaws.push(`${what}: ${id}`)
  }
  const rows = await database.all<RevisionRow>(
    `SELECT documents.id, text, passages, blocks, passage_count AS count, revisions.sha256, originals.bytes AS file
     FROM revisions JOIN documents ON documents.id = revisions.document_id LEFT JOIN originals ON originals.sha256 = revisions.sha256`,
  )
  for (const row of rows) flaws.push(...flawsOfRevision(row, files))
  for (const { id, passages, path } of knowledge.documents(undefined, 'all')) {
    if (passages === 0) flaws.push(`${id}: no passages`)
    if ((await knowledge.original(id)).path !== path) flaws.push(`${id}: its file is of another path`)
  }
  return flaws
}

function flawsOfRevision({ id, text, passages, blocks, count, sha256, file }: RevisionRow, files: 'every' | 'some'): string[] {
  const flaws: string[] = []
  const places = JSON.parse(passages) as { start: number; end: number }[]
  if (places.length === 0 || places.length !== Number(count)) flaws.push(`${id}: ${places.length} passages of ${count}`)
  for (const { start, end } of [...places, ...(JSON.parse(blocks) as typeof places)])
    if (!(start >= 0 && start <= end && end <= text.length)) flaws.push(`${id}: a place ${start}–${end} outside of its text`)
  if (file ? hash(file) !== sha256 : files === 'every') flaws.push(`${id}: its file is not the one it was read from`)
  return flaws
}
