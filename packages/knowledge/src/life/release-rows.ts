import { KaiwuError } from '@kaiwu/core'
import { failpoint, type Queries } from '@kaiwu/store'
import type { Correction } from '../document-store.ts'
import type { Release } from './knowledge-life.ts'

/** The name of a release by its number. */
export function releaseId(number: number): string {
  return `r${number}`
}

/** The number of a release that there is. @throws RELEASE_NOT_FOUND */
export async function releaseNumber(queries: Queries, id: string): Promise<number> {
  const number = /^r[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : 0
  if (await queries.get('SELECT number FROM releases WHERE number = ?', number)) return number
  const known = (await releasesOf(queries)).map((release) => release.id)
  throw new KaiwuError('RELEASE_NOT_FOUND', { id, known: ['latest', ...known].slice(0, 20).join(', ') })
}

/** The number of the release that is served, if one is. */
export async function servedRelease(queries: Queries): Promise<number | undefined> {
  const row = await queries.get<{ value: string }>("SELECT value FROM settings WHERE key = 'serving'")
  return row && Number(row.value)
}

/** Writes which release is served, or that the documents as they stand are. */
export async function saveServed(queries: Queries, number: number | undefined): Promise<void> {
  if (number === undefined) await queries.run("DELETE FROM settings WHERE key = 'serving'")
  else
    await queries.run(
      "INSERT INTO settings (key, value) VALUES ('serving', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
      String(number),
    )
}

/** The releases, newest first. */
export async function releasesOf(queries: Queries): Promise<readonly Release[]> {
  const serving = await servedRelease(queries)
  const rows = await queries.all<{ number: number; at: number; note: string; documents: number }>(
    `SELECT releases.number, releases.at, releases.note,
       (SELECT count(*) FROM release_documents WHERE release_documents.release = releases.number) AS documents
     FROM releases ORDER BY releases.number DESC`,
  )
  return Object.freeze(
    rows.map(({ number, at, note, documents }) =>
      Object.freeze({ id: releaseId(number), at, note, documents, serving: number === serving }),
    ),
  )
}

/** Makes a release of the documents as they stand and returns its number; it is served when one was. Belongs inside a transaction. */
export async function makeRelease(inside: Queries, at: number, note: string): Promise<number> {
  const { last } = (await inside.get<{ last: number | null }>('SELECT max(number) AS last FROM releases'))!
  const number = (last ?? 0) + 1
  await inside.run('INSERT INTO releases (number, at, note) VALUES (?, ?, ?)', number, at, note)
  await inside.run(
    `INSERT INTO release_documents (release, document_id, revision, path)
     SELECT CAST(? AS BIGINT), id, revision, path FROM documents WHERE revision IS NOT NULL`,
    number,
  )
  await keepSaid(inside, number)
  await inside.run("UPDATE settings SET value = ? WHERE key = 'serving'", String(number))
  failpoint('release-before-commit')
  return number
}

/** A release holds what people had said when it was made. */
async function keepSaid(inside: Queries, release: number): Promise<void> {
  const rows = await inside.all<{ id: string; facts: string; by: string; at: number }>(
    `SELECT documents.id, corrections.facts, corrections.by, corrections.at
     FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision
     JOIN corrections ON corrections.document_id = documents.id AND corrections.sha256 = revisions.sha256`,
  )
  for (const { id, facts, by, at } of rows) {
    const correction: Correction = { facts: JSON.parse(facts) as Correction['facts'], by, at }
    await inside.run(
      'UPDATE release_documents SET correction = ? WHERE release = ? AND document_id = ?',
      JSON.stringify(correction),
      release,
      id,
    )
  }
}
