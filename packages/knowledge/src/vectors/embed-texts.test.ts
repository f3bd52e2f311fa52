import { KaiwuError, type Embedder } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { embedTexts } from './embed-texts.ts'
import { testEmbedder, type Misbehaviour } from './test-embedder.ts'

const vector = (...numbers: number[]): Float32Array => Float32Array.from(numbers)
const texts = Array.from({ length: 70 }, (_, at) => `第${at}条 ${'犬'.repeat((at % 7) + 1)}`)

describe('embedTexts', () => {
  it('asks in batches and keeps the order', async () => {
    const { embedder, calls } = testEmbedder()
    const vectors = await embedTexts(embedder, texts)
    expect(calls.map(({ length }) => length)).toEqual([32, 32, 6])
    expect(calls.flat()).toEqual(texts)
    expect(vectors).toEqual(await embedTexts(embedder, texts, { batch: 1 }))
    expect(vectors.map((one) => one[0])).toEqual(texts.map((_, at) => (at % 7) + 1))
  })

  it('does not call for nothing', async () => {
    const { embedder, calls } = testEmbedder()
    expect([await embedTexts(embedder, []), calls]).toEqual([[], []])
  })

  it('keeps vectors of an embedder that fills the same array again', async () => {
    const same = vector(0, 0)
    const embedder: Embedder = { ref: 'test/same', dimension: 2, embed: async ([text]) => (same.set([1, text!.length]), [same]) }
    expect(await embedTexts(embedder, ['a', 'bb'], { batch: 1 })).toEqual([vector(1, 1), vector(1, 2)])
  })

  const wrong: readonly (readonly [string, Misbehaviour, string, RegExp])[] = [
    ['throws', () => Promise.reject(new Error('socket hang up')), 'EMBEDDING_FAILED', /test\/meaning.*socket hang up/],
    ['throws what is no error', () => Promise.reject('busy'), 'EMBEDDING_FAILED', /busy/],
    [
      'throws an error of Kaiwu',
      () => Promise.reject(new KaiwuError('MODEL_TIMEOUT', { url: 'u', seconds: 5, phase: 'p' })),
      'MODEL_TIMEOUT',
      /5 s/,
    ],
    ['gives too few', (vectors) => vectors.slice(1), 'EMBEDDING_COUNT_WRONG', /31 vectors for 32 texts/],
    ['gives too many', (vectors) => [...vectors, vectors[0]], 'EMBEDDING_COUNT_WRONG', /33 vectors for 32 texts/],
    ['gives nothing', () => undefined, 'EMBEDDING_COUNT_WRONG', /0 vectors/],
    ['gives another dimension', (vectors) => vectors.map((one) => one.slice(1)), 'VECTOR_DIMENSION_WRONG', /7 numbers where 8/],
    ['gives one of another dimension', (vectors) => vectors.with(31, vector(1)), 'VECTOR_DIMENSION_WRONG', /of 1 numbers/],
    ['gives NaN', (vectors) => vectors.with(5, vector(1, 2, Number.NaN, 4, 5, 6, 7, 8)), 'VECTOR_INVALID', /v\[2\] = NaN/],
    ['gives only zeros', (vectors) => vectors.with(5, new Float32Array(8)), 'VECTOR_INVALID', /\|v\| = 0/],
    ['gives plain arrays', (vectors) => vectors.map((one) => [...one]), 'VECTOR_INVALID', /object/],
    ['gives holes', (vectors) => vectors.map(() => null), 'VECTOR_INVALID', /object/],
  ]
  it.each(wrong)('gives nothing when the embedder %s', async (_, how, code, text) => {
    const { embedder, misbehave } = testEmbedder()
    misbehave(how)
    const error: unknown = await embedTexts(embedder, texts).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code, fault: 'provider' })
    expect((error as KaiwuError).message).toMatch(text)
  })

  it('says that it was cancelled, before a call and during one', async () => {
    const { embedder, calls, misbehave } = testEmbedder()
    await expect(embedTexts(embedder, texts, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(calls).toEqual([])
    const controller = new AbortController()
    misbehave((vectors) => (controller.abort(), vectors))
    await expect(embedTexts(embedder, texts, { signal: controller.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(calls).toHaveLength(1)
    const other = new AbortController()
    misbehave(() => (other.abort(), Promise.reject(new Error('aborted'))))
    await expect(embedTexts(embedder, texts, { signal: other.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
