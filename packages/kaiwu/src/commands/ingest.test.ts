import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { solutionMigrations } from '@kaiwu/solution'
import { openDatabase } from '@kaiwu/store'
import { tempFolder, type TempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { runKaiwu, runProcess } from '../test-run-kaiwu.ts'

async function desk(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const folder = await tempFolder({ ...deskFiles, ...files })
  onTestFinished(() => folder.remove())
  return folder
}

describe('kaiwu ingest', () => {
  it('takes documents in, then only what changed', async () => {
    const folder = await desk()
    const first = await runProcess(['ingest'], { cwd: folder.path })
    expect([first.code, first.out]).toEqual([
      0,
      'manuals：新增 2，更新 0，移动 0，删除 0，未变 0，失败 0\n  + knowledge/pump.md\n  + knowledge/valve.md\n知识库现有 2 份文档，3 个片段\n',
    ])
    // On a slow machine it says how far it is.
    expect(first.err.replace(/^读取文档 .*\n/gm, '')).toBe('')
    await folder.write({
      'knowledge/pump.md': '# 泵站手册\n\n改过了，轴承每 400 小时加注一次。\n',
      'knowledge/motor.md': '# 电机手册\n\n电机绕组温度不得超过 120 ℃。\n',
    })
    await rm(join(folder.path, 'knowledge/valve.md'))
    const second = await runKaiwu(['ingest', folder.path, '--lang', 'en'])
    expect(second.out).toBe(
      'manuals: 1 added, 1 updated, 0 moved, 1 removed, 0 unchanged, 0 failed\n  + knowledge/motor.md\n  ~ knowledge/pump.md\n  - knowledge/valve.md\nThe knowledge holds 2 documents, 2 passages\n',
    )
  })

  it('names a file that cannot be read and takes in the others', async () => {
    const folder = await desk({ 'knowledge/empty.md': '' })
    const { code, out } = await runKaiwu(['ingest', folder.path, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      solution: 'desk',
      documents: 2,
      passages: 3,
      knowledge: [
        {
          name: 'manuals',
          added: ['knowledge/pump.md', 'knowledge/valve.md'],
          updated: [],
          removed: [],
          unchanged: 0,
          failed: [
            {
              path: 'knowledge/empty.md',
              code: 'FILE_EMPTY',
              message: { zh: expect.stringContaining('空文件'), en: expect.stringContaining('empty file') },
            },
          ],
        },
      ],
    })
  })

  it('exits with 65 when no file could be read', async () => {
    const folder = await tempFolder({
      'solution.yaml': deskManifest(),
      'prompts/answer.md': '{{passages}}{{question}}',
      'knowledge/empty.md': '',
    })
    onTestFinished(() => folder.remove())
    const { code, out } = await runKaiwu(['ingest', folder.path, '--lang', 'en'])
    expect(code).toBe(65)
    expect(out).toContain('  ✗ knowledge/empty.md')
  })

  it('keeps data where --data or KAIWU_DATA says, apart for each solution', async () => {
    const folder = await desk()
    await runKaiwu(['ingest', folder.path, '--data', 'kept'], { cwd: folder.path })
    await runKaiwu(['ingest', folder.path], { env: { KAIWU_DATA: join(folder.path, 'from-environment') } })
    expect(existsSync(join(folder.path, 'kept/desk/kaiwu.sqlite'))).toBe(true)
    expect(existsSync(join(folder.path, 'from-environment/desk/kaiwu.sqlite'))).toBe(true)
    expect(existsSync(join(folder.path, '.kaiwu'))).toBe(false)
  })

  it('refuses while another process holds the data, and says which', async () => {
    const folder = await desk()
    const data = join(folder.path, '.kaiwu')
    const held = await openDatabase({ folder: data, migrations: solutionMigrations })
    onTestFinished(() => held.close())
    const { code, out, err } = await runProcess(['ingest', folder.path, '--json'])
    expect({ code, err }).toEqual({ code: 78, err: '' })
    expect(JSON.parse(out)).toMatchObject({
      error: { code: 'STORE_IN_USE', fault: 'operator', details: { path: data, pid: String(process.pid) } },
    })
  })

  it('says that the place for data cannot be used', async () => {
    const folder = await desk({ file: '' })
    const { code, err } = await runKaiwu(['ingest', folder.path, '--data', join(folder.path, 'file'), '--lang', 'en'])
    expect(code).toBe(78)
    expect(err).toMatch(/^Error STORE_UNUSABLE: The data folder .* cannot be used: ENOTDIR/)
    expect(err).not.toContain('    at ')
  })

  it('lists the mistakes of a broken solution in the language asked for', async () => {
    const folder = await desk({ 'solution.yaml': deskManifest({ flow: 'flow:\n  - find: manual\n  - ask: prompts/answer.md' }) })
    const { code, err } = await runKaiwu(['ingest', folder.path, '--lang', 'en'])
    expect({ code, err }).toEqual({
      code: 65,
      err: 'Error SOLUTION_INVALID: The solution has 1 mistake(s):\nsolution.yaml:8:11 flow.0.find: there is no knowledge named "manual" → did you mean "manuals"?\n',
    })
  })
})
