import { KaiwuError } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { describe, expect, it } from 'vitest'
import { appendLog, mostDetail } from './append-log.ts'
import type { LogEntry } from './log-row.ts'
import { contentHash } from '@kaiwu/core'
import { canonicalJson, type JsonObject } from './canonical-json.ts'
import { firstHash, type LogRow } from './log-row.ts'
import { readLog } from './read-log.ts'
import { entryOf, fill, logBases } from './test-log-base.ts'
import { verifyLog } from './verify-log.ts'

const bases = logBases()
const append = (database: Database, ...entries: LogEntry[]) => database.transaction((inside) => appendLog(inside, entries))
const everything = async (database: Database) => (await readLog(database, { limit: 500, order: 'oldest' })).rows
const effects = async (database: Database) => (await database.all('SELECT id FROM effects')).length
const act = (database: Database, entries: readonly LogEntry[]) =>
  database.transaction(async (inside) => {
    await inside.run('INSERT INTO effects (id, text) VALUES (?, ?)', 1, '已批')
    await appendLog(inside, entries)
  })

/** As anybody would compute it from an exported row. */
function hashByTheBook({ hash: _, ...row }: LogRow): string {
  const present = Object.entries(row).filter(([, value]) => value !== null)
  return contentHash(canonicalJson(Object.fromEntries(present) as JsonObject))
}

describe.each(bases.kinds)('the log on %s', (kind) => {
  // AUD-01
  it('keeps an event with all it has, in the transaction of its effect', async () => {
    const database = await bases.open(kind)
    const [place] = await append(database, entryOf(1))
    const [row] = await everything(database)
    const { baseId } = (await database.get<{ baseId: string }>('SELECT baseId FROM logHead'))!
    expect(baseId).toMatch(/^[0-9a-f]{32}$/)
    expect(row).toEqual({ ...entryOf(1), seq: 1, result: 'done', prevHash: firstHash(baseId), hash: hashByTheBook(row!) })
    expect(place).toEqual({ seq: 1, hash: row!.hash })
    expect(Object.isFrozen(row) && Object.isFrozen(row!.detail)).toBe(true)
    await expect(
      database.transaction(async (inside) => {
        await appendLog(inside, [entryOf(2)])
        await inside.run('INSERT INTO effects (id) VALUES (?)', 1)
        throw new Error('changed my mind')
      }),
    ).rejects.toThrow('changed my mind')
    expect([await everything(database), await effects(database)]).toEqual([[row], 0])
    expect(await append(database)).toEqual([])
  })

  it('chains events of one transaction, however many', async () => {
    const database = await bases.open(kind)
    for (const count of [1, 7, 8, 9, 31, 32, 33, 73]) {
      await append(database, ...Array.from({ length: count }, (_, index) => entryOf(index)))
    }
    const rows = await everything(database)
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 194 }, (_, index) => index + 1))
    expect(rows.slice(1).every(({ prevHash }, index) => prevHash === rows[index]!.hash)).toBe(true)
    expect(await verifyLog(database)).toMatchObject({ sound: true, lastSeq: 194, lastHash: rows.at(-1)!.hash })
  })

  it('gives back the same texts as went in, or says what became of them', async () => {
    const database = await bases.open(kind)
    const long = '长'.repeat(10_000)
    await append(
      database,
      entryOf(1, {
        actorName: 'a\0b',
        actorId: '\ud800x',
        objectId: long,
        ip: '',
        detail: { 'n\0': '\0', '😀': '\udc00', z: -0 },
      }),
      entryOf(2, { objectId: `${long}!`, actorName: `${'x'.repeat(199)}😀${'y'.repeat(100)}`, result: 'refused' }),
    )
    const [first, second] = await everything(database)
    expect(first).toMatchObject({
      actorName: 'a\uFFFDb',
      actorId: '\uFFFDx',
      ip: '',
      detail: { 'n\0': '\0', '😀': '\uFFFD', z: 0 },
    })
    expect(first!.objectId).toMatch(/^长{200}…[0-9a-f]{16}$/)
    expect(second!.objectId).not.toBe(first!.objectId)
    expect(second!.actorName).toMatch(/^x{199}…[0-9a-f]{16}$/)
    expect(second!.result).toBe('refused')
    expect(await verifyLog(database)).toMatchObject({ sound: true })
    expect((await readLog(database, { actorId: '\ud800x' })).rows).toHaveLength(1)
  })

  it('refuses what a program got wrong, and loses the transaction even if nobody minds', async () => {
    const database = await bases.open(kind)
    const cycle: Record<string, unknown> = {}
    cycle['cycle'] = cycle
    const wrong: [string, unknown][] = [
      ['atMs', 1.5],
      ['atMs', Number.NaN],
      ['atMs', '1'],
      ['actorKind', 'robot'],
      ['actorId', undefined],
      ['action', 'Delete everything'],
      ['action', ''],
      ['objectKind', 'x'.repeat(65)],
      ['objectId', 7],
      ['caseId', null],
      ['result', 'maybe'],
      ['detail', 'text'],
      ['detail', ['list']],
      ['detail', { at: new Date(0) }],
      ['detail', { much: 'x'.repeat(mostDetail) }],
      ['detail', { nothing: Number.NaN }],
      ['detail', cycle],
    ]
    for (const [column, value] of wrong) {
      const entry = { ...entryOf(1), [column]: value } as LogEntry
      await expect(act(database, [entryOf(1), entry]), column).rejects.toMatchObject({
        code: 'LOG_ENTRY_INVALID',
        details: { column },
      })
      const careless = database.transaction(async (inside) => {
        await inside.run('INSERT INTO effects (id) VALUES (?)', 1)
        await appendLog(inside, [entry]).catch(() => undefined)
      })
      await expect(careless, column).rejects.toThrow(KaiwuError)
    }
    expect([await effects(database), await everything(database)]).toEqual([0, []])
  })

  // AUD-06
  it('lets nothing happen that it cannot write down', async () => {
    const database = await bases.open(kind)
    await fill(database, 3)
    const before = await everything(database)
    const broken =
      kind === 'sqlite'
        ? [`CREATE TRIGGER full BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'no room'); END`, 'DROP TRIGGER full']
        : [
            `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$;
             CREATE TRIGGER full_disk BEFORE INSERT ON log FOR EACH ROW EXECUTE FUNCTION no_room()`,
            'DROP TRIGGER full_disk ON log',
          ]
    for (const statement of broken[0]!.split(/;\s*(?=CREATE)/)) await database.run(statement)
    await expect(act(database, [entryOf(4)])).rejects.toThrow(KaiwuError)
    await database.run(broken[1]!)
    expect([await effects(database), await everything(database)]).toEqual([0, before])
    await database.run('ALTER TABLE log RENAME TO gone')
    await expect(act(database, [entryOf(4)])).rejects.toThrow(KaiwuError)
    await database.run('ALTER TABLE gone RENAME TO log')
    await act(database, [entryOf(4)])
    expect([await effects(database), (await verifyLog(database)).lastSeq]).toEqual([1, 4])
    await database.run('DELETE FROM logHead')
    await expect(append(database, entryOf(5))).rejects.toMatchObject({ code: 'LOG_DAMAGED' })
  })

  it('is neither changed nor deleted by mistake', async () => {
    const database = await bases.open(kind)
    await fill(database, 3)
    await expect(database.run('UPDATE log SET actorId = ? WHERE seq = 2', 'p_x')).rejects.toThrow(/neither changed nor deleted/)
    await expect(database.run('DELETE FROM log WHERE seq = 2')).rejects.toThrow(/neither changed nor deleted/)
    expect(await verifyLog(database)).toMatchObject({ sound: true, lastSeq: 3 })
  })

  // AUD-04
  it('has no gap and no fork after 8 writers at once', async () => {
    const name = `writers_${kind}`
    const first = await bases.open(kind, name)
    // One process alone writes to a folder of SQLite; to PostgreSQL each writer has its own connection.
    const databases = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => (kind === 'sqlite' || index === 0 ? first : bases.open(kind, name))),
    )
    await Promise.all(
      databases.map(async (database, writer) => {
        for (let round = 0; round < 25; round++) {
          const some = Array.from({ length: 1 + (round % 3) }, () => entryOf(round, { actorId: `writer_${writer}` }))
          await database.transaction((inside) => appendLog(inside, some))
        }
      }),
    )
    const { rows } = await readLog(first, { limit: 500, order: 'oldest' })
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 392 }, (_, index) => index + 1))
    expect(new Set(rows.map(({ prevHash }) => prevHash)).size).toBe(392)
    expect(await verifyLog(first)).toMatchObject({ sound: true, lastSeq: 392, lastHash: rows.at(-1)!.hash })
  }, 60_000)
})

describe('the log on a full disk', () => {
  it('keeps neither effect nor row, and goes on when there is room', async () => {
    const database = await bases.open('sqlite')
    await fill(database, 50)
    const { page_count: pages } = (await database.get<{ page_count: number }>('PRAGMA page_count'))!
    await database.run(`PRAGMA max_page_count = ${pages + 1}`)
    let done = 0
    const detail = { text: 'x'.repeat(3_000) }
    const one = async () => {
      await database.transaction(async (inside) => {
        await inside.run('INSERT INTO effects (id) VALUES (?)', done + 1)
        await appendLog(inside, [entryOf(done, { detail })])
      })
      done++
    }
    const fillUp = async () => {
      for (;;) await one()
    }
    await expect(fillUp()).rejects.toMatchObject({ code: 'STORE_FULL' })
    expect(done).toBeGreaterThan(0)
    expect([await effects(database), (await verifyLog(database)).lastSeq]).toEqual([done, 50 + done])
    await database.run('PRAGMA max_page_count = 1000000')
    await one()
    expect(await verifyLog(database)).toMatchObject({ sound: true, lastSeq: 50 + done })
  })
})

describe('the log on two kinds of database', () => {
  it('has the same hashes', async () => {
    const heads = await Promise.all(
      bases.kinds.map(async (kind) => {
        const database = await bases.open(kind)
        await database.run('UPDATE logHead SET baseId = ?', 'the same')
        await fill(database, 120, {
          actorName: 'é\0e\u0301 漏油 \ud83d😀 ＝1',
          detail: { '\uFB33': 1e21, '😀': [0.1, null, '\0\u2028'] },
        })
        return database.get('SELECT seq, hash FROM logHead')
      }),
    )
    expect(heads[0]).toEqual(heads[1])
  })
})
