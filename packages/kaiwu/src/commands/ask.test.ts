import { join } from 'node:path'
import { solutionMigrations } from '@kaiwu/solution'
import { openDatabase } from '@kaiwu/store'
import { fakeModelServer, tempFolder, type FakeModelOptions, type TempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { printed, runKaiwu, runProcess, startKaiwu } from '../test-run-kaiwu.ts'

async function desk(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const folder = await tempFolder({ ...deskFiles, ...files })
  onTestFinished(() => folder.remove())
  return folder
}

async function model(options: FakeModelOptions) {
  const server = await fakeModelServer(options)
  onTestFinished(() => server.close())
  return { server, env: { KAIWU_MODEL: 'openai-compatible/fake', KAIWU_BASE_URL: server.url, KAIWU_API_KEY: 'key' } }
}

const question = '水泵轴承多久加注一次锂基脂？'

describe('kaiwu ask', () => {
  it('answers with the sources below: title, place, file and quote', async () => {
    const folder = await desk()
    const { code, out, err } = await runProcess(['ask', question], { cwd: folder.path })
    expect(code).toBe(0)
    expect(out).toMatch(
      /水泵轴承每 500 小时加注一次 2 号锂基脂。 \[1\]\n\n出处\n\[1\] 《泵站手册》 1.*\n {4}knowledge\/pump\.md\n {4}“.*水泵轴承每 500 小时加注一次 2 号锂基脂。”\n/,
    )
    expect(err).toMatch(/^模型 local\/extractive，按 \d{4}-\d\d-\d\d 有效的文件，用时 \d+\.\d\d 秒，费用 ¥0\.00\n$/)
  })

  it('says that the evidence is not there and whom to ask', async () => {
    const folder = await desk()
    const { code, out } = await runKaiwu(['ask', folder.path, '今晚食堂吃什么？'])
    expect(code).toBe(0)
    expect(out).toContain('设备科 8001')
    expect(out).not.toContain('出处')
  })

  it('prints the whole answer as one document', async () => {
    const folder = await desk()
    const { out } = await runKaiwu(['ask', folder.path, question, '--as-of', '2021-06-01', '--json'])
    expect(JSON.parse(out)).toMatchObject({
      solution: 'desk',
      question,
      asOf: '2021-06-01',
      outcome: 'answered',
      model: 'local/extractive',
      citations: [{ mark: 1, document: 'knowledge/pump.md', verified: true }],
    })
  })

  it('takes in what changed before it answers', async () => {
    const folder = await desk()
    await runKaiwu(['ask', folder.path, question])
    await folder.write({ 'knowledge/pump.md': '# 泵站手册\n\n## 1 润滑\n\n水泵轴承每 400 小时加注一次 2 号锂基脂。\n' })
    expect((await runKaiwu(['ask', folder.path, question])).out).toContain('400 小时')
  })

  it('reads what is stored while another process holds the data, and says so', async () => {
    const folder = await desk()
    await runKaiwu(['ingest', folder.path])
    const held = await openDatabase({ folder: join(folder.path, '.kaiwu'), migrations: solutionMigrations })
    onTestFinished(() => held.close())
    const { code, out, err } = await runProcess(['ask', folder.path, question, '--lang', 'en'])
    expect(code).toBe(0)
    expect(out).toContain('500 小时')
    expect(err).toContain('Another process, such as a running server, holds this data')
  })

  it('streams what a model writes and names what its sources do not bear out', async () => {
    const folder = await desk()
    const { server, env } = await model({ answer: '轴承每 900 小时加注一次 [1]。' })
    const { code, out, err } = await runKaiwu(['ask', folder.path, question, '--lang', 'en'], { env })
    expect(code).toBe(0)
    expect(out).toMatch(/^轴承每 900 小时加注一次 \[1\]。\n\nSources\n\[1\] 泵站手册 /)
    expect(out).toContain('Please check\n  a number that its source does not hold: 900 小时')
    expect(err).toMatch(/(?:^|\n)Model openai-compatible\/fake, .*, cost unpriced\n$/)
    expect(server.requests).toHaveLength(1)
  })

  it('uses the model that --model names, and none for local/extractive', async () => {
    const folder = await desk()
    const { server, env } = await model({ answer: '每 500 小时 [1]。' })
    const named = await runKaiwu(['ask', folder.path, question, '--model', 'other'], { env })
    expect(named.err).toContain('openai-compatible/other')
    expect(server.requests[0]?.body).toMatchObject({ model: 'other' })
    const local = await runKaiwu(['ask', folder.path, question, '--model', 'local/extractive'], { env })
    expect(local.err).toContain('local/extractive')
    expect(server.requests).toHaveLength(1)
  })

  it('sends the key that the manifest names when --model changes the model at the same service', async () => {
    const { server } = await model({ answer: '每 500 小时 [1]。' })
    const folder = await desk({
      'solution.yaml': deskManifest({
        models: `models:\n  chat: { model: openai-compatible/small, baseUrl: "${server.url}", keyEnv: DESK_KEY }`,
      }),
    })
    const { code } = await runKaiwu(['ask', folder.path, question, '--model', 'large'], {
      env: { DESK_KEY: 'secret-of-the-desk' },
    })
    expect(code).toBe(0)
    expect(server.requests[0]).toMatchObject({
      body: { model: 'large' },
      headers: { authorization: 'Bearer secret-of-the-desk' },
    })
  })

  it('exits with 69 when the model service fails, without a stack', async () => {
    const folder = await desk()
    const { env } = await model({ answer: '', fault: 'server-error-html' })
    const { code, out } = await runKaiwu(['ask', folder.path, question, '--json'], { env })
    expect(code).toBe(69)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'MODEL_FAILED', fault: 'provider' } })
    const people = await runKaiwu(['ask', folder.path, question], { env })
    expect(people.err).toMatch(/^错误 MODEL_FAILED：/)
    expect(people.err).not.toContain('    at ')
  })

  it('says which setting of a model is missing', async () => {
    const folder = await desk()
    const { code, err } = await runKaiwu(['ask', folder.path, question, '--model', 'qwen', '--lang', 'en'])
    expect(code).toBe(78)
    expect(err).toMatch(/^Error MODEL_NOT_CONFIGURED: .*KAIWU_BASE_URL/)
  })

  it('stops on Ctrl-C, closes the call to the model, and exits with 130', async () => {
    const folder = await desk()
    const { server, env } = await model({ answer: '每 500 小时加注一次 [1]。', fault: 'stall', after: 1 })
    const child = startKaiwu(['ask', folder.path, question], { env })
    const closed = new Promise((resolve) => child.once('close', resolve))
    await printed(child, 'stdout', /每/)
    child.kill('SIGINT')
    expect(await closed).toBe(130)
    expect(server.closedEarly).toHaveLength(1)
  })

  it.each([
    [['ask'], 'the question is missing'],
    [['ask', '.', '  '], 'the question is missing'],
    [['ask', '.', '长'.repeat(4001)], 'at most 4000 characters'],
    [['ask', 'how', 'long', 'is', 'it'], 'too many words; put what holds spaces into quotes'],
    [['ask', '问', '--as-of', '2026-02-30'], '--as-of takes a day that exists'],
    [['ask', '问', '--as-of', 'yesterday'], '--as-of takes a day that exists'],
  ])('refuses %j', async (words, reason) => {
    const folder = await desk()
    const { code, out, err } = await runKaiwu([...words, '--lang', 'en'], { cwd: folder.path })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(reason)
  })
})
