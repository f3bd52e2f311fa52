import assert from 'node:assert/strict'
import type { Embedder } from '@kaiwu/core'
import { textsOf, vectorOf } from '../token-api/play-vectors.ts'
import type { FakeTokenApi } from '../token-api/fake-token-api.ts'
import type { TokenFault } from '../token-api/token-fault.ts'
import type { EmbeddingForm } from '../vendors/vendor-form.ts'
import { expectError, failures, outcomeOf, until } from './collect.ts'
import type { Bench, ConformanceCase } from './conformance-case.ts'
import type { EmbeddingSubject } from './subject.ts'

/** A case of the embedding suite. */
export type EmbeddingCase = ConformanceCase<EmbeddingSubject, Embedder>
type EmbeddingBench = Bench<EmbeddingSubject, Embedder>

const texts = ['住宿费每天八百元', '差旅费报销须知', '会议室在三楼']

function embeddingCase(id: string, title: string, run: EmbeddingCase['run'], unless?: EmbeddingCase['unless']): EmbeddingCase {
  return Object.freeze({ id, title, quirks: Object.freeze([]), run, ...(unless ? { unless } : {}) })
}

function embeddingOf({ form }: EmbeddingBench): EmbeddingForm {
  if (!form.embeddings) throw new Error(`${form.id} has no embeddings`)
  return form.embeddings
}

/** Every text the vendor was asked for, in the order of its requests. */
function sent(bench: EmbeddingBench): readonly string[] {
  const embeddings = embeddingOf(bench)
  return bench.api.requests.flatMap(({ body }) => textsOf(embeddings, body))
}

function same(vectors: readonly Float32Array[], expected: readonly string[], dimension: number): void {
  assert.equal(vectors.length, expected.length)
  for (const [index, vector] of vectors.entries()) {
    assert.ok(vector instanceof Float32Array, 'a vector is a Float32Array')
    const right = vectorOf(expected[index]!, dimension)
    assert.equal(vector.length, dimension, `vector ${index} has ${vector.length} numbers`)
    const off = vector.findIndex((value, place) => Math.abs(value - right[place]!) > 1e-6)
    assert.equal(off, -1, `vector ${index} is not that of ${expected[index]}: at ${off} stands ${vector[off]}`)
  }
}

async function fails({ api, model }: EmbeddingBench, fault: TokenFault): Promise<void> {
  api.play({ fault })
  const codes = ['VECTOR_INVALID', 'VECTOR_DIMENSION_WRONG', 'EMBEDDING_COUNT_WRONG', 'EMBEDDING_FAILED', ...failures] as const
  await expectError(model.embed(texts), codes, api.key, JSON.stringify(fault))
}

/** How many texts go in one call: what the subject says, never more than the vendor takes. */
function batchOf(bench: Bench<EmbeddingSubject, Embedder>): number {
  const most = embeddingOf(bench).maxBatch(bench.subject.model)
  const { maxBatch = most } = bench.subject
  assert.ok(maxBatch <= most, `${maxBatch} texts a call are more than the vendor takes (${most})`)
  return maxBatch
}

const needsBatches: NonNullable<EmbeddingCase['unless']> = (subject, form) =>
  form.embeddings?.maxBatch(subject.model) === 1 ? 'the vendor takes one text a call' : undefined

const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `第${index}条`)

function biggest(bench: EmbeddingBench): number {
  const embeddings = embeddingOf(bench)
  return Math.max(...bench.api.requests.map(({ body }) => textsOf(embeddings, body).length))
}

/** Every case of the embedding suite, as data. */
export const embeddingCases: readonly EmbeddingCase[] = Object.freeze([
  embeddingCase('vectors/exact', 'vectors are exact, in order, and floats were asked for', async (bench) => {
    const { api, model } = bench
    same(await model.embed(texts), texts, model.dimension)
    assert.ok(
      api.requests.every(({ body }) => body['encoding_format'] !== 'base64'),
      'base64 was asked for',
    )
    assert.equal(api.requests[0]?.body['model'], bench.subject.model)
  }),
  embeddingCase(
    'vectors/order',
    'vectors that come in another order are put back by their index',
    async ({ api, model }) => {
      api.play({ fault: 'other-order' })
      same(await model.embed(texts), texts, model.dimension)
    },
    needsBatches,
  ),
  embeddingCase('vectors/batch', 'more texts than the vendor takes are sent in several calls, each text once', async (bench) => {
    const max = batchOf(bench)
    const all = many(max > 100 ? max + 1 : max * 2 + 1)
    same(await bench.model.embed(all), all, bench.model.dimension)
    assert.ok(biggest(bench) <= max, `${biggest(bench)} texts in one call`)
    assert.equal(sent(bench).length, all.length)
    assert.deepEqual(new Set(sent(bench)), new Set(all))
    if (max > 1) assert.ok(biggest(bench) > 1, 'a vendor that takes several texts at once is not asked for one at a time')
  }),
  embeddingCase('vectors/none', 'no texts, no request', async ({ api, model }) => {
    assert.deepEqual(await model.embed([]), [])
    assert.equal(api.requests.length, 0)
  }),
  embeddingCase('vectors/dimension', 'a vector of another dimension is refused', async (bench) => {
    await fails(bench, 'other-dimension')
    bench.api.play({ dimension: bench.model.dimension * 2, embed: (text) => vectorOf(text, bench.model.dimension * 2) })
    await expectError(bench.model.embed(texts), ['VECTOR_DIMENSION_WRONG'], bench.api.key)
  }),
  embeddingCase('vectors/count', 'fewer vectors than texts are refused', (bench) => fails(bench, 'fewer-vectors')),
  embeddingCase(
    'vectors/index',
    'vectors that share an index are refused',
    (bench) => fails(bench, 'repeated-index'),
    needsBatches,
  ),
  embeddingCase('vectors/numbers', 'what is no number is refused', async (bench) => {
    for (const fault of ['nan-vector', 'word-vector'] as const) await fails(bench, fault)
  }),
  embeddingCase('vectors/base64', 'base64 in place of floats is read or refused, never garbled', async ({ api, model }) => {
    api.play({ fault: 'base64-vectors' })
    const outcome = await outcomeOf(model.embed(texts))
    if ('value' in outcome) same(outcome.value, texts, model.dimension)
    else await expectError(Promise.reject(outcome.error), ['VECTOR_INVALID', 'EMBEDDING_FAILED', 'MODEL_PROTOCOL'], api.key)
  }),
  embeddingCase('vectors/query', 'a question is marked as one where the model wants it, a document never', async (bench) => {
    await bench.model.embed(['住宿费'], { purpose: 'document' })
    assert.deepEqual(sent(bench), ['住宿费'])
    await bench.model.embed(['住宿费'], { purpose: 'query' })
    assert.deepEqual(sent(bench).slice(1), [`${bench.subject.queryPrefix ?? ''}住宿费`])
  }),
  embeddingCase('errors/refused', "the vendor's errors are told apart", async ({ api, model, form }) => {
    for (const [error, code] of [
      ['auth', 'MODEL_REFUSED_KEY'],
      ['rate-limit', 'MODEL_RATE_LIMITED'],
      ['quota', 'MODEL_QUOTA_EXHAUSTED'],
    ] as const) {
      if (!form.errors.some(({ kind }) => kind === error)) continue
      api.play({ fault: { error } })
      await expectError(model.embed(texts), [code], api.key, error)
    }
  }),
  embeddingCase('errors/broken', 'a page, nothing, half an answer: an error, never vectors', async (bench) => {
    for (const fault of ['html', 'empty-body', 'truncated-json', 'json-array', 'server-error-html'] as const)
      await fails(bench, fault)
  }),
  embeddingCase('cancel/abort', 'an abort throws CANCELLED and closes the connection', async ({ api, model }) => {
    await abortsAtOnce(api, (signal) => model.embed(texts, { signal }))
  }),
])

/** Begins a call that is never answered, aborts it, and sees it end and its connection close. */
export async function abortsAtOnce(api: FakeTokenApi, call: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  api.play({ fault: 'no-headers' })
  const controller = new AbortController()
  const asked = expectError(call(controller.signal), ['CANCELLED'], api.key)
  await until('the request', 5000, () => api.requests.length > 0)
  controller.abort()
  await asked
  await until('closing the connection', 250, () => api.closedEarly.length === api.requests.length)
}
