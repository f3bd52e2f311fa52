import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Database } from '@kaiwu/store'
import { describe, expect, it } from 'vitest'
import { caseMigrations } from '../cases/case-migrations.ts'
import { codeOf } from '../cases/test-case-life.ts'
import { movableClock } from '../test-clock.ts'
import { testBases } from '../test-database.ts'
import { openAttachmentStore } from './open-attachment-store.ts'
import { allBytes } from './test-attachment-cases.ts'

const bases = testBases(caseMigrations)
const hourMs = 3_600_000
const most = 10_000_000
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** What lies in a base, whole or not. */
async function leftIn(database: Database): Promise<number> {
  if (database.kind === 'postgres')
    return (await database.all('SELECT id FROM attachmentUploads UNION ALL SELECT upload AS id FROM attachmentChunks')).length
  const folder = join(database.place, 'attachments')
  if (!existsSync(folder)) return 0
  return readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length
}

/** Spoils content behind the store's back. */
async function spoil(database: Database, sha256: string): Promise<void> {
  if (database.kind === 'sqlite') truncateSync(join(database.place, 'attachments', sha256.slice(0, 2), sha256), 10)
  else
    await database.transaction((inside) => inside.run('UPDATE attachmentChunks SET content = ?', Buffer.from('something else')))
}

describe.each(bases.kinds)('an attachment store on %s', (kind) => {
  const opened = async () => {
    const database = await bases.open(kind)
    const clock = movableClock('2026-09-28T09:00:00+08:00')
    return { database, clock, store: openAttachmentStore(database, clock) }
  }

  it('gives back what was put, however it came, and keeps the same content once', async () => {
    const { database, store } = await opened()
    for (const bytes of [randomBytes(2_500_000), randomBytes(1_000_000), Buffer.from('短'), Buffer.alloc(0)]) {
      const kept = await store.put(inPieces(bytes, 70_001), most)
      expect(kept).toEqual({ sha256: hashOf(bytes), bytes: bytes.length })
      const once = await leftIn(database)
      expect(await store.put(bytes, most)).toEqual(kept)
      expect(await leftIn(database)).toBe(once)
      expect(hashOf(await allBytes(store.get(kept.sha256)))).toBe(kept.sha256)
      expect(await store.has(database, kept.sha256)).toBe(true)
    }
  })

  it('keeps nothing of what is too large, or breaks off', async () => {
    const { database, store } = await opened()
    expect(await codeOf(store.put(randomBytes(1_001), 1_000))).toBe('ATTACHMENT_TOO_LARGE')
    expect(await codeOf(store.put(inPieces(randomBytes(3_000_000), 100_000), 2_999_999))).toBe('ATTACHMENT_TOO_LARGE')
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield randomBytes(1_500_000)
      throw new Error('the line was cut')
    }
    await expect(store.put(breaking(), most)).rejects.toThrow('the line was cut')
    expect(await leftIn(database)).toBe(0)
    expect((await store.put(randomBytes(1_000), 1_000)).bytes).toBe(1_000)
  })

  it('has nothing under what is no hash, or another', async () => {
    const { database, store } = await opened()
    await store.put(Buffer.from('甲'), most)
    for (const sha256 of ['', '..', '../kaiwu.sqlite', 'a'.repeat(64), 'A'.repeat(64), `${'a'.repeat(62)}/.`]) {
      expect([sha256, await store.has(database, sha256)]).toEqual([sha256, false])
      expect([sha256, await codeOf(allBytes(store.get(sha256)))]).toEqual([sha256, 'ATTACHMENT_LOST'])
    }
  })

  it('does not give out for whole what somebody has changed; put again, it is whole again', async () => {
    const { database, store } = await opened()
    const bytes = randomBytes(5_000)
    const { sha256 } = await store.put(bytes, most)
    await spoil(database, sha256)
    expect(await codeOf(allBytes(store.get(sha256)))).toBe('ATTACHMENT_LOST')
    if (kind === 'sqlite') {
      await store.put(bytes, most)
      expect((await allBytes(store.get(sha256))).equals(bytes)).toBe(true)
    }
  })

  it('sweeps what belongs to no case, once it is a day old', async () => {
    const { database, store, clock } = await opened()
    const old = await store.put(Buffer.from('旧'), most)
    const again = await store.put(Buffer.from('又传了一次'), most)
    clock.move(23 * hourMs)
    expect(await store.sweep()).toBe(0)
    await store.put(Buffer.from('又传了一次'), most)
    clock.move(2 * hourMs)
    expect(await store.sweep()).toBe(1)
    expect(await store.has(database, old.sha256)).toBe(false)
    expect(await store.has(database, again.sha256)).toBe(true)
    clock.move(24 * hourMs)
    expect([await store.sweep(), await leftIn(database)]).toEqual([1, 0])
  })

  it('keeps apart many that come at once', async () => {
    const { store } = await opened()
    const files = Array.from({ length: 20 }, (_, at) => randomBytes(1 + ((at * 977) % 3_000)))
    const kept = await Promise.all([...files, ...files].map((bytes) => store.put(inPieces(bytes, 100), most)))
    expect(kept.map(({ sha256 }) => sha256)).toEqual([...files, ...files].map(hashOf))
    for (const { sha256 } of kept) expect(hashOf(await allBytes(store.get(sha256)))).toBe(sha256)
  })
})

describe('attachments in a folder', () => {
  it('leave alone what is not theirs', async () => {
    const database = await bases.open('sqlite')
    const clock = movableClock('2126-09-28T09:00:00+08:00')
    const store = openAttachmentStore(database, clock)
    await store.put(Buffer.from('甲'), most)
    const foreign = join(database.place, 'attachments', '说明.txt')
    writeFileSync(foreign, '')
    clock.move(48 * hourMs)
    expect([await store.sweep(), existsSync(foreign)]).toEqual([1, true])
  })
})
