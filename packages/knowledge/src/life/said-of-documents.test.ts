import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../open-knowledge.ts'
import { bytesOfText, testKnowledge, textFiles, type TestKnowledge } from '../test-knowledge.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

const rent = (money: number) => `# 租房补贴办法\n\n第一条　租房补贴标准为每人每月${money}元。\n`
const dogs = '# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n'

describe('labels', () => {
  it('hide a document from everything that does not hold one of them', async () => {
    const { id } = await knowledge.add('a', 'pay.md', bytesOfText(rent(9999)))
    await knowledge.add('a', 'dogs.md', bytesOfText(dogs))
    const [{ passage } = { passage: { id: '' } }] = (await knowledge.search({ query: '租房补贴' })).hits
    expect((await knowledge.setAccess(id, ['人事', 'board', '人事'])).facts.access).toEqual(['人事', 'board'])
    for (const after of ['set', 'restarted']) {
      if (after === 'restarted') knowledge = await base.restart()
      for (const access of [undefined, [], ['财务'], ['人事 '], ['*'], ['all'], ['__proto__']]) {
        const asked = access === undefined ? {} : { access }
        expect(
          (await knowledge.search({ query: '租房补贴', top: 100, asOf: 'any', ...asked })).hits.map(
            ({ document }) => document.id,
          ),
        ).not.toContain(id)
        expect(knowledge.documents(undefined, access).map(({ path }) => path)).toEqual(['dogs.md'])
        await expect(knowledge.document(id, undefined, access)).rejects.toThrow(
          expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }),
        )
        await expect(knowledge.passage(passage.id, access)).rejects.toThrow(
          expect.objectContaining({ code: 'PASSAGE_NOT_FOUND' }),
        )
      }
      for (const access of [['人事'], ['x', 'board'], 'all'] as const) {
        expect((await knowledge.search({ query: '租房补贴', access })).hits[0]!.document.id).toBe(id)
        expect(knowledge.documents(undefined, access)).toHaveLength(2)
        expect((await knowledge.document(id, undefined, access)).info.id).toBe(id)
        expect((await knowledge.passage(passage.id, access)).id).toBe(passage.id)
      }
    }
    expect((await knowledge.setAccess(id, [])).facts.access).toBeUndefined()
    expect((await knowledge.search({ query: '租房补贴' })).hits[0]!.document.id).toBe(id)
  })

  it('count during the search: a full page comes back for those who may see less', async () => {
    for (let at = 0; at < 20; at++) {
      const { id } = await knowledge.add('a', `${at}.md`, bytesOfText(`# 办法${at}\n\n第一条　租房补贴租房补贴租房补贴。\n`))
      await knowledge.setAccess(id, ['人事'])
    }
    await knowledge.add('a', 'open.md', bytesOfText(rent(1)))
    expect((await knowledge.search({ query: '租房补贴', top: 1 })).hits.map(({ document }) => document.path)).toEqual(['open.md'])
  })

  it('outlive a new file, and close a release that is served at once', async () => {
    const { id } = await knowledge.add('a', 'pay.md', bytesOfText(rent(1)))
    await knowledge.release()
    await knowledge.serve('r1')
    await knowledge.add('a', 'pay.md', bytesOfText(rent(2)))
    await knowledge.setAccess(id, ['人事'])
    expect((await knowledge.search({ query: '租房补贴' })).hits).toEqual([])
    expect((await knowledge.search({ query: '租房补贴', access: ['人事'] })).hits[0]!.document.revision).toBe(1)
    await knowledge.add('a', 'pay.md', bytesOfText(rent(3)))
    await knowledge.serve('latest')
    expect((await knowledge.search({ query: '租房补贴' })).hits).toEqual([])
    await knowledge.remove(id)
    await knowledge.serve('r1')
    expect((await knowledge.search({ query: '租房补贴' })).hits).toEqual([])
  })

  it.each([[['']], [['x'.repeat(41)]], [[' ']], [['ok', '']]])('that are no labels, %j, change nothing', async (labels) => {
    const { id } = await knowledge.add('a', 'pay.md', bytesOfText(rent(1)))
    await knowledge.setAccess(id, ['人事'])
    await expect(knowledge.setAccess(id, labels)).rejects.toThrow(expect.objectContaining({ code: 'FACTS_INVALID' }))
    expect((await knowledge.document(id, undefined, 'all')).info.facts.access).toEqual(['人事'])
    await expect(knowledge.setAccess('doc_x', [])).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
  })
})

describe('confirmations', () => {
  it('correct what was found until the bytes change', async () => {
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    const info = await knowledge.confirm(id, { title: '安家补贴', effective: '2030-01-01' }, ' 林 ')
    expect(info.facts).toEqual({
      title: '安家补贴',
      effective: '2030-01-01',
      confirmed: { by: '林', at: Date.parse('2026-11-22') },
    })
    expect([info.validity, info.toConfirm]).toEqual(['not-yet', false])
    expect((await knowledge.search({ query: '租房补贴' })).hits).toEqual([])
    expect((await knowledge.confirm(id, { effective: '2020-01-01' }, '王')).facts).toMatchObject({
      title: '安家补贴',
      effective: '2020-01-01',
    })
    knowledge = await base.restart()
    expect((await knowledge.search({ query: '安家' })).hits[0]!.document.facts).toMatchObject({
      title: '安家补贴',
      confirmed: { by: '王' },
    })
    await knowledge.add('a', 'rent.md', bytesOfText(rent(2)))
    expect((await knowledge.document(id)).info.facts).toEqual({ title: '租房补贴办法' })
    await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    expect((await knowledge.document(id)).info.facts.title).toBe('安家补贴')
    expect((await knowledge.unconfirm(id)).facts).toEqual({ title: '租房补贴办法' })
    expect((await knowledge.revisions(id))[1]!.facts).toEqual({ title: '租房补贴办法' })
  })

  it('say what one document does to another', async () => {
    const repeal = '# 新办法\n\n第一条　新标准。\n\n本办法自2024年5月1日起施行。《租房补贴办法》同时废止。\n'
    await knowledge.sync('a', textFiles({ 'old.md': rent(1), 'new.md': repeal }))
    const validity = () => knowledge.documents().find(({ path }) => path === 'old.md')!
    expect(validity().validity).toBe('repealed')
    await knowledge.confirm(validity().id, { ends: null }, '林')
    expect(validity()).toMatchObject({ validity: 'in-force' })
    await knowledge.unconfirm(validity().id)
    expect(validity().validity).toBe('repealed')
  })

  it('keep labels given with them as labels', async () => {
    const { id } = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    await knowledge.confirm(id, { access: ['人事'] }, '林')
    await knowledge.add('a', 'rent.md', bytesOfText(rent(2)))
    expect((await knowledge.search({ query: '租房补贴' })).hits).toEqual([])
    await knowledge.confirm(id, { access: null }, '林')
    expect((await knowledge.search({ query: '租房补贴' })).hits).not.toEqual([])
  })

  it.each([
    [{ effective: '2024-02-30' }, '林'],
    [{ title: null }, '林'],
    [{ level: 'decree' }, '林'],
    [{ effective: '2024-01-01', ends: '2023-01-01' }, '林'],
    [{ bytes: 1 }, '林'],
    [{ access: [''] }, '林'],
    [{}, ' '],
    [{}, 'x'.repeat(61)],
  ])('that are wrong, %j by %j, change nothing', async (corrections, by) => {
    const before = await knowledge.add('a', 'rent.md', bytesOfText(rent(1)))
    await expect(knowledge.confirm(before.id, corrections as object, by)).rejects.toThrow(
      expect.objectContaining({ code: 'FACTS_INVALID' }),
    )
    expect((await knowledge.document(before.id)).info).toEqual(before)
    await expect(knowledge.confirm('doc_x', {}, '林')).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    await expect(knowledge.unconfirm('doc_x')).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
  })
})

describe('a report', () => {
  it('tells what was read', async () => {
    const { id } = await knowledge.add(
      'a',
      'pump.md',
      bytesOfText(
        '# 水泵手册\n\n## 1 润滑\n\n水泵加脂。\n\n- 检查油位\n- 检查油温\n\n## 2 报警\n\n| 代码 | 处理 |\n|---|---|\n| E-203 | 检查油位 |\n| E-204 | 停机 |\n',
      ),
    )
    expect(await knowledge.report(id)).toMatchObject({
      info: { path: 'pump.md', revision: 1, served: true },
      warnings: [],
      headings: 3,
      paragraphs: 1,
      items: 2,
      tables: [{ rows: 2, columns: ['代码', '处理'] }],
      figures: [],
      revisions: [{ revision: 1, current: true }],
    })
    await expect(knowledge.report('doc_x')).rejects.toThrow(expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }))
    await expect(knowledge.figure(id, '0123456789abcdef')).rejects.toThrow(expect.objectContaining({ code: 'FIGURE_NOT_FOUND' }))
    await expect(knowledge.figure(id, "' OR 1=1 --")).rejects.toThrow(expect.objectContaining({ code: 'FIGURE_NOT_FOUND' }))
    await expect(knowledge.figure('doc_x', '0123456789abcdef')).rejects.toThrow(
      expect.objectContaining({ code: 'DOCUMENT_NOT_FOUND' }),
    )
  })
})
