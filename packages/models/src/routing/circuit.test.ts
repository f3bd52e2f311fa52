import { KaiwuError, type ErrorCode } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { circuit, type Circuit } from './circuit.ts'
import { modelError } from './test-scripted-chat.ts'

const policy = { failures: 5, withinMs: 30_000, openMs: 30_000 }

function opened(changes: Partial<typeof policy> = {}) {
  const time = { now: 5_000 }
  return { time, breaker: circuit('a/x', { ...policy, ...changes }, { now: () => time.now, longestMs: 60_000 }) }
}

function fail(breaker: Circuit, times: number, error: unknown = modelError('MODEL_UNREACHABLE')): void {
  for (let time = 0; time < times; time++) breaker.enter().failed(error)
}

const isOpen = (breaker: Circuit): boolean => breaker.refusal() !== undefined

function broken() {
  const made = opened()
  fail(made.breaker, 5)
  return made
}

function thrownBy(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    return error
  }
}

describe('circuit', () => {
  it('opens at the last of so many failures in a row, and says for how long', () => {
    const { breaker, time } = opened()
    fail(breaker, 4)
    expect(isOpen(breaker)).toBe(false)
    fail(breaker, 1)
    time.now += 1_500
    const error = thrownBy(() => breaker.enter())
    expect(error).toMatchObject({ code: 'MODEL_CIRCUIT_OPEN', details: { model: 'a/x', seconds: 29, billed: 'no' } })
  })

  it.each<ErrorCode>([
    'MODEL_UNREACHABLE',
    'MODEL_TIMEOUT',
    'MODEL_RATE_LIMITED',
    'MODEL_OVERLOADED',
    'MODEL_FAILED',
    'MODEL_PROTOCOL',
  ])('counts %s', (code) => {
    const { breaker } = opened()
    fail(breaker, 5, modelError(code))
    expect(isOpen(breaker)).toBe(true)
  })

  it.each<ErrorCode>([
    'MODEL_BAD_REQUEST',
    'MODEL_CONTENT_FILTERED',
    'MODEL_CONTEXT_TOO_LONG',
    'MODEL_NOT_FOUND',
    'MODEL_REFUSED_KEY',
    'MODEL_NOT_PERMITTED',
    'MODEL_BUSY',
    'BUDGET_EXCEEDED',
    'CANCELLED',
  ])('does not count %s', (code) => {
    const { breaker } = opened()
    fail(breaker, 50, modelError(code))
    fail(breaker, 50, new TypeError('a mistake of ours'))
    expect(isOpen(breaker)).toBe(false)
  })

  it('forgets failures after a success, and those that are long ago', () => {
    const { breaker, time } = opened()
    fail(breaker, 4)
    breaker.enter().succeeded()
    fail(breaker, 4)
    expect(isOpen(breaker)).toBe(false)
    time.now += 30_000
    fail(breaker, 4)
    expect(isOpen(breaker)).toBe(false)
    fail(breaker, 1)
    expect(isOpen(breaker)).toBe(true)
  })

  it('lets exactly one probe through after its time, and closes when that is answered', () => {
    const { breaker, time } = broken()
    time.now += 29_999
    expect(isOpen(breaker)).toBe(true)
    time.now += 1
    const entered = Array.from({ length: 50 }, () => thrownBy(() => breaker.enter()))
    const refused = entered.filter((one) => KaiwuError.is(one))
    expect(refused).toHaveLength(49)
    expect(refused.every((one) => KaiwuError.is(one) && Number(one.details['seconds']) >= 1)).toBe(true)
    const probe = entered[0] as ReturnType<Circuit['enter']>
    probe.succeeded()
    expect(isOpen(breaker)).toBe(false)
    fail(breaker, 4)
    expect(isOpen(breaker)).toBe(false)
  })

  it('opens again when the probe fails', () => {
    const { breaker, time } = broken()
    time.now += 30_000
    breaker.enter().failed(modelError('MODEL_TIMEOUT'))
    expect(isOpen(breaker)).toBe(true)
    time.now += 29_999
    expect(isOpen(breaker)).toBe(true)
    time.now += 1
    expect(isOpen(breaker)).toBe(false)
  })

  it('lets the others in when the probe is being answered, and opens again when that answer breaks', () => {
    const { breaker, time } = broken()
    time.now += 30_000
    const probe = breaker.enter()
    probe.began()
    expect(isOpen(breaker)).toBe(false)
    probe.failed(modelError('MODEL_UNREACHABLE'))
    expect(isOpen(breaker)).toBe(true)
  })

  it('closes at a probe that is refused for what it asks: the service is there', () => {
    const { breaker, time } = broken()
    time.now += 30_000
    breaker.enter().failed(modelError('MODEL_CONTENT_FILTERED'))
    expect(isOpen(breaker)).toBe(false)
  })

  it.each([
    ['its caller left', (probe: ReturnType<Circuit['enter']>) => probe.left()],
    ['it was cancelled', (probe: ReturnType<Circuit['enter']>) => probe.failed(modelError('CANCELLED'))],
    ['there was no money for it', (probe: ReturnType<Circuit['enter']>) => probe.failed(modelError('BUDGET_EXCEEDED'))],
  ])('lets another probe through when %s', (_, end) => {
    const { breaker, time } = broken()
    time.now += 30_000
    end(breaker.enter())
    expect(isOpen(breaker)).toBe(false)
    breaker.enter()
    expect(isOpen(breaker)).toBe(true)
  })

  it('does not wait for ever for a probe that nobody ended', () => {
    const { breaker, time } = broken()
    time.now += 30_000
    const lost = breaker.enter()
    time.now += 60_000
    const probe = breaker.enter()
    lost.succeeded()
    expect(isOpen(breaker)).toBe(true)
    probe.succeeded()
    expect(isOpen(breaker)).toBe(false)
  })

  it('pays no heed to calls that began before it opened or closed', () => {
    const { breaker, time } = opened()
    const early = Array.from({ length: 20 }, () => breaker.enter())
    fail(breaker, 5)
    early[0]?.succeeded()
    expect(isOpen(breaker)).toBe(true)
    time.now += 30_000
    breaker.enter().succeeded()
    for (const call of early) call.failed(modelError('MODEL_TIMEOUT'))
    expect(isOpen(breaker)).toBe(false)
  })

  it('takes an empty account at its word for ten times as long, and says so meanwhile (UP-04)', () => {
    const { breaker, time } = opened()
    breaker.enter().failed(modelError('MODEL_QUOTA_EXHAUSTED', { status: 402, reason: 'Insufficient Balance' }))
    const error = thrownBy(() => breaker.enter())
    expect(error).toMatchObject({ code: 'MODEL_QUOTA_EXHAUSTED', details: { status: 402, seconds: 300 } })
    expect((error as KaiwuError).text('zh')).toContain('余额或配额不足')
    time.now += 299_999
    expect(isOpen(breaker)).toBe(true)
    time.now += 1
    breaker.enter().succeeded()
    expect(isOpen(breaker)).toBe(false)
  })

  it('opens when all of several at once fail, not when some do', () => {
    const { breaker } = opened()
    const some = Array.from({ length: 40 }, () => breaker.enter())
    some.forEach((call, index) => (index % 3 === 0 ? call.failed(modelError('MODEL_FAILED')) : call.succeeded()))
    expect(isOpen(breaker)).toBe(false)
    for (const call of Array.from({ length: 40 }, () => breaker.enter())) call.failed(modelError('MODEL_FAILED'))
    expect(isOpen(breaker)).toBe(true)
  })
})
