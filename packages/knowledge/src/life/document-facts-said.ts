import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { parseStated } from '../document-store.ts'
import { applyCorrections } from '../metadata/corrections.ts'
import type { DocumentLibrary } from './document-library.ts'
import type { FactCorrections } from './knowledge-life.ts'
import { correctionOf } from './revision-rows.ts'

/** What a name of a person may be, in characters. */
const longestName = 60

/**
 * Confirms the facts of a document as it stands, with corrections beside those made before. Labels among them are kept as
 * {@link setAccess} keeps them, so that they outlive a change of the file. This and what follows belong inside a turn of the library.
 * @throws DOCUMENT_NOT_FOUND, FACTS_INVALID
 */
export async function confirmFacts(
  library: DocumentLibrary,
  id: string,
  corrections: FactCorrections,
  by: string,
): Promise<void> {
  const { database, clock } = library
  const { sha256, revision } = library.standing(id)
  const name = by.trim()
  if (name === '' || name.length > longestName)
    throw new KaiwuError('FACTS_INVALID', {
      problem: `确认人要写成 1 到 ${longestName} 个字 / by must be a text of 1 to ${longestName} characters`,
    })
  const { access, ...given } = corrections
  await database.transaction(async (inside) => {
    const facts: FactCorrections = { ...(await correctionOf(inside, id, sha256))?.facts, ...given }
    const row = await inside.get<{ stated: string }>(
      'SELECT stated FROM revisions WHERE document_id = ? AND revision = ?',
      id,
      revision,
    )
    if (!row) throw new KaiwuError('DOCUMENT_NOT_FOUND', { id })
    const at = clock.now()
    applyCorrections(parseStated(row.stated).facts, facts, name, at)
    const labels = access === undefined ? undefined : checkedLabels(access ?? [])
    await inside.run(
      `INSERT INTO corrections (document_id, sha256, facts, by, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (document_id, sha256)
       DO UPDATE SET facts = excluded.facts, by = excluded.by, at = excluded.at`,
      id,
      sha256,
      JSON.stringify(facts),
      name,
      at,
    )
    if (labels) await saveLabels(inside, id, labels)
  })
  await library.restate(id)
}

/** Takes back what a person said of the facts. @throws DOCUMENT_NOT_FOUND */
export async function unconfirmFacts(library: DocumentLibrary, id: string): Promise<void> {
  const { sha256 } = library.standing(id)
  await library.database.transaction((inside) =>
    inside.run('DELETE FROM corrections WHERE document_id = ? AND sha256 = ?', id, sha256),
  )
  await library.restate(id)
}

/** Sets who may read a document, also in the release that is served. @throws DOCUMENT_NOT_FOUND, FACTS_INVALID */
export async function setAccess(library: DocumentLibrary, id: string, labels: readonly string[]): Promise<void> {
  library.find(id)
  const checked = checkedLabels(labels)
  await library.database.transaction((inside) => saveLabels(inside, id, checked))
  await library.restate(id)
}

async function saveLabels(inside: Queries, id: string, labels: readonly string[]): Promise<void> {
  await inside.run(
    'INSERT INTO access (document_id, labels) VALUES (?, ?) ON CONFLICT (document_id) DO UPDATE SET labels = excluded.labels',
    id,
    JSON.stringify(labels),
  )
}

function checkedLabels(labels: readonly string[]): readonly string[] {
  return applyCorrections({ title: '-' }, { access: labels }, '-', 0).access ?? []
}
