import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openAnswerCache, type AnswerCache, type AnswerCacheOptions } from './answer-cache.ts'

async function cacheFolder(): Promise<string> {
  const folder = await tempFolder()
  onTestFinished(() => folder.remove())
  return folder.path
}

async function cacheWith(options: Partial<AnswerCacheOptions> = {}): Promise<AnswerCache & { problems: string[] }> {
  const problems: string[] = []
  const folder = options.folder ?? (await cacheFolder())
  const cache = openAnswerCache({ onProblem: (problem) => problems.push(problem), ...options, folder })
  onTestFinished(() => cache.close())
  return { ...cache, problems }
}

const bytes = (value: string): Uint8Array => Buffer.from(value)
const said = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString()

describe('openAnswerCache', () => {
  it('gives what was kept, to the next process too, and nothing else', async () => {
    const folder = await cacheFolder()
    const first = await cacheWith({ folder })
    first.write('a', 'chat', bytes('八百元'))
    first.write('a', 'chat', bytes('九百元'))
    expect(said(first.read('a'))).toBe('九百元')
    first.close()
    const second = await cacheWith({ folder })
    expect(said(second.read('a'))).toBe('九百元')
    expect(second.read('A')).toBeUndefined()
    expect(second.read('')).toBeUndefined()
  })

  it('forgets what is too old', async () => {
    let now = Date.parse('2026-11-01T00:00:00Z')
    const cache = await cacheWith({ maxAgeDays: 2, clock: { now: () => now } })
    cache.write('old', 'chat', bytes('1'))
    now += 1.5 * 86_400_000
    cache.write('young', 'chat', bytes('2'))
    expect(said(cache.read('old'))).toBe('1')
    now += 86_400_000
    expect(cache.read('old')).toBeUndefined()
    expect(said(cache.read('young'))).toBe('2')
  })

  it('holds no more than it may: the oldest go first', async () => {
    let now = 1_000
    const cache = await cacheWith({ maxBytes: 100_000, clock: { now: () => now++ } })
    for (let index = 0; index < 400; index++) cache.write(`key-${index}`, 'embedding', new Uint8Array(1_000))
    const left = Array.from({ length: 400 }, (_, index) => index).filter((index) => cache.read(`key-${index}`))
    expect(left.length).toBeGreaterThan(80)
    expect(left.length).toBeLessThanOrEqual(100)
    expect(left).toEqual(Array.from({ length: left.length }, (_, index) => 400 - left.length + index))
    expect(statSync(cache.path).size).toBeLessThan(400_000)
  })

  it('does not keep an answer that is larger than the whole cache', async () => {
    const cache = await cacheWith({ maxBytes: 1_000 })
    cache.write('small', 'chat', new Uint8Array(100))
    cache.write('large', 'chat', new Uint8Array(2_000))
    expect(cache.read('large')).toBeUndefined()
    expect(cache.read('small')).toBeDefined()
  })

  it('forgets everything when told to, on the disk too', async () => {
    const folder = await cacheFolder()
    const cache = await cacheWith({ folder })
    const secret = 'a-sentence-that-must-not-stay-on-the-disk'
    for (let index = 0; index < 50; index++) cache.write(`${index}`, 'chat', bytes(`${secret} ${index}`))
    expect(cache.clear()).toBe(50)
    expect(cache.read('7')).toBeUndefined()
    cache.close()
    for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file)).includes(secret)).toBe(false)
    expect(cache.problems).toEqual([])
  })

  it.each([
    ['a file that is no database', () => Buffer.from('this is not a database, and never was one'.repeat(100))],
    ['a database with a page of zeros', (content: Buffer) => content.fill(0, 4096, 3 * 4096)],
    [
      'a database with noise all over',
      (content: Buffer) => content.map((byte, index) => (index > 100 ? (byte ^ (index * 7)) & 255 : byte)),
    ],
  ])('moves %s aside, says so once, and begins anew', async (_, damage) => {
    const folder = await cacheFolder()
    const before = await cacheWith({ folder })
    for (let index = 0; index < 200; index++) before.write(`${index}`, 'chat', bytes(`answer ${index}`.repeat(20)))
    before.close()
    writeFileSync(before.path, damage(readFileSync(before.path)))
    const cache = await cacheWith({ folder })
    for (let index = 0; index < 200; index++) cache.read(`${index}`)
    cache.write('new', 'chat', bytes('八百元'))
    expect(said(cache.read('new'))).toBe('八百元')
    expect(cache.problems).toHaveLength(1)
    expect(cache.problems[0]).toContain('damaged')
    expect(readdirSync(folder).some((name) => name.startsWith('cache.sqlite.damaged-'))).toBe(true)
  })

  it('does without where it cannot be, says so once, and breaks no call', async () => {
    const folder = await cacheFolder()
    writeFileSync(join(folder, 'taken'), '')
    const cache = await cacheWith({ folder: join(folder, 'taken') })
    cache.write('a', 'chat', bytes('1'))
    expect(cache.read('a')).toBeUndefined()
    expect(cache.clear()).toBe(0)
    expect(cache.problems).toHaveLength(1)
  })

  it('leaves the cache of a newer program alone', async () => {
    const folder = await cacheFolder()
    const { DatabaseSync } = await import('node:sqlite')
    const newer = new DatabaseSync(join(folder, 'cache.sqlite'))
    newer.exec('CREATE TABLE other (a); INSERT INTO other VALUES (7); PRAGMA user_version = 99')
    newer.close()
    const cache = await cacheWith({ folder })
    cache.write('a', 'chat', bytes('1'))
    expect(cache.read('a')).toBeUndefined()
    expect(cache.problems).toHaveLength(1)
    const after = new DatabaseSync(join(folder, 'cache.sqlite'))
    expect(after.prepare('SELECT a FROM other').get()).toEqual({ a: 7 })
    after.close()
  })

  it('says nothing and does nothing once it is closed', async () => {
    const cache = await cacheWith()
    cache.close()
    cache.write('a', 'chat', bytes('1'))
    expect(cache.read('a')).toBeUndefined()
    expect(cache.problems).toEqual([])
  })

  it('is written by several processes at once, and every one finds what the others kept', async () => {
    const folder = await cacheFolder()
    const module = fileURLToPath(new URL('./answer-cache.ts', import.meta.url))
    const work = (name: string): string => `
      const { openAnswerCache } = await import(${JSON.stringify(module)})
      const problems = []
      const cache = openAnswerCache({ folder: ${JSON.stringify(folder)}, onProblem: (problem) => problems.push(problem) })
      for (let index = 0; index < 200; index++) cache.write('${name}-' + index, 'chat', Buffer.from('${name} ' + index))
      let found = 0
      for (let index = 0; index < 200; index++) if (Buffer.from(cache.read('${name}-' + index) ?? []).toString() === '${name} ' + index) found++
      cache.close()
      console.log(JSON.stringify({ found, problems }))`
    const outputs = await Promise.all(
      ['a', 'b', 'c'].map((name) => {
        const child = spawn(process.execPath, ['--conditions=kaiwu-src', '--input-type=module', '-e', work(name)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        return text(child.stdout)
      }),
    )
    expect(outputs.map((output) => JSON.parse(output) as unknown)).toEqual([1, 2, 3].map(() => ({ found: 200, problems: [] })))
    const cache = await cacheWith({ folder })
    expect(['a-0', 'b-100', 'c-199'].map((key) => said(cache.read(key)))).toEqual(['a 0', 'b 100', 'c 199'])
  })
})
