import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixedClock, type Hit } from '@kaiwu/core'
import { knowledgeMigrations, openKnowledge, type AnalyzedQuestion } from '@kaiwu/knowledge'
import { openDatabase } from '@kaiwu/store'

/** A base of the documents of a set, in a folder of its own. */
export type SetBase = Readonly<{
  /** Asks as a flow with one step does. */
  ask(query: string): Promise<Readonly<{ question: AnalyzedQuestion; hits: readonly Hit[]; documentOf: (hit: Hit) => string }>>
  close(): Promise<void>
}>

/** So many as the templates' steps find. */
const top = 8

/** Reads documents into a base by the product's own path: each is a Markdown file with its title as the heading. */
export async function openSetBase(
  documents: readonly Readonly<{ id: string; title?: string; text?: string }>[],
): Promise<SetBase> {
  const folder = mkdtempSync(join(tmpdir(), 'kaiwu-refusal-'))
  const database = await openDatabase({ folder, migrations: knowledgeMigrations })
  const knowledge = await openKnowledge({ database, clock: fixedClock('2026-11-22') })
  const ids = new Map(documents.map(({ id }, at) => [`${at}.md`, id]))
  const files = documents.map(({ title = '', text = '' }, at) => ({
    path: `${at}.md`,
    read: () => Promise.resolve(new TextEncoder().encode(title === '' ? text : `# ${title}\n\n${text}`)),
  }))
  await knowledge.sync('set', files)
  return {
    ask: async (query) => ({
      question: knowledge.analyze(query),
      hits: (await knowledge.search({ query, top })).hits,
      documentOf: (hit) => ids.get(hit.document.path) ?? '',
    }),
    close: async () => {
      await knowledge.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
