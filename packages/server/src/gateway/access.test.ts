import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI, { APIError, AuthenticationError } from 'openai'
import { describe, expect, it } from 'vitest'
import {
  gatewayed,
  sendJson,
  sendStream,
  settingsFor,
  sha256,
  streamOf,
  upstream,
  wholeOf,
  type Upstream,
} from './test-gateway.ts'

const path = '/v1/chat/completions'
const messages = [{ role: 'user' as const, content: '?' }]
const [mes, lab] = ['kw-mes-canary-000000000000000000000000000000001', 'kw-lab-canary-00000000000000000000000000000002']

const keysFor = (more = ''): string => `
keys:
  - { name: mes, sha256: ${sha256(mes)}, models: [fast], user: zhang, department: 设备科 }
  - { name: lab, sha256: ${sha256(lab)} }
${more}`

async function plain(waitMs = 0): Promise<Upstream> {
  return upstream(async ({ body }, response) => {
    await sleep(waitMs)
    if (body['stream'] === true) sendStream(response, streamOf(['停机']))
    else sendJson(response, wholeOf('停机'))
  })
}

const bearer = (key: string): { authorization: string } => ({ authorization: `Bearer ${key}` })

describe('keys of the gateway', () => {
  it('are needed for every alias once there is one, and never for a solution', async () => {
    const up = await plain()
    const { post } = await gatewayed(settingsFor(up.url, { more: keysFor() }))
    for (const model of ['fast', 'nosuch']) {
      expect(await post(path, { model, messages })).toMatchObject({
        status: 401,
        headers: { 'x-should-retry': 'false' },
        body: { error: { code: 'key_required' } },
      })
      expect(await post('/v1/embeddings', { model, input: 'x' })).toMatchObject({ status: 401 })
    }
    expect((await post(path, { model: 'desk', messages: [{ role: 'user', content: '主轴温度？' }] })).status).toBe(200)
    expect((await post(path, { model: 'fast', messages }, bearer(mes))).status).toBe(200)
    expect(up.seen).toHaveLength(1)
  })

  it.each([
    ['a key nobody gave out', 'Bearer kw-guess'],
    ['another scheme', `Basic ${mes}`],
    ['a key with something after it', `Bearer ${mes}x`],
    ['its hash', `Bearer ${sha256(mes)}`],
    ['two keys', `Bearer ${mes}, Bearer ${lab}`],
    ['SQL', `Bearer ' OR '1'='1' --`],
    ['nothing', 'Bearer'],
    ['a long one', `Bearer ${'k'.repeat(7000)}`],
  ])('refuse %s', async (_, authorization) => {
    const up = await plain()
    const { post } = await gatewayed(settingsFor(up.url, { more: keysFor() }))
    expect(await post(path, { model: 'fast', messages }, { authorization })).toMatchObject({
      status: 401,
      body: { error: { code: 'key_unknown', type: 'invalid_request_error' } },
    })
    expect(up.seen).toHaveLength(0)
  })

  it('are not taken from an address, and stand in no log, no ledger and no request to a service', async () => {
    const up = await plain()
    const { post, send, logs, models } = await gatewayed(settingsFor(up.url, { more: keysFor() }))
    expect(
      (await send(`${path}?key=${mes}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status,
    ).toBe(400)
    await post(path, { model: 'fast', messages }, bearer(mes))
    await post(path, { model: 'fast', messages }, bearer(`${mes}-wrong`))
    const everything = logs.join() + JSON.stringify(models.ledger!.rows()) + JSON.stringify(up.seen)
    expect(everything).not.toContain('canary')
    expect(JSON.stringify(models.ledger!.rows()) + logs.join()).not.toContain('sk-up-secret')
  })

  it('say to whom a call is charged', async () => {
    const up = await plain()
    const { post, models } = await gatewayed(settingsFor(up.url, { more: keysFor() }))
    await post(path, { model: 'fast', messages, user: 'somebody else' }, bearer(mes))
    await post(path, { model: 'fast', messages, stream: true }, bearer(lab))
    expect(models.ledger!.rows().map(({ chargedTo }) => chargedTo)).toEqual([
      { key: 'mes', user: 'zhang', department: '设备科' },
      { key: 'lab' },
    ])
  })

  it('open their own models only; another is not there', async () => {
    const up = await plain()
    const yaml = settingsFor(up.url, { more: `  secret: up/m\n${keysFor()}` })
    const { post, send } = await gatewayed(yaml)
    const answers = await Promise.all(['secret', 'nosuch'].map((model) => post(path, { model, messages }, bearer(mes))))
    for (const { status, text } of answers) {
      expect(status).toBe(404)
      expect(text).toContain('"code":"model_not_found"')
      expect(text).not.toContain('secret",')
    }
    expect(answers[0]!.text.replaceAll('secret', 'nosuch')).toBe(answers[1]!.text)
    const listed = async (headers = {}) =>
      ((await send('/v1/models', { headers })).body as { data: { id: string }[] }).data.map(({ id }) => id)
    expect(await listed()).toEqual(['desk'])
    expect(await listed(bearer('kw-guess'))).toEqual(['desk'])
    expect(await listed(bearer(mes))).toEqual(['desk', 'fast'])
    expect(await listed(bearer(lab))).toEqual(['desk', 'fast', 'secret'])
  })

  it('are counted by themselves against the limit of requests', async () => {
    const up = await plain()
    const { post } = await gatewayed(settingsFor(up.url, { more: keysFor() }), { requestsPerMinute: 2 })
    const ask = (key: string) => post(path, { model: 'fast', messages }, bearer(key))
    expect([(await ask(mes)).status, (await ask(mes)).status]).toEqual([200, 200])
    expect(await ask(mes)).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } })
    expect((await ask(lab)).status).toBe(200)
  })

  it('let pictures through; who has none sends no more than a question', async () => {
    const up = await plain()
    const { post } = await gatewayed(settingsFor(up.url, { more: keysFor() }), { maxJsonBytes: 10_000 })
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${'A'.repeat(50_000)}` } }
    const body = { model: 'fast', messages: [{ role: 'user', content: [image] }] }
    expect((await post(path, body, bearer(mes))).status).toBe(200)
    expect((await post(path, body)).status).toBe(413)
  })
})

describe('without keys', () => {
  it('every alias is open, and what is no alias is not there', async () => {
    const up = await plain()
    const { post, send } = await gatewayed(settingsFor(up.url, { more: '  quotes: local/extractive\n' }))
    expect((await post(path, { model: 'fast', messages })).status).toBe(200)
    for (const model of ['up/m', 'quotes', 'constructor', '__proto__', 'nosuch'])
      expect(await post(path, { model, messages })).toMatchObject({
        status: 404,
        body: { error: { code: 'model_not_found', message: expect.stringContaining('desk, fast') } },
      })
    expect((await send('/v1/models')).text).toContain('"fast"')
    expect(up.seen).toHaveLength(1)
  })

  it('an alias wants a key of somebody for it, once anybody has been set up on a solution', async () => {
    const up = await plain()
    const environment = { KAIWU_ADMIN_LOGIN: 'chief', KAIWU_ADMIN_PASSWORD: '开物成务 tian-gong 7' }
    const { post, send } = await gatewayed(settingsFor(up.url), { environment })
    const signed = await post('/api/solutions/desk/session', { login: 'chief', password: environment.KAIWU_ADMIN_PASSWORD })
    const cookie = signed.headers['set-cookie']![0]!.split(';')[0]!
    const keyWith = async (scope: string) => {
      const made = await post('/api/solutions/desk/keys', { label: scope, scopes: [scope] }, { cookie, 'x-kaiwu-request': '1' })
      return bearer((made.body as { key: string }).key)
    }
    const [calls, asks] = [await keyWith('model.call'), await keyWith('answer.ask')]
    const statuses = async (headers: Record<string, string>) => [
      (await post(path, { model: 'fast', messages }, headers)).status,
      (await post(path, { model: 'desk', messages }, headers)).status,
      (await post('/v1/embeddings', { model: 'fast', input: 'x' }, headers)).status === 403,
    ]
    expect(await statuses({})).toEqual([401, 401, false])
    expect(await statuses({ cookie, 'x-kaiwu-request': '1' })).toEqual([401, 401, false])
    expect(await statuses(bearer('none'))).toEqual([401, 401, false])
    expect(await statuses(calls)).toEqual([200, 403, false])
    expect(await statuses(asks)).toEqual([403, 200, true])
    const listed = async (headers: Record<string, string>) =>
      ((await send('/v1/models', { headers })).body as { data: { id: string }[] }).data.map(({ id }) => id)
    expect([await listed(calls), await listed(asks)]).toEqual([['fast'], ['desk']])
    // The two that were let in.
    expect(up.seen).toHaveLength(2)
  })

  it('a solution keeps its name where an alias has the same', async () => {
    const up = await plain()
    const { post } = await gatewayed(settingsFor(up.url, { more: '  desk: up/m\n' }))
    const { text } = await post(path, { model: 'desk', messages: [{ role: 'user', content: '主轴温度超过多少度要停机？' }] })
    expect(text).toContain('75 ℃')
    expect(up.seen).toHaveLength(0)
  })
})

describe('budgets', () => {
  const budget = 'budgets: [{ name: 每键每天, limit: 0.05 CNY, period: day, each: key }]\n'

  it('stop a call before it is made, and the client does not try again', async () => {
    // Slow enough that both calls are asked for before either is answered.
    const up = await plain(500)
    const { url, models } = await gatewayed(settingsFor(up.url, { more: keysFor(budget) }))
    const client = new OpenAI({ apiKey: mes, baseURL: `${url}/v1`, maxRetries: 2 })
    // The most that 16,000 tokens may cost is 0.048 CNY.
    const ask = () => client.chat.completions.create({ model: 'fast', messages, max_tokens: 16_000 })
    const both = await Promise.allSettled([ask(), ask()])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refusal = both.find((one) => one.status === 'rejected')!.reason as APIError
    expect(refusal).toMatchObject({ status: 402, code: 'budget_exceeded' })
    expect(refusal.headers?.get('x-should-retry')).toBe('false')
    expect(refusal.message).toContain('每键每天')
    expect(up.seen).toHaveLength(1)
    expect(models.ledger!.rows()).toHaveLength(1)
    // What was set aside and not used is there again, and another key has its own.
    expect((await ask()).choices[0]!.message.content).toBe('停机')
    const other = new OpenAI({ apiKey: lab, baseURL: `${url}/v1` })
    expect((await other.chat.completions.create({ model: 'fast', messages, max_tokens: 16_000 })).choices).toHaveLength(1)
  })

  it('hold for streams that pass unread and for those that do not', async () => {
    for (const like of ['volcengine', 'vllm']) {
      const up = await plain()
      const yaml = settingsFor(up.url, { like, more: 'budgets: [{ name: all, limit: 0.001 CNY, period: total }]\n' })
      const { post } = await gatewayed(yaml)
      expect(await post(path, { model: 'fast', messages, stream: true })).toMatchObject({
        status: 402,
        headers: { 'x-should-retry': 'false' },
        body: { error: { code: 'budget_exceeded' } },
      })
      expect(up.seen).toHaveLength(0)
    }
  })

  it('are not passed by asking for several answers at once', async () => {
    const up = await plain()
    const { post } = await gatewayed(settingsFor(up.url, { more: 'budgets: [{ name: all, limit: 0.01 CNY, period: total }]\n' }))
    const ask = (n: number) => post(path, { model: 'fast', messages, max_tokens: 2000, n })
    expect((await ask(2)).status).toBe(402)
    expect((await ask(1)).status).toBe(200)
  })
})

describe('the openai client', () => {
  it('is told that its key is wrong', async () => {
    const up = await plain()
    const { url } = await gatewayed(settingsFor(up.url, { more: keysFor() }))
    const client = new OpenAI({ apiKey: 'kw-wrong', baseURL: `${url}/v1`, maxRetries: 2 })
    await expect(client.chat.completions.create({ model: 'fast', messages })).rejects.toBeInstanceOf(AuthenticationError)
  })
})
