import { KaiwuError } from '@kaiwu/core'
import { parseStated } from '../document-store.ts'
import { applyCorrections } from '../metadata/corrections.ts'
import type { DocumentLibrary } from './document-library.ts'
import type { FactCorrections } from './knowledge-life.ts'
import { correctionOf } from './revision-rows.ts'

/** What a name of a person may be, in characters. */
const longestName = 60

/**
 * Confirms the facts of a document as it stands, with corrections beside those made before. Labels among them are kept as
 * {@link setAccess} keeps them, so that they outlive a change of the file.
 * @throws DOCUMENT_NOT_FOUND, FACTS_INVALID
 */
export function confirmFacts(library: DocumentLibrary, id: string, corrections: FactCorrections, by: string): void {
  const { store, clock } = library
  const { sha256, revision } = library.standing(id)
  const name = by.trim()
  if (name === '' || name.length > longestName)
    throw new KaiwuError('FACTS_INVALID', {
      problem: `确认人要写成 1 到 ${longestName} 个字 / by must be a text of 1 to ${longestName} characters`,
    })
  const { access, ...given } = corrections
  const facts: FactCorrections = { ...correctionOf(store, id, sha256)?.facts, ...given }
  const row = store.get<{ stated: string }>('SELECT stated FROM revisions WHERE document_id = ? AND revision = ?', id, revision)!
  const at = clock.now()
  applyCorrections(parseStated(row.stated).facts, facts, name, at)
  const labels = access === undefined ? undefined : checkedLabels(access ?? [])
  store.transaction(() => {
    store.run('INSERT OR REPLACE INTO corrections VALUES (?, ?, ?, ?, ?)', id, sha256, JSON.stringify(facts), name, at)
    if (labels) store.run('INSERT OR REPLACE INTO access VALUES (?, ?)', id, JSON.stringify(labels))
  })
  library.restate(id)
}

/** Takes back what a person said of the facts. @throws DOCUMENT_NOT_FOUND */
export function unconfirmFacts(library: DocumentLibrary, id: string): void {
  const { sha256 } = library.standing(id)
  library.store.run('DELETE FROM corrections WHERE document_id = ? AND sha256 = ?', id, sha256)
  library.restate(id)
}

/** Sets who may read a document, also in the release that is served. @throws DOCUMENT_NOT_FOUND, FACTS_INVALID */
export function setAccess(library: DocumentLibrary, id: string, labels: readonly string[]): void {
  library.find(id)
  library.store.run('INSERT OR REPLACE INTO access VALUES (?, ?)', id, JSON.stringify(checkedLabels(labels)))
  library.restate(id)
}

function checkedLabels(labels: readonly string[]): readonly string[] {
  return applyCorrections({ title: '-' }, { access: labels }, '-', 0).access ?? []
}
