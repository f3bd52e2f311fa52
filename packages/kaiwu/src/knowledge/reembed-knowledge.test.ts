import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as wait } from 'node:timers/promises'
import { fakeTokenApi, tempFolder, type TokenScript } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { runKaiwu, startKaiwu, type Ran } from '../test-run-kaiwu.ts'

const [first, second] = ['siliconflow/BAAI/bge-m3', 'siliconflow/BAAI/bge-large-zh-v1.5']

/** A desk with vectors of the first model, over real HTTP. */
async function desk(script: TokenScript = {}) {
  const api = await fakeTokenApi({ vendor: 'siliconflow', ...script })
  const folder = await tempFolder({
    ...deskFiles,
    'models.yaml': `providers:\n  siliconflow: { baseUrl: '${api.url}', internal: false, retry: { most: 0 } }\n`,
    'solution.yaml': deskManifest({ models: `models: { embedding: ${first} }` }),
  })
  onTestFinished(async () => {
    await api.close()
    await folder.remove()
  })
  const env = { SILICONFLOW_API_KEY: api.key }
  const run = (action: string, ...rest: readonly string[]): Promise<Ran> =>
    runKaiwu(['knowledge', action, folder.path, ...rest], { env })
  const use = (model: string) =>
    writeFile(`${folder.path}/solution.yaml`, deskManifest({ models: `models: { embedding: ${model} }` }))
  expect((await run('sync')).code).toBe(0)
  return { api, folder, env, run, use }
}

describe('kaiwu knowledge reembed', { timeout: 120_000 }, () => {
  it('is what another model asks for; tells the price, sends nothing before --yes, and changes over', async () => {
    const { api, run, use } = await desk()
    await use(second)
    const refused = await run('list')
    expect([refused.code, refused.err]).toEqual([78, expect.stringContaining('EMBEDDING_CHANGED')])
    expect(refused.err).toContain('kaiwu knowledge reembed')
    const before = api.hits.embeddings
    const asked = await run('reembed')
    expect(asked.code).toBe(2)
    expect(asked.out).toMatch(/bge-m3（1024 维） → .*bge-large-zh-v1\.5/)
    expect(asked.out).toMatch(/2 份文档，3 个片段；已完成 0，还要发送 3 个片段，约 \d+ 字、\d+ 个 token/)
    expect(asked.out).toMatch(/预计费用/)
    expect(asked.err).toContain('--yes')
    expect(api.hits.embeddings).toBe(before)
    const done = await run('reembed', '--yes')
    expect([done.code, done.out]).toEqual([0, expect.stringContaining('这次生成 3 个向量')])
    expect(api.hits.embeddings).toBeGreaterThan(before)
    expect((await run('list')).code).toBe(0)
    const again = await run('reembed', '--lang', 'en')
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('there is nothing to do')])
  })

  it('keeps what it has when the service fails, says why, and gives its figures as JSON', async () => {
    const { api, run, use } = await desk()
    await use(second)
    api.play({ fault: 'unauthorized' })
    const failed = await run('reembed', '--yes', '--lang', 'en')
    expect(failed.code).not.toBe(0)
    expect(failed.err).toContain('MODEL_REFUSED_KEY')
    expect(failed.err).toContain('run kaiwu knowledge reembed again')
    await use(first)
    expect((await run('list')).code).toBe(0)
    await use(second)
    api.play({})
    const done = JSON.parse((await run('reembed', '--yes', '--json')).out) as Record<string, unknown>
    expect(done).toMatchObject({ documents: 2, passages: 3, done: 0, embedded: 3, switched: true, to: { model: second } })
    expect(done['tokens']).toBeGreaterThan(0)
  })

  it('stops when it is told to and goes on where it was', async () => {
    const { api, folder, env, run, use } = await desk()
    const rows = Array.from({ length: 400 }, (_, at) => `## ${at + 1} 第${at}节\n\n水泵${at}号每 ${at} 小时加脂一次。\n`)
    await writeFile(`${folder.path}/knowledge/many.md`, `# 多节手册\n\n${rows.join('\n')}`)
    expect((await run('sync')).code).toBe(0)
    await use(second)
    const before = api.hits.embeddings
    const slowly = (text: string, at: number, dimension: number): readonly number[] => {
      if (api.hits.embeddings > before + 8) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
      return Array.from({ length: dimension }, (_, place) => Math.sin(place + at + text.length))
    }
    api.play({ embed: slowly })
    const child = startKaiwu(['knowledge', 'reembed', folder.path, '--yes'], { env })
    let err = ''
    child.stderr!.on('data', (piece: Buffer) => (err += String(piece)))
    while (api.hits.embeddings < before + 10 && child.exitCode === null) await wait(5)
    child.kill('SIGINT')
    const [code] = (await once(child, 'close')) as [number | null]
    expect([code, err]).toEqual([130, expect.stringContaining('再次运行 kaiwu knowledge reembed')])
    api.play({})
    const done = JSON.parse((await run('reembed', '--yes', '--json')).out) as { passages: number; done: number; embedded: number }
    expect(done.done).toBeGreaterThan(0)
    expect(done.embedded).toBe(done.passages - done.done)
    expect((await run('list')).code).toBe(0)
  })

  it('says what is missing where no embedding model is set, and leaves the folder as it is', async () => {
    const folder = await tempFolder(deskFiles)
    onTestFinished(() => folder.remove())
    const manifest = await readFile(`${folder.path}/solution.yaml`, 'utf8')
    const ran = await runKaiwu(['knowledge', 'reembed', folder.path, '--yes'])
    expect([ran.code, ran.err]).toEqual([65, expect.stringContaining('EMBEDDING_NOT_SET')])
    expect(await readFile(`${folder.path}/solution.yaml`, 'utf8')).toBe(manifest)
  })
})
