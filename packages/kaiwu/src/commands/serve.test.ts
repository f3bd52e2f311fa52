import type { ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { tempFolder, type TempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { printed, runKaiwu, runProcess, startKaiwu, type StartOptions } from '../test-run-kaiwu.ts'

async function desk(files: Readonly<Record<string, string>> = {}): Promise<TempFolder> {
  const folder = await tempFolder({ ...deskFiles, ...files })
  onTestFinished(() => folder.remove())
  return folder
}

function started(words: readonly string[], options: StartOptions = {}): { child: ChildProcess; closed: Promise<number | null> } {
  const child = startKaiwu(['serve', ...words], options)
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await closed
  })
  return { child, closed }
}

async function untilReady(url: string): Promise<unknown> {
  for (let tries = 0; tries < 100; tries++) {
    const response = await fetch(`${url}/readyz`)
    if (response.ok) return response.json()
    await response.body?.cancel()
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('never ready')
}

describe('kaiwu serve', () => {
  it('serves several solutions, says where and with which model, and stops on Ctrl-C', async () => {
    const [first, second] = [
      await desk(),
      await desk({ 'solution.yaml': deskManifest({ name: 'name: other', title: 'title: { zh: 另一个, en: The other }' }) }),
    ]
    const { child, closed } = started([first.path, second.path, '--port', '0', '--lang', 'en'])
    const [text, url] = await printed(child, 'stdout', /Kaiwu is running: (http:\/\/localhost:\d+)\n[^]*The other.*\n/)
    expect(text).toContain('  泵站检修台 (desk)  model local/extractive, quotes the documents, no language model\n')
    await untilReady(url!)
    const { solutions } = (await (await fetch(`${url}/api/solutions`)).json()) as {
      solutions: { name: string; status: string }[]
    }
    expect(solutions.map(({ name, status }) => [name, status])).toEqual([
      ['desk', 'ready'],
      ['other', 'ready'],
    ])
    const answered = await fetch(`${url}/api/solutions/desk/answer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ question: '水泵轴承多久加注一次锂基脂？' }),
    })
    expect(await answered.json()).toMatchObject({ outcome: 'answered', text: expect.stringContaining('500 小时') })
    child.kill('SIGINT')
    expect(await closed).toBe(130)
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })

  it('gives its address as JSON, keeps data apart below --data, and takes SIGTERM for a proper end', async () => {
    const folder = await desk()
    const { child, closed } = started([folder.path, '--json', '--data', join(folder.path, 'data')], { env: { PORT: '0' } })
    const [document] = await printed(child, 'stdout', /^\{[^]*\n\}\n/)
    expect(JSON.parse(document)).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      solutions: [{ name: 'desk', root: folder.path, data: join(folder.path, 'data/desk'), model: 'local/extractive' }],
    })
    child.kill('SIGTERM')
    expect(await closed).toBe(0)
  })

  it(
    'lets others reach it only once there is an administrator, or something in front, and shows how to make one',
    { timeout: 60_000 },
    async () => {
      const folder = await desk()
      const others = ['serve', folder.path, '--port', '0', '--host', '0.0.0.0']
      const { code, err } = await runProcess([...others, '--lang', 'en'])
      expect([code, err]).toEqual([78, expect.stringMatching(/^Error LISTENING_OPEN: .*desk/)])
      const own = started([folder.path, '--port', '0'], { env: { HOST: 'localhost' } })
      const [told] = await printed(own.child, 'stderr', /[^]*Ctrl-C/)
      expect(told).toMatch(/“desk”还没有设置人员.*代码 [\da-f]{8}(?:-[\da-f]{8}){3}/)
      expect(told).not.toContain('注意')
      own.child.kill('SIGTERM')
      await own.closed
      const open = started(others.slice(1), { env: { KAIWU_OPEN: '1' } })
      expect((await printed(open.child, 'stderr', /[^]*Ctrl-C/))[0]).toContain('注意：正在监听 0.0.0.0，KAIWU_OPEN=1')
    },
  )

  it('makes the administrator that the environment names, and none with a weak password', { timeout: 60_000 }, async () => {
    const folder = await desk()
    const others = ['serve', folder.path, '--port', '0', '--host', '0.0.0.0']
    const weak = await runProcess([...others, '--lang', 'en'], {
      env: { KAIWU_ADMIN_LOGIN: 'chief', KAIWU_ADMIN_PASSWORD: 'canary' },
    })
    expect([weak.code, weak.err]).toEqual([78, expect.stringMatching(/^Error ADMINISTRATOR_SETTINGS_INVALID: .*at least 10/)])
    expect(weak.err).not.toContain('canary')
    const right = { KAIWU_ADMIN_LOGIN: 'chief', KAIWU_ADMIN_PASSWORD: '开物成务 tian-gong 7' }
    const made = started(others.slice(1), { env: right })
    const [said] = await printed(made.child, 'stderr', /[^]*Ctrl-C/)
    expect(said).toContain('用的是 HTTP')
    expect(said).not.toContain('代码')
  })

  it('refuses data that another server holds, at once, and lets that one work on', async () => {
    const folder = await desk()
    const { child } = started([folder.path, '--port', '0'])
    const [, url] = await printed(child, 'stdout', /(http:\S+)/)
    await untilReady(url!)
    const second = await runProcess(['serve', folder.path, '--port', '0', '--lang', 'en'])
    expect(second).toMatchObject({
      code: 78,
      out: '',
      err: expect.stringMatching(new RegExp(`^Error STORE_IN_USE: .* process ${child.pid}`)),
    })
    expect(await untilReady(url!)).toMatchObject({ status: 'ready' })
  })

  it('serves the others when one of several cannot be served, and says which', async () => {
    const [right, wrong] = [
      await desk(),
      await desk({
        'solution.yaml': deskManifest({
          name: 'name: other',
          models: 'models:\n  chat: { model: openai-compatible/m, baseUrl: "https://models.invalid/v1", keyEnv: NO_SUCH_KEY }',
        }),
      }),
    ]
    const { child } = started([right.path, wrong.path, '--port', '0', '--lang', 'en'])
    const [text] = await printed(child, 'stderr', /"other" cannot be served: .*\n/)
    expect(text).toContain('NO_SUCH_KEY')
    const [, url] = await printed(child, 'stdout', /(http:\S+)/)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
  })

  it.each([
    ['offers invented people where only this machine reaches it', [], {}],
    ['offers none where others reach it, and says so', undefined, { env: { KAIWU_OPEN: '1' } }],
  ] as const)('--demo %s', { timeout: 60_000 }, async (_, told, options) => {
    const folder = await desk()
    const host = told === undefined ? ['--host', '0.0.0.0'] : []
    const { child } = started([folder.path, '--demo', '--port', '0', '--lang', 'en', ...host], options)
    const note = told === undefined ? printed(child, 'stderr', /--demo is without effect/) : Promise.resolve()
    const [, port] = await printed(child, 'stdout', /Kaiwu is running: http:\/\/[^:]+:(\d+)\n/)
    await note
    const url = `http://127.0.0.1:${port}`
    await untilReady(url)
    const session = (await (await fetch(`${url}/api/solutions/desk/session`)).json()) as Readonly<Record<string, unknown>>
    expect([session['firstRun'], session['demo']]).toEqual([true, told === undefined ? undefined : {}])
    expect((await fetch(`${url}/api/solutions/desk/demo`)).status).toBe(told === undefined ? 404 : 200)
  })

  it('says that the port is taken', async () => {
    const folder = await desk()
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void taken.close())
    const { port } = taken.address() as { port: number }
    const { code, out } = await runKaiwu(['serve', folder.path, '--port', String(port), '--json'])
    expect(code).toBe(78)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'PORT_TAKEN', details: { port } } })
  })

  it.each([
    [['--port', 'http'], 'a port is a number from 0 to 65535; it is "http"'],
    [['--port', '65536'], 'a port is a number from 0 to 65535; it is "65536"'],
    [['.', '.'], 'are both named "desk"'],
  ])('refuses %j', async (words, reason) => {
    const folder = await desk()
    const { code, err } = await runKaiwu(['serve', ...words, '--lang', 'en'], { cwd: folder.path })
    expect(code).toBe(2)
    expect(err).toContain(reason)
  })
})
