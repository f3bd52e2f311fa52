import { OpenAIEmbeddings } from '@langchain/openai'
import OpenAI from 'openai'
import { describe, expect, it } from 'vitest'
import { gatewayed, sendJson, upstream } from './test-gateway.ts'

const vectors: readonly (readonly number[])[] = [
  [1, 0.5, -0.25],
  [0, 0.1, 3],
]

async function embeddings(more = '') {
  const up = await upstream(({ body }, response) => {
    const texts = body['input'] as readonly string[]
    // In another order than asked, as some services do.
    const data = texts
      .map((text, index) => ({ object: 'embedding', index, embedding: vectors[text === '甲' ? 0 : 1] }))
      .toReversed()
    sendJson(response, JSON.stringify({ object: 'list', data, model: 'bge', usage: { prompt_tokens: 7, total_tokens: 7 } }))
  })
  const desk = await gatewayed(`
providers:
  up: { like: vllm, baseUrl: "${up.url}", keyEnv: null }
models:
  up/bge: { embedding: { dimension: 3, prices: [{ currency: CNY, input: 0.5, output: 0, asOf: 2026-10-01 }] } }
aliases: { vectors: up/bge }
${more}`)
  return { up, ...desk }
}

describe('/v1/embeddings', () => {
  it('gives the openai client its base64, unasked, in the order of the texts, and meters what the service reported', async () => {
    const { url, models, up } = await embeddings()
    const openai = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 })
    const { data, model } = await openai.embeddings.create({ model: 'vectors', input: ['乙', '甲'] })
    expect(model).toBe('vectors')
    expect(data.map(({ embedding }) => embedding.map((value) => Math.round(value * 100) / 100))).toEqual([vectors[1], vectors[0]])
    expect(up.seen[0]!.body).toMatchObject({ model: 'bge', input: ['乙', '甲'], encoding_format: 'float' })
    expect(models.ledger!.rows()).toMatchObject([
      { kind: 'embedding', model: 'up/bge', usage: { promptTokens: 7, estimated: false } },
    ])
  })

  it('gives floats to who asks for them, or says nothing', async () => {
    const { post } = await embeddings()
    for (const format of [{}, { encoding_format: 'float' }]) {
      const { status, body } = await post('/v1/embeddings', { model: 'vectors', input: '甲', ...format })
      expect([status, body]).toMatchObject([200, { data: [{ index: 0, embedding: vectors[0] }] }])
    }
    const { body } = await post('/v1/embeddings', { model: 'vectors', input: '甲', encoding_format: 'base64' })
    const { embedding } = (body as { data: { embedding: string }[] }).data[0]!
    const bytes = Buffer.from(embedding, 'base64')
    expect([0, 4, 8].map((at) => bytes.readFloatLE(at))).toEqual(vectors[0])
  })

  it('serves LangChain’s OpenAIEmbeddings', async () => {
    const { url } = await embeddings()
    const client = new OpenAIEmbeddings({
      model: 'vectors',
      apiKey: 'none',
      configuration: { baseURL: `${url}/v1` },
      maxRetries: 0,
    })
    expect(await client.embedQuery('甲')).toEqual(vectors[0])
  })

  it('hands the dimension asked for on, and refuses vectors of another', async () => {
    const { post, up } = await embeddings()
    expect(await post('/v1/embeddings', { model: 'vectors', input: '甲', dimensions: 2 })).toMatchObject({
      status: 502,
      body: { error: { code: 'vector_dimension_wrong' } },
    })
    expect(up.seen[0]!.body).toMatchObject({ dimensions: 2 })
  })

  it.each([
    ['tokens in place of texts', { input: [1, 2, 3] }, 400],
    ['lists of tokens', { input: [[1], [2]] }, 400],
    ['nothing', { input: [] }, 400],
    ['empty text', { input: '' }, 400],
    ['no input', {}, 400],
    ['an unknown form', { input: 'x', encoding_format: 'hex' }, 400],
    ['another model', { model: 'nosuch', input: 'x' }, 404],
    ['a solution', { model: 'desk', input: 'x' }, 404],
  ])('refuses %s', async (_, body, status) => {
    const { post, up } = await embeddings()
    const returned = await post('/v1/embeddings', { model: 'vectors', ...body })
    expect([returned.status, returned.body]).toMatchObject([status, { error: { type: 'invalid_request_error' } }])
    expect(up.seen).toHaveLength(0)
  })

  it('is stopped by a budget', async () => {
    const { post, up } = await embeddings('budgets: [{ name: all, limit: 0 CNY, period: total }]\n')
    expect(await post('/v1/embeddings', { model: 'vectors', input: '甲'.repeat(100) })).toMatchObject({ status: 402 })
    expect(up.seen).toHaveLength(0)
  })
})
