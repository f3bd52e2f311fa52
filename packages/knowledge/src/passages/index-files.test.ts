import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { DocumentLibrary } from '../life/document-library.ts'
import { keywordFile } from '../keyword/keyword-parts.ts'
import { analysisVersion } from '../text/analysis-version.ts'
import { loadHnsw } from '../vectors/load-hnsw.ts'
import { testEmbedder } from '../vectors/test-embedder.ts'
import { openIndexFile } from './open-index-file.ts'
import {
  answersOf,
  asFiles,
  closed,
  filled,
  indexesIn,
  manyFiles,
  openLibrary,
  scratchFolder,
  tableOf,
} from './test-indexed-base.ts'
import { writeIndexFile } from './write-index-file.ts'

const embedder = () => testEmbedder('test/meaning', 32).embedder
const indexed = (library: DocumentLibrary): number => library.served.index.changes
const whys = (library: DocumentLibrary): string[] => library.memory.problems.map(({ why }) => why)
const passagesOf = (library: DocumentLibrary, ...paths: string[]): number =>
  [...library.working.byId.values()]
    .filter(({ path }) => paths.length === 0 || paths.includes(path))
    .reduce((sum, { passageCount }) => sum + passageCount, 0)

let plain: string
let embedded: string
let answers: unknown[]
let nearest: unknown[]

beforeAll(async () => {
  const made = async (folder: string, how: Parameters<typeof openLibrary>[1]): Promise<unknown[][]> => {
    const library = await openLibrary(folder, how)
    await filled(library, asFiles(manyFiles()))
    const found = [await answersOf(library), ...(how?.embedder ? [await answersOf(library, 'meaning')] : [])]
    await closed(library)
    return found
  }
  plain = mkdtempSync(join(tmpdir(), 'kaiwu-plain-'))
  embedded = mkdtempSync(join(tmpdir(), 'kaiwu-embedded-'))
  answers = (await made(plain, {}))[0]!
  nearest = (await made(embedded, { embedder: embedder() }))[1]!
}, 120_000)

afterAll(() => {
  for (const folder of [plain, embedded]) rmSync(folder, { recursive: true, force: true })
})

describe('index files', () => {
  it('let a base open without indexing anything', async () => {
    const library = await openLibrary(scratchFolder(plain))
    expect([indexed(library), whys(library), passagesOf(library) > 3000]).toEqual([0, [], true])
    expect(library.served.index.numbers.size).toBe(passagesOf(library))
    expect(await answersOf(library)).toEqual(answers)
    expect(answers.map((hits) => (hits as unknown[]).length > 0)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
      true,
      true,
      true,
      true,
      true,
      true,
      true,
    ])
  })

  it('keep vectors too', async () => {
    const test = testEmbedder('test/meaning', 32)
    const library = await openLibrary(scratchFolder(embedded), { embedder: test.embedder })
    expect([indexed(library), whys(library), test.calls]).toEqual([0, [], []])
    expect(library.served.index.vectors!.size).toBe(passagesOf(library))
    expect([await answersOf(library), await answersOf(library, 'meaning')]).toEqual([answers, nearest])
  })

  it('keep a graph too, where there is one', async () => {
    const engine = (await loadHnsw()).hnsw ? 'hnsw' : 'flat'
    const folder = scratchFolder(embedded)
    const other = await openLibrary(folder, { embedder: embedder(), engine })
    expect(indexed(other)).toBe(engine === 'hnsw' ? passagesOf(other) : 0)
    await closed(other)
    const library = await openLibrary(folder, { embedder: embedder(), engine })
    expect([indexed(library), library.served.index.vectors!.engine]).toEqual([0, engine])
    expect(await answersOf(library)).toEqual(answers)
  })

  it('serve a base that is opened without an embedder, and with one again', async () => {
    const folder = scratchFolder(embedded)
    const without = await openLibrary(folder)
    expect([indexed(without), await answersOf(without)]).toEqual([0, answers])
    await filled(without, asFiles(manyFiles().set('log-3.csv', tableOf(3, '金丝雀'))))
    await closed(without)
    const library = await openLibrary(folder, { embedder: embedder() })
    expect(library.served.index.vectors!.size).toBe(passagesOf(library) - passagesOf(library, 'log-3.csv'))
    await filled(library, asFiles(manyFiles()))
    expect(library.served.index.vectors!.size).toBe(passagesOf(library))
    expect([await answersOf(library), await answersOf(library, 'meaning')]).toEqual([answers, nearest])
  })

  it('are not written for a small base', async () => {
    const folder = scratchFolder()
    const library = await openLibrary(folder)
    await filled(library, asFiles(new Map([...manyFiles()].slice(0, 3))))
    await closed(library)
    expect(existsSync(indexesIn(folder))).toBe(false)
  })
})

describe('an index file that is not right', () => {
  const ways: readonly (readonly [string, string, (path: string) => void])[] = [
    [
      'changed in one byte',
      'damaged',
      (path) => {
        const bytes = readFileSync(path)
        bytes[bytes.length >> 1]! ^= 1
        writeFileSync(path, bytes)
      },
    ],
    ['cut', 'damaged', (path) => truncateSync(path, 5000)],
    ['empty', 'damaged', (path) => truncateSync(path, 0)],
    ['no index file', 'damaged', (path) => writeFileSync(path, '# 养犬管理办法\n'.repeat(100))],
    ['gone', 'missing', (path) => rmSync(path)],
    [
      'that of another engine',
      'other',
      (path) => {
        const other = readdirSync(join(path, '..')).find((name) => name !== path.slice(path.lastIndexOf('/') + 1))!
        cpSync(join(path, '..', other), path)
      },
    ],
  ]

  it.each(ways)('%s: is made again, as it was', async (_, why, spoil) => {
    for (const at of [0, 1]) {
      const folder = scratchFolder(embedded)
      const name = readdirSync(indexesIn(folder)).sort()[at]!
      spoil(join(indexesIn(folder), name))
      const library = await openLibrary(folder, { embedder: embedder() })
      expect([name, whys(library), indexed(library)]).toEqual([name, [why], passagesOf(library)])
      expect([await answersOf(library), await answersOf(library, 'meaning')]).toEqual([answers, nearest])
      await closed(library)
      const again = await openLibrary(folder, { embedder: embedder() })
      expect([indexed(again), whys(again), await answersOf(again)]).toEqual([0, [], answers])
    }
  })

  it.each([
    ['form of the file', (head: { form: number }) => ({ ...head, form: 99 }), ['other']],
    ['analysis of texts', (head: { meta: object }) => ({ ...head, meta: { ...head.meta, analysis: analysisVersion + 1 } }), []],
    ['version without one', (head: { meta: object }) => ({ ...head, meta: { ...head.meta, analysis: undefined } }), []],
  ])('of another %s is made again', async (_, changed, problems) => {
    const folder = scratchFolder(plain)
    const [name] = readdirSync(indexesIn(folder))
    const path = join(indexesIn(folder), name!)
    const { file } = await openIndexFile(path, keywordFile)
    const head = changed(file!.head as never) as typeof keywordFile & { meta: Record<string, unknown> }
    await writeIndexFile(path, head, file!.parts)
    const library = await openLibrary(folder)
    expect([whys(library), indexed(library), await answersOf(library)]).toEqual([problems, passagesOf(library), answers])
  })

  it('of another lineage is not mixed with the others', async () => {
    const folder = scratchFolder(embedded)
    const other = await openLibrary(scratchFolder(), { embedder: embedder() })
    // The same documents under other numbers.
    await filled(other, asFiles(new Map([['log-24.csv', tableOf(3)]])))
    await filled(other, asFiles(manyFiles()))
    const { folder: from } = other.database
    await closed(other)
    const vectors = readdirSync(indexesIn(folder)).find((name) => !name.startsWith(keywordFile.kind))!
    cpSync(join(indexesIn(from), vectors), join(indexesIn(folder), vectors))
    const library = await openLibrary(folder, { embedder: embedder() })
    expect(indexed(library)).toBe(passagesOf(library))
    expect([await answersOf(library), await answersOf(library, 'meaning')]).toEqual([answers, nearest])
  })

  it('of another base that has other documents under the same paths adds nothing of them', async () => {
    const other = await openLibrary(scratchFolder())
    await filled(other, asFiles(new Map([...manyFiles().keys()].map((path, at) => [path, tableOf(at + 50, '金丝雀')]))))
    const { folder: from } = other.database
    await closed(other)
    const folder = scratchFolder(plain)
    cpSync(indexesIn(from), indexesIn(folder), { recursive: true })
    const library = await openLibrary(folder)
    expect([indexed(library), await answersOf(library)]).toEqual([passagesOf(library), answers])
  })
})

describe('index files that are older than the base', () => {
  const changed = manyFiles().set('log-3.csv', tableOf(3, '金丝雀租房补贴')).set('log-new.csv', tableOf(99))
  changed.delete('log-4.csv')
  changed.set('moved.csv', changed.get('log-5.csv')!)
  changed.delete('log-5.csv')

  it.each([['words alone'], ['vectors']])('have what changed since indexed, and nothing else (%s)', async (which) => {
    const how = which === 'vectors' ? { embedder: embedder() } : {}
    const folder = scratchFolder(which === 'vectors' ? embedded : plain)
    const before = scratchFolder(indexesIn(folder))
    const writing = await openLibrary(folder, how)
    await filled(writing, asFiles(changed))
    const by = which === 'vectors' ? 'meaning' : 'words'
    const after = [await answersOf(writing), await answersOf(writing, by)]
    await closed(writing)
    // As a process leaves them that was killed.
    cpSync(before, indexesIn(folder), { recursive: true })
    const library = await openLibrary(folder, how)
    // A moved file without a title of its own is called otherwise.
    expect(indexed(library)).toBe(passagesOf(library, 'log-3.csv', 'log-new.csv', 'moved.csv'))
    expect([await answersOf(library), await answersOf(library, by)]).toEqual(after)
    expect(after[0]).not.toEqual(answers)
    const fresh = await openLibrary(scratchFolder(), how)
    // The same way, so that the file that moved keeps its id: of equal scores, ids decide.
    await filled(fresh, asFiles(manyFiles()))
    await filled(fresh, asFiles(changed))
    expect([await answersOf(fresh), await answersOf(fresh, by)]).toEqual(after)
    await closed(library)
    expect(indexed(await openLibrary(folder, how))).toBe(0)
  })

  it('written while documents change are right for those that did not', async () => {
    const folder = scratchFolder(embedded)
    const writing = await openLibrary(folder, { embedder: embedder() })
    await filled(writing, asFiles(manyFiles().set('log-0.csv', tableOf(0, '先改'))))
    const saving = writing.memory.save()
    await filled(writing, asFiles(changed))
    await saving
    const written = scratchFolder(indexesIn(folder))
    const after = [await answersOf(writing), await answersOf(writing, 'meaning')]
    await closed(writing)
    cpSync(written, indexesIn(folder), { recursive: true })
    const library = await openLibrary(folder, { embedder: embedder() })
    expect([await answersOf(library), await answersOf(library, 'meaning')]).toEqual(after)
    expect(library.served.index.numbers.size).toBe(passagesOf(library))
    expect(library.served.index.vectors!.size).toBe(passagesOf(library))
  })

  it('do not give out numbers again that vectors have of a write that did not come to its end', async () => {
    const folder = scratchFolder(embedded)
    const keyword = readFileSync(join(indexesIn(folder), `${keywordFile.kind}.index`))
    const writing = await openLibrary(folder, { embedder: embedder() })
    await filled(writing, asFiles(changed))
    const after = [await answersOf(writing), await answersOf(writing, 'meaning')]
    await closed(writing)
    writeFileSync(join(indexesIn(folder), `${keywordFile.kind}.index`), keyword)
    const library = await openLibrary(folder, { embedder: embedder() })
    expect([await answersOf(library), await answersOf(library, 'meaning')]).toEqual(after)
    await filled(library, asFiles(manyFiles()))
    expect([await answersOf(library), await answersOf(library, 'meaning')]).toEqual([answers, nearest])
    expect(library.served.index.vectors!.size).toBe(passagesOf(library))
  })

  it('serve a release as it was, after a restart', async () => {
    const folder = scratchFolder(plain)
    const writing = await openLibrary(folder)
    await writing.inTurn(() => writing.makeRelease('一'))
    await writing.inTurn(() => writing.serve('r1'))
    await filled(writing, asFiles(changed))
    expect(await answersOf(writing)).toEqual(answers)
    await closed(writing)
    const library = await openLibrary(folder)
    expect([library.serving, indexed(library), await answersOf(library)]).toEqual([1, 0, answers])
    await library.inTurn(() => library.serve('latest'))
    const latest = await answersOf(library)
    await closed(library)
    const again = await openLibrary(folder)
    expect([again.serving, indexed(again), await answersOf(again)]).toEqual([undefined, 0, latest])
    expect(latest).not.toEqual(answers)
  })
})
