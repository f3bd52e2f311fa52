import { KaiwuError } from '@kaiwu/core'
import { failpoint, type Connection } from '@kaiwu/store'
import type { Release } from './knowledge-life.ts'

/** The name of a release by its number. */
export function releaseId(number: number): string {
  return `r${number}`
}

/** The number of a release that there is. @throws RELEASE_NOT_FOUND */
export function releaseNumber(store: Connection, id: string): number {
  const number = /^r[1-9]\d{0,14}$/.test(id) ? Number(id.slice(1)) : 0
  if (store.get('SELECT 1 FROM releases WHERE number = ?', number)) return number
  const known = releasesOf(store).map((release) => release.id)
  throw new KaiwuError('RELEASE_NOT_FOUND', { id, known: ['latest', ...known].slice(0, 20).join(', ') })
}

/** The number of the release that is served, if one is. */
export function servedRelease(store: Connection): number | undefined {
  const row = store.get<{ value: string }>("SELECT value FROM settings WHERE key = 'serving'")
  return row && Number(row.value)
}

/** The releases, newest first. */
export function releasesOf(store: Connection): readonly Release[] {
  const serving = servedRelease(store)
  return Object.freeze(
    store
      .all<{ number: number; at: number; note: string; documents: number }>(
        'SELECT number, at, note, (SELECT count(*) FROM release_documents WHERE release = number) AS documents FROM releases ORDER BY number DESC',
      )
      .map(({ number, at, note, documents }) =>
        Object.freeze({ id: releaseId(number), at, note, documents, serving: number === serving }),
      ),
  )
}

/** Makes a release of the documents as they stand and returns its number; it is served when one was. */
export function makeRelease(store: Connection, at: number, note: string): number {
  const number = store.transaction(() => {
    const { last } = store.get<{ last: number | null }>('SELECT max(number) AS last FROM releases')!
    const next = (last ?? 0) + 1
    store.run('INSERT INTO releases VALUES (?, ?, ?)', next, at, note)
    store.run(
      `INSERT INTO release_documents (release, document_id, revision, path, correction)
       SELECT ?, documents.id, documents.revision, documents.path, (
         SELECT json_object('facts', json(facts), 'by', by, 'at', at) FROM corrections
         WHERE corrections.document_id = documents.id AND corrections.sha256 = revisions.sha256)
       FROM documents JOIN revisions ON revisions.document_id = documents.id AND revisions.revision = documents.revision`,
      next,
    )
    store.run("UPDATE settings SET value = ? WHERE key = 'serving'", String(next))
    failpoint('release-before-commit')
    return next
  })
  failpoint('release-after-commit')
  return number
}
