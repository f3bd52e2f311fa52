import { Embeddings } from '@langchain/core/embeddings'
import { describe, expect, it } from 'vitest'
import { fromLangChain } from '../langchain.ts'

/** LangChain embeddings that give what they are told. */
class ToldEmbeddings extends Embeddings {
  readonly calls: string[][] = []
  private readonly give: (text: string) => unknown

  constructor(give: (text: string) => unknown) {
    super({})
    this.give = give
  }

  override embedDocuments(texts: string[]): Promise<number[][]> {
    this.calls.push(texts)
    return Promise.resolve(texts.map(this.give) as number[][])
  }

  override embedQuery(): Promise<number[]> {
    return Promise.reject(new Error('questions are embedded as documents are'))
  }
}

const options = { ref: 'test/langchain', dimension: 2 }

describe('fromLangChain', () => {
  it('is an embedder: Float32 vectors in the order of the texts, a batch per call', async () => {
    const embeddings = new ToldEmbeddings((text) => [text.length, 0.1])
    const embedder = fromLangChain(embeddings, { ...options, batch: 2 })
    expect([embedder.ref, embedder.dimension]).toEqual(['test/langchain', 2])
    expect(await embedder.embed(['a', 'bbb', 'cc'])).toEqual(
      [
        [1, 0.1],
        [3, 0.1],
        [2, 0.1],
      ].map((numbers) => Float32Array.from(numbers)),
    )
    expect(embeddings.calls).toEqual([['a', 'bbb'], ['cc']])
    expect(await embedder.embed([])).toEqual([])
  })

  it.each([
    ['the wrong dimension', () => [1, 2, 3], 'VECTOR_DIMENSION_WRONG'],
    ['numbers in quotes', () => ['0.1', '0.2'], 'VECTOR_INVALID'],
    ['null for a number', () => [1, null], 'VECTOR_INVALID'],
    ['NaN', () => [1, Number.NaN], 'VECTOR_INVALID'],
    ['a number too large for 32 bits', () => [1, 1e300], 'VECTOR_INVALID'],
    ['zeros', () => [0, 0], 'VECTOR_INVALID'],
    ['base64 in place of numbers', () => 'AACAPwAAAEA=', 'VECTOR_INVALID'],
    ['nothing', () => undefined, 'VECTOR_INVALID'],
  ])('refuses %s', async (_, give, code) => {
    await expect(fromLangChain(new ToldEmbeddings(give), options).embed(['a'])).rejects.toMatchObject({
      code,
      details: { model: 'test/langchain' },
    })
  })

  it('refuses another number of vectors than of texts', async () => {
    const short = new ToldEmbeddings(() => [1, 2])
    short.embedDocuments = async () => [[1, 2]]
    await expect(fromLangChain(short, options).embed(['a', 'b'])).rejects.toMatchObject({ code: 'EMBEDDING_COUNT_WRONG' })
  })

  it('names the model when LangChain throws, and stops when cancelled', async () => {
    const failing = new ToldEmbeddings(() => {
      throw new Error('429 too many requests')
    })
    await expect(fromLangChain(failing, options).embed(['a'])).rejects.toMatchObject({
      code: 'EMBEDDING_FAILED',
      details: { model: 'test/langchain', reason: '429 too many requests' },
    })
    const idle = new ToldEmbeddings(() => [1, 2])
    await expect(fromLangChain(idle, options).embed(['a'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    expect(idle.calls).toEqual([])
  })
})
