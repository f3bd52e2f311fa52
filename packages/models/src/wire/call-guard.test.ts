import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { callGuard, type CallGuard } from './call-guard.ts'

const limits = { connectMs: 5_000, firstTokenMs: 60_000, idleMs: 30_000, totalMs: 300_000 }
const guarding = (options: Parameters<typeof callGuard>[2] = {}): CallGuard => callGuard('http://model', limits, options)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('callGuard', () => {
  it('gives up when nothing comes', () => {
    const guard = guarding()
    vi.advanceTimersByTime(59_999)
    expect(guard.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(guard.signal.reason).toMatchObject({ code: 'MODEL_TIMEOUT', details: { phase: 'first token', seconds: 60 } })
  })

  it('waits for the shorter time once something came', () => {
    const guard = guarding()
    vi.advanceTimersByTime(50_000)
    guard.beat()
    vi.advanceTimersByTime(29_999)
    expect(guard.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(guard.signal.reason).toMatchObject({ details: { phase: 'idle', seconds: 30 } })
  })

  it('does not wait for ever on a stream that never ends', () => {
    const guard = guarding()
    for (let second = 0; second < 300; second += 10) {
      expect(guard.signal.aborted).toBe(false)
      guard.beat()
      vi.advanceTimersByTime(10_000)
    }
    expect(guard.signal.reason).toMatchObject({ details: { phase: 'total', seconds: 300 } })
  })

  it('waits for a whole answer until the end', () => {
    const guard = guarding({ whole: true })
    vi.advanceTimersByTime(299_999)
    expect(guard.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(guard.signal.reason).toMatchObject({ details: { phase: 'total' } })
  })

  it.each([
    ['leaves', () => new AbortController()],
    [
      'had left before',
      () => {
        const caller = new AbortController()
        caller.abort()
        return caller
      },
    ],
  ])('says that the call was cancelled when the caller %s', (_, make) => {
    const caller = make()
    const guard = guarding({ outer: caller.signal })
    caller.abort()
    expect(guard.signal.reason).toMatchObject({ code: 'CANCELLED' })
  })

  it('leaves no timer behind', () => {
    const guard = guarding()
    guard.beat()
    guard.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
