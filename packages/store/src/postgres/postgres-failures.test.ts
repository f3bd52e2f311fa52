import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { inspect } from 'node:util'
import { KaiwuError } from '@kaiwu/core'
import { startPostgres } from '@kaiwu/testkit'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Database } from '../database.ts'
import { openDatabase } from '../open-database.ts'
import { caseMigrations } from '../test-describe-database.ts'
import { cuttingProxy } from './test-cutting-proxy.ts'

const folder = mkdtempSync(`${tmpdir()}/kaiwu-postgres-failures-`)
const postgres = await startPostgres()
afterAll(async () => {
  await postgres?.close()
  rmSync(folder, { recursive: true, force: true })
})

let schemas = 0
async function opened(url = postgres!.url, schema = `failing_${++schemas}`): Promise<Database & { schema: string }> {
  const database = await openDatabase({ folder, url, schema, migrations: caseMigrations })
  onTestFinished(() => database.close())
  return { ...database, schema }
}
const put = (database: Database, id: number) => database.run('INSERT INTO notes (id) VALUES (?)', id)
const ids = async (database: Database) =>
  (await database.all<{ id: number }>('SELECT id FROM notes ORDER BY id')).map(({ id }) => id)
const withCode = (code: string) => expect.objectContaining({ code })
const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail('it went well'),
    (error: Error) => error,
  )
const raiseError = (state: string) => `DO $$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '${state}'; END $$`

/** Runs a process that opens a schema and writes a note, with a failpoint. */
async function killedAt(failpoint: string, schema: string): Promise<void> {
  const source = `import { openDatabase } from ${JSON.stringify(new URL('../open-database.ts', import.meta.url).href)}
    const database = await openDatabase(${JSON.stringify({ folder, url: postgres!.url, schema, migrations: caseMigrations })})
    await database.transaction(async (inside) => { for (const id of [1, 2]) await inside.run('INSERT INTO notes (id) VALUES (?)', id) })`
  const child = spawn(process.execPath, ['--conditions=kaiwu-src', '--input-type=module', '-e', source], {
    stdio: 'inherit',
    env: { ...process.env, KAIWU_FAILPOINT: failpoint },
  })
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
}

describe.skipIf(!postgres)('a PostgreSQL that fails', { timeout: 60_000 }, () => {
  it('says who must act, and never the password', async () => {
    const url = new URL(postgres!.url)
    const secret = 'geh&eim/4711'
    url.password = encodeURIComponent(secret)
    const elsewhere = new URL(postgres!.url)
    elsewhere.pathname = '/nowhere'
    const nobody = `postgresql://kaiwu:${encodeURIComponent(secret)}@127.0.0.1:1/x?password=${encodeURIComponent(secret)}`
    const cases: [string, string, RegExp][] = [
      [url.href, 'DATABASE_REFUSED_LOGIN', /password authentication failed for user "kaiwu"/],
      [elsewhere.href, 'DATABASE_REFUSED_LOGIN', /"nowhere" does not exist/],
      [nobody, 'DATABASE_UNREACHABLE', /127\.0\.0\.1:1\/x .*ECONNREFUSED/],
      [`postgresql://kaiwu:${secret}@127.0.0.1/x`, 'DATABASE_URL_INVALID', /special characters of a password/],
      ['postgresql://kaiwu:geh%eim4711@127.0.0.1/x', 'DATABASE_URL_INVALID', /special characters of a password/],
      [
        `postgresql://kaiwu:geheim4711@127.0.0.1/x?sslmode=verify-full&sslrootcert=/no/such/file`,
        'DATABASE_URL_INVALID',
        /settings .*ENOENT/,
      ],
      [`${postgres!.url}?sslmode=verify-full`, 'DATABASE_UNREACHABLE', /SSL/],
    ]
    for (const [wrong, code, says] of cases) {
      const error = await failureOf(opened(wrong))
      expect(error).toMatchObject({ code, message: expect.stringMatching(says) })
      const everything = inspect(error, { depth: 12, showHidden: true }) + String(error.stack) + (error as KaiwuError).text('zh')
      for (const password of [secret, encodeURIComponent(secret), 'geheim4711', 'kaiwu-test-password'])
        expect(everything).not.toContain(password)
    }
  })

  it('refuses other addresses and names of schemas', async () => {
    for (const schema of [
      'a"b',
      'Kaiwu',
      '1st',
      '',
      'public',
      'pg_own',
      'information_schema',
      'x; DROP TABLE y',
      'x'.repeat(49),
    ]) {
      await expect(opened(postgres!.url, schema)).rejects.toThrow(withCode('DATABASE_URL_INVALID'))
    }
    for (const url of ['mysql://a:geheim@b/c', 'file:notes', 'http://x']) {
      const error = await failureOf(openDatabase({ folder, url, migrations: caseMigrations }))
      expect([inspect(error).includes('geheim'), (error as KaiwuError).code]).toEqual([false, 'DATABASE_URL_INVALID'])
    }
  })

  it('names what went wrong on the server', async () => {
    const database = await opened()
    const codes = {
      '53100': 'DATABASE_OUT_OF_SPACE',
      '57014': 'DATABASE_TIMEOUT',
      XX001: 'DATABASE_DAMAGED',
      '22012': 'DATABASE_UNUSABLE',
    }
    for (const [state, code] of Object.entries(codes)) {
      await expect(database.run(raiseError(state))).rejects.toThrow(withCode(code))
    }
    const slow = database.transaction(async (inside) => {
      await inside.run('SET LOCAL statement_timeout = 50')
      await inside.all('SELECT pg_sleep(5)')
    })
    await expect(slow).rejects.toThrow(withCode('DATABASE_TIMEOUT'))
    await put(database, 1)
  })

  it('goes on after a writer was waited for in vain', async () => {
    const database = await opened()
    const other = await opened(undefined, database.schema)
    // What waits for a lock is ended in place of the two minutes.
    const cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    const waited = database.transaction(async (inside) => {
      const refused = expect(put(other, 1)).rejects.toThrow(withCode('DATABASE_TIMEOUT'))
      for (let look = 0; look < 50; look++) {
        if ((await inside.all(cancel)).length > 0) break
        await wait(20)
      }
      await refused
      await inside.run('INSERT INTO notes (id) VALUES (2)')
    })
    await waited
    await Promise.all([3, 4, 5].map((id) => put(other, id)))
    expect(await ids(other)).toEqual([2, 3, 4, 5])
  })

  it('does a transaction again that was in the way of another, a few times', async () => {
    const database = await opened()
    for (const state of ['40001', '40P01']) {
      let tries = 0
      const id = Number(state.slice(0, 2)) + tries + Number(state === '40P01')
      await database.transaction(async (inside) => {
        await inside.run('INSERT INTO notes (id) VALUES (?)', id)
        if (++tries < 3) await inside.run(raiseError(state))
      })
      expect(tries).toBe(3)
    }
    expect(await ids(database)).toEqual([40, 41])
    let tries = 0
    const never = database.transaction(async (inside) => {
      tries++
      await inside.run(raiseError('40001'))
    })
    await expect(never).rejects.toThrow(withCode('DATABASE_UNUSABLE'))
    expect(tries).toBe(5)
  })

  it('survives a statement that a change of the tables has overtaken', async () => {
    const [one, two] = [await opened(), await opened(undefined, `failing_${schemas}`)]
    await put(one, 1)
    const look = () => one.all('SELECT * FROM counters')
    await Promise.all(Array.from({ length: 20 }, look))
    await two.run('ALTER TABLE counters ADD COLUMN more INTEGER')
    await Promise.all(Array.from({ length: 20 }, look))
    await one.transaction((inside) => inside.all('SELECT * FROM counters'))
  })

  it('makes lost connections anew, and keeps nothing of a transaction that lost its own', async () => {
    const database = await opened()
    const other = await opened(undefined, database.schema)
    await put(database, 1)
    const cut =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = 'kaiwu'"
    const work = database.transaction(async (inside) => {
      await inside.run('INSERT INTO notes (id) VALUES (2)')
      await other.all(cut)
      await inside.run('INSERT INTO notes (id) VALUES (3)')
    })
    await expect(work).rejects.toThrow(withCode('DATABASE_UNREACHABLE'))
    expect(await ids(database)).toEqual([1])
    await other.all(cut)
    await put(database, 4)
    expect(await ids(database)).toEqual([1, 4])
  })

  it('knows whether a commit was kept whose answer was lost', async () => {
    const proxy = await cuttingProxy(postgres!.url)
    onTestFinished(proxy.close)
    const database = await opened(proxy.url)
    let heard = 0
    database.onChange(() => heard++)
    proxy.cutAtCommit('after')
    await put(database, 1)
    proxy.cutAtCommit('before')
    await expect(put(database, 2)).rejects.toThrow(withCode('DATABASE_UNREACHABLE'))
    await put(database, 3)
    expect(await ids(database)).toEqual([1, 3])
    await wait(1_000)
    expect(heard).toBe(0)
  })

  it.each(['migrate-before-commit:1', 'transaction-before-commit:1'])(
    'is whole after a kill at %s, and holds up nobody',
    async (failpoint) => {
      const schema = `killed_${++schemas}`
      await killedAt(failpoint, schema)
      const database = await opened(undefined, schema)
      expect(await ids(database)).toEqual([])
      await put(database, 3)
      expect(await ids(database)).toEqual([3])
    },
  )

  it('goes on after a crash of the server, with all it had committed', async () => {
    const [database, other] = [await opened(), await opened(undefined, `failing_${schemas}`)]
    let heard = 0
    other.onChange(() => heard++)
    await put(database, 1)
    for (const end = Date.now() + 1_000; heard < 1 && Date.now() < end;) await wait(20)
    const work = database.transaction(async (inside) => {
      await inside.run('INSERT INTO notes (id) VALUES (2)')
      await postgres!.kill('SIGKILL')
      await inside.run('INSERT INTO notes (id) VALUES (3)')
    })
    await expect(work).rejects.toThrow(withCode('DATABASE_UNREACHABLE'))
    await expect(put(database, 4)).rejects.toThrow(withCode('DATABASE_UNREACHABLE'))
    const waiting = wait(500).then(() => put(database, 5))
    await postgres!.restart()
    await waiting
    expect(await ids(database)).toEqual([1, 5])
    for (const end = Date.now() + 10_000; heard < 2 && Date.now() < end;) await wait(50)
    const then = heard
    await put(database, 6)
    for (const end = Date.now() + 1_000; heard === then && Date.now() < end;) await wait(20)
    expect(heard).toBeGreaterThan(then)
  })
})
