import { inspect } from 'node:util'
import { KaiwuError, type ChatEvent, type ChatRequest } from '@kaiwu/core'
import { fakeModelServer, modelFaults, type FakeModelOptions, type FakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { estimatePrompt, estimateTokens } from '../estimate/estimate-tokens.ts'
import { channelChatModel } from './channel-chat-model.ts'
import { key, testChannel, testHttp } from './test-channel.ts'
import { answer, outcomes } from './test-fault-outcomes.ts'

const request: ChatRequest = {
  messages: [
    { role: 'system', content: '只根据片段作答' },
    { role: 'user', content: '多久到场？' },
  ],
  temperature: 0,
}

async function serve(options: Partial<FakeModelOptions>): Promise<FakeModelServer> {
  const server = await fakeModelServer({ answer, ...options })
  onTestFinished(() => server.close())
  return server
}

type More = Parameters<typeof testChannel>[1]
const open = ({ url }: Pick<FakeModelServer, 'url'>, more: More = {}) => channelChatModel(testChannel(url, more), testHttp())

type Ran = { events: ChatEvent[]; text: string; end?: Extract<ChatEvent, { type: 'end' }>; error?: unknown; ms: number }

async function run(server: Pick<FakeModelServer, 'url'>, more: More = {}, signal?: AbortSignal): Promise<Ran> {
  const started = performance.now()
  const ran: Ran = { events: [], text: '', ms: 0 }
  try {
    for await (const event of open(server, more).stream(request, signal ? { signal } : {})) {
      ran.events.push(event)
      if (event.type === 'text') ran.text += event.text
      else if (event.type === 'end') ran.end = event
    }
  } catch (error) {
    ran.error = error
  }
  ran.ms = performance.now() - started
  return ran
}

describe('channelChatModel, with each fault of a token API', () => {
  it.each(modelFaults)('%s', async (fault) => {
    const server = await serve({ fault })
    const ran = await run(server)
    const outcome = outcomes[fault]
    if ('code' in outcome) {
      expect(ran.error).toMatchObject({ code: outcome.code })
      if (outcome.billed) expect(ran.error).toMatchObject({ details: { billed: outcome.billed } })
      expect(ran.end).toBeUndefined()
      if (outcome.says) expect((ran.error as KaiwuError).message).toMatch(outcome.says)
    } else {
      expect(ran.error).toBeUndefined()
      expect(ran.end).toMatchObject({ type: 'end', finish: outcome.finish, usage: { estimated: outcome.estimated ?? false } })
      expect(ran.text).toBe(outcome.text ?? answer)
      expect(ran.events.filter(({ type }) => type === 'end')).toHaveLength(1)
    }
    // Exactly one request: a paid answer is never asked for twice, and no redirect is followed.
    expect(server.requests.map(({ path }) => path)).toEqual(['/v1/chat/completions'])
    expect(ran.ms).toBeLessThan(6000)
    expectNoKey(ran.error)
  })
})

function expectNoKey(error: unknown): void {
  expect(inspect(error, { depth: 10 })).not.toContain(key)
  if (KaiwuError.is(error)) expect(`${error.text('zh')} ${error.text('en')} ${JSON.stringify(error.details)}`).not.toContain(key)
}

describe('channelChatModel', () => {
  it("sends the messages, the model's name and the key, and nothing of this machine's OpenAI settings", async () => {
    for (const [name, value] of Object.entries({
      OPENAI_ORG_ID: 'org-leak',
      OPENAI_ORGANIZATION: 'org-leak',
      OPENAI_PROJECT_ID: 'proj-leak',
      OPENAI_API_KEY: 'sk-leak',
      OPENAI_CUSTOM_HEADERS: 'x-custom: leak',
    }))
      vi.stubEnv(name, value)
    const server = await serve({})
    await run(server, { maxTokens: 800 })
    vi.unstubAllEnvs()
    const [sent] = server.requests
    expect(sent?.body).toMatchObject({
      model: 'deepseek-chat',
      stream: true,
      temperature: 0,
      max_tokens: 800,
      messages: request.messages,
    })
    expect(sent?.headers.authorization).toBe(`Bearer ${key}`)
    expect(inspect(sent, { depth: 10 })).not.toMatch(/leak/)
  })

  it.each(['openai', 'deepseek'] as const)('streams text in order and reports usage as %s does', async (style) => {
    const server = await serve({ style, usage: { promptTokens: 321, completionTokens: 45 } })
    const ran = await run(server)
    expect(ran.text).toBe(answer)
    expect(ran.events.length).toBeGreaterThan(5)
    expect(ran.events.at(-1)).toEqual({
      type: 'end',
      finish: 'stop',
      usage: { promptTokens: 321, completionTokens: 45, estimated: false },
      model: 'openai-compatible/deepseek-chat',
      id: expect.any(String),
      requestId: expect.any(String),
    })
  })

  it('estimates usage from the messages and the text when none is reported', async () => {
    const { end } = await run(await serve({ fault: 'usage-missing' }))
    expect(end?.usage).toEqual({
      promptTokens: estimatePrompt(request),
      completionTokens: estimateTokens(answer),
      estimated: true,
    })
  })

  it('sends nothing before the first piece is asked for', async () => {
    const server = await serve({})
    const stream = open(server).stream(request)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.requests).toHaveLength(0)
    for await (const event of stream) expect(event.type).toMatch(/text|end/)
    expect(server.requests).toHaveLength(1)
  })

  it('says that a service is not there', async () => {
    const server = await fakeModelServer({ answer })
    await server.close()
    expect((await run(server)).error).toMatchObject({
      code: 'MODEL_UNREACHABLE',
      details: { url: `${server.url}/chat/completions`, reason: expect.stringContaining('ECONNREFUSED') },
    })
    expect((await run({ url: 'http://no-such-host.invalid/v1' }, { timeouts: { firstTokenMs: 5000 } })).error).toMatchObject({
      code: 'MODEL_UNREACHABLE',
    })
  })

  it('writes nothing to the console when a stream is broken', async () => {
    const written = ['error', 'warn', 'log'].map((method) => vi.spyOn(console, method as 'error').mockReturnValue(undefined))
    await run(await serve({ fault: 'malformed-line' }))
    const calls = written.map((spy) => spy.mock.calls)
    vi.restoreAllMocks()
    expect(calls).toEqual([[], [], []])
  })

  it('sends no trace to anybody, whatever the tracing variables say', async () => {
    const [server, tracer] = [await serve({}), await serve({})]
    for (const name of ['LANGSMITH_TRACING', 'LANGCHAIN_TRACING_V2']) vi.stubEnv(name, 'true')
    for (const name of ['LANGSMITH_ENDPOINT', 'LANGCHAIN_ENDPOINT']) vi.stubEnv(name, tracer.url)
    for (const name of ['LANGSMITH_API_KEY', 'LANGCHAIN_API_KEY']) vi.stubEnv(name, 'ls-test')
    const ran = await run(server)
    await new Promise((resolve) => setTimeout(resolve, 500))
    vi.unstubAllEnvs()
    expect(ran.text).toBe(answer)
    expect(tracer.requests.map(({ path }) => path)).toEqual([])
  })
})

describe('channelChatModel, when the caller goes', () => {
  it.each([
    ['before the first piece', 'no-headers'],
    ['while only comments come', 'keep-alive-only'],
    ['in the middle', 'endless'],
    ['during a stall', 'stall'],
  ] as const)('closes the connection within 250 ms: %s', { retry: 2 }, async (_, fault) => {
    const server = await serve({ fault })
    const controller = new AbortController()
    const running = run(server, { timeouts: { firstTokenMs: 5000, idleMs: 5000, totalMs: 9000 } }, controller.signal)
    await vi.waitFor(() => expect(server.requests).toHaveLength(1))
    await new Promise((resolve) => setTimeout(resolve, 60))
    const aborted = performance.now()
    controller.abort()
    const ran = await running
    expect(ran.error).toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - aborted).toBeLessThan(250)
    await vi.waitFor(() => expect(server.closedEarly).toHaveLength(1))
    expect(server.closedEarly[0]! - aborted).toBeLessThan(250)
  })

  it('is cancelled too when the rest of the answer had arrived already', async () => {
    const server = await serve({})
    const controller = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const event of open(server).stream(request, {
        signal: controller.signal,
      })) {
        seen.push(event.type)
        await new Promise((resolve) => setTimeout(resolve, 50))
        controller.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(seen).toEqual(['text'])
  })

  it('closes the connection when the reader stops reading', { retry: 2 }, async () => {
    const server = await serve({ fault: 'endless' })
    for await (const event of open(server, { timeouts: { totalMs: 9000 } }).stream(request)) if (event.type === 'text') break
    const stopped = performance.now()
    await vi.waitFor(() => expect(server.closedEarly).toHaveLength(1))
    expect(server.closedEarly[0]! - stopped).toBeLessThan(250)
  })

  it('closes the connection after a timeout', async () => {
    const server = await serve({ fault: 'stall' })
    await run(server)
    await vi.waitFor(() => expect(server.closedEarly).toHaveLength(1), { timeout: 250 })
  })

  it('sends nothing when the caller had gone before', async () => {
    const server = await serve({})
    expect((await run(server, {}, AbortSignal.abort())).error).toMatchObject({ code: 'CANCELLED' })
    expect(server.requests).toHaveLength(0)
  })

  it('leaves no timer behind that would abort a later call', async () => {
    const server = await serve({})
    const controller = new AbortController()
    for (let call = 0; call < 15; call++)
      expect((await run(server, { timeouts: { idleMs: 100 } }, controller.signal)).text).toBe(answer)
    expect(server.closedEarly).toEqual([])
  })

  it('waits on while a model thinks', async () => {
    const server = await serve({ reasoning: ['先看', '片段', '第二', '条', '再答'], pieceDelayMs: 80 })
    const ran = await run(server, { timeouts: { firstTokenMs: 250, idleMs: 250, totalMs: 5000 } })
    expect(ran.error).toBeUndefined()
    expect(ran.text).toBe(answer)
    expect(ran.ms).toBeGreaterThan(400)
  })

  it('waits on while a slow model keeps sending, longer than the first limit', async () => {
    const server = await serve({ pieceDelayMs: 60 })
    const ran = await run(server, { timeouts: { firstTokenMs: 200, idleMs: 1000, totalMs: 5000 } })
    expect(ran.end?.finish).toBe('stop')
    expect(ran.ms).toBeGreaterThan(300)
  })
})
