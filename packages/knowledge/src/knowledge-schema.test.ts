import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentHash, fixedClock } from '@kaiwu/core'
import { openStore } from '@kaiwu/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentId } from './document-store.ts'
import { knowledgeMigrations } from './knowledge-schema.ts'
import { openKnowledge } from './open-knowledge.ts'
import { bytesOfText, testDay, textFiles } from './test-knowledge.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-schema-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const text = '租房补贴办法\n第一条　租房补贴标准为每人每月1500元。'
const file = bytesOfText('# 租房补贴办法\n\n第一条　租房补贴标准为每人每月1500元。\n')

/** A store as the version before revisions left it: one file of the folder, two uploads of the same bytes. */
function oldStore(steps: number): void {
  const store = openStore({ folder, migrations: knowledgeMigrations.slice(0, steps) })
  for (const [origin, path] of [
    ['folder', 'rent.md'],
    ['upload', 'rent.md'],
    ['upload', '补贴/rent.md'],
  ] as const) {
    const id = documentId('a', origin, path)
    store.run(
      'INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      ...[id, 'a', path, origin, contentHash(file), 2, file.length, origin === 'upload' ? 3 : null, text],
      ...[
        '[{"kind":"heading","level":1,"start":0,"end":6},{"kind":"paragraph","start":7,"end":29}]',
        '{"facts":{"title":"租房补贴办法"},"repeals":[]}',
        '[]',
        1700,
      ],
    )
    store.run('INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)', id, 0, 7, 29, 2, 'article', '第一条', '["租房补贴办法"]')
    store.run('INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)', id, 1, 0, 6, null, 'text', '标题', '[]')
    if (steps > 1)
      for (const ordinal of [0, 1])
        store.run('INSERT INTO vectors VALUES (?, ?, ?, ?)', id, ordinal, 'test/model', new Uint8Array(4))
    if (origin === 'upload') store.run('INSERT INTO uploads VALUES (?, ?)', id, file)
  }
  store.close()
}

describe('a knowledge base of an earlier version', () => {
  it.each([1, 2])('after %d steps comes up with everything it held', async (steps) => {
    oldStore(steps)
    const store = openStore({ folder, migrations: knowledgeMigrations })
    const knowledge = openKnowledge({ store, clock: fixedClock(testDay) })
    expect(
      knowledge
        .documents()
        .map(({ path, uploaded, revision, passages, pages, addedAt }) => [path, uploaded, revision, passages, pages, addedAt]),
    ).toEqual([
      ['rent.md', false, 1, 2, undefined, 1700],
      ['rent.md', true, 1, 2, 3, 1700],
      ['补贴/rent.md', true, 1, 2, 3, 1700],
    ])
    const id = documentId('a', 'upload', 'rent.md')
    expect(knowledge.passage(`${id}.0`)).toMatchObject({
      text: text.slice(7, 29),
      page: 2,
      locator: '第一条',
      path: ['租房补贴办法'],
    })
    expect(knowledge.passage(`${id}.1`)).not.toHaveProperty('page')
    expect(knowledge.search({ query: '租房补贴标准' })).not.toEqual([])
    expect(knowledge.original(id).bytes).toEqual(file)
    expect(store.get('SELECT count(*) AS count FROM vectors')).toEqual({ count: steps > 1 ? 6 : 0 })
    expect(store.all('PRAGMA foreign_key_check')).toEqual([])
    store.verify()
    const report = await knowledge.sync('a', textFiles({ 'rent.md': new TextDecoder().decode(file) }))
    expect([report.updated, report.failed]).toEqual([['rent.md'], []])
    expect(knowledge.documents().map(({ revision }) => revision)).toEqual([1, 1, 1])
    expect(knowledge.report(documentId('a', 'folder', 'rent.md')).revisions).toHaveLength(1)
    knowledge.close()
  })

  it('can be asked before anything is read again', () => {
    oldStore(2)
    const store = openStore({ folder, migrations: knowledgeMigrations })
    const knowledge = openKnowledge({ store, clock: fixedClock(testDay) })
    const id = documentId('a', 'folder', 'rent.md')
    expect(knowledge.report(id)).toMatchObject({ evidence: [], figures: [] })
    expect(() => knowledge.original(id)).not.toThrow()
    knowledge.release()
    knowledge.serve('r1')
    expect(knowledge.search({ query: '租房补贴标准' })[0]!.document.revision).toBe(1)
    knowledge.close()
  })
})
