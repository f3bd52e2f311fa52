import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { startPglite, startPostgres } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { openDatabase } from '../open-database.ts'

const postgres = await startPostgres()
if (postgres && !postgres.hasVector) await postgres.close()
const withVector = postgres?.hasVector ? postgres : undefined
if (!withVector) console.warn('There is no PostgreSQL with pgvector here: its vectors are tried on PGlite alone.')
const folder = mkdtempSync(`${tmpdir()}/kaiwu-vectors-`)
let pglite: Awaited<ReturnType<typeof startPglite>>
beforeAll(async () => {
  pglite = await startPglite()
}, 120_000)
afterAll(async () => {
  await Promise.all([pglite?.close(), withVector?.close()])
  rmSync(folder, { recursive: true, force: true })
})

describe.each(['PGlite', ...(withVector ? ['PostgreSQL'] : [])])('vectors on %s', (name) => {
  const opened = async (schema: string) => {
    const sql = 'CREATE TABLE items (id TEXT PRIMARY KEY, place INTEGER NOT NULL)'
    const migrations = { sqlite: [], postgres: [{ name: 'items', sql }] }
    const database = await openDatabase({ folder, url: (name === 'PGlite' ? pglite : withVector!).url, schema, migrations })
    onTestFinished(() => database.close())
    return database
  }

  it('are made, written and searched with texts as values', { timeout: 60_000 }, async () => {
    for (const schema of ['first', 'second']) {
      const database = await opened(schema)
      // In `public`, where every schema of the base finds it.
      await database.run('CREATE EXTENSION IF NOT EXISTS vector SCHEMA public')
      await database.run('ALTER TABLE items ADD COLUMN embedding halfvec(3)')
      await database.run('CREATE INDEX items_embedding ON items USING hnsw (embedding halfvec_cosine_ops)')
      await database.transaction(async (inside) => {
        const put = 'INSERT INTO items (id, place, embedding) VALUES (?, ?, CAST(? AS halfvec))'
        for (const [place, [id, vector]] of Object.entries({ a: [1, 0, 0], b: [0, 1, 0], c: [0.9, 0.1, 0] }).entries())
          await inside.run(put, id, place, JSON.stringify(vector))
      })
      const nearest = 'SELECT id FROM items ORDER BY embedding <=> CAST(? AS halfvec) LIMIT ?'
      expect(await database.all(nearest, '[1,0,0]', 2)).toEqual([{ id: 'a' }, { id: 'c' }])
      expect(await database.get('SELECT embedding FROM items WHERE id = ?', 'b')).toEqual({ embedding: '[0,1,0]' })
    }
  })

  it('are chosen by lists, which travel as JSON', { timeout: 60_000 }, async () => {
    const database = await opened('lists')
    const ids = ['a', "b'; --", '丙', 'd,"e"', '{f}']
    for (const [place, id] of ids.entries()) await database.run('INSERT INTO items (id, place) VALUES (?, ?)', id, place)
    const texts =
      'SELECT place FROM items WHERE id = ANY (ARRAY(SELECT json_array_elements_text(CAST(? AS JSON)))) ORDER BY place'
    expect(await database.all(texts, JSON.stringify([ids[1], ids[3], 'x', ids[4]]))).toEqual([
      { place: 1 },
      { place: 3 },
      { place: 4 },
    ])
    expect(await database.all(texts, '[]')).toEqual([])
    const numbers =
      'SELECT id FROM items WHERE place = ANY (ARRAY(SELECT CAST(json_array_elements_text(CAST(? AS JSON)) AS INTEGER))) ORDER BY id'
    expect(await database.all(numbers, JSON.stringify([0, 2, 99]))).toEqual([{ id: 'a' }, { id: '丙' }])
  })
})
