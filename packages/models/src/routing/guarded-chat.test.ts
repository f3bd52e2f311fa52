import { getEventListeners } from 'node:events'
import type { ChatModel } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { callLimiter } from './call-limits.ts'
import type { CallLimits } from './call-policy.ts'
import { circuit } from './circuit.ts'
import { guardedChat } from './guarded-chat.ts'
import { modelError, question, readAll, scriptedChat, textOf } from './test-scripted-chat.ts'
import { virtualClock } from './test-virtual-clock.ts'

function guarded(model: ChatModel, limits: Partial<CallLimits> = {}, failures = 3) {
  const clock = virtualClock()
  const limiter = callLimiter(
    model.ref,
    { concurrency: 0, requestsPerMinute: 0, tokensPerMinute: 0, maxQueueMs: 30_000, ...limits },
    { now: clock.now, sleep: clock.sleep },
  )
  const breaker = circuit(model.ref, { failures, withinMs: 30_000, openMs: 30_000 }, { now: clock.now })
  const chat = guardedChat(model, { limiter, circuit: breaker, estimateTokens: () => 400 })
  return { clock, limiter, breaker, chat }
}

const failing = () => modelError('MODEL_UNREACHABLE')

describe('guardedChat', () => {
  it('hands on what the model says, and gives the slot back', async () => {
    const { chat, limiter } = guarded(scriptedChat('a/x', { say: ['清洗', '滤网'] }), { concurrency: 1 })
    for (let call = 0; call < 3; call++) expect(textOf((await readAll(chat.stream(question))).events)).toBe('清洗滤网')
    expect((await chat.complete(question)).text).toBe('清洗滤网')
    expect(limiter.running()).toBe(0)
  })

  it('leaves a failing service alone, and asks it again with one call (UP-23)', async () => {
    const model = scriptedChat('a/x', { fail: failing() }, { fail: failing() }, { fail: failing() }, { say: ['好'] })
    const { chat, clock } = guarded(model)
    for (let call = 0; call < 3; call++)
      await expect(chat.complete(question)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
    expect((await readAll(chat.stream(question))).error).toMatchObject({ code: 'MODEL_CIRCUIT_OPEN', details: { seconds: 30 } })
    expect(clock.waits).toEqual([])
    expect(model.calls).toHaveLength(3)
    await clock.advance(30_000)
    expect((await chat.complete(question)).text).toBe('好')
    expect((await chat.complete(question)).text).toBe('好')
  })

  it('counts answers that break off, by an error or cleanly, and not those that are filtered or too long', async () => {
    const broken = guarded(
      scriptedChat('a/x', { say: ['清'], end: 'cut-off' }, { say: ['清'], fail: failing() }, { end: 'cut-off' }),
    )
    for (let call = 0; call < 3; call++) await readAll(broken.chat.stream(question))
    expect(broken.breaker.refusal()).toMatchObject({ code: 'MODEL_CIRCUIT_OPEN' })
    const odd = guarded(scriptedChat('a/x', { say: ['清'], end: 'length' }, { end: 'filtered' }), {}, 1)
    for (let call = 0; call < 3; call++) await odd.chat.complete(question)
    expect(odd.breaker.refusal()).toBeUndefined()
  })

  it('lets no queued call through to a service that failed meanwhile, and charges nothing for it', async () => {
    const model = scriptedChat('a/x', { fail: failing() })
    const { chat, clock, limiter } = guarded(model, { concurrency: 1, requestsPerMinute: 4 }, 1)
    const asked = Array.from({ length: 4 }, () => chat.complete(question).catch((error: unknown) => error))
    await clock.advance(0)
    const codes = (await Promise.all(asked)).map((error) => (error as { code: string }).code)
    expect(codes).toEqual(['MODEL_UNREACHABLE', 'MODEL_CIRCUIT_OPEN', 'MODEL_CIRCUIT_OPEN', 'MODEL_CIRCUIT_OPEN'])
    expect(model.calls).toHaveLength(1)
    await Promise.all([limiter.acquire(0), clock.advance(0)])
  })

  it('refuses while open without a place in the queue', async () => {
    const { chat, breaker, limiter } = guarded(scriptedChat('a/x', { say: ['好'] }), { concurrency: 1 }, 1)
    await limiter.acquire(0)
    breaker.enter().failed(failing())
    await expect(chat.complete(question)).rejects.toMatchObject({ code: 'MODEL_CIRCUIT_OPEN' })
    expect(limiter.waiting()).toBe(0)
  })

  it('puts the tokens right at the end: as used, or none when the service billed none', async () => {
    const model = scriptedChat('a/x', { say: ['一二'] }, { fail: modelError('MODEL_RATE_LIMITED') }, { say: ['三四'] })
    const { chat, clock } = guarded(model, { tokensPerMinute: 430 }, 9)
    await chat.complete(question)
    const refused = chat.complete(question).catch((error: unknown) => error)
    await clock.advance(0)
    expect(await refused).toMatchObject({ code: 'MODEL_RATE_LIMITED' })
    const third = chat.complete(question)
    await clock.advance(0)
    expect((await third).text).toBe('三四')
  })

  it('holds nothing for a call that was refused for want of money', async () => {
    const model = scriptedChat('a/x', { fail: modelError('BUDGET_EXCEEDED') }, { say: ['好'] })
    const { chat, breaker } = guarded(model, { requestsPerMinute: 1, maxQueueMs: 0 }, 1)
    await expect(chat.complete(question)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
    expect(breaker.refusal()).toBeUndefined()
    expect((await chat.complete(question)).text).toBe('好')
  })

  it('gives everything back when its reader stops in the middle', async () => {
    const model = scriptedChat('a/x', { say: ['一', '二', '三'] })
    const { chat, limiter } = guarded(model, { concurrency: 1 })
    for (let round = 0; round < 500; round++) {
      for await (const event of chat.stream(question)) if (event.type === 'text') break
    }
    expect([limiter.running(), model.open(), model.calls.length]).toEqual([0, 0, 500])
  })

  it('leaves no listener on a signal that many calls share', async () => {
    const { signal } = new AbortController()
    const ends = scriptedChat('a/x', { say: ['一'] }, { fail: failing() }, { say: ['一'], end: 'cut-off' })
    const { chat } = guarded(ends, { concurrency: 1 }, 100)
    for (let call = 0; call < 20; call++) await readAll(chat.stream(question, { signal }))
    await expect(chat.complete(question, { signal })).resolves.toMatchObject({ finish: 'cut-off' })
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('gives everything back at once when the caller leaves a stream that nobody reads on', async () => {
    const { chat, limiter, breaker, clock } = guarded(scriptedChat('a/x', { say: ['一', '二'] }), { concurrency: 1 }, 1)
    breaker.enter().failed(failing())
    await clock.advance(30_000)
    const leaving = new AbortController()
    const events = chat.stream(question, { signal: leaving.signal })[Symbol.asyncIterator]()
    await events.next()
    expect(limiter.running()).toBe(1)
    leaving.abort()
    expect([limiter.running(), breaker.refusal()]).toEqual([0, undefined])
  })

  it('gives the probe back when its caller leaves before anything came', async () => {
    const model = scriptedChat('a/x', { fail: failing() }, { hang: true }, { say: ['好'] })
    const { chat, clock } = guarded(model, {}, 1)
    await readAll(chat.stream(question))
    await clock.advance(30_000)
    const leaving = new AbortController()
    const probe = chat.complete(question, { signal: leaving.signal }).catch((error: unknown) => error)
    await clock.advance(0)
    await expect(chat.complete(question)).rejects.toMatchObject({ code: 'MODEL_CIRCUIT_OPEN' })
    leaving.abort()
    expect(await probe).toMatchObject({ code: 'CANCELLED' })
    expect((await chat.complete(question)).text).toBe('好')
  })
})
