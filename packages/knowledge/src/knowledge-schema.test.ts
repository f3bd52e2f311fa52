import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentHash, fixedClock } from '@kaiwu/core'
import { openDatabase, openStore } from '@kaiwu/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentId } from './document-store.ts'
import { knowledgeMigrations } from './knowledge-schema.ts'
import { openKnowledge } from './open-knowledge.ts'
import { storedCounts } from './stored-counts.ts'
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
  const store = openStore({ folder, migrations: knowledgeMigrations.sqlite.slice(0, steps) })
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
  it.each([1, 2, 3, 4])('after %d steps comes up with everything it held', async (steps) => {
    oldStore(Math.min(steps, 2))
    // A version in between made more of it.
    if (steps > 2) openStore({ folder, migrations: knowledgeMigrations.sqlite.slice(0, steps) }).close()
    const database = await openDatabase({ folder, migrations: knowledgeMigrations })
    const knowledge = await openKnowledge({ database, clock: fixedClock(testDay) })
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
    expect(await knowledge.passage(`${id}.0`)).toMatchObject({
      text: text.slice(7, 29),
      page: 2,
      locator: '第一条',
      path: ['租房补贴办法'],
    })
    expect(await knowledge.passage(`${id}.1`)).not.toHaveProperty('page')
    expect((await knowledge.search({ query: '租房补贴标准' })).hits).not.toEqual([])
    expect((await knowledge.original(id)).bytes).toEqual(file)
    expect(await database.get('SELECT count(*) AS count FROM vectors')).toEqual({ count: steps > 1 ? 6 : 0 })
    if (steps > 1)
      expect(await database.all('SELECT DISTINCT revision, model, length(vector) AS bytes FROM vectors')).toEqual([
        { revision: 1, model: 'test/model', bytes: 4 },
      ])
    expect(await database.all('PRAGMA foreign_key_check')).toEqual([])
    await database.verify()
    const report = await knowledge.sync('a', textFiles({ 'rent.md': new TextDecoder().decode(file) }))
    expect([report.updated, report.failed]).toEqual([['rent.md'], []])
    expect(knowledge.documents().map(({ revision }) => revision)).toEqual([1, 1, 1])
    expect((await knowledge.report(documentId('a', 'folder', 'rent.md'))).revisions).toHaveLength(1)
    await knowledge.close()
  })

  it('can be asked before anything is read again', async () => {
    oldStore(2)
    const database = await openDatabase({ folder, migrations: knowledgeMigrations })
    const knowledge = await openKnowledge({ database, clock: fixedClock(testDay) })
    const id = documentId('a', 'folder', 'rent.md')
    expect(await knowledge.report(id)).toMatchObject({ evidence: [], figures: [] })
    expect((await knowledge.original(id)).bytes).toEqual(file)
    await knowledge.release()
    await knowledge.serve('r1')
    expect((await knowledge.search({ query: '租房补贴标准' })).hits[0]!.document.revision).toBe(1)
    await knowledge.close()
  })

  it('knows what its revisions count, in the units of its offsets', async () => {
    oldStore(2)
    const texts = { plain: '租房补贴', astral: '𠮷野家😀', nul: 'a\0b𠮷', row: '停机：65分钟' }
    const old = openStore({ folder, migrations: knowledgeMigrations.sqlite.slice(0, 3) })
    for (const [name, text] of Object.entries(texts)) {
      const passages = JSON.stringify([{ kind: 'text', start: 0, end: 1, locator: '', path: [] }])
      const blocks = JSON.stringify([{ kind: name === 'row' ? 'row' : 'paragraph', start: 0, end: 1 }])
      old.run("INSERT INTO documents VALUES (?, 'b', ?, 'upload', 1)", name, name)
      old.run(
        'INSERT INTO revisions VALUES (?, 1, ?, \'x\', 3, 1, NULL, 1, \'{"facts":{"title":"t"}}\', \'[]\', ?, ?, ?)',
        ...[name, name, text, blocks, passages],
      )
    }
    old.close()
    const database = await openDatabase({ folder, migrations: knowledgeMigrations })
    const knowledge = await openKnowledge({ database, clock: fixedClock(testDay) })
    const rows = await database.all<{ path: string; passage_count: number; character_count: number; has_tables: number }>(
      `SELECT documents.path, passage_count, character_count, has_tables FROM revisions
       JOIN documents ON documents.id = document_id WHERE knowledge = 'b'`,
    )
    expect(Object.fromEntries(rows.map((row) => [row.path, [row.passage_count, row.character_count, row.has_tables]]))).toEqual(
      Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, [1, text.length, name === 'row' ? 1 : 0]])),
    )
    expect(await storedCounts(database)).toEqual({ documents: 7, passages: 10 })
    await knowledge.close()
  })
})
