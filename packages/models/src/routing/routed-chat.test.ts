import { KaiwuError, type ChatEvent, type ErrorCode } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import type { SwitchCause } from './model-reference.ts'
import { routedChat, type RoutingOptions } from './routed-chat.ts'
import { candidate, inOrder, type ScriptedCandidate } from './test-candidate.ts'
import { modelError, question, readAll, textOf, type Scripted } from './test-scripted-chat.ts'

const ok = (text = '第二家'): Scripted => ({ say: [...text] })
const fails = (code: ErrorCode, details: Record<string, string | number> = {}): Scripted => ({ fail: modelError(code, details) })

function routed(
  candidates: readonly ScriptedCandidate[],
  options: Partial<RoutingOptions> & { on?: readonly SwitchCause[] } = {},
) {
  const { on, ...rest } = options
  return routedChat({ ...inOrder(...candidates), ...(on ? { on } : {}) }, { mayLeaveTheHouse: false, ...rest })
}

const endOf = (events: readonly ChatEvent[]) => events.find((event) => event.type === 'end')
const resets = (events: readonly ChatEvent[]) => events.filter((event) => event.type === 'reset')

describe('routedChat', () => {
  it.each<ErrorCode>([
    'MODEL_REFUSED_KEY',
    'MODEL_NOT_PERMITTED',
    'MODEL_QUOTA_EXHAUSTED',
    'MODEL_RATE_LIMITED',
    'MODEL_OVERLOADED',
    'MODEL_NOT_FOUND',
    'MODEL_TIMEOUT',
    'MODEL_FAILED',
    'MODEL_UNREACHABLE',
    'MODEL_PROTOCOL',
    'MODEL_CIRCUIT_OPEN',
    'MODEL_BUSY',
    'MODEL_NOT_CONFIGURED',
    'MODEL_KEY_MALFORMED',
  ])('asks the next silently after %s, and says who answered (UP-04, UP-05, UP-23)', async (code) => {
    const [first, second] = [candidate('a/x', fails(code)), candidate('b/y', ok())]
    const chat = routed([first, second])
    const { events } = await readAll(chat.stream(question))
    expect([textOf(events), resets(events).length, endOf(events)]).toMatchObject(['第二家', 0, { model: 'b/y', finish: 'stop' }])
    expect(await chat.complete(question)).toMatchObject({ text: '第二家', model: 'b/y' })
    expect(first.model.calls).toHaveLength(2)
  })

  it.each<ErrorCode>([
    'MODEL_CONTENT_FILTERED',
    'MODEL_BAD_REQUEST',
    'MODEL_CONTEXT_TOO_LONG',
    'BUDGET_EXCEEDED',
    'CANCELLED',
    'MODEL_UNPRICED',
    'CURRENCY_RATE_MISSING',
    'INTERNAL',
  ])('asks nobody else after %s (UP-07, UP-21)', async (code) => {
    const second = candidate('b/y', ok())
    const chat = routed([candidate('a/x', fails(code)), second])
    expect((await readAll(chat.stream(question))).error).toMatchObject({ code })
    await expect(chat.complete(question)).rejects.toMatchObject({ code })
    expect(second.model.calls).toHaveLength(0)
  })

  it('asks nobody else after a mistake of the program', async () => {
    const second = candidate('b/y', ok())
    const chat = routed([candidate('a/x', { fail: new TypeError('ours') as KaiwuError }), second])
    await expect(chat.complete(question)).rejects.toThrow('ours')
    expect(second.model.calls).toHaveLength(0)
  })

  it('goes on only for the causes stated, where they are', async () => {
    const on = ['content-filter', 'timeout'] as const
    const filtered = routed([candidate('a/x', fails('MODEL_CONTENT_FILTERED')), candidate('b/y', ok())], { on })
    expect((await filtered.complete(question)).model).toBe('b/y')
    const slow = routed([candidate('a/x', fails('MODEL_FAILED', { kind: 'timeout', status: 408 })), candidate('b/y', ok())], {
      on,
    })
    expect((await slow.complete(question)).model).toBe('b/y')
    const broken = routed([candidate('a/x', fails('MODEL_FAILED')), candidate('b/y', ok())], { on })
    await expect(broken.complete(question)).rejects.toMatchObject({ code: 'MODEL_FAILED' })
    const anyway = [...on, 'budget'] as unknown as readonly SwitchCause[]
    const poor = routed([candidate('a/x', fails('BUDGET_EXCEEDED')), candidate('b/y', ok())], { on: anyway })
    await expect(poor.complete(question)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
  })

  it('leaves an inner choice by the rules of the outer one', async () => {
    const [a, b, c] = [candidate('a/x', fails('MODEL_QUOTA_EXHAUSTED')), candidate('b/y', ok('乙')), candidate('c/z', ok('丙'))]
    const inner = { fallback: [{ leaf: a }, { leaf: b }], on: ['server'] as const }
    const chat = routedChat({ fallback: [inner, { leaf: c }, { leaf: b }] }, { mayLeaveTheHouse: false })
    expect((await chat.complete(question)).text).toBe('丙')
    expect(b.model.calls).toHaveLength(0)
    const again = routedChat({ fallback: [inner, { leaf: a }, { leaf: b }] }, { mayLeaveTheHouse: false })
    expect((await again.complete(question)).text).toBe('乙')
    expect(a.model.calls).toHaveLength(2)
  })

  it.each<[string, Scripted, ErrorCode]>([
    ['an error', { say: ['半', '句'], ...fails('MODEL_UNREACHABLE', { billed: 'maybe' }) }, 'MODEL_UNREACHABLE'],
    ['a stall', { say: ['半', '句'], ...fails('MODEL_TIMEOUT', { billed: 'maybe' }) }, 'MODEL_TIMEOUT'],
    ['a clean break', { say: ['半', '句'], end: 'cut-off' }, 'MODEL_PROTOCOL'],
  ])('voids a half answer before it hands on another, after %s (UP-12, UP-16, UP-17)', async (_, broken, reason) => {
    const chat = routed([candidate('a/x', broken), candidate('b/y', fails('MODEL_OVERLOADED')), candidate('c/z', ok('全新的'))])
    const { events } = await readAll(chat.stream(question))
    expect(events.map((event) => (event.type === 'text' ? event.text : event.type))).toEqual([
      '半',
      '句',
      'reset',
      '全',
      '新',
      '的',
      'end',
    ])
    expect(resets(events)).toEqual([{ type: 'reset', from: 'a/x', to: 'c/z', reason }])
    expect(endOf(events)).toMatchObject({ finish: 'stop', model: 'c/z' })
    expect((await chat.complete(question)).text).toBe('全新的')
  })

  it('voids again when the second breaks too', async () => {
    const half: Scripted = { say: ['乙'], end: 'cut-off' }
    const chat = routed([candidate('a/x', { ...half, say: ['甲'] }), candidate('b/y', half), candidate('c/z', ok('丙'))])
    const { events } = await readAll(chat.stream(question))
    expect(events.map(({ type }) => type)).toEqual(['text', 'reset', 'text', 'reset', 'text', 'end'])
    expect(textOf(events)).toBe('丙')
  })

  it('lets what was handed on stand, as broken off, when nobody else begins', async () => {
    const chat = routed([candidate('a/x', { say: ['半句'], end: 'cut-off' }), candidate('b/y', fails('MODEL_OVERLOADED'))])
    const { events, error } = await readAll(chat.stream(question))
    expect([textOf(events), resets(events).length, endOf(events), error]).toMatchObject([
      '半句',
      0,
      { finish: 'cut-off', model: 'a/x' },
      undefined,
    ])
    expect(await chat.complete(question)).toMatchObject({ text: '半句', finish: 'cut-off', model: 'a/x' })
    const broken = routed([candidate('a/x', { say: ['半句'], ...fails('MODEL_TIMEOUT') }), candidate('b/y', { end: 'cut-off' })])
    const read = await readAll(broken.stream(question))
    expect([textOf(read.events), read.error]).toMatchObject(['半句', { code: 'MODEL_TIMEOUT', details: { tried: 'a/x, b/y' } }])
  })

  it('does not hide a refusal behind the half answer of another', async () => {
    const chat = routed([candidate('a/x', { say: ['半句'], end: 'cut-off' }), candidate('b/y', fails('MODEL_CONTENT_FILTERED'))])
    expect((await readAll(chat.stream(question))).error).toMatchObject({ code: 'MODEL_CONTENT_FILTERED' })
    await expect(chat.complete(question)).rejects.toMatchObject({ code: 'MODEL_CONTENT_FILTERED' })
  })

  it.each(['length', 'filtered', 'tool-calls', 'stop'] as const)('takes %s for an answer', async (end) => {
    const second = candidate('b/y', ok())
    const chat = routed([candidate('a/x', { say: ['答'], end }), second])
    expect((await chat.complete(question)).finish).toBe(end)
    expect(endOf((await readAll(chat.stream(question))).events)).toMatchObject({ finish: end, model: 'a/x' })
    expect(second.model.calls).toHaveLength(0)
  })

  it('hands on the broken answer of an only model as it is', async () => {
    const chat = routedChat({ leaf: candidate('a/x', { say: ['半句'], end: 'cut-off' }) }, { mayLeaveTheHouse: false })
    expect(await chat.complete(question)).toMatchObject({ text: '半句', finish: 'cut-off' })
    const { events } = await readAll(chat.stream(question))
    expect(events.map(({ type }) => type)).toEqual(['text', 'end'])
  })

  it('asks no channel twice, and one model at two addresses twice', async () => {
    const fail = fails('MODEL_UNREACHABLE')
    const [a, b] = [candidate('a/x', fail), candidate('b/y', fail)]
    const elsewhere = candidate('a/x', fail, { address: 'https://other' })
    const chat = routed([a, b, a, elsewhere, b, elsewhere])
    const { error } = await readAll(chat.stream(question))
    expect([a, b, elsewhere].map(({ model }) => model.calls.length)).toEqual([1, 1, 1])
    expect(error).toMatchObject({ code: 'MODEL_UNREACHABLE', details: { tried: 'a/x, b/y, a/x', reason: 'because' } })
  })

  it('throws the last error when all fail, untouched when there was one', async () => {
    const chat = routed([candidate('a/x', fails('MODEL_OVERLOADED')), candidate('b/y', fails('MODEL_TIMEOUT'))])
    const error: unknown = await chat.complete(question).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'MODEL_TIMEOUT', details: { tried: 'a/x, b/y' }, cause: { code: 'MODEL_TIMEOUT' } })
    const fail = modelError('MODEL_OVERLOADED')
    await expect(routed([candidate('a/x', { fail })]).complete(question)).rejects.toBe(fail)
  })

  it('passes over a model that is left alone, whatever the causes, and asks the first when all are', async () => {
    const closed = candidate('a/x', fails('MODEL_CIRCUIT_OPEN', { seconds: 12 }), { open: true })
    const chat = routed([closed, candidate('b/y', ok())], { on: ['timeout'] })
    expect((await chat.complete(question)).model).toBe('b/y')
    expect(closed.model.calls).toHaveLength(0)
    const other = candidate('c/z', fails('MODEL_CIRCUIT_OPEN', { seconds: 3 }), { open: true })
    const error: unknown = await routed([closed, other])
      .complete(question)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'MODEL_CIRCUIT_OPEN', details: { seconds: 12 } })
    expect(other.model.calls).toHaveLength(0)
  })

  it('asks nobody else once the caller has left (DC-01)', async () => {
    const second = candidate('b/y', ok())
    const chat = routed([candidate('a/x', { say: ['半'], hang: true }), second])
    for (const stream of [true, false]) {
      const leaving = new AbortController()
      setTimeout(() => leaving.abort(), 10)
      const options = { signal: leaving.signal }
      const error = stream
        ? (await readAll(chat.stream(question, options))).error
        : await chat.complete(question, options).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'CANCELLED' })
    }
    expect(second.model.calls).toHaveLength(0)
  })

  it('does not go on for a caller that left while another error was on its way', async () => {
    const second = candidate('b/y', ok())
    const chat = routed([candidate('a/x', fails('MODEL_UNREACHABLE')), second])
    const { error } = await readAll(chat.stream(question, { signal: AbortSignal.abort() }))
    expect([error, second.model.calls.length]).toMatchObject([{ code: 'CANCELLED' }, 0])
  })

  it('closes the stream it reads when its own reader stops, before and after a change', async () => {
    const [first, second] = [candidate('a/x', { say: ['半'], end: 'cut-off' }), candidate('b/y', ok('一二三四'))]
    for (const pieces of [1, 3]) {
      let seen = 0
      for await (const _ of routed([first, second]).stream(question)) if (++seen === pieces) break
      expect([first.model.open(), second.model.open()]).toEqual([0, 0])
    }
    expect(second.model.calls).toHaveLength(1)
  })

  it('does not begin anew for what goes wrong after the end', async () => {
    const late = candidate('a/x', {})
    const model = {
      ...late.model,
      async *stream(): AsyncGenerator<ChatEvent> {
        yield* late.model.stream(question)
        throw modelError('MODEL_UNREACHABLE')
      },
    }
    const second = candidate('b/y', ok())
    const chat = routedChat({ fallback: [{ leaf: { ...late, model } }, { leaf: second }] }, { mayLeaveTheHouse: false })
    const { events, error } = await readAll(chat.stream(question))
    expect([events.length, error, second.model.calls.length]).toMatchObject([1, { code: 'MODEL_UNREACHABLE' }, 0])
  })
})

describe('routedChat and the house', () => {
  const fail = fails('MODEL_UNREACHABLE')

  it('asks nobody outside when the first is of the house (UP-23)', async () => {
    const outside = candidate('out/x', ok())
    const chat = routed([candidate('in/a', fail, { internal: true }), outside, candidate('in/b', ok('院内'), { internal: true })])
    expect((await chat.complete(question)).text).toBe('院内')
    const none = routed([candidate('in/a', fail, { internal: true }), outside])
    await expect(none.complete(question)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
    expect(outside.model.calls).toHaveLength(0)
  })

  it('asks nobody outside either when the one of the house is being left alone, or broke off', async () => {
    const outside = candidate('out/x', ok())
    const closed = candidate('in/a', fails('MODEL_CIRCUIT_OPEN'), { internal: true, open: true })
    await expect(routed([closed, outside]).complete(question)).rejects.toMatchObject({ code: 'MODEL_CIRCUIT_OPEN' })
    await readAll(routed([candidate('in/a', { say: ['半'], end: 'cut-off' }, { internal: true }), outside]).stream(question))
    expect(outside.model.calls).toHaveLength(0)
  })

  it('may go from outside into the house, not out again', async () => {
    const [last, home] = [candidate('out/z', ok()), candidate('in/a', fail, { internal: true })]
    const chat = routed([candidate('out/x', fail), home, last])
    await expect(chat.complete(question)).rejects.toMatchObject({ details: { tried: 'out/x, in/a' } })
    expect(last.model.calls).toHaveLength(0)
  })

  it('goes out when it may', async () => {
    const chat = routed([candidate('in/a', fail, { internal: true }), candidate('out/x', ok())], { mayLeaveTheHouse: true })
    expect((await chat.complete(question)).model).toBe('out/x')
  })
})
