import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { logSigner } from './log-signer.ts'
import { exportLog } from './export-log.ts'
import { leastLogDays, purgeLog } from './purge-log.ts'
import { readLog } from './read-log.ts'
import { checkpointsOf, found, linesOf, signedLog } from './test-checkpoints.ts'
import { entryOf, fill, logBases, startMs, tried } from './test-log-base.ts'
import { change, insert, remove } from './test-log-tampering.ts'
import { appendLog } from './append-log.ts'
import { verifyLog } from './verify-log.ts'

const bases = logBases()
const dayMs = 86_400_000
const by = { actorKind: 'person' as const, actorId: 'p_admin', actorRole: 'administrator' }
const clockAt = (ms: number) => ({ now: () => ms })

describe.each(bases.kinds)('purging a log on %s', (kind) => {
  /** 50 rows of a first day, 50 of 200 days later, and 5 of 400 days later. */
  async function aged() {
    const signed = await signedLog(bases, kind)
    const { database } = signed
    await fill(database, 20)
    for (const [days, count] of [
      [200, 50],
      [400, 5],
    ] as const) {
      const more = { atMs: startMs + days * dayMs }
      await fill(database, count, more)
    }
    await signed.checkpoints.checkpoint()
    const now = clockAt(startMs + 400 * dayMs + 60_000)
    return { ...signed, now }
  }

  // AUD-05
  it('is refused below 184 days, whoever asks, and the refusal is recorded', async () => {
    const { database, at, now } = await aged()
    const before = [
      now.now(),
      now.now() - (leastLogDays - 1) * dayMs,
      now.now() - leastLogDays * dayMs,
      Infinity,
      -Infinity,
      Number.NaN,
      0.5,
    ]
    for (const beforeMs of before) {
      const purge = purgeLog(database, { beforeMs, by, signer: at.signer, clock: now })
      await expect(purge, `${beforeMs}`).rejects.toMatchObject({ code: 'LOG_PURGE_TOO_EARLY', details: { days: 184 } })
    }
    // A clock put forward makes nothing older, however often one asks.
    const ahead = clockAt(now.now() + 1_000 * dayMs)
    const tricked = purgeLog(database, { beforeMs: now.now() - 100 * dayMs, by, signer: at.signer, clock: ahead })
    await expect(tricked).rejects.toMatchObject({ code: 'LOG_PURGE_TOO_EARLY' })
    const { rows } = await readLog(database, { action: 'log.purge' })
    expect(rows.map(({ result, actorId }) => [result, actorId])).toEqual(Array(8).fill(['refused', 'p_admin']))
    expect(await verifyLog(database)).toMatchObject({ sound: true, firstSeq: 1, lastSeq: 113 })
  })

  it('leaves a signed line that stands for what is gone, and the rest verifies', async () => {
    const { database, at, now } = await aged()
    const options = { by, signer: at.signer, clock: now }
    expect(await purgeLog(database, { ...options, beforeMs: startMs - 1 })).toEqual({ rows: 0, toSeq: 0 })
    expect(await purgeLog(database, { ...options, beforeMs: startMs + 100 * dayMs })).toEqual({ rows: 50, toSeq: 50 })
    const { publicKey } = at.signer.key()
    const verified = await verifyLog(database, { publicKeys: [publicKey], checkpointFile: at.file })
    expect(verified).toMatchObject({ sound: true, firstSeq: 51, lastSeq: 106, anchoredTo: 105 })
    expect(await verifyLog(database, { publicKeys: [publicKey] })).toMatchObject({ sound: true, anchoredTo: 50 })
    expect(await verifyLog(database)).toMatchObject({
      sound: true,
      anchoredTo: 0,
      notes: [{ en: expect.stringMatching(/signature of the purge/) }, {}],
    })
    const [row] = (await readLog(database, { limit: 1 })).rows
    expect(row).toMatchObject({
      seq: 106,
      action: 'log.purge',
      result: 'done',
      actorId: 'p_admin',
      detail: { fromSeq: 1, toSeq: 50, rows: 50 },
    })
    expect((await database.all('SELECT seq FROM log')).length).toBe(56)
    // Not twice, and further on when it is time.
    expect(await purgeLog(database, { ...options, beforeMs: startMs + 100 * dayMs })).toEqual({ rows: 0, toSeq: 50 })
    const later = clockAt(startMs + 800 * dayMs)
    await database.transaction((inside) => appendLog(inside, [entryOf(1, { atMs: later.now() })]))
    expect(await purgeLog(database, { ...options, clock: later, beforeMs: startMs + 500 * dayMs })).toEqual({
      rows: 56,
      toSeq: 106,
    })
    expect(await verifyLog(database, { publicKeys: [publicKey], checkpointFile: at.file })).toMatchObject({
      sound: true,
      firstSeq: 107,
      lastSeq: 108,
    })
    const { checkpoints } = checkpointsOf(database, at)
    await checkpoints.checkpoint()
    expect(await found(database, at)).toMatchObject({ sound: true, anchoredTo: 108 })
    expect(linesOf(at.file).length).toBeGreaterThan(4)
  })

  it('lets nobody hide what was done to rows before or after', async () => {
    const { database, at, now } = await aged()
    const options = { by, signer: at.signer, clock: now, beforeMs: startMs + 100 * dayMs }
    await database.transaction((inside) => change(7, 'actorId', 'p_x')(inside))
    await expect(purgeLog(database, options)).rejects.toMatchObject({
      code: 'LOG_DAMAGED',
      details: { reason: 'seq 7: changed' },
    })
    await database.transaction((inside) => change(7, 'actorId', 'p_0')(inside))
    await purgeLog(database, options)
    const publicKeys = [at.signer.key().publicKey]
    const after = (doing: Parameters<typeof tried>[1]) =>
      tried(database, async (inside) => {
        await doing(inside)
        const { problems } = await verifyLog(inside, { publicKeys })
        return problems.map(({ kind: what, seq }) => `${what} ${seq}`)
      })
    expect(await after(remove(51))).toEqual(['missing 51'])
    expect(await after(change(51, 'prevHash', 'x'))).toEqual(['changed 51'])
    expect(await after(insert(51, { hashed: true }))).toEqual(['unlinked 51'])
    const row = (await database.get<{ line: string }>('SELECT line FROM logPurges'))!
    expect(await after((inside) => inside.run('UPDATE logPurges SET line = ?', row.line.replace('"at":', '"at":1')))).toEqual([
      'purge 50',
    ])
    expect(await after((inside) => inside.run('UPDATE logPurges SET toSeq = 49'))).toEqual(['missing 50', 'purge 49'])
    expect(await after((inside) => inside.run('UPDATE logPurges SET toSeq = ?', 9_007_199_254_740_993n))).toContain('purge 0')
    expect(await after((inside) => inside.run('DELETE FROM logPurges'))).toEqual(['missing 1'])
    // Who has the database but not the key takes away more, and signs for it with a key of his own.
    const forger = logSigner({ keyFile: `${at.keyFile}.forger`, file: `${at.file}.forger` })
    const forged = await after(async (inside) => {
      const { baseId, hash } = (await inside.get<{ baseId: string; hash: string }>(
        'SELECT baseId, log.hash FROM log, logHead WHERE log.seq = 60',
      ))!
      const line = forger.sign({ kind: 'purge', baseId, fromSeq: 1, seq: 60, hash, at: startMs })
      await inside.run('UPDATE logPurges SET toSeq = 60, line = ?', line)
      await inside.run('DELETE FROM log WHERE seq <= 60')
    })
    expect(forged).toEqual(['purge 60'])
  })

  it('that was not finished shows nothing of what is purged, and is finished by the next', async () => {
    const { database, at, now } = await aged()
    const options = { by, signer: at.signer, clock: now, beforeMs: startMs + 100 * dayMs }
    // As a crash between the signature and the last of the deletions leaves it.
    const rows = await database.all<Record<string, string | number | null>>('SELECT * FROM log WHERE seq <= 50 AND seq > 40')
    await purgeLog(database, options)
    for (const row of rows) {
      const columns = Object.keys(row)
      await database.run(
        `INSERT INTO log (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        ...Object.values(row),
      )
    }
    expect(await verifyLog(database)).toMatchObject({
      sound: true,
      firstSeq: 51,
      notes: [{}, { en: expect.stringMatching(/has left 10 rows/) }, {}],
    })
    expect((await readLog(database, { order: 'oldest' })).rows[0]!.seq).toBe(51)
    const exported = await exportLog(database, {})
    for await (const chunk of exported.chunks) expect(chunk.length).toBeGreaterThan(0)
    expect(exported.summary().rows).toBe(56)
    await purgeLog(database, options)
    expect(await database.all('SELECT seq FROM log WHERE seq <= 50')).toEqual([])
    expect(readFileSync(at.file, 'utf8')).not.toContain('"kind":"purge"')
  })
})
