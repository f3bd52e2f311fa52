/**
 * What is left when a process is killed, on any database: cases of `describeKnowledge`.
 * @module
 */
import { expect } from 'vitest'
import type { Knowledge } from './open-knowledge.ts'
import type { KnowledgeBase, KnowledgeCases } from './test-describe-knowledge.ts'
import { crashWork, numberedText, startKnowledgeProcess } from './test-knowledge-work.ts'
import { testEmbedder } from './vectors/test-embedder.ts'

const points = [
  'sync-before-commit:2',
  'sync-after-commit:1',
  'move-before-commit:1',
  'sync-before-remove:1',
  'sync-after-remove:1',
  'add-before-commit:1',
  'add-after-commit:1',
  'release-before-commit:1',
  'release-after-commit:1',
  'transaction-before-commit:6',
]

/** That nothing is half there: every document is one of its whole contents, and is found as such. */
async function expectWhole(knowledge: Knowledge): Promise<void> {
  for (const { id, path, passages } of knowledge.documents(undefined, 'all')) {
    const { stored } = await knowledge.document(id, undefined, 'all')
    const name = path.split('/').at(-1)!.replace('.md', '')
    const wholes = [1, 2].map((at) => numberedText(name, at).replace('# ', '').replace(/\n+/g, '\n').trim())
    expect(wholes).toContain(stored.text.trim())
    expect(stored.passages).toHaveLength(passages)
    const found = await knowledge.search({ query: '养犬登记', access: 'all', where: { documents: [id] } })
    expect(found.hits.map(({ document }) => document.id)).toContain(id)
  }
}

async function killedAt(base: KnowledgeBase, point: string): Promise<void> {
  const { embedder } = testEmbedder()
  const process = startKnowledgeProcess(base, ['changes'], point)
  expect(await process.ended).toBe('SIGKILL')
  const { knowledge } = await base.open({ embedder })
  await expectWhole(knowledge)
  const paths = () => knowledge.documents(undefined, 'all').map(({ path }) => path)
  const isDone = (what: string) => process.lines.includes(`ACK ${what}`)
  if (isDone('sync 2')) expect(paths()).toEqual(expect.arrayContaining(['moved/one.md', 'new.md', 'two.md']))
  if (isDone('add')) expect(paths()).toContain('upload.md')
  if (isDone('release')) expect(await knowledge.releases()).toHaveLength(1)
  await crashWork(knowledge, () => undefined)
  expect(paths()).toEqual(['moved/one.md', 'new.md', 'two.md', 'upload.md'])
  expect((await knowledge.releases()).map(({ id, documents }) => [id, documents])).toEqual([['r1', 4]])
  const passages = knowledge.documents(undefined, 'all').reduce((sum, document) => sum + document.passages, 0)
  expect(knowledge.vectorState()).toMatchObject({ passages })
  await expectWhole(knowledge)
}

/** A process killed at any point leaves all of a change or nothing, and the next one goes on. */
export const crashCases: KnowledgeCases = Object.fromEntries(
  points.map((point) => [`is whole after a kill at ${point}, and goes on`, (base) => killedAt(base, point)]),
)
