import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KaiwuError } from '@kaiwu/core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExplainedHit, Knowledge, SyncProgress } from './open-knowledge.ts'
import { bytesOfText, testKnowledge, textFiles, type TestKnowledge } from './test-knowledge.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n\n第二条　犬证每年年检一次。\n'
const rent = '# 租房补贴办法\n\n第一条　租房补贴标准为每人每月1500元。\n'
const pump = '# 水泵手册\n\n## 1 润滑\n\n水泵轴承每500小时加注锂基脂。\n'
const found = async (query: string, more: object = {}): Promise<string[]> => [
  ...new Set((await knowledge.search({ query, ...more })).hits.map(({ document }) => document.path)),
]
const shortly = (hits: readonly ExplainedHit[]) =>
  hits.map(({ passage, document, score, rank }) => [
    passage.id,
    passage.text,
    passage.locator,
    passage.path,
    document,
    score,
    rank,
  ])

describe('sync', () => {
  it('takes in what is new or changed, forgets what is gone, leaves what is the same', async () => {
    expect(await knowledge.sync('a', textFiles({ 'dogs.md': dogs, 'rent.md': rent }))).toEqual({
      added: ['dogs.md', 'rent.md'],
      updated: [],
      moved: [],
      removed: [],
      unchanged: 0,
      failed: [],
    })
    const report = await knowledge.sync(
      'a',
      textFiles({ 'dogs.md': dogs, 'rent.md': rent.replace('1500', '1800'), 'pump.md': pump }),
    )
    expect(report).toEqual({ added: ['pump.md'], updated: ['rent.md'], moved: [], removed: [], unchanged: 1, failed: [] })
    expect(await knowledge.sync('a', textFiles({ 'dogs.md': dogs, 'pump.md': pump }))).toEqual({
      added: [],
      updated: [],
      moved: [],
      removed: ['rent.md'],
      unchanged: 2,
      failed: [],
    })
    expect(await found('租房补贴')).toEqual([])
    expect(await found('养犬登记')).toContain('dogs.md')
  })

  it('tells content by its bytes, not by its name or time', async () => {
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    const [before] = knowledge.documents()
    expect(await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))).toMatchObject({ unchanged: 1, updated: [] })
    expect(knowledge.documents()).toEqual([before])
    expect(await knowledge.sync('a', textFiles({ 'renamed.md': dogs }))).toMatchObject({
      added: [],
      moved: [{ from: 'dogs.md', to: 'renamed.md' }],
      removed: [],
    })
  })

  it('reads a file again once that was read by an earlier version', async () => {
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    await base.database().run('UPDATE revisions SET reading = 0')
    knowledge = await base.restart()
    expect(await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))).toMatchObject({ updated: ['dogs.md'], unchanged: 0 })
    expect(await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))).toMatchObject({ updated: [], unchanged: 1 })
  })

  it('names a file it cannot read, and takes in the others', async () => {
    const files = [
      ...textFiles({ 'empty.md': '', 'dogs.md': dogs, 'old.rtf': 'abc' }),
      {
        path: 'gone.md',
        read: () => Promise.reject(Object.assign(new Error('ENOENT: open /srv/secret/gone.md'), { code: 'ENOENT' })),
      },
      ...textFiles({ 'rent.md': rent }),
    ]
    const report = await knowledge.sync('a', files)
    expect(report.added).toEqual(['dogs.md', 'rent.md'])
    expect(report.failed.map(({ path, error }) => [path, error.code])).toEqual([
      ['empty.md', 'FILE_EMPTY'],
      ['gone.md', 'FILE_UNREADABLE'],
      ['old.rtf', 'FILE_NEEDS_CONVERTING'],
    ])
    expect(report.failed[1]!.error.text('zh')).toBe('gone.md 读不出来：ENOENT')
    expect(await found('养犬登记')).toContain('dogs.md')
    expect(await found('租房补贴')).toContain('rent.md')
  })

  it('forgets a document whose file has become unreadable, and takes it in again', async () => {
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs, 'rent.md': rent }))
    expect((await knowledge.sync('a', textFiles({ 'dogs.md': '', 'rent.md': rent }))).failed).toHaveLength(1)
    expect(knowledge.documents().map(({ path }) => path)).toEqual(['rent.md'])
    expect((await knowledge.sync('a', textFiles({ 'dogs.md': dogs, 'rent.md': rent }))).added).toEqual(['dogs.md'])
  })

  it('lets a fault of the program through, and can still be searched', async () => {
    const broken = { path: 'b.md', read: () => Promise.reject(new KaiwuError('PATH_OUTSIDE', { path: '../b.md' })) }
    expect((await knowledge.sync('a', [...textFiles({ 'dogs.md': dogs }), broken])).failed[0]!.error.code).toBe('PATH_OUTSIDE')
    await expect(
      knowledge.sync('a', [...textFiles({ 'rent.md': rent }), { path: 'x.md', read: () => Promise.reject('no error at all') }]),
    ).rejects.toBe('no error at all')
    expect(await found('租房补贴')).toEqual(['rent.md'])
    expect(await found('养犬登记')).toContain('dogs.md')
  })

  it('says how far it is', async () => {
    const seen: unknown[] = []
    const onProgress = ({ done, total, path, remainingMs }: SyncProgress) =>
      seen.push([`${done}/${total}`, path, typeof remainingMs])
    await knowledge.sync('a', textFiles({ 'rent.md': rent, 'dogs.md': dogs }), { onProgress })
    expect(seen).toEqual([
      ['0/2', 'dogs.md', 'undefined'],
      ['1/2', 'rent.md', 'number'],
      ['2/2', undefined, 'number'],
    ])
  })

  it('keeps knowledges apart, also with files of one name', async () => {
    await knowledge.sync('a', textFiles({ 'same.md': dogs }))
    await knowledge.sync('b', textFiles({ 'same.md': rent }))
    expect(knowledge.documents()).toHaveLength(2)
    expect(await found('租房补贴', { knowledge: ['a'] })).toEqual([])
    expect(await found('租房补贴', { knowledge: ['b'] })).toEqual(['same.md'])
    expect(await found('租房补贴', { knowledge: [] })).toEqual([])
    await knowledge.sync('a', [])
    expect(knowledge.documents().map(({ knowledge: name }) => name)).toEqual(['b'])
    expect(await found('租房补贴')).toEqual(['same.md'])
  })

  it('keeps two documents of one title apart', async () => {
    await knowledge.sync(
      'a',
      textFiles({
        'one.md': '# 手册\n\n## 1 润滑\n\n水泵每500小时加脂。\n',
        'two.md': '# 手册\n\n## 1 润滑\n\n风机每800小时加脂。\n',
      }),
    )
    expect((await found('风机加脂'))[0]).toBe('two.md')
    expect((await found('水泵加脂'))[0]).toBe('one.md')
  })

  it('lets a search in the middle of a sync see whole documents only', async () => {
    const long = (word: string, count: number) =>
      `# 手册${word}\n\n${Array.from({ length: 50 }, (_, at) => `## ${at + 1} ${word}\n\n${word}每${count}小时检查。\n`).join('\n')}`
    const names = Array.from({ length: 6 }, (_, at) => `${at}.md`)
    // Of passages of the same words one is shown.
    const all = (count: number) => textFiles(Object.fromEntries(names.map((name, at) => [name, long(`水泵${at}号`, count)])))
    const seen = new Set<string>()
    const look = async () => {
      const counts = new Map<string, Set<string>>()
      for (const { passage, document } of (await knowledge.search({ query: '水泵检查', top: 1000 })).hits)
        counts.set(document.path, (counts.get(document.path) ?? new Set()).add(/每(\d+)小时/.exec(passage.text)![1]!))
      for (const versions of counts.values()) expect(versions.size).toBe(1)
      for (const [path] of counts)
        expect(
          (await knowledge.search({ query: '水泵检查', top: 1000 })).hits.filter(({ document }) => document.path === path),
        ).toHaveLength(50)
      seen.add(String(counts.size))
    }
    for (const count of [500, 800])
      await knowledge.sync(
        'a',
        all(count).map((file) => ({
          path: file.path,
          read: async () => {
            await look()
            return file.read()
          },
        })),
      )
    await look()
    expect([...seen]).toEqual(['0', '1', '2', '3', '4', '5', '6'])
  })
})

describe('uploads', () => {
  const upload = (name: string, text: string) => knowledge.add('a', name, bytesOfText(text))

  it('survive a sync and a restart', async () => {
    await upload('rent.md', rent)
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    await knowledge.sync('a', [])
    knowledge = await base.restart()
    await knowledge.sync('a', [])
    expect(knowledge.documents().map(({ path, uploaded }) => [path, uploaded])).toEqual([['rent.md', true]])
    expect(await found('租房补贴')).toEqual(['rent.md'])
  })

  it('replace the upload of the same name, and no file of the folder', async () => {
    await knowledge.sync('a', textFiles({ 'rent.md': dogs }))
    const first = await upload('rent.md', rent)
    const second = await upload('rent.md', rent.replace('1500', '1800'))
    expect(second.id).toBe(first.id)
    expect(knowledge.documents()).toHaveLength(2)
    expect((await knowledge.search({ query: '租房补贴标准' })).hits.map(({ passage }) => passage.text).join()).toContain('1800')
    expect((await knowledge.search({ query: '租房补贴标准' })).hits.map(({ passage }) => passage.text).join()).not.toContain(
      '1500',
    )
  })

  it('replace the upload of the same name in other code points', async () => {
    await upload('Résumé.md'.normalize('NFD'), rent)
    await upload('Résumé.md'.normalize('NFC'), dogs)
    expect(knowledge.documents().map(({ path }) => path)).toEqual(['Résumé.md'.normalize('NFC')])
  })

  it('can be removed; documents of the folder cannot', async () => {
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    const { id } = await upload('rent.md', rent)
    await knowledge.remove(id)
    await expect(knowledge.remove(id)).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    const [{ id: own } = { id: '' }] = knowledge.documents()
    await expect(knowledge.remove(own)).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_FROM_FOLDER' }))
    expect(await found('养犬登记')).toContain('dogs.md')
  })

  it('leave no trace when removed', async () => {
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    const before = shortly((await knowledge.search({ query: '养犬登记' })).hits)
    const { id } = await upload('secret.md', '# 养犬绝密方案\n\n养犬登记暗号为金丝雀七号。\n')
    const [hit] = (await knowledge.search({ query: '金丝雀七号' })).hits
    await knowledge.remove(id)
    expect(await found('金丝雀七号')).toEqual([])
    expect(await found('养犬登记')).not.toContain('secret.md')
    expect(shortly((await knowledge.search({ query: '养犬登记' })).hits)).toEqual(before)
    await expect(knowledge.passage(hit!.passage.id)).rejects.toThrow(expect.objectContaining({ code: 'PASSAGE_NOT_FOUND' }))
    await expect(knowledge.document(id)).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    for (const table of ['documents', 'revisions', 'originals', 'figures', 'vectors', 'corrections', 'access']) {
      const rows = await base.database().all<object>(`SELECT * FROM ${table}`)
      expect(rows.filter((row) => JSON.stringify(row).includes(id))).toEqual([])
    }
  })

  it('that cannot be read change nothing', async () => {
    await upload('rent.md', rent)
    await expect(upload('rent.md', '')).rejects.toMatchObject({ code: 'FILE_EMPTY' })
    await expect(upload('rent.exe', 'MZ')).rejects.toMatchObject({ code: 'FILE_TYPE_UNSUPPORTED' })
    expect(await found('租房补贴')).toEqual(['rent.md'])
  })

  it('are read again from their bytes when reading has changed', async () => {
    const { id } = await upload('rent.md', rent)
    await base.database().run("UPDATE revisions SET reading = 0, text = 'x', passages = '[]' WHERE document_id = ?", id)
    knowledge = await base.restart()
    expect(await found('租房补贴')).toEqual([])
    await knowledge.sync('a', [])
    expect(await found('租房补贴')).toEqual(['rent.md'])
  })
})

describe('restart', () => {
  it('keeps everything and gives the same hits', async () => {
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs, 'rent.md': rent, 'pump.md': pump }))
    await knowledge.add('a', '阀门.md', bytesOfText('# 阀门手册\n\n闸阀每12个月检查填料，见E-203。\n'))
    const questions = ['养犬登记', '租房补贴多少', '水泵轴承加什么', 'E203', '每12个月', '检查']
    const before = await Promise.all(questions.map((query) => knowledge.search({ query })))
    const documents = new Map(knowledge.documents().map((info) => [info.id, info]))
    knowledge = await base.restart()
    expect(await Promise.all(questions.map((query) => knowledge.search({ query })))).toEqual(before)
    expect(new Map(knowledge.documents().map((info) => [info.id, info]))).toEqual(documents)
    expect(before.every(({ hits }) => hits.length > 0)).toBe(true)
    const { passage } = before[0]!.hits[0]!
    expect(await knowledge.passage(passage.id)).toEqual(passage)
    expect((await knowledge.document(passage.documentId)).stored.text.slice(passage.start, passage.end)).toBe(passage.text)
  })

  it('finds the files of its folder where they belong', async () => {
    await knowledge.sync('a', textFiles({ 'dogs.md': dogs }))
    // On PostgreSQL nothing of it is in the folder.
    const isHere = base.database().kind === 'sqlite'
    expect(readdirSync(base.folder).includes('kaiwu.sqlite')).toBe(isHere)
    if (isHere) expect(readFileSync(join(base.folder, 'kaiwu.sqlite')).subarray(0, 15).toString()).toBe('SQLite format 3')
  })
})
