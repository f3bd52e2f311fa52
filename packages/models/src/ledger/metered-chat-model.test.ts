import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  KaiwuError,
  type ChatCompletion,
  type ChatEnd,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type TokenPrice,
} from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { Ledger, LedgerRow } from './ledger.ts'
import { meteredChat, type MeteredChatOptions } from './metered-chat-model.ts'
import { budgetOf, ledgerFolder, ledgerWith, micros } from './test-ledger.ts'

// One micro a token in, two out, three thought.
const price: TokenPrice = { currency: 'CNY', input: 1, output: 2, reasoning: 3, asOf: '2026-11-01' }
const request: ChatRequest = { messages: [{ role: 'user', content: '轴承多久加一次油？' }] }
const end: ChatEnd = {
  finish: 'stop',
  usage: { promptTokens: 20, completionTokens: 10, estimated: false },
  model: 'a/b',
  id: 'c-1',
  requestId: 'req-7',
}

type Script = Readonly<{ events?: readonly ChatEvent[]; error?: unknown; completion?: ChatCompletion; forever?: boolean }>

/** A model that plays a script. */
function played({ events = [], error, completion, forever }: Script): ChatModel & { closed: boolean } {
  const model = {
    ref: 'a/b',
    closed: false,
    async *stream(_: ChatRequest, { signal }: { signal?: AbortSignal } = {}) {
      try {
        yield* events
        while (forever && !signal?.aborted) await new Promise((resolve) => setTimeout(resolve, 1))
        if (signal?.aborted) throw new KaiwuError('CANCELLED')
        if (error) throw error
      } finally {
        model.closed = true
      }
    },
    async complete() {
      await Promise.resolve()
      if (error) throw error
      return completion!
    },
  }
  return model
}

function metered(ledger: Ledger, script: Script, options: Partial<MeteredChatOptions> = {}): ChatModel {
  return meteredChat(played(script), {
    ledger,
    price: () => price,
    estimatePrompt: () => 18,
    estimateTokens: (text) => text.length,
    maxOutputTokens: 50,
    ...options,
  })
}

async function allOf(events: AsyncIterable<ChatEvent>): Promise<ChatEvent[]> {
  const all: ChatEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

function onlyRow(ledger: Ledger): LedgerRow {
  const rows = ledger.rows()
  expect(rows).toHaveLength(1)
  return rows[0]!
}

const estimated = (promptTokens: number, completionTokens: number) => ({ promptTokens, completionTokens, estimated: true })

describe('meteredChat', () => {
  it('books what the service counted and tells the cost at the end', async () => {
    const ledger = await ledgerWith()
    const model = metered(ledger, {
      events: [
        { type: 'text', text: '每 500 小时' },
        { type: 'end', ...end },
      ],
    })
    const chargedTo = { user: '张三', case: 'WO-1' }
    const events = await allOf(model.stream(request, { chargedTo }))
    expect(events.at(-1)).toEqual({ type: 'end', ...end, cost: micros(40) })
    expect(onlyRow(ledger)).toMatchObject({ outcome: 'ok', cost: micros(40), usage: end.usage, requestId: 'req-7', chargedTo })
    expect(onlyRow(ledger).priceVersion).toMatch(/^2026-11-01 [0-9a-f]{8}$/)
    expect(onlyRow(ledger).firstTokenMs).toBeTypeOf('number')
  })

  it('does the same for a whole answer', async () => {
    const ledger = await ledgerWith()
    const completion = { ...end, text: '好', reasoning: '', toolCalls: [] }
    expect(await metered(ledger, { completion }).complete(request)).toEqual({ ...completion, cost: micros(40) })
    expect(onlyRow(ledger)).toMatchObject({ outcome: 'ok', cost: micros(40) })
  })

  // BG-02
  const short = { maxOutputTokens: 50 }
  it.each<[string, ChatRequest, Partial<MeteredChatOptions>, number]>([
    ['the longest answer of the model', request, short, 18 + 50 * 3],
    ['what the request allows', { ...request, maxTokens: 7 }, short, 18 + 7 * 3],
    ['a budget for thinking on top', { ...request, maxTokens: 7, thinking: { budgetTokens: 100 } }, short, 18 + 107 * 3],
    ['no thinking where it is off', { ...request, thinking: 'off' }, short, 18 + 50 * 2],
    ['thinking where the model always does', { ...request, thinking: 'off' }, { ...short, thinks: true }, 18 + 50 * 3],
    ['4,096 tokens where nobody knows', { ...request, thinking: 'off' }, {}, 18 + 4_096 * 2],
    ['a prompt that is put into the cache', request, { ...short, price: () => ({ ...price, cacheWrite: 2 }) }, 36 + 150],
    ['a fraction rounded up', { ...request, maxTokens: 0 }, { price: () => ({ ...price, input: 0.01 }) }, 1],
  ])('sets aside %s', async (_, asked, options, amount) => {
    const ledger = await ledgerWith()
    const defaults = { ledger, price: () => price, estimatePrompt: () => 18, estimateTokens: () => 1 }
    const model = meteredChat(played({ forever: true, events: [{ type: 'text', text: '一' }] }), { ...defaults, ...options })
    for await (const _event of model.stream(asked)) break
    expect(onlyRow(ledger).reserved).toEqual(micros(amount))
  })

  it('never calls a model when the budget does not cover the call', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf({ limit: micros(167) })] })
    const model = played({ events: [{ type: 'end', ...end }] })
    const options = { ledger, price: () => price, estimatePrompt: () => 18, estimateTokens: () => 1, maxOutputTokens: 50 }
    const exceeded = expect.objectContaining({ code: 'BUDGET_EXCEEDED' })
    await expect(allOf(meteredChat(model, options).stream(request))).rejects.toThrow(exceeded)
    await expect(meteredChat(model, options).complete(request)).rejects.toThrow(exceeded)
    expect([model.closed, ledger.rows()]).toEqual([false, []])
  })

  it.each(['length', 'filtered', 'cut-off'] as const)('books an answer that ended with %s as incomplete', async (finish) => {
    const ledger = await ledgerWith()
    await allOf(metered(ledger, { events: [{ type: 'end', ...end, finish }] }).stream(request))
    expect(onlyRow(ledger)).toMatchObject({ outcome: 'incomplete', cost: micros(40) })
  })

  it('charges thoughts at their own rate', async () => {
    const ledger = await ledgerWith()
    const usage = { ...end.usage, reasoningTokens: 4 }
    await allOf(metered(ledger, { events: [{ type: 'end', ...end, usage }] }).stream(request))
    expect(onlyRow(ledger).cost).toEqual(micros(20 + 6 * 2 + 4 * 3))
  })

  // DC-01
  it('charges a caller who stops reading for what was sent and received', async () => {
    const ledger = await ledgerWith()
    const events: ChatEvent[] = [
      { type: 'reasoning', text: '想一想' },
      { type: 'text', text: '每 500' },
      { type: 'text', text: '不再读' },
    ]
    const inner = played({ events })
    const options = { ledger, price: () => price, estimatePrompt: () => 18, estimateTokens: (text: string) => text.length }
    for await (const event of meteredChat(inner, options).stream(request)) if (event.type === 'text') break
    expect(onlyRow(ledger)).toMatchObject({ outcome: 'cancelled', cost: micros(18 + 5 * 2 + 3 * 3) })
    expect(onlyRow(ledger).usage).toEqual({ ...estimated(18, 8), reasoningTokens: 3 })
    expect(inner.closed).toBe(true)
  })

  it('charges a caller who aborts for what was sent and received', async () => {
    const ledger = await ledgerWith()
    const leaving = new AbortController()
    const events: ChatEvent[] = [{ type: 'tool-call', index: 0, id: 't', name: 'find', arguments: '{"q":' }]
    const reading = (async () => {
      for await (const _ of metered(ledger, { events, forever: true }).stream(request, { signal: leaving.signal }))
        leaving.abort()
    })()
    await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'CANCELLED' }))
    expect(onlyRow(ledger)).toMatchObject({ outcome: 'cancelled', usage: estimated(18, 9), cost: micros(36) })
  })

  it('writes nothing down for a caller who had left before', async () => {
    const ledger = await ledgerWith()
    const signal = AbortSignal.abort()
    await expect(allOf(metered(ledger, {}).stream(request, { signal }))).rejects.toThrow(
      expect.objectContaining({ code: 'CANCELLED' }),
    )
    expect(ledger.rows()).toEqual([])
  })

  it.each([
    ['surely not billed', 'no', { promptTokens: 0, completionTokens: 0, estimated: false }, 0],
    ['perhaps billed', 'maybe', estimated(18, 0), 18],
  ])('books a failure that was %s', async (_, billed, usage, cost) => {
    const error = new KaiwuError('MODEL_OVERLOADED', { url: 'https://a', status: 503, reason: 'busy', billed })
    const ledger = await ledgerWith()
    await expect(allOf(metered(ledger, { error }).stream(request))).rejects.toBe(error)
    await expect(metered(ledger, { error }).complete(request)).rejects.toBe(error)
    expect(ledger.rows()).toHaveLength(2)
    for (const row of ledger.rows()) expect(row).toMatchObject({ outcome: 'failed', usage, cost: micros(cost) })
  })

  it('charges a stream that broke for what was received, whatever the error says', async () => {
    const ledger = await ledgerWith({ budgets: [budgetOf()] })
    const error = new KaiwuError('MODEL_FAILED', { url: 'https://a', status: 200, reason: 'gone', billed: 'no' })
    await expect(allOf(metered(ledger, { events: [{ type: 'text', text: '半句' }], error }).stream(request))).rejects.toBe(error)
    expect(onlyRow(ledger)).toMatchObject({ outcome: 'failed', usage: estimated(18, 2), cost: micros(22) })
    expect(ledger.standings(Date.now())[0]).toMatchObject({ spent: micros(22), reserved: micros(0) })
  })

  it('books a stream without an end as incomplete', async () => {
    const ledger = await ledgerWith()
    await allOf(metered(ledger, { events: [{ type: 'text', text: '没有下文' }] }).stream(request))
    expect(onlyRow(ledger)).toMatchObject({ outcome: 'incomplete', usage: estimated(18, 4) })
  })

  // BG-04
  it('makes a row of every attempt, of fallback and repair too', async () => {
    const ledger = await ledgerWith()
    const error = new KaiwuError('MODEL_TIMEOUT', { url: 'https://a', seconds: 60, phase: 'first token' })
    const attempts = [metered(ledger, { error }), metered(ledger, { events: [{ type: 'end', ...end }] })]
    await expect(allOf(attempts[0]!.stream(request))).rejects.toBe(error)
    await allOf(attempts[1]!.stream(request))
    await allOf(attempts[1]!.stream(request))
    expect(ledger.rows().map(({ outcome, cost }) => [outcome, cost!.micros])).toEqual([
      ['failed', 18],
      ['ok', 40],
      ['ok', 40],
    ])
  })

  // BG-06
  it.each([
    ['nobody has said', undefined],
    ['is negative', { ...price, output: -2 }],
    ['is no number', { ...price, windows: [{ timeZone: 'Asia/Shanghai', days: [], from: '', to: '', multiplier: Number.NaN }] }],
  ])('has no cost where the price %s, and is refused under a budget', async (_, broken) => {
    const ledger = await ledgerWith()
    const events = await allOf(metered(ledger, { events: [{ type: 'end', ...end }] }, { price: () => broken }).stream(request))
    expect(events.at(-1)).toEqual({ type: 'end', ...end })
    expect(onlyRow(ledger)).not.toHaveProperty('cost')
    const limited = await ledgerWith({ budgets: [budgetOf()] })
    await expect(metered(limited, {}, { price: () => broken }).complete(request)).rejects.toThrow(
      expect.objectContaining({ code: 'MODEL_UNPRICED', details: { model: 'a/b' } }),
    )
  })

  it('keeps no key, no question and no answer, whatever goes wrong', async () => {
    const folder = await ledgerFolder()
    const canary = 'sk-canary-4f1d7c2b9a'
    const ledger = await ledgerWith({ folder })
    const error = new KaiwuError('MODEL_REFUSED_KEY', {
      url: `https://a?key=${canary}`,
      status: 401,
      reason: canary,
      keyEnv: 'A_KEY',
    })
    const secret: ChatRequest = { messages: [{ role: 'user', content: canary }], extra: { key: canary } }
    await expect(allOf(metered(ledger, { error, events: [{ type: 'text', text: canary }] }).stream(secret))).rejects.toBe(error)
    await allOf(
      metered(ledger, {
        events: [
          { type: 'text', text: canary },
          { type: 'end', ...end },
        ],
      }).stream(secret),
    )
    expect(ledger.rows()).toHaveLength(2)
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name)).includes(canary)).toBe(false)
  })
})
