import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { contentHash } from '@kaiwu/core'
import { openDatabaseFile } from '@kaiwu/store'
import { describe, expect, it } from 'vitest'
import { bytesOfText, testKnowledge } from '../test-knowledge.ts'
import { contentDigest } from './export-format.ts'
import { exportDesk, shown } from './test-export.ts'

const desk = exportDesk()

/** Changes an exported file as somebody would who knows the format: the checksum is right again afterwards. */
function forge(sql: string, ...values: (string | number | Uint8Array)[]): void {
  const database = new DatabaseSync(desk.file)
  database.exec('PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON')
  if (values.length > 0) database.prepare(sql).run(...values)
  else database.exec(sql)
  database.close()
  const opened = openDatabaseFile(desk.file, 'write')
  opened.run('UPDATE export SET sha256 = ?', contentDigest(opened))
  opened.close()
}

/** That a file is refused, and that nothing is changed by it. */
async function expectRefused(path = desk.file): Promise<string> {
  const base = await desk.newBase()
  const two = base.knowledge()
  await two.add('b', 'cats.md', bytesOfText('# 我的\n\n我的养猫规定。\n'))
  const tables = ['documents', 'revisions', 'originals', 'releases', 'release_documents', 'corrections', 'access', 'figures']
  const dump = async () => [
    await Promise.all(tables.map((table) => base.database().all(`SELECT * FROM ${table}`))),
    await shown(two),
  ]
  const before = await dump()
  let reason = ''
  try {
    await two.importFrom(path)
  } catch (error) {
    expect(error).toMatchObject({ code: 'IMPORT_FILE_INVALID' })
    reason = String((error as Error).message)
  }
  expect(reason).not.toBe('')
  expect(reason).not.toContain(desk.folder)
  expect(await dump()).toEqual(before)
  expect(readdirSync(base.folder).filter((name) => name.startsWith('import-'))).toEqual([])
  return reason
}

describe('a file that is no exported knowledge base', () => {
  it('is refused when it is cut, at any length', async () => {
    await desk.one.exportTo(desk.file)
    const { length } = readFileSync(desk.file)
    for (let part = 0; part < 20; part++) {
      const cut = join(desk.folder, `cut-${part}`)
      copyFileSync(desk.file, cut)
      truncateSync(cut, Math.floor((length * part) / 20))
      await expectRefused(cut)
    }
  })

  it('is refused, or whole, when bytes of it are changed', async () => {
    await desk.one.exportTo(desk.file)
    const bytes = readFileSync(desk.file)
    let seed = 7
    const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below
    const kept = (await desk.newBase()).knowledge()
    await kept.importFrom(desk.file)
    const whole = JSON.stringify(await shown(kept))
    let refused = 0
    for (let turn = 0; turn < 60; turn++) {
      const changed = Buffer.from(bytes)
      for (let at = 0; at <= turn % 3; at++) changed[random(changed.length)]! ^= 1 << random(8)
      const path = join(desk.folder, 'changed')
      writeFileSync(path, changed)
      const base = await testKnowledge()
      try {
        await base.knowledge().importFrom(path)
        expect(JSON.stringify(await shown(base.knowledge()))).toBe(whole)
      } catch (error) {
        expect(error).toMatchObject({ code: 'IMPORT_FILE_INVALID' })
        refused++
      } finally {
        await base.remove()
      }
    }
    expect(refused).toBeGreaterThan(3)
  })

  it.each([
    ['gone', () => rmSync(desk.file)],
    ['a folder', () => (rmSync(desk.file), mkdirSync(desk.file))],
    ['empty', () => writeFileSync(desk.file, '')],
    ['a text', () => writeFileSync(desk.file, 'SQLite format 3\0 but no more than that'.padEnd(200))],
    [
      'a database of something else',
      () => (rmSync(desk.file), new DatabaseSync(desk.file).exec('CREATE TABLE x (y); INSERT INTO x VALUES (1)')),
    ],
    ['the store itself', () => copyFileSync(join(desk.base.folder, 'kaiwu.sqlite'), desk.file)],
  ])('such as one that is %s is refused', async (_, make) => {
    await desk.one.exportTo(desk.file)
    make()
    await expectRefused(desk.file)
  })
})

describe('an exported file that was forged', () => {
  const bytes = bytesOfText('x')
  it.each([
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM documents; END'],
    ['a view in place of a table', 'DROP TABLE gaps; CREATE VIEW gaps AS SELECT * FROM documents'],
    ['a further table', 'CREATE TABLE more (x)'],
    ['a further index', 'CREATE INDEX more ON documents (upper(path))'],
    ['another format', 'UPDATE export SET format = 99'],
    ['no word of what it is', 'DELETE FROM export'],
    ['two words of what it is', 'INSERT INTO export SELECT * FROM export'],
    ['another application', 'PRAGMA application_id = 1'],
    [
      'a passage beyond the text',
      `UPDATE revisions SET passages = '[{"kind":"text","locator":"","path":[],"start":0,"end":999999}]'`,
    ],
    [
      'a passage that ends before it begins',
      `UPDATE revisions SET passages = '[{"kind":"text","locator":"","path":[],"start":3,"end":1}]'`,
    ],
    [
      'a lead beyond the text',
      `UPDATE revisions SET passages = '[{"kind":"text","locator":"","path":[],"start":0,"end":1,"lead":{"start":0,"end":1e9}}]'`,
    ],
    [
      'a passage with more than passages have',
      `UPDATE revisions SET passages = '[{"kind":"text","locator":"","path":[],"start":0,"end":1,"id":"doc_x.1"}]'`,
    ],
    ['a passage of an unknown kind', `UPDATE revisions SET passages = '[{"kind":"x","locator":"","path":[],"start":0,"end":1}]'`],
    ['passages that are no list', `UPDATE revisions SET passages = '{}'`],
    ['blocks that are no JSON', `UPDATE revisions SET blocks = '[{'`],
    ['blocks beyond the text', `UPDATE revisions SET blocks = '[{"kind":"paragraph","start":-1,"end":1}]'`],
    ['a block of another kind', `UPDATE revisions SET blocks = '[{"kind":"paragraph","start":0,"end":1,"level":7}]'`],
    ['facts without a title', `UPDATE revisions SET stated = '{"facts":{},"repeals":[],"amends":[],"evidence":[]}'`],
    ['facts that hold objects', `UPDATE revisions SET stated = '{"facts":{"title":"x","number":{"a":1}},"repeals":[]}'`],
    [
      'evidence beyond the text',
      `UPDATE revisions SET stated = '{"facts":{"title":"x"},"evidence":[{"fact":"title","value":"x","start":0,"end":1e6,"sure":true}]}'`,
    ],
    ['warnings of another form', `UPDATE revisions SET warnings = '[1]'`],
    ['a later reading', 'UPDATE revisions SET reading = 1000'],
    ['a revision that is none', 'UPDATE documents SET revision = 77 WHERE revision IS NOT NULL'],
    [
      'a revision below one',
      'UPDATE revisions SET revision = -revision; UPDATE release_documents SET revision = -revision; UPDATE documents SET revision = -revision',
    ],
    ['a hash that is none', `UPDATE revisions SET sha256 = 'x'`],
    ["a size that is not the file's", 'UPDATE revisions SET bytes = 5'],
    ['an id of another form', `UPDATE documents SET id = '../x' WHERE path = 'dogs.md'`],
    ['a document without a path', `UPDATE documents SET path = '' WHERE path = 'dogs.md'`],
    ['an origin of another kind', `UPDATE documents SET origin = 'root'`],
    ['a release of what is not there', `INSERT INTO release_documents VALUES (1, 'doc_0123456789abcdef', 1, 'x', NULL)`],
    ['a correction that opens a document', `UPDATE corrections SET facts = '{"access":[]}'`],
    ['a correction that is not right', `UPDATE corrections SET facts = '{"effective":"2024-02-30"}'`],
    ['a correction that is no object', `UPDATE corrections SET facts = '[]x'`],
    [
      'a correction in a release that is not right',
      `UPDATE release_documents SET correction = '{"facts":{"level":"x"},"by":"x","at":1}'`,
    ],
    ['labels that are no list', `UPDATE access SET labels = '"人事"'`],
    ['labels that are empty', `UPDATE access SET labels = '[""]'`],
    ['a date beyond time', 'UPDATE releases SET at = 9e15'],
    [
      'a picture of nothing',
      `INSERT INTO figures SELECT document_id, revision, 0, '${'0'.repeat(64)}', 0, NULL, 'image/png', NULL, 1 FROM revisions LIMIT 1`,
    ],
    [
      'a picture of another kind',
      `INSERT INTO figures SELECT document_id, revision, 0, sha256, 0, NULL, 'text/html', NULL, bytes FROM revisions LIMIT 1`,
    ],
    [
      'a picture beyond the text',
      `INSERT INTO figures SELECT document_id, revision, 0, sha256, 1000000, NULL, 'image/png', NULL, bytes FROM revisions LIMIT 1`,
    ],
  ])('with %s is refused', async (_, sql) => {
    await desk.one.exportTo(desk.file)
    forge(sql)
    await expectRefused()
  })

  it('with a file that is not what its name says is refused', async () => {
    await desk.one.exportTo(desk.file)
    forge('UPDATE originals SET bytes = ?', bytes)
    expect(await expectRefused()).toContain('originals')
    rmSync(desk.file)
    await desk.one.exportTo(desk.file)
    forge('INSERT INTO originals VALUES (?, ?)', contentHash('y'), bytes)
    expect(await expectRefused()).toContain('originals')
  })

  it('with another text and the old checksum is refused', async () => {
    await desk.one.exportTo(desk.file)
    const database = new DatabaseSync(desk.file)
    database.exec(`UPDATE revisions SET text = replace(text, '登记', '不登')`)
    database.close()
    expect(await expectRefused()).toContain('校验值')
    expect(existsSync(`${desk.file}-journal`)).toBe(false)
  })
})
