import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { IndexFileHead } from './index-file.ts'
import { openIndexFile } from './open-index-file.ts'
import { writeIndexFile } from './write-index-file.ts'

const wanted = { kind: 'test', form: 3 }
const head: IndexFileHead = { ...wanted, meta: { model: '模型/m', dimension: 4, nested: { list: [1, 'two', null] } } }
const parts = [Uint8Array.of(1, 2, 3), new Uint8Array(0), patterned(1000), patterned(64)]

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaiwu-index-'))
  path = join(folder, 'vectors.idx')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Puts a file in place, and says what opening it says. */
async function problemOf(bytes: Uint8Array): Promise<string | undefined> {
  writeFileSync(path, bytes)
  const { problem } = await openIndexFile(path, wanted)
  return problem?.why
}

describe('an index file', () => {
  it('gives back what was written, each part aligned', async () => {
    await writeIndexFile(path, head, parts)
    const { file } = await openIndexFile(path, wanted)
    expect(file!.head).toEqual(head)
    expect(file!.parts.map((part) => [...part])).toEqual(parts.map((part) => [...part]))
    expect(file!.parts.map(({ byteOffset }) => byteOffset % 64)).toEqual([0, 0, 0, 0])
    expect(new Float64Array(file!.parts[3]!.buffer, file!.parts[3]!.byteOffset, 8)).toHaveLength(8)
    expect(new Set(file!.parts.map(({ buffer }) => buffer)).size).toBe(1)
    expect(Object.isFrozen(file) && Object.isFrozen(file!.parts) && Object.isFrozen(file!.head)).toBe(true)
    expect(readdirSync(folder)).toEqual(['vectors.idx'])
  })

  it('may have no parts, parts beyond one slice, and a folder that is not there yet', async () => {
    const deep = join(folder, '中文 空格', 'x.idx')
    await writeIndexFile(deep, { ...head, meta: {} }, [])
    expect((await openIndexFile(deep, wanted)).file!.parts).toEqual([])
    const large = patterned(9_000_001)
    await writeIndexFile(deep, head, [large, large.subarray(5)])
    const { file } = await openIndexFile(deep, wanted)
    expect(file!.parts.map((part, at) => Buffer.compare(part, large.subarray(at * 5)))).toEqual([0, 0])
  })

  it('may be written from shared memory that changes meanwhile, and is right all the same', async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(12_000_000))
    const writing = writeIndexFile(path, head, [shared])
    for (let round = 1; round < 40; round++) {
      shared.fill(round)
      await new Promise(setImmediate)
    }
    await writing
    const { file } = await openIndexFile(path, wanted)
    expect(file!.parts[0]!.length).toBe(12_000_000)
    expect(file!.parts[0]!.buffer).toBeInstanceOf(ArrayBuffer)
  })

  it('is the last one when many are written at once', async () => {
    const generations = Array.from({ length: 20 }, (_, at) => at)
    await Promise.all(generations.map((at) => writeIndexFile(path, { ...head, meta: { at } }, [patterned(at * 1000)])))
    expect((await openIndexFile(path, wanted)).file!.head.meta).toEqual({ at: 19 })
    expect(readdirSync(folder)).toEqual(['vectors.idx'])
  })

  it('is missing where there is none', async () => {
    for (const none of [path, join(folder, 'no', 'such', 'folder.idx')])
      expect((await openIndexFile(none, wanted)).problem).toMatchObject({ why: 'missing' })
    mkdirSync(path)
    expect((await openIndexFile(path, wanted)).problem!.why).not.toBe('missing')
  })
})

describe('a damaged index file', () => {
  let whole: Buffer
  beforeEach(async () => {
    await writeIndexFile(path, head, parts)
    whole = readFileSync(path)
  })

  it('is found out by every single bit of its preamble and head', async () => {
    const end = 64 + whole.readUInt32LE(12)
    expect(end).toBeGreaterThan(130)
    // Bytes 8 to 11 say in which layout the rest is: another one is another version's.
    const why = (bit: number): string => (bit >= 64 && bit < 96 ? 'other' : 'damaged')
    for (let bit = 0; bit < end * 8; bit++) expect(await problemOf(flipped(whole, bit)), `bit ${bit}`).toBe(why(bit))
  })

  it('is found out by bits of its body and of the zeros between', async () => {
    for (let seed = 1; seed <= 300; seed++) {
      const bit = (seed * 7919 * 31) % (whole.length * 8)
      expect(await problemOf(flipped(whole, bit)), `bit ${bit}`).toBe('damaged')
    }
  })

  it('is found out when cut anywhere, empty, longer, zeroed, or no index file', async () => {
    for (let length = 0; length < whole.length; length += 64)
      expect(await problemOf(whole.subarray(0, length)), `${length} bytes`).toBe('damaged')
    const zeroed = Buffer.from(whole).fill(0, 512, 1024)
    const wrong = [
      whole.subarray(0, -1),
      Buffer.concat([whole, Buffer.alloc(1)]),
      zeroed,
      Buffer.from('SQLite format 3\0'.repeat(9)),
    ]
    for (const bytes of wrong) expect(await problemOf(bytes)).toBe('damaged')
    expect(await problemOf(Buffer.alloc(5000))).toBe('damaged')
  })

  it('claims no memory for what it says of itself', async () => {
    const liar = Buffer.from(whole)
    liar.writeUInt32LE(0xffffffff, 12)
    liar.writeBigUInt64LE(1n << 50n, 16)
    expect(await problemOf(liar)).toBe('damaged')
  })

  it('is set aside, and no more than two of them', async () => {
    const asides: (string | undefined)[] = []
    for (let round = 0; round < 4; round++) {
      writeFileSync(path, flipped(whole, 900 + round))
      const { problem } = await openIndexFile(path, wanted)
      asides.push(problem!.setAside)
      expect(readFileSync(problem!.setAside!)).toEqual(flipped(whole, 900 + round))
    }
    expect(readdirSync(folder).map((name) => join(folder, name))).toEqual(asides.slice(-2))
    expect((await openIndexFile(path, wanted)).problem!.why).toBe('missing')
    await writeIndexFile(path, head, parts)
    expect((await openIndexFile(path, wanted)).file!.head).toEqual(head)
  })

  it('of another kind or form is not used', async () => {
    for (const other of [
      { kind: 'keyword', form: 3 },
      { kind: 'test', form: 2 },
    ]) {
      await writeIndexFile(path, { ...other, meta: {} }, parts)
      const { problem } = await openIndexFile(path, wanted)
      expect(problem).toMatchObject({ why: 'other', reason: `${other.kind} ${other.form}, not test 3` })
      expect(existsSync(path)).toBe(false)
    }
  })
})

describe('writing an index file', () => {
  it('leaves nothing behind and the file before as it was when it fails', async () => {
    await writeIndexFile(path, head, parts)
    const cyclic: Record<string, unknown> = {}
    cyclic['self'] = cyclic
    const before = readFileSync(path)
    await expect(writeIndexFile(path, { ...head, meta: cyclic }, parts)).rejects.toMatchObject({ code: 'INDEX_FILE_UNWRITABLE' })
    expect([readdirSync(folder), readFileSync(path)]).toEqual([['vectors.idx'], before])
    const under = join(path, 'below-a-file')
    await expect(writeIndexFile(under, head, parts)).rejects.toMatchObject({ code: 'INDEX_FILE_UNWRITABLE', fault: 'operator' })
    mkdirSync(join(folder, 'taken'))
    await expect(writeIndexFile(join(folder, 'taken'), head, parts)).rejects.toMatchObject({ code: 'INDEX_FILE_UNWRITABLE' })
    expect(readdirSync(folder)).toEqual(['taken', 'vectors.idx'])
  })

  it('removes what killed writers left, not what others are writing, nor other files', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid
    const stays = [`vectors.idx.tmp-${process.ppid}-1`, `other.idx.tmp-${dead}-1`, 'vectors.idx.tmp']
    const goes = [`vectors.idx.tmp-${dead}-1`, `vectors.idx.tmp-${process.pid}-99999`, 'vectors.idx.tmp-x']
    for (const name of [...stays, ...goes]) writeFileSync(join(folder, name), 'x')
    await openIndexFile(path, wanted)
    expect(readdirSync(folder).sort()).toEqual(stays.sort())
    writeFileSync(join(folder, goes[0]!), 'x')
    await writeIndexFile(path, head, parts)
    expect(readdirSync(folder).sort()).toEqual(['vectors.idx', ...stays].sort())
  })

  it('does not stand in the way of a writer of the same path when it opens', async () => {
    const writing = writeIndexFile(path, head, [patterned(20_000_000)])
    const opened = []
    for (let round = 0; round < 20; round++) opened.push((await openIndexFile(path, wanted)).problem?.why)
    await writing
    expect(opened.every((why) => why === undefined || why === 'missing')).toBe(true)
    expect((await openIndexFile(path, wanted)).problem).toBeUndefined()
  })

  it('reads 40 MB at more than 300 MB a second of CPU', async () => {
    await writeIndexFile(path, head, [patterned(40_000_000)])
    const times = []
    for (let round = 0; round < 3; round++) {
      const before = process.cpuUsage()
      expect((await openIndexFile(path, wanted)).file).toBeDefined()
      const { user, system } = process.cpuUsage(before)
      times.push((user + system) / 1000)
    }
    expect(Math.min(...times)).toBeLessThan(133)
  })

  it('tells a file that shrinks while it is read', async () => {
    await writeIndexFile(path, head, [patterned(30_000_000)])
    const opening = openIndexFile(path, wanted)
    truncateSync(path, 1000)
    expect((await opening).problem).toBeDefined()
  })
})

/** Bytes that are not all alike. */
function patterned(length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  for (let at = 0; at < length; at++) bytes[at] = at * 31 + (at >>> 8)
  return bytes
}

function flipped(bytes: Uint8Array, bit: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[bit >>> 3]! ^= 1 << (bit & 7)
  return copy
}
