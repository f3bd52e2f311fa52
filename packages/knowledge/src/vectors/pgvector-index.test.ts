import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase, type Database } from '@kaiwu/store'
import { startPglite, startPostgres, type PgliteServer } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PassageSet } from '../passages/passage-set.ts'
import { pgvectorIndex, type PgvectorIndex, type PgvectorOptions } from './pgvector-index.ts'
import { numbersIn, rowRanges, vectorText } from './pgvector-rows.ts'
import { describeVectorIndex } from './test-vector-index.ts'
import { clusteredVectors, exactNearest, joined, randomVectors } from './test-vectors.ts'
import type { VectorSpace } from './vector-index.ts'

const space: VectorSpace = { model: 'test/space', dimension: 16 }
const perDocument = 50
const migrations = { sqlite: [], postgres: [] }

/** Passage n is the (n mod 50)-th of document n div 50, so that every number has its place. */
const places: Pick<PgvectorOptions, 'locate' | 'numberOf'> = {
  locate: (passage) => ({
    documentId: `文档“${Math.floor(passage / perDocument)}'`,
    revision: 2,
    ordinal: passage % perDocument,
  }),
  numberOf: (documentId, _, ordinal) => Number(/\d+/.exec(documentId)![0]) * perDocument + ordinal,
}

let folder: string
let pglite: PgliteServer
let database: Database
let opened = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-pgvector-'))
  pglite = await startPglite()
  database = await openDatabase({ folder, url: pglite.url, migrations })
}, 60_000)

afterAll(async () => {
  await database.close()
  await pglite.close()
  rmSync(folder, { recursive: true, force: true })
})

const named = (name: string, more: Partial<PgvectorOptions> = {}): Promise<PgvectorIndex> =>
  pgvectorIndex(database, { space, ...places, name, ...more })

// The suite reopens the index it opened last.
describeVectorIndex('pgvector', {
  open: (one) => named(`suite ${++opened}`, { space: one }),
  reopen: (_, one) => named(`suite ${opened}`, { space: one }),
})

describe('pgvectorIndex', () => {
  it('builds an index when there are many, uses it, and finds as much', { timeout: 60_000 }, async () => {
    const index = await named('indexed', { indexAbove: 300 })
    const all = clusteredVectors(400, 16, 8)
    const held = new Map(all.entries())
    const indexes = (): Promise<unknown[]> =>
      database.all("SELECT 1 AS one FROM pg_indexes WHERE indexname LIKE 'kaiwu_vectors_%_hnsw'")
    await index.add(0, joined(all.slice(0, 300)))
    expect(await indexes()).toEqual([])
    await index.add(300, joined(all.slice(300)))
    expect(await indexes()).toHaveLength(1)
    const again = await named('indexed')
    const wide = new PassageSet(400)
    for (let passage = 0; passage < 400; passage += 5) wide.add(passage, 4)
    const narrow = new PassageSet(400)
    narrow.add(377, 12)
    for (const one of [index, again]) {
      for (const question of clusteredVectors(5, 16, 8, 3)) {
        for (const allowed of [undefined, wide, narrow]) {
          const truth = exactNearest(held, question, 10, allowed).map(({ passage }) => passage)
          const found = (await one.search(question, 10, allowed)).map(({ passage }) => passage)
          expect(found.filter((passage) => truth.includes(passage)).length).toBeGreaterThanOrEqual(9)
        }
        for (const top of [400, 1e12, Infinity]) expect(await one.search(question, top)).toHaveLength(400)
      }
    }
    const scans = async (): Promise<number> => {
      await database.transaction((inside) => inside.all('SELECT pg_stat_force_next_flush()'))
      const rows = await database.all<{ scans: number }>(
        "SELECT coalesce(sum(idx_scan), 0)::int AS scans FROM pg_stat_user_indexes WHERE indexrelname LIKE 'kaiwu_vectors_%_hnsw'",
      )
      return rows[0]!.scans
    }
    const before = await scans()
    for (let turn = 0; turn < 3; turn++) await again.search(all[turn]!, 10)
    expect((await scans()) - before).toBe(3)
  })

  it('goes on where the nearest rows are of documents this process does not know or the filter does not allow', async () => {
    const index = await named('unknown', {
      numberOf: (documentId, revision, ordinal) => {
        const number = places.numberOf(documentId, revision, ordinal)!
        return number >= 250 ? number : undefined
      },
    })
    const near = Array.from({ length: 250 }, (_, at) =>
      Float32Array.from({ length: 16 }, (__, n) => (n === 0 ? 100 : ((at * n) % 7) / 7)),
    )
    await index.add(0, joined([...near, ...randomVectors(60, 16, 5)]))
    const hits = await index.search(near[0]!, 7)
    expect([hits.length, hits.every(({ passage }) => passage >= 250)]).toEqual([7, true])
    const most = new PassageSet(310)
    most.add(60, 250)
    expect((await index.search(near[0]!, 100, most)).map(({ passage }) => passage).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 60 }, (_, at) => 250 + at),
    )
  })

  it('is one for all servers of a base, and tells which documents it has', async () => {
    const [one, other] = [await named('shared'), await named('shared')]
    await one.add(0, joined(randomVectors(120, 16)))
    await other.add(0, joined(randomVectors(50, 16)))
    expect([one.size, other.size]).toEqual([120, 50])
    expect(await other.search(randomVectors(120, 16)[110]!, 1)).toMatchObject([{ passage: 110 }])
    const documentId = places.locate(0)!.documentId
    const documents = await other.documents()
    expect(documents.map(({ count }) => count)).toEqual([50, 50, 20])
    expect(documents[0]).toEqual({ documentId, revision: 2, count: 50 })
    await other.forget(documentId, 1)
    await other.forget(documentId, 2)
    expect(other.size).toBe(0)
    expect((await one.documents()).map(({ count }) => count)).toEqual([50, 20])
    expect(await one.search(randomVectors(1, 16)[0]!, 1)).not.toMatchObject([{ passage: 0 }])
    const third = await named('shared')
    expect(third.size).toBe(70)
    await expect(one.add(500, joined(randomVectors(2, 16).map((vector) => vector.fill(Number.NaN, 3, 4))))).rejects.toMatchObject(
      { code: 'VECTOR_INVALID' },
    )
    await expect(
      named('shared', { locate: () => undefined }).then((index) => index.add(0, randomVectors(1, 16)[0]!)),
    ).rejects.toThrow(RangeError)
  })

  it('says what to do where pgvector cannot be', async () => {
    const sqlite = await openDatabase({ folder: join(folder, 'sqlite'), migrations })
    const error: unknown = await pgvectorIndex(sqlite, { space, ...places }).catch((caught: unknown) => caught)
    await sqlite.close()
    expect(error).toMatchObject({ code: 'VECTOR_EXTENSION_MISSING', fault: 'operator' })
    expect(String(error)).toMatch(/CREATE EXTENSION vector.*or choose the vector engine flat/)
    const wide = { model: 'test/space', dimension: 20_000 }
    await expect(named('wide', { space: wide })).rejects.toMatchObject({ code: 'VECTOR_EXTENSION_MISSING' })
  })

  it('says so on a server where it is not installed, or works where it is', { timeout: 60_000 }, async () => {
    const server = await startPostgres()
    // It has said why it cannot be started here.
    if (!server) return
    const plain = await openDatabase({ folder, url: server.url, migrations })
    try {
      const opening = pgvectorIndex(plain, { space, ...places })
      if (server.hasVector) expect((await opening).size).toBe(0)
      else {
        const details = { reason: expect.stringMatching(/not installed/) }
        await expect(opening).rejects.toMatchObject({ code: 'VECTOR_EXTENSION_MISSING', details })
      }
    } finally {
      await plain.close()
      await server.close()
    }
  })
})

describe('rows of passages', () => {
  it('are the numbers of a set, neighbours together', () => {
    const set = new PassageSet(205)
    set.add(0, 2)
    set.add(31, 3)
    set.add(48, 4)
    set.add(204)
    expect([...numbersIn(set)]).toEqual([0, 1, 31, 32, 33, 48, 49, 50, 51, 204])
    const ranges = rowRanges(numbersIn(set), (passage) => (passage === 32 ? undefined : places.locate(passage)))
    expect(ranges.map(([documentId, ...rest]) => [/\d+/.exec(documentId)![0], ...rest])).toEqual([
      ['0', 2, 0, 1],
      ['0', 2, 31, 31],
      ['0', 2, 33, 33],
      ['0', 2, 48, 49],
      ['1', 2, 0, 1],
      ['4', 2, 4, 4],
    ])
    expect([...numbersIn(new PassageSet(0))]).toEqual([])
  })

  it('have vectors without what pgvector would refuse', () => {
    expect(vectorText(Float32Array.of(1, -0.5, 1e-40, -1e-12, 0.123456789))).toBe('[1,-0.5,0,0,0.1234568]')
  })
})
