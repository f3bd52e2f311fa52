import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPairSync } from 'node:crypto'
import type { Database } from '@kaiwu/store'
import { describe, expect, it } from 'vitest'
import { appendLog } from './append-log.ts'
import { checkpointKey, checkpointPublicKey } from './checkpoint-key.ts'
import { logSigner } from './log-signer.ts'
import { readLog } from './read-log.ts'
import { checkpointsOf, found, linesOf, place, signedLog } from './test-checkpoints.ts'
import { entryOf, fill, logBases } from './test-log-base.ts'
import { change, cut, rewrite, type Tampering } from './test-log-tampering.ts'
import { verifyLog } from './verify-log.ts'

const bases = logBases()
const tamper = (database: Database, doing: Tampering) => database.transaction((inside) => doing(inside))

describe.each(bases.kinds)('checkpoints of a log on %s', (kind) => {
  it('anchor what they sign, and no more', async () => {
    const { database, at } = await signedLog(bases, kind)
    expect(await found(database, at)).toEqual({
      said: [],
      sound: true,
      anchoredTo: 30,
      notes: [expect.stringMatching(/^not anchored after seq 30:/)],
    })
    await fill(database, 5)
    expect(await found(database, at)).toMatchObject({ sound: true, anchoredTo: 30 })
    expect(await verifyLog(database, { checkpointFile: at.file })).toMatchObject({
      anchoredTo: 0,
      notes: [{ en: expect.stringMatching(/no public key was given/) }, {}],
    })
    expect(JSON.parse(linesOf(at.file)[0]!)).toMatchObject({ kind: 'checkpoint', seq: 10, previous: null })
  })

  // AUD-03
  it('show that the end was cut off', async () => {
    const { database, at, checkpoints } = await signedLog(bases, kind)
    await tamper(database, cut(25))
    expect(await found(database, at)).toMatchObject({ said: ['cut 26 -30'], anchoredTo: 20 })
    // Whoever goes on signing is told at once, and signs nothing.
    await expect(checkpoints.checkpoint()).rejects.toMatchObject({ code: 'LOG_CONTRADICTS_CHECKPOINT', details: { seq: 30 } })
    await fill(database, 20)
    await expect(checkpoints.checkpoint()).rejects.toMatchObject({ code: 'LOG_CONTRADICTS_CHECKPOINT' })
    expect(await found(database, at)).toMatchObject({ said: ['rewritten 21 -30'], anchoredTo: 20 })
    await tamper(database, cut(0))
    expect((await found(database, at)).said).toEqual(['cut 1 -30'])
  })

  it('show that the chain was written anew', async () => {
    const { database, at } = await signedLog(bases, kind)
    await tamper(database, rewrite(15, 30))
    expect(await found(database, at)).toMatchObject({ said: ['rewritten 11 -20'], anchoredTo: 10 })
    await tamper(database, rewrite(1, 30))
    expect(await found(database, at)).toMatchObject({ said: ['rewritten 1 -10'], anchoredTo: 0 })
    await tamper(database, change(4, 'actorId', 'p_x'))
    expect(await found(database, at)).toMatchObject({ said: ['changed 4'], anchoredTo: 0 })
  })

  it('are made after so many rows, or so long when there is something new', async () => {
    const database = await bases.open(kind)
    const at = place(bases)
    const { checkpoints, clock, failures } = checkpointsOf(database, at, { everyRows: 100 })
    const signed = async (pass: number) => {
      clock.ms += pass
      await Promise.all([checkpoints.look(), checkpoints.look()])
      return existsSync(at.file) ? linesOf(at.file).length : 0
    }
    expect(await signed(0)).toBe(0)
    expect(await signed(3_600_000)).toBe(0)
    await fill(database, 99)
    // The hour before counts: there was nothing to sign in it.
    expect(await signed(0)).toBe(1)
    await fill(database, 99)
    expect(await signed(299_999)).toBe(1)
    expect(await signed(1)).toBe(2)
    await fill(database, 100)
    expect(await signed(0)).toBe(3)
    expect(await signed(3_600_000)).toBe(3)
    // A clock that goes back a day delays nothing by a day.
    await fill(database, 1)
    expect(await signed(-86_400_000)).toBe(3)
    expect(await signed(300_000)).toBe(4)
    await fill(database, 1)
    await checkpoints.stop()
    expect([linesOf(at.file).length, failures]).toEqual([5, []])
    expect(await found(database, at)).toMatchObject({ sound: true, anchoredTo: 300 })
  })

  it('say when they cannot be written, and are again when they can', async () => {
    const database = await bases.open(kind)
    await fill(database, 3)
    const keyFile = place(bases).keyFile
    const at = { keyFile, file: '/dev/full', signer: logSigner({ keyFile, file: '/dev/full' }) }
    const { checkpoints, clock, failures } = checkpointsOf(database, at)
    await expect(checkpoints.checkpoint()).rejects.toMatchObject({ code: 'LOG_CHECKPOINTS_UNWRITABLE' })
    for (const pass of [300_000, 1_000, 20_000]) {
      clock.ms += pass
      await checkpoints.look()
    }
    expect(failures).toEqual(['LOG_CHECKPOINTS_UNWRITABLE'])
    expect(await database.all('SELECT keyId FROM logCheckpoints')).toEqual([])
    const missing = { ...place(bases), signer: logSigner({ keyFile, file: join(bases.folder, 'no', 'such', 'folder.jsonl') }) }
    await expect(checkpointsOf(database, missing).checkpoints.checkpoint()).rejects.toMatchObject({
      code: 'LOG_CHECKPOINTS_UNWRITABLE',
    })
  })

  it('miss a file that is gone, and begin a new one only when told to', async () => {
    const { database, at, checkpoints } = await signedLog(bases, kind)
    rmSync(at.file)
    expect(await found(database, at)).toMatchObject({ said: ['checkpoints-missing 1 -30'], anchoredTo: 0 })
    await fill(database, 1)
    await expect(checkpoints.checkpoint()).rejects.toMatchObject({ code: 'LOG_CHECKPOINTS_MISSING', details: { seq: 30 } })
    expect(existsSync(at.file)).toBe(false)
    const again = checkpointsOf(database, at, { newFile: true })
    expect(await again.checkpoints.checkpoint()).toBe(31)
    expect(await found(database, at)).toMatchObject({ said: [], anchoredTo: 31 })
  })

  it('change their key, and the first public key still verifies all', async () => {
    const { database, at, checkpoints } = await signedLog(bases, kind)
    const first = at.signer.key().publicKey
    const second = await checkpoints.changeKey()
    expect(second).not.toBe(first)
    await fill(database, 10)
    await checkpoints.checkpoint()
    const third = await checkpoints.changeKey()
    await checkpoints.checkpoint()
    expect(linesOf(at.file).map((line) => (JSON.parse(line) as { kind: string }).kind)).toEqual([
      ...['checkpoint', 'checkpoint', 'checkpoint', 'key'],
      ...['checkpoint', 'key', 'checkpoint'],
    ])
    expect(await found(database, at, [first])).toMatchObject({ said: [], anchoredTo: 42 })
    expect(await found(database, at, [first, second, third])).toMatchObject({ said: [], anchoredTo: 42 })
    expect((await found(database, at, [third])).said).toContain('checkpoint-forged 10 line 1')
    const [row] = (await readLog(database, { action: 'log.change-key' })).rows
    expect(row!.detail).toEqual({ from: second, to: third })
    expect(statSync(at.keyFile).mode & 0o777).toBe(0o600)
  })

  it('finish a change of key that a crash came between, before and after it was signed', async () => {
    const { database, at, checkpoints } = await signedLog(bases, kind)
    const first = at.signer.key().publicKey
    const next = checkpointKey(`${at.keyFile}.next`).publicKey
    await fill(database, 1)
    await checkpoints.checkpoint()
    expect([at.signer.key().publicKey, existsSync(`${at.keyFile}.next`)]).toEqual([next, false])
    // Signed, but the old key is still in place: it signs the same once more.
    const old = readFileSync(at.keyFile)
    await checkpoints.changeKey()
    const newest = readFileSync(at.keyFile)
    writeFileSync(`${at.keyFile}.next`, newest, { mode: 0o600 })
    writeFileSync(at.keyFile, old, { mode: 0o600 })
    await fill(database, 1)
    await checkpoints.checkpoint()
    expect(await found(database, at, [first])).toMatchObject({ said: [], anchoredTo: 33 })
    // A key that has handed over signs no more, even if somebody has kept it.
    writeFileSync(at.keyFile, old, { mode: 0o600 })
    await fill(database, 1)
    await checkpoints.checkpoint()
    expect((await found(database, at, [first])).said[0]).toMatch(/^checkpoint-forged 34/)
  })

  it('may be made by several servers into one file', async () => {
    const name = `servers_${kind}`
    const database = await bases.open(kind, name)
    const other = kind === 'sqlite' ? database : await bases.open(kind, name)
    const at = place(bases)
    const both = [checkpointsOf(database, at), checkpointsOf(other, at)]
    for (let round = 0; round < 10; round++) {
      await Promise.all([database, other].map((one) => one.transaction((inside) => appendLog(inside, [entryOf(round)]))))
      await Promise.all(both.map(({ checkpoints }) => checkpoints.checkpoint()))
    }
    expect(await found(database, at)).toMatchObject({ said: [], anchoredTo: 20 })
  })
})

describe('the key of checkpoints', () => {
  it('is made once, for its owner alone, and printed in a form that can be read again', () => {
    const { keyFile } = place(bases)
    const key = checkpointKey(keyFile)
    expect(key.publicKey).toMatch(/^ed25519:[A-Za-z0-9+/]{43}=$/)
    expect(checkpointKey(keyFile).publicKey).toBe(key.publicKey)
    expect(checkpointPublicKey(key.publicKey).keyId).toBe(key.keyId)
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(key)).not.toMatch(/PRIVATE/)
  })

  it('is refused when others may read it, or when it is no such key', () => {
    const { keyFile } = place(bases)
    const { publicKey } = checkpointKey(keyFile)
    chmodSync(keyFile, 0o644)
    expect(() => checkpointKey(keyFile)).toThrow(/chmod 600/)
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
    for (const content of ['', 'secret-canary', rsa]) {
      writeFileSync(keyFile, content)
      chmodSync(keyFile, 0o600)
      expect(() => checkpointKey(keyFile)).toThrow(
        expect.objectContaining({ code: 'LOG_KEY_UNUSABLE', message: expect.not.stringContaining('canary') }),
      )
    }
    for (const text of ['', 'ed25519:', 'ed25519:AAAA', `${publicKey}AAAA`, 'nonsense']) {
      expect(() => checkpointPublicKey(text), text).toThrow(expect.objectContaining({ code: 'LOG_KEY_UNUSABLE' }))
    }
  })
})
