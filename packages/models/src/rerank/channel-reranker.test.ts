import { Document } from '@langchain/core/documents'
import { describe, expect, it } from 'vitest'
import { jsonServer, testChannel, type Answer, type SeenRequest } from '../embedding/test-json-server.ts'
import type { CallMeter } from '../embedding/reported-usage.ts'
import { estimateTokens } from '../estimate/estimate-tokens.ts'
import { KaiwuReranker } from '../langchain/kaiwu-reranker.ts'
import type { Provider, RerankFacts, RerankShape } from '../provider/provider.ts'
import { channelReranker } from './channel-reranker.ts'
import { cutToTokens } from './cut-to-tokens.ts'

type Documents = (at: number, text: string) => unknown

const textsIn = ({ body }: SeenRequest): readonly string[] =>
  (body['documents'] ?? body['texts'] ?? (body['input'] as { documents: string[] }).documents) as readonly string[]

/** Longer texts score higher. Results come in the order of the input, scores as logits. */
const scored = (request: SeenRequest, name: string, documents: Documents = () => undefined) =>
  textsIn(request).map((text, index) => ({ index, [name]: text.length - 5, document: documents(index, text) }))

const answers: Readonly<Record<RerankShape, (request: SeenRequest) => Answer>> = {
  cohere: (request) => ({
    json: {
      id: 'r',
      results: scored(request, 'relevance_score', (_, text) => ({ text })),
      meta: { tokens: { input_tokens: 31 } },
    },
  }),
  dashscope: (request) => ({
    json: { output: { results: scored(request, 'relevance_score') }, usage: { total_tokens: 31 }, request_id: 'r-7' },
  }),
  tei: (request) => ({ json: scored(request, 'score') }),
}

async function open(shape: RerankShape, facts: RerankFacts = {}, answer = answers[shape], meter?: CallMeter) {
  const server = await jsonServer(answer)
  const provider: Partial<Provider> = { rerank: { shape, url: `/${shape}/rerank`, models: {} } }
  const channel = testChannel(`${server.url}/v1`, provider, { rerank: facts })
  return { ...server, reranker: channelReranker(channel, server.http, meter ? { meter } : {}) }
}

const texts = ['轴承', '主轴轴承过热', '油封漏油了']

describe('channelReranker', () => {
  it.each<[RerankShape, object]>([
    ['cohere', { model: 'model-1', query: '过热', documents: texts, top_n: 3 }],
    [
      'dashscope',
      { model: 'model-1', input: { query: '过热', documents: texts }, parameters: { top_n: 3, return_documents: false } },
    ],
    ['tei', { query: '过热', texts, raw_scores: false, return_text: false, truncate: true }],
  ])('asks in the shape %s and sorts by itself', async (shape, body) => {
    const { reranker, requests } = await open(shape)
    expect(await reranker.rerank('过热', texts)).toEqual([
      { index: 1, score: 1 },
      { index: 2, score: 0 },
      { index: 0, score: -3 },
    ])
    expect(requests).toMatchObject([{ path: `/v1/${shape}/rerank`, headers: { authorization: 'Bearer sk-test-secret' } }])
    expect(requests[0]!.body).toEqual(body)
  })

  it.each<[string, Documents]>([
    ['text', (_, text) => text],
    ['objects', (_, text) => ({ text })],
    ['absent', () => undefined],
    ['null', () => null],
    ['those of another text', () => '别的'],
  ])('goes by the index, whatever the documents are: %s', async (_, documents) => {
    const { reranker } = await open('cohere', {}, (request) => ({
      json: { results: scored(request, 'relevance_score', documents).toReversed() },
    }))
    expect((await reranker.rerank('过热', texts)).map(({ index }) => index)).toEqual([1, 2, 0])
  })

  it('keeps the best', async () => {
    const { reranker } = await open('cohere')
    expect(await reranker.rerank('过热', texts, { top: 1 })).toEqual([{ index: 1, score: 1 }])
    expect(await reranker.rerank('过热', texts, { top: 99 })).toHaveLength(3)
    expect(await reranker.rerank('过热', texts, { top: 0 })).toEqual([])
  })

  it('keeps the order of texts that score alike', async () => {
    const { reranker } = await open('tei')
    expect((await reranker.rerank('过热', ['甲乙', '丙丁', '戊己'])).map(({ index }) => index)).toEqual([0, 1, 2])
  })

  it('asks nothing for nothing', async () => {
    const { reranker, requests } = await open('tei')
    expect(await reranker.rerank('过热', [])).toEqual([])
    expect(requests).toHaveLength(0)
  })

  it('splits what is too much for one request and puts it together by score', async () => {
    const many = Array.from({ length: 25 }, (_, at) => '字'.repeat(((at * 7) % 25) + 1))
    const { reranker, requests, state } = await open('cohere', { maxTexts: 10 })
    const best = await reranker.rerank('字', many, { top: 5 })
    expect(best.map(({ index }) => many[index]!.length)).toEqual([25, 24, 23, 22, 21])
    expect(requests.map(({ body }) => (body['documents'] as string[]).length).toSorted((a, b) => b - a)).toEqual([10, 10, 5])
    expect(state.mostOpen).toBeLessThanOrEqual(2)
  })

  it('cuts texts that are too long for the model', async () => {
    const { reranker, requests } = await open('cohere', { maxTokensPerText: 50 })
    await reranker.rerank('过热', ['主轴轴承过热。'.repeat(100), '短'])
    const [long, short] = requests[0]!.body['documents'] as [string, string]
    expect(estimateTokens(long)).toBeLessThanOrEqual(50)
    expect(estimateTokens(long)).toBeGreaterThan(35)
    expect(short).toBe('短')
  })

  it.each<[string, (all: { index: unknown }[]) => unknown]>([
    ['a text without a score', (all) => all.slice(1)],
    ['a score for nobody', (all) => [...all, { index: 3, relevance_score: 1 }]],
    ['two scores for one text', (all) => [...all, all[0]]],
    ['an index that is text', (all) => all.map(({ index, ...rest }) => ({ ...rest, index: String(index) }))],
    ['no score', (all) => all.map(({ index }) => ({ index }))],
    ['a score that is text', (all) => all.map(({ index }) => ({ index, relevance_score: '0.9' }))],
    ['null in place of a result', (all) => [...all.slice(1), null]],
    ['no list', () => 'none'],
  ])('refuses %s', async (_, change) => {
    const { reranker } = await open('cohere', {}, (request) => ({
      json: { results: change(scored(request, 'relevance_score')) },
    }))
    await expect(reranker.rerank('过热', texts)).rejects.toMatchObject({ code: 'MODEL_PROTOCOL' })
  })

  it.each<[string, RerankShape, string, Answer]>([
    ['a refused key', 'cohere', 'MODEL_REFUSED_KEY', { status: 401, json: { error: { message: 'no' } } }],
    [
      'an error of DashScope',
      'dashscope',
      'MODEL_BAD_REQUEST',
      { status: 400, json: { code: 'InvalidParameter', message: 'query' } },
    ],
    [
      'an error of TEI',
      'tei',
      'MODEL_OVERLOADED',
      { status: 503, json: { error: 'Model is overloaded', error_type: 'Overloaded' } },
    ],
    ['an error at status 200', 'cohere', 'MODEL_FAILED', { json: { error_code: 1, error_msg: 'unknown' } }],
    ['another form', 'tei', 'MODEL_PROTOCOL', { json: { results: [] } }],
  ])('says what %s is', async (_, shape, code, answer) => {
    const { reranker } = await open(shape, {}, () => answer)
    await expect(reranker.rerank('过热', texts)).rejects.toMatchObject({ code })
  })

  it('reports usage as the service says it, and estimates where it does not', async () => {
    const said: unknown[] = []
    const meter: CallMeter = { run: (_, work) => work((told) => said.push(told)) }
    for (const shape of ['cohere', 'dashscope', 'tei'] as const)
      await (await open(shape, {}, answers[shape], meter)).reranker.rerank('过热', texts)
    expect(said).toMatchObject([
      { usage: { promptTokens: 31, estimated: false } },
      { usage: { promptTokens: 31, estimated: false }, requestId: 'r-7' },
      { usage: { estimated: true } },
    ])
  })

  it('stops when the caller leaves', async () => {
    const { reranker, state } = await open('tei', {}, (request) => ({ ...answers.tei(request), delayMs: 3_000 }))
    await expect(reranker.rerank('过热', texts, { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    await expect.poll(() => state.left).toBe(1)
  })

  it('goes where the operator says, also for whole addresses of the provider', async () => {
    const server = await jsonServer(answers.dashscope)
    const provider: Partial<Provider> = {
      baseUrl: 'https://vendor.example/v1',
      rerank: { shape: 'dashscope', url: 'https://vendor.example/api/rerank', models: {} },
    }
    const moved = testChannel(`${server.url}/v1`, provider)
    await channelReranker(moved, server.http).rerank('过热', texts)
    await channelReranker({ ...moved, facts: { rerank: { url: `${server.url}/own` } } }, server.http).rerank('过热', texts)
    const behind = { ...moved, baseUrl: `${server.url}/gateway/v1` }
    await channelReranker(behind, server.http).rerank('过热', texts)
    expect(server.requests.map(({ path }) => path)).toEqual(['/api/rerank', '/own', '/gateway/api/rerank'])
  })
})

describe('cutToTokens', () => {
  it('never cuts a character in half', () => {
    const halfPair = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])/
    for (let most = 1; most < 40; most++) expect(cutToTokens('😀测😀试'.repeat(20), most)).not.toMatch(halfPair)
    expect(cutToTokens('短', 10)).toBe('短')
    expect(cutToTokens('长'.repeat(100), 0)).toBe('')
  })
})

describe('KaiwuReranker', () => {
  it('puts documents of LangChain in order and keeps what they carry', async () => {
    const { reranker } = await open('cohere')
    const documents = texts.map((pageContent, at) => new Document({ pageContent, metadata: { page: at }, id: `d${at}` }))
    const best = await new KaiwuReranker({ reranker, top: 2 }).compressDocuments(documents, '过热')
    expect(best).toMatchObject([
      { id: 'd1', pageContent: texts[1], metadata: { page: 1, relevanceScore: 1 } },
      { id: 'd2', metadata: { page: 2, relevanceScore: 0 } },
    ])
    expect(documents[1]!.metadata).toEqual({ page: 1 })
  })
})
