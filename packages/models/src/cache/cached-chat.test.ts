import { KaiwuError, type ChatEvent, type ChatModel, type ChatRequest, type TokenPrice } from '@kaiwu/core'
import { fakeModelServer, tempFolder, type FakeModelOptions, type FakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { estimatePrompt, estimateTokens } from '../estimate/estimate-tokens.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { openMeter } from '../ledger/meter.ts'
import { meteredChat } from '../ledger/metered-chat-model.ts'
import { ledgerWith } from '../ledger/test-ledger.ts'
import { channelChatModel } from '../wire/channel-chat-model.ts'
import { testChannel, testHttp } from '../wire/test-channel.ts'
import { openAnswerCache } from './answer-cache.ts'
import { cachedChat, type CachedChatOptions } from './cached-chat.ts'

const price: TokenPrice = { currency: 'CNY', input: 1, output: 2, asOf: '2026-11-01' }
const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  messages: [{ role: 'user', content }],
  temperature: 0,
  ...more,
})

type Bench = Readonly<{
  server: FakeModelServer
  ledger: Ledger
  model: ChatModel
  /** The same cache around a model at the same server, as another caller would open it. */
  another: (options?: Partial<CachedChatOptions>) => ChatModel
}>

async function bench(options: Partial<FakeModelOptions> = {}): Promise<Bench> {
  const server = await fakeModelServer({ answer: '八百元。[1]', ...options })
  onTestFinished(() => server.close())
  const folder = await tempFolder()
  onTestFinished(() => folder.remove())
  const ledger = await ledgerWith()
  const cache = openAnswerCache({ folder: folder.path, onProblem: (problem) => expect.unreachable(problem) })
  onTestFinished(() => cache.close())
  const channel = testChannel(server.url)
  const http = testHttp()
  const another = (more: Partial<CachedChatOptions> = {}): ChatModel =>
    cachedChat(meteredChat(channelChatModel(channel, http), { ledger, price: () => price, estimateTokens, estimatePrompt }), {
      cache,
      meter: openMeter({ ledger, price: () => price }),
      channelKey: `${channel.ref} ${channel.baseUrl}`,
      ...more,
    })
  return { server, ledger, model: another(), another }
}

async function allOf(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

const textOf = (events: readonly ChatEvent[]): string => events.map((event) => (event.type === 'text' ? event.text : '')).join('')
const endOf = (events: readonly ChatEvent[]) => events.find((event) => event.type === 'end')

describe('cachedChat', () => {
  it('asks once, then answers the same for nothing, with the usage of then, a new id, and what it saved in the ledger', async () => {
    const { model, server, ledger } = await bench()
    const first = await model.complete(ask('住房补贴多少？'))
    const second = await model.complete(ask('住房补贴多少？'))
    expect(server.requests).toHaveLength(1)
    expect(second).toMatchObject({ text: first.text, usage: first.usage, finish: 'stop', model: first.model })
    expect(first.cost!.micros).toBeGreaterThan(0)
    expect(second.cost).toEqual({ micros: 0, currency: 'CNY' })
    expect(second.id).not.toBe(first.id)
    expect(second.requestId).toBeUndefined()
    const rows = ledger.rows()
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['ok', 'saved']))
    expect(rows).toHaveLength(2)
    const saved = rows.find(({ outcome }) => outcome === 'saved')!
    expect(saved.saved).toEqual(first.cost)
    expect(saved.cost?.micros ?? 0).toBe(0)
  })

  it('answers a stream from what was asked as a whole, and the other way round', async () => {
    const { model, server } = await bench({ reasoning: ['查', '第八条'] })
    const whole = await model.complete(ask('一'))
    const streamed = await allOf(model.stream(ask('一')))
    expect(textOf(streamed)).toBe(whole.text)
    expect(endOf(streamed)).toMatchObject({ finish: 'stop', usage: whole.usage })
    const pieces = await allOf(model.stream(ask('二')))
    expect(pieces.filter(({ type }) => type === 'text').length).toBeGreaterThan(1)
    const repeat = await model.complete(ask('二'))
    expect(repeat).toMatchObject({ text: textOf(pieces), reasoning: '查第八条' })
    expect(server.requests).toHaveLength(2)
  })

  const other: readonly (readonly [string, ChatRequest])[] = [
    ['another text', ask('住房补贴多少')],
    [
      'a system message',
      {
        ...ask('住房补贴多少？'),
        messages: [
          { role: 'system', content: '简短' },
          { role: 'user', content: '住房补贴多少？' },
        ],
      },
    ],
    ['another limit', ask('住房补贴多少？', { maxTokens: 100 })],
    ['another seed', ask('住房补贴多少？', { seed: 7 })],
    ['tools', ask('住房补贴多少？', { tools: [{ name: 'find', parameters: {} }] })],
    ['thinking', ask('住房补贴多少？', { thinking: 'off' })],
    ['a form', ask('住房补贴多少？', { format: { type: 'json_object' } })],
    ['a field of the service', ask('住房补贴多少？', { extra: { top_k: 1 } })],
  ]
  it.each(other)('asks anew for %s', async (_, request) => {
    const { model, server } = await bench()
    await model.complete(ask('住房补贴多少？'))
    await model.complete(request)
    expect(server.requests).toHaveLength(2)
  })

  it('takes requests that differ only in the order of their fields for the same', async () => {
    const { model, server } = await bench()
    await model.complete({ temperature: 0, maxTokens: 9, messages: [{ role: 'user', content: '一' }] })
    await model.complete({ messages: [{ content: '一', role: 'user' }], maxTokens: 9, temperature: 0 })
    expect(server.requests).toHaveLength(1)
  })

  it.each([undefined, 0.01, 1])('keeps nothing at temperature %s', async (temperature) => {
    const { model, server, ledger } = await bench()
    const { temperature: _, ...plain } = ask('一')
    const request = temperature === undefined ? plain : { ...plain, temperature }
    await model.complete(request)
    await allOf(model.stream(request))
    expect(server.requests).toHaveLength(2)
    expect(ledger.rows().map(({ outcome }) => outcome)).toEqual(['ok', 'ok'])
  })

  it('shares nothing between keys, departments, users and solutions, and does between cases', async () => {
    const { model, server } = await bench()
    const tenants = [
      {},
      { key: 'a' },
      { user: 'a' },
      { department: 'a' },
      { solution: 'a' },
      { key: 'b' },
      { key: 'a', user: 'a' },
    ]
    for (const chargedTo of tenants) await model.complete(ask('一'), { chargedTo })
    expect(server.requests).toHaveLength(tenants.length)
    await model.complete(ask('一'), { chargedTo: { key: 'a', case: '7', step: 'ask' } })
    expect(server.requests).toHaveLength(tenants.length)
  })

  it('tells models and addresses apart, and shares as the caller says', async () => {
    const { model, another, server } = await bench()
    await model.complete(ask('一'))
    await another({ channelKey: 'other/model http://elsewhere' }).complete(ask('一'))
    expect(server.requests).toHaveLength(2)
    const open = another({ tenant: () => 'everybody' })
    await open.complete(ask('一'), { chargedTo: { user: 'a' } })
    await open.complete(ask('一'), { chargedTo: { user: 'b' } })
    expect(server.requests).toHaveLength(3)
  })

  it.each([
    'finish-length',
    'finish-content-filter',
    'end-without-finish',
    'reset',
    'error-mid-stream',
    'stall',
    'overloaded',
  ] as const)('never keeps what ended with %s', async (fault) => {
    const { model, server, ledger } = await bench({ fault, answer: '一二三四五六七八九十一二三四五六七八九十' })
    const outcome = () =>
      allOf(model.stream(ask('一'))).then(
        (events) => endOf(events)?.type === 'end' && endOf(events),
        (error: unknown) => (KaiwuError.is(error) ? error.code : 'unknown'),
      )
    await outcome()
    await outcome()
    expect(server.requests).toHaveLength(2)
    expect(ledger.rows().filter((row) => row.outcome === 'saved' || row.outcome === 'ok')).toEqual([])
  })

  it('asks once for what two ask at the same time; the second is told from the beginning and pays nothing', async () => {
    const { model, another, server, ledger } = await bench({ pieceDelayMs: 20, answer: '一二三四五六七八九十'.repeat(4) })
    const first = allOf(model.stream(ask('一'), { chargedTo: { case: '1' } }))
    await new Promise((resolve) => setTimeout(resolve, 60))
    const second = allOf(another().stream(ask('一'), { chargedTo: { case: '2' } }))
    const third = another().complete(ask('一'), { chargedTo: { case: '3' } })
    const [one, two, three] = await Promise.all([first, second, third])
    expect(server.requests).toHaveLength(1)
    expect(textOf(two)).toBe(textOf(one))
    expect(three.text).toBe(textOf(one))
    expect(three.cost).toEqual({ micros: 0, currency: 'CNY' })
    expect(new Set([one, two].map((events) => (endOf(events) as { id: string }).id).concat(three.id)).size).toBe(3)
    expect(
      ledger
        .rows()
        .map((row) => `${row.chargedTo.case} ${row.outcome}`)
        .toSorted(),
    ).toEqual(['1 ok', '2 saved', '3 saved'])
  })

  it('lets one leave without taking the answer from the other, whoever came first', async () => {
    for (const leaver of [0, 1]) {
      const { model, server } = await bench({ pieceDelayMs: 20, answer: '一二三四五六七八九十'.repeat(3) })
      const leaving = new AbortController()
      const calls = [0, 1].map((index) => allOf(model.stream(ask('一'), index === leaver ? { signal: leaving.signal } : {})))
      setTimeout(() => leaving.abort(), 50)
      const [left, stayed] = await Promise.allSettled(leaver === 0 ? calls : calls.toReversed())
      expect(left).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } })
      expect(stayed).toMatchObject({ status: 'fulfilled' })
      expect(server.requests).toHaveLength(1)
      expect(server.closedEarly).toHaveLength(0)
    }
  })

  it('leaves the service at once when everybody has left, and keeps nothing', { retry: 2 }, async () => {
    const { model, server, ledger } = await bench({ pieceDelayMs: 30, answer: '一二三四五六七八九十'.repeat(10) })
    const leaving = [new AbortController(), new AbortController()]
    const calls = leaving.map(({ signal }) => allOf(model.stream(ask('一'), { signal })).catch((error: unknown) => error))
    await new Promise((resolve) => setTimeout(resolve, 80))
    const left = performance.now()
    for (const one of leaving) one.abort()
    await Promise.all(calls)
    await expect.poll(() => server.closedEarly.length).toBe(1)
    expect(server.closedEarly[0]! - left).toBeLessThan(250)
    expect(ledger.rows().map(({ outcome }) => outcome)).toEqual(['cancelled'])
    await allOf(model.stream(ask('一')))
    expect(server.requests).toHaveLength(2)
  })

  it('leaves the service when a reader breaks off', async () => {
    const { model, server } = await bench({ pieceDelayMs: 20, answer: '一二三四五六七八九十'.repeat(10) })
    for await (const event of model.stream(ask('一'))) if (event.type === 'text') break
    await expect.poll(() => server.closedEarly.length).toBe(1)
  })

  it('tells everybody who waits of an error, and asks again the next time', async () => {
    const { model, server } = await bench({ fault: 'overloaded' })
    const outcomes = await Promise.allSettled([model.complete(ask('一')), model.complete(ask('一'))])
    expect(outcomes).toMatchObject([1, 2].map(() => ({ status: 'rejected', reason: { code: 'MODEL_OVERLOADED' } })))
    expect(server.requests).toHaveLength(1)
    await expect(model.complete(ask('一'))).rejects.toMatchObject({ code: 'MODEL_OVERLOADED' })
    expect(server.requests).toHaveLength(2)
  })

  it('refuses a caller that has left already', async () => {
    const { model, server } = await bench()
    await model.complete(ask('一'))
    await expect(model.complete(ask('一'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
    await expect(model.complete(ask('二'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(server.requests).toHaveLength(1)
  })
})
