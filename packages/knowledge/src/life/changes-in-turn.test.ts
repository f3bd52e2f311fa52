import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Knowledge } from '../open-knowledge.ts'
import { bytesOfText, testKnowledge, type TestKnowledge } from '../test-knowledge.ts'

let base: TestKnowledge
let knowledge: Knowledge

beforeEach(async () => {
  base = await testKnowledge()
  knowledge = base.knowledge()
})
afterEach(() => base.remove())

const rent = (money: number): Uint8Array => bytesOfText(`# 租房补贴办法\n\n第一条　租房补贴标准为每人每月${money}元。\n`)

describe('changes asked for at once', () => {
  it('happen one after the other, each whole', async () => {
    const { id } = await knowledge.add('a', 'rent.md', rent(0))
    await Promise.all([
      ...[1, 2, 3, 4, 5].map((money) => knowledge.add('a', 'rent.md', rent(money))),
      knowledge.setAccess(id, ['人事']),
      ...['五月', '六月'].map((note) => knowledge.release(note)),
      ...[1, 2, 3].map(() => knowledge.noteGap('今天天气如何', 'zh')),
    ])
    const report = await knowledge.report(id)
    expect(report.revisions.map(({ revision }) => revision)).toEqual([6, 5, 4, 3, 2, 1])
    expect(report.info).toMatchObject({ revision: 6, facts: { access: ['人事'] } })
    expect((await knowledge.releases()).map((release) => release.id)).toEqual(['r2', 'r1'])
    expect((await knowledge.gaps())[0]).toMatchObject({ count: 3 })
    const before = (await knowledge.search({ query: '租房补贴标准', access: 'all' })).hits
    knowledge = await base.restart()
    expect((await knowledge.search({ query: '租房补贴标准', access: 'all' })).hits).toEqual(before)
  })

  it('go on after one that fails', async () => {
    const { id } = await knowledge.add('a', 'rent.md', rent(1))
    const outcomes = await Promise.allSettled([
      knowledge.remove('doc_none'),
      knowledge.serve('r9'),
      knowledge.confirm(id, { effective: 'never' }, '林'),
      knowledge.setAccess(id, ['人事']),
      knowledge.remove(id),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled', 'fulfilled'])
    expect(knowledge.documents(undefined, 'all')).toEqual([])
  })

  it('wait for no file that is being read', async () => {
    let letGo: (bytes: Uint8Array) => void = () => undefined
    const read = new Promise<Uint8Array>((resolve) => (letGo = resolve))
    const { id } = await knowledge.add('a', 'rent.md', rent(1))
    const syncing = knowledge.sync('a', [{ path: 'slow.md', read: () => read }])
    expect((await knowledge.setAccess(id, ['人事'])).facts.access).toEqual(['人事'])
    expect((await knowledge.search({ query: '租房补贴标准' })).hits).toEqual([])
    letGo(bytesOfText('# 养犬管理办法\n\n第一条　养犬人应当登记犬只。\n'))
    expect((await syncing).added).toEqual(['slow.md'])
  })

  it('are done, or refused, when the knowledge is closed', async () => {
    const adding = knowledge.noteGap('今天天气如何', 'zh')
    const closing = knowledge.close()
    const late = knowledge.noteGap('明天天气如何', 'zh')
    expect(await adding).toMatchObject({ count: 1 })
    await expect(late).rejects.toThrow()
    await closing
    knowledge = await base.restart()
    expect((await knowledge.gaps()).map(({ question }) => question)).toEqual(['今天天气如何'])
  })
})
