/**
 * A key is where it must be, in one header of a request to its own service, and nowhere else: not in answers, logs, errors, the
 * ledger, the cache or a recording, whatever the service does with it.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHttp, openModels, recordingHttp } from '@kaiwu/models'
import { createApp, startServer } from '@kaiwu/server'
import { checkModelSettings, defineSolution } from '@kaiwu/solution'
import { expectNoSecret, fakeModelServer, modelFaults, type ModelFault } from '@kaiwu/testkit'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'

const serviceKey = 'sk-canary-9d1f6a4c7e20b853'
const clientKey = 'kw-canary-51b8e7d2c09f4a63'
// These end with the client's patience alone.
const endless: readonly ModelFault[] = ['no-headers', 'keep-alive-only', 'stall', 'endless']

describe('keys', () => {
  it('are shown nowhere, whatever a service answers', { timeout: 60_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kaiwu-keys-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    mkdirSync(join(folder, 'k'))
    writeFileSync(join(folder, 'k', 'spindle.md'), '# 主轴规程\n\n第一条 主轴温度超过 75 ℃ 时，应当停机检查。\n')
    const said: Record<string, unknown> = {}
    for (const fault of modelFaults.filter((one) => !endless.includes(one))) said[fault] = await exchange(folder, fault)
    said['none'] = await exchange(folder, undefined)
    const files = filesBelow(folder)
    expect(files.map((file) => file.replace(folder, ''))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/ledger\.sqlite$/),
        expect.stringMatching(/cache\.sqlite$/),
        expect.stringMatching(/\.jsonl$/),
      ]),
    )
    const kept = Object.fromEntries(files.map((file) => [file, readFileSync(file)]))
    for (const secret of [serviceKey, clientKey]) expectNoSecret({ ...said, ...kept }, secret)
  })
})

/** Everything a client and an operator come to see of one fault: answers of the gateway and of a solution, and the log. */
async function exchange(folder: string, fault: ModelFault | undefined): Promise<unknown> {
  const service = await fakeModelServer({ answer: '主轴温度超过 75 ℃ 时停机。[1]', ...(fault ? { fault } : {}) })
  const logs: string[] = []
  const { settings } = checkModelSettings(
    `providers:
  up: { baseUrl: '${service.url}', keyEnv: SERVICE_KEY, retry: { most: 0 }, timeouts: { totalSeconds: 5 } }
models:
  up/m: { prices: [{ currency: CNY, input: 1, output: 4, asOf: '2026-11-01' }] }
aliases: { fast: up/m }
keys: [{ name: mes, sha256: ${createHash('sha256').update(clientKey).digest('hex')} }]
cache: { chat: true, embeddings: false }
`,
  )
  const models = openModels({
    settings: settings!,
    environment: { SERVICE_KEY: serviceKey },
    data: folder,
    http: recordingHttp(openHttp(), join(folder, 'recordings')),
  })
  const definition = defineSolution({ name: 'desk', title: '台', contact: '科', knowledge: { k: 'k/**' }, model: 'fast' })
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) })
  const app = createApp([{ definition, root: folder, data: join(folder, 'desk') }], { console: false, logger, models })
  const server = await startServer(app, { port: 0 })
  try {
    await app.ready()
    const answers: string[] = []
    for (const stream of [false, true])
      for (const key of [clientKey, `${clientKey}x`]) answers.push(await post(server.url, { model: 'fast', stream }, key))
    answers.push(await ask(server.url))
    expect(service.requests.every(({ headers }) => headers.authorization === `Bearer ${serviceKey}`)).toBe(true)
    expect(service.requests.length).toBeGreaterThan(0)
    // Some faults make the circuit leave the service alone before the solution asks.
    if (!fault) expect(JSON.stringify(service.requests.at(-1)?.body)).toContain('主轴规程')
    expectNoSecret(
      service.requests.map(({ body, path }) => ({ body, path })),
      serviceKey,
    )
    return { answers, logs, rows: models.ledger!.rows() }
  } finally {
    await server.close()
    models.close()
    await service.close()
  }
}

async function post(url: string, body: object, key: string): Promise<string> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ ...body, temperature: 0, messages: [{ role: 'user', content: '主轴温度' }] }),
  })
  return `${JSON.stringify([...response.headers])} ${await response.text()}`
}

async function ask(url: string): Promise<string> {
  const response = await fetch(`${url}/api/solutions/desk/answer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: '主轴温度超过多少度要停机？' }),
  })
  return response.text()
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((path) => join(folder, String(path)))
    .filter((path) => statSync(path).isFile())
}
