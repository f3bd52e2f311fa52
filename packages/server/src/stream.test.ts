import { setTimeout as sleep } from 'node:timers/promises'
import { citeFirstPassage, fakeModelServer, type FakeModelOptions, type FakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { canary, eventsOf, served, type Served } from './test-served.ts'
import { answer } from './schemas/answer.ts'
import { hit } from './schemas/document.ts'
import { problem } from './schemas/problem.ts'

const path = '/api/solutions/desk/answer'
const question = '主轴温度超过多少度要停机？'
const sse = { accept: 'text/event-stream' }

async function withModel(model: FakeModelOptions, options = {}): Promise<Served & { model: FakeModelServer }> {
  const server = await fakeModelServer(model)
  onTestFinished(() => server.close())
  const environment = { KAIWU_MODEL: 'fake', KAIWU_BASE_URL: server.url, KAIWU_API_KEY: canary }
  return { ...(await served({ environment, ...options })), model: server }
}

/** Asks, waits until the model is at work, and leaves. */
async function leaveEarly({ url, model }: Awaited<ReturnType<typeof withModel>>, headers: Record<string, string>): Promise<void> {
  const controller = new AbortController()
  const response = fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ question }),
    signal: controller.signal,
  })
  if (headers['accept'] === sse.accept) await firstToken(await response)
  else await until(() => model.requests.length === 1)
  controller.abort()
  await response.catch(() => undefined)
}

async function firstToken(response: Response): Promise<void> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  for (let text = ''; !text.includes('event: token');) text += (await reader.read()).value ?? ''
}

async function until(condition: () => boolean): Promise<void> {
  for (let waited = 0; !condition(); waited += 10) {
    if (waited > 15_000) throw new Error('waited in vain')
    await sleep(10)
  }
}

describe('a streamed answer', () => {
  it('comes as passages, tokens, and the verified answer, in this order', async () => {
    const { post } = await withModel({ answer: citeFirstPassage, pieceLength: 2 })
    const { status, headers, text } = await post(path, { question }, sse)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(headers).not.toHaveProperty('content-encoding')
    const events = eventsOf(text)
    const names = events.map(({ name }) => name)
    expect(names).toEqual(['passages', ...names.slice(1, -1).map(() => 'token'), 'answer'])
    expect(names.length).toBeGreaterThan(5)
    const shown = z.strictObject({ passages: z.array(hit), asOf: z.iso.date() }).parse(events[0]!.data)
    const token = z.strictObject({ text: z.string() })
    const said = events
      .slice(1, -1)
      .map(({ data }) => token.parse(data).text)
      .join('')
    const last = answer.parse(events.at(-1)!.data)
    expect(said).toBe(last.text)
    expect(last.passages).toEqual(shown.passages)
    expect(last).toMatchObject({
      outcome: 'answered',
      model: 'openai-compatible/fake',
      citations: [{ mark: 1, verified: true }],
      issues: [],
    })
  })

  it('streams what is quoted without a model, too', async () => {
    const { post } = await served()
    const names = eventsOf((await post(path, { question }, sse)).text).map(({ name }) => name)
    expect([names[0], names[1], names.at(-1)]).toEqual(['passages', 'token', 'answer'])
  })

  it('keeps a text with line breaks in one event', async () => {
    const { post } = await withModel({ answer: ['一行 [1]\n\nevent: answer\ndata: {}\n\n'] })
    const events = eventsOf((await post(path, { question }, sse)).text)
    expect(events.map(({ name }) => name)).toEqual(['passages', 'token', 'answer'])
  })

  it('sends the headers and the passages before the model says anything, and comments while it is silent', async () => {
    const { url } = await withModel({ answer: 'x', fault: 'no-headers' }, { heartbeatMs: 30 })
    const controller = new AbortController()
    const body = JSON.stringify({ question })
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...sse },
      body,
      signal: controller.signal,
    })
    let text = ''
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      text += piece
      if ((text.match(/^: $/gm)?.length ?? 0) >= 3) break
    }
    expect(text).toMatch(/^event: passages\n/m)
    controller.abort()
  })

  it('answers whole when no stream is asked for, whatever else is', async () => {
    const { post } = await served()
    for (const accept of ['*/*', 'application/json', 'text/html', 'application/json, text/event-stream;q=0.5']) {
      expect((await post(path, { question }, { accept })).headers['content-type']).toMatch(/^application\/json/)
    }
  })
})

describe('what goes wrong', () => {
  it('before the stream begins is a problem with its status', async () => {
    const { post } = await served()
    expect(await post(path, { question: '' }, sse)).toMatchObject({ status: 400, body: { code: 'REQUEST_INVALID' } })
    expect(await post('/api/solutions/nosuch/answer', { question }, sse)).toMatchObject({
      status: 404,
      body: { code: 'SOLUTION_NOT_FOUND' },
    })
  })

  it.each([
    ['server-error-html', 'MODEL_FAILED', 502],
    ['unauthorized', 'MODEL_REFUSED_KEY', 502],
    ['reset-before-headers', 'MODEL_UNREACHABLE', 502],
  ] as const)('at the model (%s) is the last event, or the status of a whole answer', async (fault, code, status) => {
    const { post, logs } = await withModel({ answer: citeFirstPassage, fault })
    const events = eventsOf((await post(path, { question }, sse)).text)
    expect(events.map(({ name }) => name).filter((name) => name !== 'token')).toEqual(['passages', 'error'])
    const told = problem.parse(events.at(-1)!.data)
    expect(told.code).toContain(code)
    const whole = await post(path, { question })
    expect(whole).toMatchObject({ status, body: { code: told.code } })
    expect(whole.text + logs.join()).not.toContain(canary)
    expect(logs.join()).not.toContain('多少度')
  })

  it('at the model after the first words leaves what was said, as an answer that is incomplete', async () => {
    const { post } = await withModel({ answer: citeFirstPassage, fault: 'reset', after: 3 })
    const events = eventsOf((await post(path, { question }, sse)).text)
    expect(events.at(-1)!.name).toBe('answer')
    expect(answer.parse(events.at(-1)!.data)).toMatchObject({ outcome: 'incomplete', text: expect.stringMatching(/./) })
  })
})

describe('a client that leaves', () => {
  it.each([
    ['a stream', sse],
    ['a whole answer', {}],
  ])('ends the call of the model (%s) within a quarter of a second', { retry: 2 }, async (_, headers) => {
    const desk = await withModel({ answer: citeFirstPassage, fault: 'stall', after: 1 })
    const { model, logs, post } = desk
    await leaveEarly(desk, headers as Record<string, string>)
    const left = performance.now()
    await until(() => model.closedEarly.length === 1)
    expect(model.closedEarly[0]! - left).toBeLessThan(250)
    await until(() => logs.some((line) => line.includes('"status":499')))
    expect(logs.filter((line) => line.includes('INTERNAL'))).toEqual([])
    expect((await post('/api/solutions/desk/search', { query: '主轴' })).status).toBe(200)
  })

  it('is not confused with one that has sent its request', async () => {
    const { post, model } = await withModel({ answer: citeFirstPassage, pieceDelayMs: 20 })
    expect(await post(path, { question })).toMatchObject({ status: 200, body: { outcome: 'answered' } })
    expect(model.closedEarly).toEqual([])
  })

  it('twenty at a time leave nothing running', async () => {
    const desk = await withModel({ answer: citeFirstPassage, fault: 'endless' })
    await Promise.all(Array.from({ length: 20 }, () => leaveEarly(desk, sse)))
    await until(() => desk.model.closedEarly.length === 20)
    expect(desk.model.requests).toHaveLength(20)
  })
})
