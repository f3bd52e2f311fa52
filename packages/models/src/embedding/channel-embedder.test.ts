import { describe, expect, it } from 'vitest'
import { KaiwuEmbeddings } from '../langchain/kaiwu-embeddings.ts'
import type { MeteredRun } from '../ledger/meter.ts'
import type { Channel } from '../wire/channel.ts'
import { channelEmbedder, type ChannelEmbedderOptions } from './channel-embedder.ts'
import type { CallMeter } from './reported-usage.ts'
import { jsonServer, testChannel, type Answer, type SeenRequest } from './test-json-server.ts'

/** A vector that tells its text: length, first character, and something that is not zero. */
const vectorOf = (text: string) => [text.length, text.codePointAt(0) ?? 0, 0.5]

const well = (
  { body }: SeenRequest,
  change: (data: { index: number; embedding: unknown }[]) => unknown = (data) => data,
): Answer => {
  const data = (body['input'] as string[]).map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
  return { json: { object: 'list', data: change(data), usage: { prompt_tokens: 7, total_tokens: 7 } } }
}

async function open(
  answer: (request: SeenRequest, at: number) => Answer = (request) => well(request),
  { facts = {}, ...options }: ChannelEmbedderOptions & { facts?: Channel['facts']['embedding'] & object } = {},
) {
  const server = await jsonServer(answer)
  const channel = testChannel(`${server.url}/v1`, {}, { embedding: facts })
  return { ...server, channel, embedder: channelEmbedder(channel, server.http, options) }
}

describe('channelEmbedder', () => {
  it('posts to /embeddings, always asking for floats', async () => {
    const { embedder, requests } = await open()
    const vectors = await embedder.embed(['轴承', '油封漏油'])
    expect(vectors.map((vector) => [...vector])).toEqual([vectorOf('轴承'), vectorOf('油封漏油')])
    expect(vectors[0]).toBeInstanceOf(Float32Array)
    expect(requests).toMatchObject([
      { path: '/v1/embeddings', headers: { authorization: 'Bearer sk-test-secret', 'content-type': 'application/json' } },
    ])
    expect(requests[0]!.body).toEqual({ model: 'model-1', input: ['轴承', '油封漏油'], encoding_format: 'float' })
  })

  it('sends batches the service takes, two at a time, and keeps the order', async () => {
    const texts = Array.from({ length: 25 }, (_, at) => '字'.repeat(at + 1))
    const { embedder, requests, state } = await open((request, at) => ({ ...well(request), delayMs: at === 0 ? 60 : 5 }), {
      facts: { maxBatch: 10 },
    })
    const vectors = await embedder.embed(texts)
    expect(vectors.map(([length]) => length)).toEqual(texts.map(({ length }) => length))
    expect(requests.map(({ body }) => (body['input'] as string[]).length).toSorted((a, b) => b - a)).toEqual([10, 10, 5])
    expect(state.mostOpen).toBe(2)
  })

  it('takes ten at a time when nobody has said how many', async () => {
    const { embedder, requests } = await open()
    await embedder.embed(Array.from({ length: 11 }, () => '字'))
    expect(requests).toHaveLength(2)
  })

  it('asks nothing for nothing', async () => {
    const { embedder, requests } = await open()
    expect(await embedder.embed([])).toEqual([])
    expect(requests).toHaveLength(0)
  })

  it('puts vectors in order by their index', async () => {
    const { embedder } = await open((request) => well(request, (data) => data.toReversed()))
    expect((await embedder.embed(['一', '二二', '三三三'])).map(([length]) => length)).toEqual([1, 2, 3])
  })

  it('takes them as they come when none has an index', async () => {
    const { embedder } = await open((request) => well(request, (data) => data.map(({ embedding }) => ({ embedding }))))
    expect((await embedder.embed(['一', '二二'])).map(([length]) => length)).toEqual([1, 2])
  })

  it('reads base64 although floats were asked for', async () => {
    const encode = (vector: readonly number[]) => Buffer.from(Float32Array.from(vector).buffer).toString('base64')
    const { embedder } = await open((request) =>
      well(request, (data) => data.map(({ index, embedding }) => ({ index, embedding: encode(embedding as number[]) }))),
    )
    expect([...(await embedder.embed(['轴承']))[0]!]).toEqual(vectorOf('轴承'))
  })

  it('puts the prefix of the model before questions only', async () => {
    const { embedder, requests } = await open(undefined, { facts: { queryPrefix: '检索：' } })
    await embedder.embed(['轴承'], { purpose: 'query' })
    await embedder.embed(['轴承'], { purpose: 'document' })
    await embedder.embed(['轴承'])
    expect(requests.map(({ body }) => body['input'])).toEqual([['检索：轴承'], ['轴承'], ['轴承']])
  })

  it('asks for a dimension only where it is not the model’s own', async () => {
    const own = await open(undefined, { facts: { dimension: 3 }, dimension: 3 })
    await own.embedder.embed(['轴承'])
    expect(own.requests[0]!.body).not.toHaveProperty('dimensions')
    const other = await open(undefined, { facts: { dimension: 1024 }, dimension: 3 })
    await other.embedder.embed(['轴承'])
    expect(other.requests[0]!.body['dimensions']).toBe(3)
    expect(other.embedder.dimension).toBe(3)
  })

  it('learns the dimension from the first answer and holds to it', async () => {
    let length = 3
    const { embedder } = await open((request) =>
      well(request, (data) => data.map(({ index }) => ({ index, embedding: Array.from({ length }, () => 1) }))),
    )
    expect(embedder.dimension).toBe(0)
    await embedder.embed(['轴承'])
    expect(embedder.dimension).toBe(3)
    length = 4
    await expect(embedder.embed(['轴承'])).rejects.toMatchObject({
      code: 'VECTOR_DIMENSION_WRONG',
      details: { model: 'test/model-1', found: 4, expected: 3 },
    })
  })

  it('refuses a dimension that is not the known one', async () => {
    const { embedder } = await open(undefined, { facts: { dimension: 1024 } })
    await expect(embedder.embed(['轴承'])).rejects.toMatchObject({ code: 'VECTOR_DIMENSION_WRONG' })
  })

  it.each<[string, string, (data: { index: number; embedding: unknown }[]) => unknown]>([
    ['too few', 'EMBEDDING_COUNT_WRONG', (data) => data.slice(1)],
    ['too many', 'EMBEDDING_COUNT_WRONG', (data) => [...data, data[0]]],
    ['no list', 'EMBEDDING_COUNT_WRONG', () => null],
    ['the same index twice', 'MODEL_PROTOCOL', (data) => data.map((one) => ({ ...one, index: 0 }))],
    ['an index of nobody', 'MODEL_PROTOCOL', (data) => data.map((one) => ({ ...one, index: one.index + 1 }))],
    ['zeros', 'VECTOR_INVALID', (data) => data.map((one) => ({ ...one, embedding: [0, 0, 0] }))],
    ['null, as NaN is written', 'VECTOR_INVALID', (data) => data.map((one) => ({ ...one, embedding: [1, null, 2] }))],
    ['numbers as text', 'VECTOR_INVALID', (data) => data.map((one) => ({ ...one, embedding: ['0.1', '0.2', '0.3'] }))],
    ['a number past a float', 'VECTOR_INVALID', (data) => data.map((one) => ({ ...one, embedding: [1e300, 1, 1] }))],
    ['an empty vector', 'VECTOR_INVALID', (data) => data.map((one) => ({ ...one, embedding: [] }))],
    ['text that is no vector', 'VECTOR_INVALID', (data) => data.map((one) => ({ ...one, embedding: '数组' }))],
    ['no vector', 'VECTOR_INVALID', (data) => data.map(({ index }) => ({ index }))],
  ])('refuses %s', async (_, code, change) => {
    const { embedder } = await open((request) => well(request, change))
    await expect(embedder.embed(['一', '二'])).rejects.toMatchObject({ code })
  })

  it('refuses NaN as Python writes it', async () => {
    const { embedder } = await open(() => ({ text: '{"data":[{"index":0,"embedding":[0.1,NaN]}]}' }))
    await expect(embedder.embed(['一'])).rejects.toMatchObject({ code: 'VECTOR_INVALID', details: { reason: 'NaN' } })
  })

  it.each<[string, string, Answer]>([
    ['a refused key', 'MODEL_REFUSED_KEY', { status: 401, json: { error: { message: 'bad key sk-test-secret' } } }],
    [
      'a limit',
      'MODEL_RATE_LIMITED',
      { status: 429, json: { error: { message: 'slow down' } }, headers: { 'retry-after': '2' } },
    ],
    [
      'a batch too large',
      'MODEL_BAD_REQUEST',
      { status: 400, json: { code: 'InvalidParameter', message: 'batch size is invalid' } },
    ],
    ['an error at status 200', 'MODEL_FAILED', { json: { error_code: 17, error_msg: 'Open api daily request limit' } }],
    ['another form', 'MODEL_PROTOCOL', { json: { vectors: [[1]] } }],
    ['a page', 'MODEL_PROTOCOL', { text: '<html>login</html>', headers: { 'content-type': 'text/html' } }],
    ['a redirect', 'MODEL_FAILED', { status: 302, text: '', headers: { location: 'http://127.0.0.1:1/' } }],
  ])('says what %s is, without the key', async (_, code, answer) => {
    const { embedder, requests } = await open(() => answer)
    const error = await embedder.embed(['一']).catch((thrown: unknown) => thrown as Error & { details: object })
    expect(error).toMatchObject({ code })
    expect(JSON.stringify([String(error), (error as { details: object }).details])).not.toContain('sk-test-secret')
    expect(requests).toHaveLength(1)
  })

  it('stops the other batches when one fails', async () => {
    const { embedder, requests, state } = await open(
      (request, at) => (at === 1 ? { status: 500, json: { error: 'no' } } : { ...well(request), delayMs: 3_000 }),
      { facts: { maxBatch: 1 } },
    )
    const begun = performance.now()
    await expect(embedder.embed(['一', '二', '三', '四'])).rejects.toMatchObject({ code: 'MODEL_FAILED' })
    expect(performance.now() - begun).toBeLessThan(2_000)
    await expect.poll(() => state.left).toBe(1)
    expect(requests).toHaveLength(2)
  })

  it('stops when the caller leaves, before and during', async () => {
    const { embedder, requests, state } = await open((request) => ({ ...well(request), delayMs: 3_000 }))
    await expect(embedder.embed(['一'], { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(requests).toHaveLength(0)
    await expect(embedder.embed(['一'], { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect.poll(() => state.left).toBe(1)
  })

  it('gives up in the end', async () => {
    const server = await jsonServer((request) => ({ ...well(request), delayMs: 3_000 }))
    const embedder = channelEmbedder(testChannel(server.url, {}, {}, 150), server.http)
    await expect(embedder.embed(['一'])).rejects.toMatchObject({ code: 'MODEL_TIMEOUT' })
  })

  it('reports what each request used, also when its vectors are no good', async () => {
    const runs: { call: MeteredRun; said: unknown }[] = []
    const meter: CallMeter = {
      run: async (call, work) => {
        const run = { call, said: undefined as unknown }
        runs.push(run)
        return work((said) => (run.said = said))
      },
    }
    const { embedder } = await open(
      (request, at) => (at === 0 ? { ...well(request), headers: { 'x-request-id': 'r1' } } : well(request, () => [])),
      {
        facts: { maxBatch: 2 },
        concurrency: 1,
        meter,
      },
    )
    await expect(embedder.embed(['一', '二', '三'], { chargedTo: { solution: 'repair' } })).rejects.toMatchObject({
      code: 'EMBEDDING_COUNT_WRONG',
    })
    expect(runs).toMatchObject([
      {
        call: { kind: 'embedding', model: 'test/model-1', chargedTo: { solution: 'repair' } },
        said: { usage: { promptTokens: 7, completionTokens: 0, estimated: false }, requestId: 'r1' },
      },
      { said: { usage: { promptTokens: 7 } } },
    ])
    expect(runs[0]!.call.promptTokens).toBeGreaterThan(0)
  })

  it('estimates where the service says nothing', async () => {
    let said: unknown
    const meter: CallMeter = { run: (_, work) => work((told) => (said = told)) }
    const { embedder } = await open(
      ({ body }) => ({ json: { data: (body['input'] as string[]).map(() => ({ embedding: [1] })) } }),
      { meter },
    )
    await embedder.embed(['主轴过热'])
    expect(said).toMatchObject({ usage: { estimated: true } })
  })

  it('goes where the operator says, also for what the provider has elsewhere', async () => {
    const server = await jsonServer((request) => well(request))
    const provider = {
      baseUrl: 'https://vendor.example/compatible/v1',
      embeddings: { baseUrl: 'https://vendor.example/native/v2', path: '/embed', maxBatch: 5, models: {} },
    }
    const moved = testChannel(`${server.url}/compatible/v1`, provider)
    await channelEmbedder(moved, server.http).embed(['一'])
    await channelEmbedder({ ...moved, facts: { embedding: { baseUrl: `${server.url}/own` } } }, server.http).embed(['一'])
    expect(server.requests.map(({ path }) => path)).toEqual(['/native/v2/embed', '/own/embed'])
  })
})

describe('KaiwuEmbeddings', () => {
  it('embeds documents and questions for LangChain', async () => {
    const { embedder, requests } = await open(undefined, { facts: { queryPrefix: '检索：' } })
    const embeddings = new KaiwuEmbeddings({ embedder })
    expect(await embeddings.embedDocuments(['轴承', '油封'])).toEqual([vectorOf('轴承'), vectorOf('油封')])
    expect(await embeddings.embedQuery('轴承')).toEqual(vectorOf('检索：轴承'))
    expect(requests.map(({ body }) => body['input'])).toEqual([['轴承', '油封'], ['检索：轴承']])
  })

  it('passes errors on, asking once', async () => {
    const { embedder, requests } = await open(() => ({ status: 429, json: {} }))
    await expect(new KaiwuEmbeddings({ embedder }).embedQuery('一')).rejects.toMatchObject({ code: 'MODEL_RATE_LIMITED' })
    expect(requests).toHaveLength(1)
  })
})
