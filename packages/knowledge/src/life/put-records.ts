import { KaiwuError } from '@kaiwu/core'
import { failpoint } from '@kaiwu/store'
import { storedDocument } from '../document-store.ts'
import type { DocumentLibrary } from './document-library.ts'
import type { Kept } from './kept-content.ts'
import { knownIds, uploadIds } from './new-documents.ts'
import type { ReadContent } from './read-content.ts'
import { pathOf, recordContent } from './record-content.ts'
import type { RecordDocument } from './record-document.ts'
import { embeddable } from './sync-knowledge.ts'
import { timeSlices } from '../time-slices.ts'

/**
 * Takes in texts that a program has, all of them or none, in place of those of the same paths. One that is there as it is stays as it is,
 * and costs nothing. Other work goes on meanwhile.
 * @returns the ids of their documents, in their order
 * @throws RECORD_INVALID, FACTS_INVALID, KNOWLEDGE_NOT_FOUND, and what embedding throws; nothing is changed then
 */
export async function putRecords(
  library: DocumentLibrary,
  knowledge: string,
  records: readonly RecordDocument[],
): Promise<readonly string[]> {
  if (knowledge === '') throw new KaiwuError('KNOWLEDGE_NOT_FOUND', { name: knowledge, known: '' })
  const due = timeSlices()
  // Of several of one path the last one counts.
  const contents = new Map<string, ReadContent>()
  const paths: string[] = []
  for (const record of records) {
    const path = pathOf(record)
    paths.push(path)
    contents.set(path, recordContent(record, path))
    const pause = due()
    if (pause) await pause
  }
  // With what other servers have changed until now.
  const ids = await library.inTurn(() => uploadIds(library.database, knowledge, [...contents.keys()]))
  const kept: Kept[] = []
  for (const [path, content] of contents) {
    const id = ids.get(path)!
    if (!(await isThere(library, id, content))) kept.push({ place: { id, knowledge, path, origin: 'upload' }, content })
  }
  if (kept.length > 0) await keepBulk(library, kept)
  return Object.freeze(paths.map((path) => ids.get(path)!))
}

/** Takes out records by their paths; files, uploads and unknown paths stay as they are. Releases keep what they hold. */
export async function removeRecords(library: DocumentLibrary, knowledge: string, paths: readonly string[]): Promise<void> {
  const wanted = new Set(paths.map((path) => path.normalize('NFC')))
  await library.inTurn(async () => {
    const { byId } = library.working
    const ids = await uploadIds(library.database, knowledge, [...wanted])
    await library.forgetAll(
      [...ids.values()].filter((id) => byId.get(id)?.stated.metadata !== undefined),
      'forget-said',
    )
  })
}

/** Whether a record is there with the same text, cut in the same way, the same facts and the same metadata. */
async function isThere(library: DocumentLibrary, id: string, { parts, row }: ReadContent): Promise<boolean> {
  const known = library.working.byId.get(id)
  // What a person said of it stands in its facts: whether the program says the same as before cannot be told from them.
  if (known?.sha256 !== row.sha256 || known.correction || known.labels) return false
  if (library.embedding && !library.memory.isEmbedded(known)) return false
  const said = ({ facts, metadata }: ReadContent['parts']['stated'] | typeof known.stated) => JSON.stringify([facts, metadata])
  if (said(known.stated) !== said(parts.stated) || known.passageCount !== parts.split.length) return false
  const { passages = [] } = (await library.memory.contents.content(known)) ?? {}
  return parts.split.every(({ start, end, locator }, at) => {
    const there = passages[at]
    return there?.start === start && there.end === end && there.locator === locator
  })
}

async function keepBulk(library: DocumentLibrary, all: readonly Kept[]): Promise<void> {
  const vectors = await library.embedding?.ofDocuments(all.map(({ content }) => embeddable(content)))
  const known = await knownIds(
    library.database,
    all.map(({ place }) => place.id),
  )
  const now = library.clock.now()
  const due = timeSlices()
  const kept: Kept[] = []
  try {
    for (const [at, { place, content }] of all.entries()) {
      const own = vectors?.[at]
      const fresh = known.has(place.id)
        ? undefined
        : storedDocument(place, { ...content.row, revision: 1, added_at: now }, content.parts)
      const ahead = fresh ? await library.memory.indexAhead(fresh, own) : await library.indexAhead(place, content, own)
      kept.push({ place, content, vectors: own, ahead, ...(fresh ? { fresh } : {}) })
      const pause = due()
      if (pause) await pause
    }
  } catch (error) {
    for (const { ahead } of kept) library.memory.discard(ahead)
    throw error
  }
  await library.inTurn(() => library.keepAll(kept, async () => failpoint('put-before-commit')))
  failpoint('put-after-commit')
}
