import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'
import { describe, expect, it, vi } from 'vitest'
import { ask, post, serve, streamed } from '../test-exchange.ts'
import { vendorForms, type VendorId } from '../vendors/all-vendors.ts'
import { seededRandom } from './random.ts'
import { faultNames, quickFaults, type FaultName } from './token-fault.ts'

const chatVendors = Object.values(vendorForms)
  .filter(({ chat }) => chat)
  .map(({ id }) => id as VendorId)
const answer = ['住宿费', '每天', '八百元', '。']

describe('fakeTokenApi', () => {
  it('is a token API to the official client', async () => {
    const api = await serve({ vendor: 'openai-compatible', answer, usage: { promptTokens: 3, completionTokens: 4 } })
    const client = new OpenAI({ baseURL: api.url, apiKey: api.key, maxRetries: 0 })
    const messages = [{ role: 'user' as const, content: '问' }]
    const whole = await client.chat.completions.create({ model: 'm', messages })
    expect(whole.choices[0]?.message.content).toBe('住宿费每天八百元。')
    let text = ''
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages, stream: true }))
      text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('住宿费每天八百元。')
    const { data } = await client.embeddings.create({ model: 'm', input: ['甲', '乙'], encoding_format: 'float' })
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 1024],
      [1, 1024],
    ])
    expect(api.hits).toEqual({ chat: 2, embeddings: 1, rerank: 0, other: 0 })
    expect(api.tokensSent).toBe(8)
    expect(api.bytesIn).toBeGreaterThan(100)
    expect(api.requests[0]).toMatchObject({ method: 'POST', path: '/v1/chat/completions', kind: 'chat', body: { model: 'm' } })
  })

  it.each([
    ['deepseek', ''],
    ['dashscope', '/compatible-mode/v1'],
    ['zhipu', '/api/paas/v4'],
    ['azure-openai', '/openai/v1'],
    ['qianfan', '/v2'],
    ['volcengine', '/api/v3'],
    ['openrouter', '/api/v1'],
  ] as const)("%s answers below its own path '%s' and nowhere else", async (vendor, base) => {
    const api = await serve({ vendor })
    expect(api.url).toBe(`${api.origin}${base}`)
    expect((await ask(api)).status).toBe(200)
    const elsewhere = await post(api, `${api.origin}/elsewhere/chat/completions`, { model: 'm' })
    expect([elsewhere.status, api.hits.other]).toEqual([404, 1])
  })

  it('has two surfaces of Spark, and embeddings of Huawei at a base of their own', async () => {
    const spark = await serve({ vendor: 'spark' })
    expect(
      (await post(spark, `${spark.origin}/v2/chat/completions`, { model: 'spark-x', messages: [{ role: 'user', content: 'x' }] }))
        .status,
    ).toBe(200)
    const huawei = await serve({ vendor: 'huawei-maas', dimension: 2 })
    expect(huawei.embeddingsUrl).toBe(`${huawei.origin}/v1`)
    expect((await post(huawei, `${huawei.embeddingsUrl}/embeddings`, { model: 'bge-m3', input: 'x' })).status).toBe(200)
    expect((await post(huawei, `${huawei.url}/embeddings`, { model: 'bge-m3', input: 'x' })).status).toBe(404)
  })

  it('plays what it is told, from the request on at which it is told', async () => {
    const api = await serve({ vendor: 'deepseek', fault: ['model-unknown', undefined, { error: 'quota' }] })
    const statuses: number[] = []
    for (let call = 0; call < 4; call += 1) statuses.push((await ask(api)).status)
    expect(statuses).toEqual([404, 200, 402, 200])
    api.play({ fault: ({ body }, index) => (index === 1 && body['stream'] === undefined ? 'overloaded' : undefined) })
    expect([(await ask(api)).status, (await ask(api)).status, (await ask(api)).status]).toEqual([200, 503, 200])
  })

  it('calls tools when they are offered, and answers once their result is there', async () => {
    const api = await serve({ vendor: 'openai', toolCalls: [{ name: 'f', arguments: '{"a":' }], answer: '晴' })
    const tools = [{ type: 'function', function: { name: 'f' } }]
    const said = async (body: object): Promise<string> => (await ask(api, { model: 'gpt-4.1', ...body })).text()
    expect(await said({ tools })).toContain('"arguments":"{\\"a\\":"')
    expect(await said({})).toContain('晴')
    expect(await said({ tools, tool_choice: 'none' })).toContain('晴')
    const call = { id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }
    const messages = [
      { role: 'user', content: 'x' },
      { role: 'assistant', tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: 'y' },
    ]
    expect(await said({ tools, messages })).toContain('晴')
  })

  it('thinks only when the request lets it', async () => {
    const api = await serve({ vendor: 'deepseek', reasoning: '想', answer: '好' })
    expect(await (await ask(api)).text()).toContain('想')
    expect(await (await ask(api, { thinking: { type: 'disabled' } })).text()).not.toContain('想')
  })

  it('knows when a client left, and what it had been sent', { retry: 2 }, async () => {
    const api = await serve({ vendor: 'dashscope', fault: 'endless', answer })
    const controller = new AbortController()
    const response = await ask(api, streamed, { signal: controller.signal })
    await response.body!.getReader().read()
    expect(api.closedEarly).toEqual([])
    const left = performance.now()
    controller.abort()
    await vi.waitFor(() => expect(api.closedEarly).toHaveLength(1))
    expect(api.closedEarly[0]! - left).toBeLessThan(250)
    const sent = api.tokensSent
    await sleep(40)
    expect(api.tokensSent).toBeLessThanOrEqual(sent + 1)
  })
})

describe('faults', () => {
  const inTheWay: ReadonlySet<FaultName> = new Set([
    'no-headers',
    'headers-then-nothing',
    'keep-alive-only',
    'stall',
    'endless',
    'slow-loris',
    'gzip-bomb',
    'huge-body',
    'long-line',
    'split-utf8',
  ])

  it.each(chatVendors)('all that are over at once are over at once, and %s lives on', async (vendor) => {
    const api = await serve({ vendor, answer })
    for (const fault of faultNames) {
      if (inTheWay.has(fault)) continue
      for (const body of [streamed, {}]) {
        api.play({ answer, fault, after: 1 })
        const signal = AbortSignal.timeout(4000)
        const outcome = await ask(api, body, { signal })
          .then((sent) => sent.text())
          .catch((error: unknown) => error as Error)
        if (outcome instanceof Error) expect(outcome.name, fault).not.toBe('TimeoutError')
      }
    }
    api.play({ answer })
    expect(await (await ask(api, streamed)).text()).toContain('八百元')
  })

  it.each([
    ['rate-limited', '1'],
    ['rate-limited-bare', null],
    ['retry-after-zero', '0'],
    ['retry-after-negative', '-5'],
    ['retry-after-word', 'abc'],
    ['retry-after-hour', '3600'],
  ] as const)('%s says %s', async (fault, said) => {
    for (const vendor of ['openai', 'azure-openai', 'minimax', 'deepseek'] as const) {
      const { status, headers } = await ask(await serve({ vendor, fault }))
      expect([status, headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual([429, said, null])
    }
  })

  it('retry-after-date is an HTTP-date two seconds ahead', async () => {
    const { headers } = await ask(await serve({ vendor: 'openai', fault: 'retry-after-date' }))
    const ahead = Date.parse(headers.get('retry-after')!) - Date.now()
    expect(headers.get('retry-after')).toMatch(/GMT$/)
    expect(ahead > 0 && ahead <= 2000).toBe(true)
  })

  it('slow-loris sends a byte at a time', async () => {
    const api = await serve({ vendor: 'openai', fault: 'slow-loris', slowMs: 20 })
    const reader = (await ask(api, streamed)).body!.getReader()
    const begun = performance.now()
    let bytes = 0
    while (bytes < 5) bytes += (await reader.read()).value?.length ?? 0
    expect(performance.now() - begun).toBeGreaterThan(60)
    await reader.cancel()
  })

  it('gzip-bomb is a megabyte that says it is gzip and unpacks to a gigabyte', async () => {
    const api = await serve({ vendor: 'openai', fault: 'gzip-bomb' })
    const { headers, body } = await ask(api, streamed)
    expect(headers.get('content-encoding')).toBe('gzip')
    let unpacked = 0
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length
      if (unpacked > 100 * 1024 * 1024) break
    }
    expect(unpacked).toBeGreaterThan(100 * 1024 * 1024)
  })

  it('long-line is one frame of ten megabytes, then the stream goes on', async () => {
    const text = await (await ask(await serve({ vendor: 'openai', answer, fault: 'long-line' }), streamed)).text()
    expect(Math.max(...text.split('\n').map((line) => Buffer.byteLength(line)))).toBeGreaterThan(10_000_000)
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
  })

  it('of the bytes leave the frames as they are', async () => {
    const said = async (fault?: FaultName): Promise<string> =>
      (await ask(await serve({ vendor: 'spark', answer, ...(fault ? { fault } : {}) }), streamed)).text()
    const plain = await said()
    expect(await said('split-utf8')).toBe(plain)
    expect(await said('byte-order-mark')).toBe(plain)
    expect(await said('carriage-returns')).toBe(plain.replaceAll('\n', '\r\n'))
    expect((await said('no-newline')).endsWith('data:[DONE]')).toBe(true)
    expect(await said('event-lines')).toContain('event: message\nid: 1\nretry: 10\nunknown: line\ndata:{"code":0')
    expect(await said('nul-bytes')).toContain('\0\0\ndata:')
    expect(
      (await said('multi-line-data'))
        .split('\n\n')[0]!
        .split('\n')
        .every((line) => line.startsWith('data:')),
    ).toBe(true)
    expect((await said('two-jsons-in-a-line')).match(/^data:\{.*\}\{.*\}$/m)).not.toBeNull()
  })

  it('are drawn by a seed: the same seed, the same faults', async () => {
    const statuses = async (faultSeed: number): Promise<string> => {
      const api = await serve({ vendor: 'openai', faultRate: 0.5, faultSeed, faultMix: ['overloaded', 'model-unknown', 'html'] })
      const seen: string[] = []
      for (let call = 0; call < 24; call += 1) {
        const { status, headers } = await ask(api)
        seen.push(`${status}${headers.get('content-type')?.slice(0, 9) ?? ''}`)
      }
      return seen.join(' ')
    }
    const first = await statuses(7)
    expect(await statuses(7)).toBe(first)
    expect(await statuses(8)).not.toBe(first)
    expect(new Set(first.split(' ')).size).toBe(4)
  })

  it('are drawn as often as said', () => {
    const next = seededRandom(3)
    const drawn = Array.from({ length: 10_000 }, () => next())
    expect(drawn.filter((value) => value < 0.3).length / 10_000).toBeCloseTo(0.3, 1)
    expect(drawn.every((value) => value >= 0 && value < 1)).toBe(true)
    expect(quickFaults).not.toContain('stall')
  })
})
