import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { idleGuard } from './idle-guard.ts'

const limits = { firstMs: 60_000, idleMs: 30_000, totalMs: 300_000 }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('idleGuard', () => {
  it('gives up when nothing comes', () => {
    const guard = idleGuard(limits)
    vi.advanceTimersByTime(59_999)
    expect(guard.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect(guard.signal.aborted).toBe(true)
    expect(guard.expired()).toEqual({ phase: 'first token', limitMs: 60_000 })
  })

  it('waits for the shorter time once something came', () => {
    const guard = idleGuard(limits)
    vi.advanceTimersByTime(50_000)
    guard.beat()
    vi.advanceTimersByTime(29_999)
    expect(guard.expired()).toBeUndefined()
    vi.advanceTimersByTime(1)
    expect(guard.expired()).toEqual({ phase: 'idle', limitMs: 30_000 })
  })

  it('does not wait for ever on a stream that never ends', () => {
    const guard = idleGuard(limits)
    for (let second = 0; second < 300; second += 10) {
      expect(guard.expired()).toBeUndefined()
      guard.beat()
      vi.advanceTimersByTime(10_000)
    }
    expect(guard.expired()).toEqual({ phase: 'total', limitMs: 300_000 })
  })

  it("follows the caller's own signal, and has then not expired", () => {
    const caller = new AbortController()
    const guard = idleGuard(limits, caller.signal)
    caller.abort()
    expect(guard.signal.aborted).toBe(true)
    expect(guard.expired()).toBeUndefined()
  })

  it('leaves no timer behind', () => {
    const guard = idleGuard(limits)
    guard.beat()
    guard.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
