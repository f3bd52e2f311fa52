import { fakeModelServer, type FakeModelServer, type ModelFault, thorough } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf } from '../test-served.ts'
import { gatewayed, type Gatewayed } from './test-gateway.ts'

const path = '/v1/chat/completions'
const messages = [{ role: 'user', content: '?' }]

async function fake(answer: string, fault?: ModelFault): Promise<FakeModelServer> {
  const server = await fakeModelServer({ answer, pieceLength: 1, ...(fault ? { fault } : {}) })
  onTestFinished(() => server.close())
  return server
}

/** One alias over two services; each passes unread (`volcengine`) or does not (`vllm`). */
async function two(
  servers: readonly [FakeModelServer, FakeModelServer],
  { likes = ['volcengine', 'volcengine'] as readonly string[], internal = ['false', 'false'], more = '' } = {},
): Promise<Gatewayed> {
  const provider = (name: string, at: 0 | 1): string =>
    `  ${name}: { like: ${likes[at]!}, baseUrl: "${servers[at].url}", keyEnv: null, internal: ${internal[at]!}, retry: { most: 0 } }\n`
  return gatewayed(`providers:\n${provider('one', 0)}${provider('two', 1)}aliases: { both: [one/m, two/m] }\n${more}`)
}

function textIn(text: string): string {
  return eventsOf(text)
    .map(({ data }) => (data as { choices?: { delta?: { content?: string } }[] }).choices?.[0]?.delta?.content ?? '')
    .join('')
}

// Every day one whose bytes pass as they are, and one where they are made anew.
const pairs = [
  ['both unread', ['volcengine', 'volcengine']],
  ['the first changed', ['vllm', 'volcengine']],
  ['the second changed', ['volcengine', 'vllm']],
  ['both changed', ['vllm', 'vllm']],
] as const
describe.each(pairs.slice(0, thorough ? 4 : 2))('two models behind an alias (%s)', (_, likes) => {
  it.each([
    'server-error-html',
    'reset-before-headers',
    'rate-limited',
    'error-as-200',
    'empty-body',
    'html',
    'unauthorized',
  ] as const)('answers by the second when the first does not begin (%s)', async (fault) => {
    const servers = [await fake('一二', fault), await fake('三四')] as const
    const { post, models } = await two(servers, { likes })
    for (const stream of [true, false]) {
      const returned = await post(path, { model: 'both', messages, stream })
      expect(returned).toMatchObject({ status: 200, headers: { 'x-kaiwu-model': 'two/m' } })
      expect(stream ? textIn(returned.text) : returned.text).toContain('三四')
      expect(returned.text).not.toContain('"error"')
    }
    expect(models.ledger!.rows().map(({ model, outcome }) => `${model} ${outcome!}`)).toEqual([
      'one/m failed',
      'two/m ok',
      'one/m failed',
      'two/m ok',
    ])
  })

  it.each(['reset', 'end-without-finish', 'error-mid-stream'] as const)(
    'never joins two answers when the first breaks off (%s)',
    async (fault) => {
      const servers = [await fake('一二三四五六', fault), await fake('七八九')] as const
      const { post } = await two(servers, { likes })
      const { text } = await post(path, { model: 'both', messages, stream: true })
      expect(textIn(text)).toBe('一二')
      expect(text).toContain('"error"')
      expect(servers[1].requests).toHaveLength(0)
    },
  )

  it('asks nobody else about what is wrong with a request', async () => {
    const servers = [await fake('一', 'context-too-long'), await fake('二')] as const
    const { post } = await two(servers, { likes })
    expect(await post(path, { model: 'both', messages })).toMatchObject({
      status: 413,
      body: { error: { code: 'model_context_too_long' } },
    })
    expect(servers[1].requests).toHaveLength(0)
  })

  it('does not leave the house unless it may', async () => {
    const servers = [await fake('一', 'overloaded'), await fake('二')] as const
    const inside = await two(servers, { likes, internal: ['true', 'false'] })
    expect(await inside.post(path, { model: 'both', messages, stream: true })).toMatchObject({ status: 503 })
    expect(servers[1].requests).toHaveLength(0)
    const outside = await two(servers, { likes, internal: ['true', 'false'], more: 'mayLeaveTheHouse: true\n' })
    expect(await outside.post(path, { model: 'both', messages, stream: true })).toMatchObject({ status: 200 })
  })

  it('tells the last error when both fail', async () => {
    const servers = [await fake('一', 'overloaded'), await fake('二', 'rate-limited')] as const
    const { post } = await two(servers, { likes })
    const returned = await post(path, { model: 'both', messages })
    expect(returned).toMatchObject({
      status: 503,
      body: { error: { code: 'model_rate_limited' } },
      headers: { 'retry-after': '1' },
    })
  })
})

describe('a service in trouble', () => {
  it('is left alone, and the client is told for how long', async () => {
    const server = await fake('一', 'overloaded')
    const { post } = await gatewayed(
      `providers:\n  one: { like: volcengine, baseUrl: "${server.url}", keyEnv: null, circuit: { failures: 3, openSeconds: 20 } }\naliases: { a: one/m }\n`,
    )
    for (let n = 0; n < 3; n++) expect((await post(path, { model: 'a', messages })).status).toBe(503)
    const returned = await post(path, { model: 'a', messages })
    expect(returned).toMatchObject({ status: 503, body: { error: { code: 'model_circuit_open' } } })
    expect(Number(returned.headers['retry-after'])).toBeGreaterThan(15)
    expect(server.requests).toHaveLength(3)
  })

  it('gets no more calls at a time than its limits allow', async () => {
    let [now, most] = [0, 0]
    const server = await fakeModelServer({
      answer: () => {
        most = Math.max(most, ++now)
        setTimeout(() => now--, 50)
        return '一二三四五'
      },
      pieceLength: 1,
      pieceDelayMs: 20,
    })
    onTestFinished(() => server.close())
    const { post } = await gatewayed(
      `providers:\n  one: { like: volcengine, baseUrl: "${server.url}", keyEnv: null, limits: { concurrency: 2 } }\naliases: { a: one/m }\n`,
    )
    const all = await Promise.all(Array.from({ length: 8 }, () => post(path, { model: 'a', messages, stream: true })))
    expect(all.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(most).toBeLessThanOrEqual(2)
  })
})
