import { seededRandom } from '@kaiwu/testkit'
import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { callLimiter, type CallSlot } from './call-limits.ts'
import type { CallLimits } from './call-policy.ts'
import { virtualClock } from './test-virtual-clock.ts'

const none: CallLimits = { concurrency: 0, requestsPerMinute: 0, tokensPerMinute: 0, maxQueueMs: 30_000 }

function limited(limits: Partial<CallLimits>, longestMs = 300_000) {
  const clock = virtualClock()
  const limiter = callLimiter('a/x', { ...none, ...limits }, { now: clock.now, sleep: clock.sleep, longestMs })
  const begun: number[] = []
  const slots: CallSlot[] = []
  const ask = (name: number, tokens = 0, signal?: AbortSignal): Promise<unknown> =>
    limiter.acquire(tokens, signal).then(
      (slot) => {
        begun.push(name)
        slots.push(slot)
        return slot
      },
      (error: unknown) => error,
    )
  return { clock, limiter, begun, slots, ask }
}

describe('callLimiter', () => {
  it('lets everything through, and waits for nothing, without limits', async () => {
    const { ask, begun, clock, limiter, slots } = limited({})
    await Promise.all(Array.from({ length: 500 }, (_, name) => ask(name, 1_000_000)))
    expect([begun.length, clock.waits.length, limiter.running()]).toEqual([500, 0, 500])
    for (const slot of slots) slot.release()
    expect(limiter.running()).toBe(0)
  })

  it('lets so many be made at a time, and the others in the order they came', async () => {
    const { ask, begun, clock, slots } = limited({ concurrency: 2 })
    for (let name = 0; name < 6; name++) void ask(name)
    await clock.advance(0)
    expect(begun).toEqual([0, 1])
    slots[1]?.release()
    await clock.advance(0)
    slots[0]?.release()
    slots[0]?.release()
    await clock.advance(0)
    expect(begun).toEqual([0, 1, 2, 3])
  })

  it('never lets more calls through in any minute than may be, and wastes no room', async () => {
    const { ask, clock, limiter } = limited({ requestsPerMinute: 10, maxQueueMs: 1_000_000 })
    const at: number[] = []
    const chance = seededRandom(3)
    for (let call = 0; call < 60; call++) {
      void ask(call).then((slot) => {
        at.push(clock.now())
        ;(slot as CallSlot).release()
      })
      await clock.advance(Math.floor(chance() * 2_000))
    }
    await clock.advance(400_000)
    expect(at).toHaveLength(60)
    const busiest = Math.max(...at.map((begin) => at.filter((one) => one >= begin && one < begin + 60_000).length))
    expect(busiest).toBe(10)
    expect(at.at(-1)! - at[0]!).toBeLessThanOrEqual(310_000)
    expect(limiter.waiting()).toBe(0)
  })

  it('goes by estimated tokens first, and by what they turned out to be after', async () => {
    const { ask, begun, clock, slots } = limited({ tokensPerMinute: 1_000, maxQueueMs: 100_000 })
    void ask(0, 600)
    void ask(1, 600)
    await clock.advance(5_000)
    expect(begun).toEqual([0])
    slots[0]?.release(300)
    await clock.advance(0)
    expect(begun).toEqual([0, 1])
    slots[1]?.release(2_000)
    void ask(2, 100)
    await clock.advance(59_000)
    expect(begun).toEqual([0, 1])
    await clock.advance(6_000)
    expect(begun).toEqual([0, 1, 2])
  })

  it('lets a call go that is larger than all tokens of a minute, when nothing else was sent', async () => {
    const { ask, begun, clock } = limited({ tokensPerMinute: 1_000, maxQueueMs: 200_000 })
    void ask(0, 100)
    await clock.advance(10_000)
    void ask(1, 5_000)
    void ask(2, 1)
    await clock.advance(49_000)
    expect(begun).toEqual([0])
    await clock.advance(1_001)
    expect(begun).toEqual([0, 1])
    await clock.advance(60_001)
    expect(begun).toEqual([0, 1, 2])
  })

  it('refuses who waited too long, naming the limit and when to come again', async () => {
    const { ask, clock, limiter } = limited({ concurrency: 1, maxQueueMs: 4_000 })
    void ask(0)
    const late = ask(1)
    await clock.advance(3_999)
    expect(limiter.waiting()).toBe(1)
    await clock.advance(1)
    expect(await late).toMatchObject({
      code: 'MODEL_BUSY',
      details: { model: 'a/x', limit: 'concurrency 1', seconds: 4, billed: 'no' },
    })
    expect([limiter.waiting(), clock.sleeping()]).toEqual([0, 0])
  })

  it('refuses at once who would wait in vain, and everybody when nobody may wait', async () => {
    const { ask, clock } = limited({ requestsPerMinute: 2, maxQueueMs: 5_000 })
    await Promise.all([ask(0), ask(1)])
    expect(await ask(2)).toMatchObject({ code: 'MODEL_BUSY', details: { limit: 'requestsPerMinute 2', seconds: 60 } })
    await clock.advance(55_500)
    const next = ask(3)
    await clock.advance(4_500)
    expect(await next).toHaveProperty('release')
    const impatient = limited({ concurrency: 1, maxQueueMs: 0 })
    await impatient.ask(0)
    expect(await impatient.ask(1)).toMatchObject({ code: 'MODEL_BUSY', details: { seconds: 1 } })
  })

  it('lets go of who leaves the queue, and lets the next come forward', async () => {
    const { ask, begun, clock, limiter, slots } = limited({ tokensPerMinute: 1_000, maxQueueMs: 100_000 })
    await ask(0, 900)
    const leaving = new AbortController()
    const large = ask(1, 1_000, leaving.signal)
    void ask(2, 50)
    await clock.advance(10)
    expect(begun).toEqual([0])
    leaving.abort()
    expect(await large).toMatchObject({ code: 'CANCELLED' })
    await clock.advance(0)
    expect(begun).toEqual([0, 2])
    for (const slot of slots) slot.release()
    expect([limiter.running(), limiter.waiting(), clock.sleeping()]).toEqual([0, 0, 0])
  })

  it('forgets the signal of a call once it has its turn: leaving later costs nobody else theirs', async () => {
    const { ask, begun, clock, slots, limiter } = limited({ concurrency: 1 })
    const leaving = new AbortController()
    await ask(0)
    void ask(1, 0, leaving.signal)
    void ask(2)
    slots[0]?.release()
    await clock.advance(0)
    expect([begun, getEventListeners(leaving.signal, 'abort').length]).toEqual([[0, 1], 0])
    leaving.abort()
    expect(limiter.waiting()).toBe(1)
    slots[1]?.release()
    await clock.advance(0)
    expect(begun).toEqual([0, 1, 2])
  })

  it('takes nobody in who has left already', async () => {
    const { ask, limiter } = limited({})
    expect(await ask(0, 0, AbortSignal.abort())).toMatchObject({ code: 'CANCELLED' })
    expect(limiter.running()).toBe(0)
  })

  it('counts a call that was never sent as nothing', async () => {
    const { ask, begun, slots } = limited({ requestsPerMinute: 1, tokensPerMinute: 100 })
    await ask(0, 100)
    slots[0]?.undo()
    await ask(1, 100)
    expect(begun).toEqual([0, 1])
  })

  it('takes back a slot that nobody gave back within the longest time a call takes', async () => {
    const { ask, begun, clock, slots, limiter } = limited({ concurrency: 1, maxQueueMs: 100_000 }, 60_000)
    await ask(0)
    void ask(1)
    await clock.advance(59_999)
    expect(begun).toEqual([0])
    await clock.advance(1)
    expect(begun).toEqual([0, 1])
    slots[0]?.release()
    expect(limiter.running()).toBe(1)
  })

  it('keeps order, limits and nobody waiting through 2,000 calls that come, end, fail and leave by chance', async () => {
    const chance = seededRandom(11)
    const { clock, limiter } = limited({ concurrency: 4, requestsPerMinute: 200, tokensPerMinute: 20_000, maxQueueMs: 20_000 })
    const ends: Record<string, number> = {}
    let most = 0
    const calls = Array.from({ length: 2_000 }, async () => {
      await clock.sleep(Math.floor(chance() * 600_000))
      const leaving = new AbortController()
      if (chance() < 0.2) void clock.sleep(Math.floor(chance() * 3_000)).then(() => leaving.abort())
      let end = 'made'
      try {
        const slot = await limiter.acquire(Math.floor(chance() * 400), leaving.signal)
        most = Math.max(most, limiter.running())
        await clock.sleep(Math.floor(chance() * 2_000))
        if (chance() < 0.1) slot.undo()
        else slot.release(Math.floor(chance() * 400))
      } catch (error) {
        end = (error as { code: string }).code
      }
      ends[end] = (ends[end] ?? 0) + 1
    })
    await clock.advance(700_000)
    await Promise.all(calls)
    expect([limiter.running(), limiter.waiting(), clock.sleeping(), most]).toEqual([0, 0, 0, 4])
    expect(Object.keys(ends).toSorted()).toEqual(['CANCELLED', 'MODEL_BUSY', 'made'])
    expect(Object.values(ends).reduce((sum, count) => sum + count, 0)).toBe(2_000)
  })

  it('leaves no timer behind, by the real clock', async () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
    const before = timers()
    const limiter = callLimiter('a/x', { ...none, concurrency: 1 })
    const first = await limiter.acquire(0)
    const leaving = new AbortController()
    const second = limiter.acquire(0, leaving.signal).catch((error: unknown) => error)
    const third = limiter.acquire(0)
    const left = performance.now()
    leaving.abort()
    expect(await second).toMatchObject({ code: 'CANCELLED' })
    expect(performance.now() - left).toBeLessThanOrEqual(200)
    first.release()
    const slot = await third
    slot.release()
    expect(timers()).toBeLessThanOrEqual(before)
  })
})
