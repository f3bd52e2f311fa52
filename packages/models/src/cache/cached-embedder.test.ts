import type { Embedder, TokenPrice } from '@kaiwu/core'
import { fakeTokenApi, tempFolder, vectorOf, type TokenScript } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { channelEmbedder } from '../embedding/channel-embedder.ts'
import { openMeter } from '../ledger/meter.ts'
import { ledgerWith } from '../ledger/test-ledger.ts'
import { testChannel, testHttp } from '../wire/test-channel.ts'
import { openAnswerCache } from './answer-cache.ts'
import { cachedEmbedder, type CachedEmbedderOptions } from './cached-embedder.ts'

const price: TokenPrice = { currency: 'CNY', input: 500, output: 0, asOf: '2026-11-01' }

async function bench(script: TokenScript = {}) {
  const api = await fakeTokenApi({ vendor: 'openai', ...script })
  onTestFinished(() => api.close())
  const folder = await tempFolder()
  onTestFinished(() => folder.remove())
  const ledger = await ledgerWith()
  const cache = openAnswerCache({ folder: folder.path, onProblem: (problem) => expect.unreachable(problem) })
  onTestFinished(() => cache.close())
  const channel = { ...testChannel(api.url, { model: 'text-embedding-3-small' }), key: () => api.key }
  const http = testHttp()
  const meter = openMeter({ ledger, price: () => price })
  const another = (more: Partial<CachedEmbedderOptions> & { dimension?: number } = {}): Embedder => {
    const { dimension, ...options } = more
    return cachedEmbedder(channelEmbedder(channel, http, { meter, ...(dimension === undefined ? {} : { dimension }) }), {
      cache,
      meter,
      ...options,
    })
  }
  const sent = (): string[][] => api.requests.map(({ body }) => body['input'] as string[])
  return { api, ledger, embedder: another(), another, sent }
}

const plain = (vectors: readonly Float32Array[]): number[][] => vectors.map((vector) => [...vector])

describe('cachedEmbedder', () => {
  it('sends only the texts it does not know, each once, and keeps the order', async () => {
    const { embedder, sent, ledger } = await bench({ dimension: 8 })
    const first = await embedder.embed(['轴承', '油封'])
    const second = await embedder.embed(['主轴', '油封', '主轴', '轴承', '导轨'])
    expect(sent()).toEqual([
      ['轴承', '油封'],
      ['主轴', '导轨'],
    ])
    expect(plain(second).slice(1, 2)).toEqual(plain([first[1]!]))
    expect(plain([second[3]!])).toEqual(plain([first[0]!]))
    expect(plain([second[0]!])).toEqual(plain([second[2]!]))
    expect(plain([second[0]!])[0]).toEqual([...Float32Array.from(vectorOf('主轴', 8))])
    const outcomes = ledger.rows().map(({ outcome, kind }) => `${kind} ${outcome}`)
    expect(outcomes.toSorted()).toEqual(['embedding ok', 'embedding ok', 'embedding saved'])
    expect(ledger.rows().find(({ outcome }) => outcome === 'saved')!.saved!.micros).toBeGreaterThan(0)
  })

  it('sends nothing when it knows everything, also when it is opened anew', async () => {
    const { embedder, another, sent } = await bench({ dimension: 8 })
    const first = await embedder.embed(['轴承'])
    const again = another()
    expect(again.dimension).toBe(0)
    expect(plain(await again.embed(['轴承']))).toEqual(plain(first))
    expect(again.dimension).toBe(8)
    expect(plain(await embedder.embed(['轴承']))).toEqual(plain(first))
    expect(await embedder.embed([])).toEqual([])
    expect(sent()).toHaveLength(1)
  })

  it('hands out vectors that nobody else holds', async () => {
    const { embedder } = await bench({ dimension: 4 })
    const [first] = await embedder.embed(['轴承'])
    const before = [...first!]
    first!.fill(9)
    const [second, third] = await embedder.embed(['轴承', '轴承'])
    expect([...second!]).toEqual(before)
    second!.fill(9)
    expect([...third!]).toEqual(before)
  })

  it('tells purposes, dimensions, tenants and addresses apart', async () => {
    const { embedder, another, api } = await bench()
    await embedder.embed(['轴承'])
    await embedder.embed(['轴承'], { purpose: 'query' })
    await embedder.embed(['轴承'], { chargedTo: { solution: 'a' } })
    await embedder.embed(['轴承'], { chargedTo: { department: 'a' } })
    await another({ dimension: 16 }).embed(['轴承'])
    await another({ channelKey: 'elsewhere' }).embed(['轴承'])
    expect(api.hits.embeddings).toBe(6)
    await embedder.embed(['轴承'], { purpose: 'document', chargedTo: { case: '7' } })
    expect(api.hits.embeddings).toBe(6)
  })

  it('sends once what two want at the same time; one leaving does not take it from the other', async () => {
    const { embedder, another, sent, ledger } = await bench({ dimension: 8 })
    const leaving = new AbortController()
    const first = embedder.embed(['轴承', '油封'], { signal: leaving.signal, chargedTo: { case: '1' } })
    const second = another().embed(['油封', '导轨'], { chargedTo: { case: '2' } })
    leaving.abort()
    const [one, two] = await Promise.allSettled([first, second])
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } })
    expect(two).toMatchObject({ status: 'fulfilled' })
    expect(sent().flat().toSorted()).toEqual(['导轨', '油封', '轴承'].toSorted())
    const saved = ledger.rows().filter(({ outcome }) => outcome === 'saved')
    expect(saved.map(({ chargedTo }) => chargedTo.case)).toEqual(['2'])
  })

  it('keeps nothing of what failed, and asks again', async () => {
    const { embedder, api } = await bench({ fault: ['overloaded'] })
    await expect(embedder.embed(['轴承'])).rejects.toMatchObject({ code: 'MODEL_OVERLOADED' })
    expect(await embedder.embed(['轴承'])).toHaveLength(1)
    expect(api.hits.embeddings).toBe(2)
  })
})
