import { KaiwuError, errorTable, type ChatModel, type ErrorCode, type Finish } from '@kaiwu/core'
import { fakeTokenApi, quickFaults, type FakeTokenApi, type TokenScript } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { estimatePrompt } from '../estimate/estimate-tokens.ts'
import { noSettings, type PolicySettings } from '../model-settings.ts'
import { openChannel } from '../provider/open-channel.ts'
import { channelChatModel } from '../wire/channel-chat-model.ts'
import { openHttp } from '../wire/open-http.ts'
import { callLimiter, type CallLimiter } from './call-limits.ts'
import type { Candidate } from './candidate-order.ts'
import { circuit } from './circuit.ts'
import { guardedChat } from './guarded-chat.ts'
import { retryBudget } from './retry-budget.ts'
import { retryingChat } from './retrying-chat.ts'
import { routedChat } from './routed-chat.ts'
import { inOrder } from './test-candidate.ts'
import { question, readAll, textOf } from './test-scripted-chat.ts'

const timeouts = { connectMs: 2_000, firstTokenMs: 400, idleMs: 400, totalMs: 4_000 }

/** A candidate over real HTTP, with all that routing puts around a channel. */
async function served(id: string, script: TokenScript, policy: PolicySettings & { internal?: boolean } = {}) {
  const api = await fakeTokenApi({ vendor: 'deepseek', ...script })
  onTestFinished(() => api.close())
  const http = openHttp()
  const { internal = false, ...settings } = policy
  const channel = openChannel(`${id}/deepseek-flash`, {
    settings: {
      ...noSettings,
      providers: { [id]: { timeouts, ...settings, like: 'deepseek', baseUrl: api.url, keyEnv: 'TEST_KEY', internal } },
    },
    environment: { TEST_KEY: api.key },
  })
  const limiter = callLimiter(channel.ref, channel.policy.limits)
  const breaker = circuit(channel.ref, channel.policy.circuit)
  const guarded = guardedChat(channelChatModel(channel, http), { limiter, circuit: breaker, estimateTokens: estimatePrompt })
  const candidate: Candidate = {
    ref: channel.ref,
    internal: channel.internal,
    model: retryingChat(guarded, channel.policy.retry, { budget: retryBudget(channel.policy.retry.budget) }),
    priceEstimate: () => undefined,
    circuitOpen: () => breaker.refusal() !== undefined,
  }
  return { api, http, limiter, candidate }
}

const routed = (...candidates: readonly Candidate[]): ChatModel => routedChat(inOrder(...candidates), { mayLeaveTheHouse: false })

const resources = (name: string): number => process.getActiveResourcesInfo().filter((one) => one === name).length

const closedWithin = async (api: FakeTokenApi, since: number): Promise<number> => {
  while (api.closedEarly.length === 0 && performance.now() - since < 2_000) await new Promise((resolve) => setTimeout(resolve, 1))
  return (api.closedEarly[0] ?? Infinity) - since
}

describe('routing over real HTTP', () => {
  it('waits as a 429 says and then succeeds, with two requests (UP-01)', async () => {
    const { api, http, candidate } = await served('first', { answer: '清洗滤网', fault: ['rate-limited', undefined] })
    onTestFinished(() => http.close())
    const began = performance.now()
    expect((await candidate.model.complete(question)).text).toBe('清洗滤网')
    expect(performance.now() - began).toBeGreaterThanOrEqual(1_000)
    expect(api.hits.chat).toBe(2)
  })

  it.each([
    ['unauthorized', 1, 'MODEL_REFUSED_KEY'],
    ['forbidden', 1, 'MODEL_NOT_PERMITTED'],
    ['no-balance', 1, 'MODEL_QUOTA_EXHAUSTED'],
    ['quota-used-up', 1, 'MODEL_QUOTA_EXHAUSTED'],
    ['context-too-long', 1, 'MODEL_CONTEXT_TOO_LONG'],
    ['model-unknown', 1, 'MODEL_NOT_FOUND'],
    ['retry-after-hour', 1, 'MODEL_RATE_LIMITED'],
    ['rate-limited-bare', 3, 'MODEL_RATE_LIMITED'],
    ['server-error-html', 3, 'MODEL_FAILED'],
    ['unavailable', 3, 'MODEL_OVERLOADED'],
    ['bad-gateway', 3, 'MODEL_FAILED'],
  ] as const)('sends %s %i time(s) and ends in %s (UP-02 to UP-08)', async (fault, hits, code) => {
    const { api, http, candidate } = await served('first', { fault }, { retry: { baseMs: 20 } })
    onTestFinished(() => http.close())
    const { error } = await readAll(candidate.model.stream(question))
    expect([(error as KaiwuError).code, api.hits.chat]).toEqual([code, hits])
  })

  it('sends nothing outside when a service of the house fails (UP-23)', async () => {
    const home = await served('home', { fault: 'unavailable' }, { internal: true, retry: { baseMs: 5 } })
    const outside = await served('outside', {})
    onTestFinished(async () => void (await Promise.all([home.http.close(), outside.http.close()])))
    const chat = routed(home.candidate, outside.candidate)
    for (let call = 0; call < 8; call++) expect((await readAll(chat.stream(question))).error).toBeInstanceOf(KaiwuError)
    await expect(chat.complete(question)).rejects.toMatchObject({ code: 'MODEL_CIRCUIT_OPEN' })
    expect([outside.api.requests.length, outside.api.bytesIn]).toEqual([0, 0])
    expect(home.api.hits.chat).toBeGreaterThan(4)
  })

  it('answers at once from the second when the first is dead and known to be (UP-23)', async () => {
    const first = await served('first', { fault: 'no-headers' }, { circuit: { failures: 2 } })
    const second = await served('second', { answer: '第二家的回答' })
    onTestFinished(async () => void (await Promise.all([first.http.close(), second.http.close()])))
    const chat = routed(first.candidate, second.candidate)
    for (let call = 0; call < 2; call++) await readAll(chat.stream(question))
    const took: number[] = []
    for (let call = 0; call < 20; call++) {
      const began = performance.now()
      const completion = await chat.complete(question)
      took.push(performance.now() - began)
      expect([completion.text, completion.model]).toEqual(['第二家的回答', 'second/deepseek-flash'])
    }
    expect(first.api.hits.chat).toBe(2)
    expect(took.toSorted((a, b) => a - b)[18]).toBeLessThan(1_000)
  })

  it('closes the connection and gives the slot back at once when the caller leaves (DC-01)', async () => {
    for (const after of [0, 1, 5]) {
      const { api, http, limiter, candidate } = await served(
        'first',
        after === 0 ? { fault: 'no-headers' } : { fault: 'endless', endlessMs: 2 },
        { limits: { concurrency: 1 }, timeouts: { ...timeouts, firstTokenMs: 5_000 } },
      )
      onTestFinished(() => http.close())
      const leaving = new AbortController()
      const reading = (async () => {
        let seen = 0
        for await (const _ of routed(candidate).stream(question, { signal: leaving.signal }))
          if (++seen === after) leaving.abort()
      })()
      const asked = async (): Promise<void> => {
        while (api.hits.chat === 0) await new Promise((resolve) => setTimeout(resolve, 1))
        leaving.abort()
      }
      if (after === 0) void asked()
      const left = new Promise<number>((resolve) => leaving.signal.addEventListener('abort', () => resolve(performance.now())))
      await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
      expect(await closedWithin(api, await left)).toBeLessThanOrEqual(250)
      expect(limiter.running()).toBe(0)
    }
  })

  it('brings 200 calls at a time through 30 % of faults of every kind, and leaves nothing behind (UP-25)', async () => {
    const timersBefore = resources('Timeout')
    const socketsBefore = resources('TCPSocketWrap')
    const mix = [...quickFaults, 'no-headers', 'stall', 'keep-alive-only', 'headers-then-nothing'] as const
    const policy = {
      retry: { baseMs: 20, maxRetryAfterMs: 100 },
      circuit: { failures: 1_000, withinMs: 1_000, openMs: 5 },
      // Room for a busy machine: both services and their caller run in this one process.
      timeouts: { connectMs: 5_000, firstTokenMs: 4_000, idleMs: 4_000, totalMs: 8_000 },
      limits: { concurrency: 50 },
    }
    const first = await served('first', { answer: '甲'.repeat(40), faultRate: 0.3, faultMix: mix }, policy)
    const second = await served('second', { answer: '乙'.repeat(40), faultRate: 0.3, faultMix: mix, faultSeed: 2 }, policy)
    const chat = routed(first.candidate, second.candidate)
    const ends: Record<string, number> = {}
    await Promise.all(
      Array.from({ length: 200 }, async (_, call) => {
        const ending = call % 2 === 0 ? await streamEnding(chat) : await wholeEnding(chat)
        ends[ending] = (ends[ending] ?? 0) + 1
      }),
    )
    console.log(`200 calls, 30 % faults: ${JSON.stringify(ends)}; requests ${first.api.hits.chat} + ${second.api.hits.chat}`)
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(200)
    expect(ends['ok'] ?? 0).toBeGreaterThan(130)
    const leftOpen = (limiter: CallLimiter): number => limiter.running() + limiter.waiting()
    expect(leftOpen(first.limiter) + leftOpen(second.limiter)).toBe(0)
    await Promise.all([first.http.close(), second.http.close(), first.api.close(), second.api.close()])
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(resources('TCPSocketWrap')).toBeLessThanOrEqual(socketsBefore)
    expect(resources('Timeout')).toBeLessThanOrEqual(timersBefore)
  }, 60_000)
})

const incomplete: ReadonlySet<Finish> = new Set(['cut-off', 'length', 'filtered'])

async function streamEnding(chat: ChatModel): Promise<string> {
  const { events, error } = await readAll(chat.stream(question))
  const end = events.at(-1)
  return endingOf(textOf(events), end?.type === 'end' ? end.finish : undefined, error)
}

async function wholeEnding(chat: ChatModel): Promise<string> {
  try {
    const { text, finish } = await chat.complete(question)
    return endingOf(text, finish)
  } catch (error) {
    return endingOf('', undefined, error)
  }
}

/** Holds each ending to what it claims: an answer is whole and of one model, an error is one of the table. */
function endingOf(text: string, finish: Finish | undefined, error?: unknown): string {
  // Some faults put other characters into a text; two models' in one are never right.
  expect(text.includes('甲') && text.includes('乙')).toBe(false)
  if (error !== undefined) {
    if (!KaiwuError.is(error)) throw error
    expect(Object.hasOwn(errorTable, error.code)).toBe(true)
    return error.code satisfies ErrorCode
  }
  if (finish && incomplete.has(finish)) return 'incomplete'
  expect(text).not.toBe('')
  return 'ok'
}
