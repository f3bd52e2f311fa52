import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Database, Queries, StoreValue } from '@kaiwu/store'
import pg from 'pg'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { appendLog } from './append-log.ts'
import { entryOf, logBases } from './test-log-base.ts'
import type { LogChildTask } from './test-log-child.ts'
import { verifyLog } from './verify-log.ts'

const bases = logBases()
const script = fileURLToPath(new URL('./test-log-child.ts', import.meta.url))

type Told = Readonly<{ seq: number; hash: string }>

/** Runs a process that appends, kills it some time after it is ready, if wanted, and returns what it said it had done. */
async function child(task: LogChildTask, killAfterMs?: number): Promise<Told[]> {
  const process_ = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(process_, 'exit')
  const told: Told[] = []
  let killed: Promise<unknown> | undefined
  for await (const line of createInterface({ input: process_.stdout })) {
    if (line !== 'ready') told.push(JSON.parse(line) as Told)
    else if (killAfterMs !== undefined) killed = wait(killAfterMs).then(() => process_.kill('SIGKILL'))
  }
  await killed
  expect(await ended).toEqual(killAfterMs === undefined ? [0, null] : [null, 'SIGKILL'])
  return told
}

/** Every row has its effect and every effect its row, and what was told is there. */
async function expectWhole(database: Database, told: readonly Told[]): Promise<number> {
  const { sound, problems, lastSeq } = await verifyLog(database)
  expect({ sound, problems }).toEqual({ sound: true, problems: [] })
  const rows = await database.all<Told & { actorId: string }>('SELECT seq, hash, actorId FROM log ORDER BY seq')
  const effects = await database.all<{ id: number; text: string }>('SELECT id, text FROM effects ORDER BY id')
  expect(effects).toEqual(rows.map(({ seq, actorId }) => ({ id: seq, text: actorId })))
  const hashes = new Map(rows.map(({ seq, hash }) => [seq, hash]))
  expect(told.filter(({ seq, hash }) => hashes.get(seq) !== hash)).toEqual([])
  return lastSeq
}

describe.each(bases.kinds)('a log on %s', (kind) => {
  it('is whole after each of many kills, with all that was told', { timeout: 240_000 }, async () => {
    const name = `killed_${kind}`
    const rounds = thorough ? 20 : 3
    const told: Told[] = []
    for (let round = 0; round < rounds; round++) {
      // With PostgreSQL three processes write, and all are killed.
      const writers = kind === 'sqlite' ? ['one'] : ['one', 'two', 'three']
      const some = await Promise.all(
        writers.map((writer) => child({ ...bases.address(kind, name), writer }, 20 + Math.random() * 150)),
      )
      told.push(...some.flat())
      const database = await bases.open(kind, name)
      await expectWhole(database, told)
      await database.close()
    }
    expect(told.length).toBeGreaterThan(rounds)
  })
})

// AUD-04: on a release's day 8 processes at once.
const processes = thorough ? 8 : 4

describe(`a log on PostgreSQL that ${processes} processes write to`, () => {
  it('has no gap and no fork', { timeout: 120_000 }, async () => {
    const name = 'processes'
    const database = await bases.open('postgres', name)
    const writers = Array.from({ length: processes }, (_, index) => `writer_${index}`)
    const told = await Promise.all(writers.map((writer) => child({ ...bases.address('postgres', name), writer, times: 15 })))
    // 1, 2 or 3 rows a round.
    expect(await expectWhole(database, told.flat())).toBe(processes * 30)
    const parents = await database.all<{ prevHash: string }>('SELECT DISTINCT prevHash FROM log')
    expect([parents.length, new Set(told.flat().map(({ seq }) => seq)).size]).toEqual([processes * 30, processes * 15])
  })

  it('has none even where no lock of the store holds the writers back', { timeout: 60_000 }, async () => {
    const database = await bases.open('postgres', 'bare')
    // Where all connections share one session, as with PGlite, there is nobody to be held back from.
    const writers = bases.server() ? 8 : 1
    const { url, schema } = bases.address('postgres', 'bare')
    await Promise.all(Array.from({ length: writers }, () => appendBare(url!, schema!)))
    expect(await verifyLog(database)).toMatchObject({ sound: true, lastSeq: writers * 40 })
  })
})

/** Appends in 20 transactions over a plain connection, as a program that knows nothing of the store would. */
async function appendBare(url: string, schema: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    types: { getTypeParser: (oid: number) => (oid === 20 ? Number : String) },
  })
  await client.connect()
  await client.query(`SET search_path TO "${schema}"`)
  const query = async (sql: string, values: StoreValue[]) => {
    let number = 0
    const text = sql.replace(/\?/g, () => `$${++number}`).replace(/\b[a-z]+[A-Z]\w*/g, '"$&"')
    return client.query(text, values)
  }
  const inside: Queries = {
    all: async <Row>(sql: string, ...values: StoreValue[]) => (await query(sql, values)).rows as Row[],
    get: async <Row>(sql: string, ...values: StoreValue[]) => (await query(sql, values)).rows[0] as Row | undefined,
    run: async (sql: string, ...values: StoreValue[]) => (await query(sql, values)).rowCount ?? 0,
  }
  for (let round = 0; round < 20; round++) {
    await client.query('BEGIN')
    await appendLog(inside, [entryOf(round), entryOf(round + 1)])
    await client.query('COMMIT')
  }
  await client.end()
}
