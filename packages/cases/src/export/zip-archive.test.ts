import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { allBytes } from '../attachments/test-attachment-cases.ts'
import { unzipped } from './test-unzip.ts'
import { zipArchive, type ZipMember } from './zip-archive.ts'

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

describe('zipArchive', () => {
  it('is read back by another program, whatever way its files came', async () => {
    const files = new Map<string, Buffer>([
      ['空.txt', Buffer.alloc(0)],
      ['目录/仪表 1.png', randomBytes(300_000)],
      ['a.txt', Buffer.from('同样'.repeat(50_000))],
    ])
    const members = [...files].flatMap(([path, content]): ZipMember[] => [
      { path, content },
      { path: `again/${path}`, content: () => pieces(content, 70_000) },
    ])
    const read = await unzipped(await allBytes(zipArchive(members)))
    expect([...read.keys()]).toEqual(members.map(({ path }) => path))
    for (const [path, content] of read)
      expect([path, content.equals(files.get(path.replace('again/', ''))!)]).toEqual([path, true])
    expect(await allBytes(zipArchive(members))).toEqual(await allBytes(zipArchive(members)))
    expect((await unzipped(await allBytes(zipArchive([])))).size).toBe(0)
  })

  it('ends with the error of a file that cannot be read', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield randomBytes(100_000)
      throw new Error('the disk is gone')
    }
    const archive = zipArchive([{ path: 'a', content: broken }])
    await expect(allBytes(archive)).rejects.toThrow('the disk is gone')
  })

  it('lets go of a file when nobody reads on', { timeout: 10_000 }, async () => {
    let over = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield randomBytes(100_000)
      } finally {
        over = true
      }
    }
    for await (const piece of zipArchive([{ path: 'a', content: endless }])) if (piece.length > 1_000) break
    for (let tries = 0; tries < 100 && !over; tries++) await new Promise((resolve) => setTimeout(resolve, 10))
    expect(over).toBe(true)
  })
})
