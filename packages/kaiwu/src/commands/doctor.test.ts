import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fakeModelServer, tempFolder, type TempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { checkNode } from '../doctor/check-machine.ts'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { runKaiwu, runProcess } from '../test-run-kaiwu.ts'

async function desk(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<TempFolder> {
  const folder = await tempFolder({ ...deskFiles, ...files })
  onTestFinished(() => folder.remove())
  return folder
}

type Findings = { ok: boolean; findings: { check: string; state: string; fault?: string; text: { en: string } }[] }

async function findings(
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Findings & { code: number | null; of(check: string): Findings['findings'][number] | undefined }> {
  const { code, out } = await runKaiwu(['doctor', ...words, '--json'], { env })
  const document = JSON.parse(out) as Findings
  return { ...document, code, of: (check) => document.findings.find((finding) => finding.check === check) }
}

describe('kaiwu doctor', () => {
  it('looks at the machine, the solution, its data and its model, and changes nothing', async () => {
    const folder = await desk()
    const before = await findings([folder.path])
    expect(before).toMatchObject({ code: 0, ok: true })
    expect(before.findings.map(({ check }) => check)).toEqual([
      'node',
      'sqlite',
      'vector-index',
      'console',
      'solution',
      'data',
      'store',
      'model',
    ])
    expect(existsSync(join(folder.path, '.kaiwu'))).toBe(false)
    await runKaiwu(['ingest', folder.path])
    const people = await runProcess(['doctor', folder.path, '--lang', 'en'])
    expect(people.out).toContain(`✓ Node.js ${process.versions.node}\n`)
    expect(people.out).toContain('✓ the store is whole: 2 documents, 3 passages\n')
    expect(people.out).toContain('✓ model local/extractive: quotes the documents, no network\n')
  })

  it('says which webhook lacks its secret, its address or a right one, and never what a variable holds', async () => {
    const webhooks = `webhooks:
  mes: { url: https://mes.example.com/hook, secretEnv: MES_SECRET }
  group: { form: wecom, urlEnv: GROUP_ROBOT }
`
    const folder = await desk({ 'solution.yaml': deskManifest({ webhooks }) })
    const bare = await findings([folder.path])
    expect([bare.ok, bare.of('webhook.mes')?.state, bare.of('webhook.group')?.state]).toEqual([true, 'weaker', 'weaker'])
    expect(bare.of('webhook.mes')?.text.en).toContain('MES_SECRET, with the secret that signs, is not set')
    expect(bare.of('webhook.group')?.text.en).toContain('GROUP_ROBOT, with the address of the robot, is not set')
    const secret = 'canary-4711-secret-of-the-group'
    const wrong = await findings([folder.path], { MES_SECRET: secret, GROUP_ROBOT: `http://${secret}.example.com/send` })
    expect([wrong.of('webhook.mes')?.state, wrong.of('webhook.group')?.state]).toEqual(['good', 'weaker'])
    expect(JSON.stringify(wrong.findings)).not.toContain(secret)
    const right = await findings([folder.path], {
      MES_SECRET: secret,
      GROUP_ROBOT: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x',
    })
    expect(right.of('webhook.group')?.state).toBe('good')
  })

  it('says that a store is damaged', async () => {
    const folder = await desk({
      '.kaiwu/kaiwu.sqlite': 'this is no database at all, but it is long enough to be read as one'.repeat(40),
    })
    const { code, ok, of } = await findings([folder.path])
    expect({ code, ok, store: of('store') }).toMatchObject({
      code: 78,
      ok: false,
      store: { state: 'broken', fault: 'operator', text: { en: expect.stringContaining('is damaged') } },
    })
  })

  it('lists the mistakes of a broken solution and exits with 65', async () => {
    const folder = await desk({ 'solution.yaml': deskManifest({ colour: 'colour: red' }) })
    const { code, of } = await findings([folder.path, '--lang', 'en'])
    expect(code).toBe(65)
    expect(of('solution')?.text.en).toContain('solution.yaml:10:1 colour')
  })

  it('is about the machine alone outside any solution, but refuses a folder that was named', async () => {
    const { path } = await tempFolder().then((folder) => (onTestFinished(() => folder.remove()), folder))
    expect((await runKaiwu(['doctor'], { cwd: path })).code).toBe(0)
    expect((await runKaiwu(['doctor', path])).code).toBe(2)
  })

  it('calls the model only with --network', async () => {
    const server = await fakeModelServer({ answer: 'pong' })
    onTestFinished(() => server.close())
    const env = { KAIWU_MODEL: 'm', KAIWU_BASE_URL: server.url }
    const folder = await desk()
    expect((await findings([folder.path], env)).of('model')).toMatchObject({
      state: 'good',
      text: { en: expect.stringContaining('is configured') },
    })
    expect(server.requests).toHaveLength(0)
    expect((await findings([folder.path, '--network'], env)).of('model')).toMatchObject({
      state: 'good',
      text: { en: expect.stringMatching(/answers, \d+ ms/) },
    })
    expect(server.requests).toHaveLength(1)
    await server.close()
    const down = await findings([folder.path, '--network'], env)
    expect([down.code, down.of('model')?.state]).toEqual([69, 'broken'])
  })

  it('says what a model still needs', async () => {
    const folder = await desk()
    const { code, of } = await findings([folder.path], { KAIWU_MODEL: 'm' })
    expect(code).toBe(78)
    expect(of('model')).toMatchObject({ state: 'broken', text: { en: expect.stringContaining('KAIWU_BASE_URL') } })
  })

  it.each([
    ['22.18.0', 'good'],
    ['24.0.0', 'good'],
    ['22.9.9', 'broken'],
    ['20.20.2', 'broken'],
  ])('judges Node.js %s to be %s', (version, state) => {
    expect(checkNode(version).state).toBe(state)
  })
})
