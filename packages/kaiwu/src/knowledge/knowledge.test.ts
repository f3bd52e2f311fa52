import { existsSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { tempFolder, type TempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deskFiles } from '../test-desk.ts'
import { runKaiwu, runProcess, type Ran } from '../test-run-kaiwu.ts'

const files = {
  ...deskFiles,
  'knowledge/old.md': '# 旧密封规程\n\n文件编号：SOP-7\n\n本规程自 2020 年 1 月 1 日起施行，有效期至 2022 年 12 月 31 日。\n',
}

async function desk(): Promise<TempFolder> {
  const folder = await tempFolder(files)
  onTestFinished(() => folder.remove())
  expect((await knowledge(folder, 'sync')).code).toBe(0)
  return folder
}

const knowledge = (folder: TempFolder, action: string, ...rest: readonly string[]): Promise<Ran> =>
  runKaiwu(['knowledge', action, folder.path, ...rest])

const parsed = async (ran: Promise<Ran>): Promise<Record<string, unknown>> =>
  JSON.parse((await ran).out) as Record<string, unknown>

describe('kaiwu knowledge', () => {
  it('lists the documents with their validity on a day', async () => {
    const folder = await desk()
    const now = await knowledge(folder, 'list')
    expect([now.code, now.out]).toEqual([0, now.out])
    expect(now.out).toMatch(/knowledge\/old\.md\s+失效\s+2020-01-01\s+2023-01-01/)
    expect((await knowledge(folder, 'list', '--as-of', '2021-06-30')).out).toMatch(/knowledge\/old\.md\s+现行有效/)
    expect((await knowledge(folder, 'list', '--as-of', '2021-06-31')).code).toBe(2)
  })

  it('shows and reports a document named by a part of its file name or title', async () => {
    const folder = await desk()
    expect((await knowledge(folder, 'show', '泵站')).out).toContain('水泵轴承每 500 小时加注一次 2 号锂基脂。')
    const report = await parsed(knowledge(folder, 'report', 'old.md', '--json'))
    expect(report).toMatchObject({
      info: { facts: { number: 'SOP-7', ends: '2023-01-01' } },
      revisions: [{ revision: 1, current: true }],
    })
    expect((await knowledge(folder, 'show', '没有的')).err).toContain('DOCUMENT_NOT_FOUND')
    expect((await knowledge(folder, 'show', '手册')).err).toContain('knowledge/valve.md')
  })

  it('syncs what is new, changed and moved, and goes on where it was', async () => {
    const folder = await desk()
    await rename(`${folder.path}/knowledge/valve.md`, `${folder.path}/knowledge/valves.md`)
    await writeFile(`${folder.path}/knowledge/pump.md`, '# 泵站手册\n\n## 1 润滑\n\n每 300 小时加注一次。\n')
    const ran = await runProcess(['knowledge', 'sync', folder.path])
    expect(ran.out).toContain('→ knowledge/valve.md → knowledge/valves.md')
    expect(ran.out).toContain('~ knowledge/pump.md')
    expect((await knowledge(folder, 'sync')).out).toContain('未变 3')
  })

  it('releases, lists and rolls back', async () => {
    const folder = await desk()
    expect((await knowledge(folder, 'release', '--note', '初版')).out).toContain('已发布 r1：3 份文档')
    expect((await knowledge(folder, 'release', '--serve', 'r1')).out).toContain('检索使用发布 r1')
    expect(await parsed(knowledge(folder, 'release', '--list', '--json'))).toMatchObject({
      serving: 'r1',
      releases: [{ id: 'r1', note: '初版', serving: true }],
    })
    expect((await knowledge(folder, 'release', '--serve', 'r7')).err).toContain('RELEASE_NOT_FOUND')
    expect((await knowledge(folder, 'release', '--serve', 'latest')).code).toBe(0)
  })

  it('moves a whole knowledge base in one file, and never over another file', async () => {
    const folder = await desk()
    const file = `${folder.path}/desk.kaiwu`
    expect((await knowledge(folder, 'export', file)).code).toBe(0)
    expect(existsSync(file)).toBe(true)
    expect((await knowledge(folder, 'export', file)).err).toContain('EXPORT_FILE_EXISTS')
    const other = await tempFolder(deskFiles)
    onTestFinished(() => other.remove())
    expect((await knowledge(other, 'import', file)).out).toContain('新增 3')
    expect((await knowledge(other, 'list')).out).toContain('knowledge/old.md')
    await writeFile(`${folder.path}/broken.kaiwu`, 'not a knowledge base')
    const broken = await knowledge(other, 'import', `${folder.path}/broken.kaiwu`)
    expect(broken.err).toContain('IMPORT_FILE_INVALID')
    expect((await knowledge(other, 'list', '--json')).out).toContain('old.md')
  })

  it('keeps the questions that were refused', async () => {
    const folder = await desk()
    await runKaiwu(['ask', folder.path, '今晚食堂吃什么？'])
    await runKaiwu(['eval', folder.path])
    expect((await knowledge(folder, 'gaps')).out).toMatch(/1 次\s+\d{4}-\d\d-\d\d\s+今晚食堂吃什么？/)
  })

  it.each([
    [['knowledge'], '请写上要做什么'],
    [['knowledge', 'delete'], '没有“delete”这个操作'],
    [['knowledge', 'show'], '请写上文档'],
    [['knowledge', 'export', '.'], '请写上文件'],
    [['knowledge', 'list', '.', 'more'], '只需要文件夹'],
  ])('says what is missing in %j', async (words, said) => {
    const ran = await runKaiwu(words.length === 3 && words[1] === 'export' ? words.slice(0, 2) : words)
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(said)])
  })
})
