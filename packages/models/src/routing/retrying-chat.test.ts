import { seededRandom } from '@kaiwu/testkit'
import { KaiwuError, type ChatModel } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { defaultPolicy } from './call-policy.ts'
import { retryBudget } from './retry-budget.ts'
import { retryingChat } from './retrying-chat.ts'
import { modelError, question, readAll, scriptedChat, textOf, type Scripted } from './test-scripted-chat.ts'
import { virtualClock } from './test-virtual-clock.ts'

const policy = defaultPolicy.retry
const ok: Scripted = { say: ['清洗', '滤网'] }

function retried(model: ChatModel, changes: Partial<typeof policy> = {}, random = () => 1) {
  const clock = virtualClock()
  const budget = retryBudget(changes.budget ?? policy.budget, { now: clock.now })
  return { clock, chat: retryingChat(model, { ...policy, ...changes }, { budget, sleep: clock.sleep, random }) }
}

describe('retryingChat', () => {
  it('waits at least as long as the service says, then succeeds (UP-01)', async () => {
    const model = scriptedChat('a/x', { fail: modelError('MODEL_RATE_LIMITED', { retryAfterMs: 1000 }) }, ok)
    const { chat, clock } = retried(model)
    const reading = readAll(chat.stream(question))
    await clock.advance(999)
    expect(model.calls).toHaveLength(1)
    await clock.advance(1_000)
    expect(textOf((await reading).events)).toBe('清洗滤网')
    expect(model.calls).toHaveLength(2)
  })

  it.each([0, 30_000])('obeys a Retry-After of %i ms without ever sleeping longer than 30 s (UP-02)', async (retryAfterMs) => {
    const model = scriptedChat('a/x', { fail: modelError('MODEL_OVERLOADED', { retryAfterMs }) }, ok)
    const { chat, clock } = retried(model)
    const completion = chat.complete(question)
    await clock.advance(30_000)
    expect((await completion).text).toBe('清洗滤网')
    expect(clock.waits[0]).toBeGreaterThanOrEqual(retryAfterMs)
    expect(clock.waits[0]).toBeLessThanOrEqual(30_000)
  })

  it('does not wait for a Retry-After beyond the limit, and hands it on (UP-02)', async () => {
    const model = scriptedChat('a/x', { fail: modelError('MODEL_RATE_LIMITED', { retryAfterMs: 3_600_000 }) }, ok)
    const { chat, clock } = retried(model)
    const error = await chat.complete(question).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'MODEL_RATE_LIMITED', details: { retryAfterMs: 3_600_000 } })
    expect([model.calls.length, clock.waits]).toEqual([1, []])
  })

  it.each([
    modelError('MODEL_RATE_LIMITED', { status: 429 }),
    modelError('MODEL_FAILED', { status: 500 }),
    modelError('MODEL_FAILED', { status: 502 }),
    modelError('MODEL_FAILED', { status: 408 }),
    modelError('MODEL_OVERLOADED', { status: 503 }),
    modelError('MODEL_UNREACHABLE'),
  ])('makes at most three attempts within ten seconds at $code $details.status (UP-03, UP-05)', async (fail) => {
    const model = scriptedChat('a/x', { fail })
    const { chat, clock } = retried(model)
    const reading = readAll(chat.stream(question))
    await clock.advance(10_000)
    expect((await reading).error).toBe(fail)
    expect(model.calls).toHaveLength(3)
    expect(clock.waits).toEqual([500, 1000])
  })

  it.each([
    modelError('MODEL_QUOTA_EXHAUSTED', { status: 429 }),
    modelError('MODEL_REFUSED_KEY', { status: 401 }),
    modelError('MODEL_NOT_PERMITTED', { status: 403 }),
    modelError('MODEL_NOT_FOUND', { status: 404 }),
    modelError('MODEL_CONTEXT_TOO_LONG', { status: 400 }),
    modelError('MODEL_BAD_REQUEST', { status: 400 }),
    modelError('MODEL_CONTENT_FILTERED', { status: 400 }),
    modelError('MODEL_PROTOCOL'),
    modelError('MODEL_TIMEOUT'),
    modelError('MODEL_CIRCUIT_OPEN'),
    modelError('MODEL_BUSY'),
    modelError('BUDGET_EXCEEDED'),
    modelError('CANCELLED'),
    modelError('MODEL_FAILED', { status: 200 }),
    modelError('MODEL_FAILED', { status: 404 }),
    modelError('MODEL_FAILED', { status: 500, billed: 'maybe' }),
    modelError('MODEL_UNREACHABLE', { billed: 'maybe' }),
    new KaiwuError('MODEL_OVERLOADED', { status: 503 }),
    new TypeError('a mistake of ours'),
  ])('makes one attempt only at $code $message (UP-04, UP-06 to 08, UP-21)', async (fail) => {
    const model = scriptedChat('a/x', { fail: fail as KaiwuError }, ok)
    const { chat } = retried(model)
    expect((await readAll(chat.stream(question))).error).toBe(fail)
    const again = scriptedChat('a/x', { fail: fail as KaiwuError }, ok)
    await expect(retried(again).chat.complete(question)).rejects.toBe(fail)
    expect([model.calls.length, again.calls.length]).toEqual([1, 1])
  })

  it('never begins anew once a piece was handed on (UP-16)', async () => {
    const fail = modelError('MODEL_UNREACHABLE')
    const model = scriptedChat('a/x', { say: ['清'], fail }, ok)
    const { events, error } = await readAll(retried(model).chat.stream(question))
    expect([textOf(events), error, model.calls.length]).toEqual(['清', fail, 1])
  })

  it('waits a random part of a time that doubles up to its most', async () => {
    const model = scriptedChat('a/x', { fail: modelError('MODEL_FAILED', { status: 500 }) })
    const clock = virtualClock()
    const endless = { called: () => undefined, take: () => true }
    const chat = retryingChat(model, { ...policy, most: 7 }, { budget: endless, sleep: clock.sleep, random: () => 0.5 })
    const asked = expect(chat.complete(question)).rejects.toMatchObject({ code: 'MODEL_FAILED' })
    await clock.advance(200_000)
    await asked
    expect(clock.waits).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000])
  })

  it('multiplies calls by no more than 1.1 when one in ten fails', async () => {
    const chance = seededRandom(7)
    const failing: ChatModel = {
      ref: 'a/x',
      stream: () => scriptedChat('a/x', ok).stream(question),
      complete: (request) => {
        attempts += 1
        return chance() < 0.1 ? Promise.reject(modelError('MODEL_OVERLOADED')) : scriptedChat('a/x', ok).complete(request)
      },
    }
    let attempts = 0
    const { chat, clock } = retried(failing, {}, chance)
    let failed = 0
    const pending: Promise<unknown>[] = []
    for (let call = 0; call < 10_000; call++) {
      pending.push(chat.complete(question).catch(() => (failed += 1)))
      if (call % 20 === 19) await clock.advance(1_000)
    }
    await clock.advance(60_000)
    await Promise.all(pending)
    console.log(`amplification at 10 % errors: ${attempts / 10_000}; calls that failed after all: ${failed} of 10,000`)
    expect(attempts / 10_000).toBeLessThanOrEqual(1.1)
    expect(attempts).toBeGreaterThan(10_500)
    expect(failed).toBeLessThan(300)
  })

  it('does not multiply a total outage, and lets a lone call be retried', async () => {
    const model = scriptedChat('a/x', { fail: modelError('MODEL_UNREACHABLE') })
    const { chat, clock } = retried(model)
    const pending: Promise<unknown>[] = []
    for (let call = 0; call < 1_000; call++) {
      pending.push(chat.complete(question).catch(() => undefined))
      if (call % 10 === 9) await clock.advance(500)
    }
    await clock.advance(60_000)
    await Promise.all(pending)
    expect(model.calls.length).toBeLessThanOrEqual(1_100)
    const lone = chat.complete(question).catch(() => undefined)
    await clock.advance(60_000)
    await lone
    expect(model.calls.length).toBeGreaterThan(1_002)
  })

  it('retries nothing with a budget of 0', async () => {
    const model = scriptedChat('a/x', { fail: modelError('MODEL_UNREACHABLE') })
    await readAll(retried(model, { budget: 0 }).chat.stream(question))
    expect(model.calls).toHaveLength(1)
  })

  it('ends at once when the caller leaves while it waits, by the real clock (DC-01)', async () => {
    const model = scriptedChat('a/x', { fail: modelError('MODEL_RATE_LIMITED', { retryAfterMs: 20_000 }) })
    const chat = retryingChat(model, policy, { budget: retryBudget(1, { atLeast: 100 }) })
    const timersBefore = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const ways = [
      (signal: AbortSignal) => chat.complete(question, { signal }),
      async (signal: AbortSignal) => {
        const { error } = await readAll(chat.stream(question, { signal }))
        throw error
      },
    ]
    for (const ask of ways) {
      const took: number[] = []
      for (let run = 0; run < 9; run++) {
        const leaving = new AbortController()
        const asked = ask(leaving.signal)
        setTimeout(() => leaving.abort(), 10)
        const left = new Promise<number>((resolve) => leaving.signal.addEventListener('abort', () => resolve(performance.now())))
        await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
        took.push(performance.now() - (await left))
      }
      // The middle one of nine: one may be held up by a busy machine.
      expect(took.toSorted((a, b) => a - b)[4]).toBeLessThanOrEqual(20)
    }
    expect(model.calls).toHaveLength(18)
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length).toBeLessThanOrEqual(timersBefore)
  })

  it('leaves no stream open when its reader stops', async () => {
    const model = scriptedChat('a/x', { say: ['一', '二', '三'] })
    for await (const event of retried(model).chat.stream(question)) if (event.type === 'text') break
    expect(model.open()).toBe(0)
  })
})
