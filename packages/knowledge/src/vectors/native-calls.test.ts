import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { NativeCalls } from './native-calls.ts'

describe('native calls', () => {
  it('let a process end as it wants to, in the middle of taking vectors in', () => {
    const child = fileURLToPath(new URL('test-ending-child.ts', import.meta.url))
    for (let round = 0; round < 6; round++) {
      const { status, signal, stderr } = spawnSync(process.execPath, ['--conditions=kaiwu-src', child], { encoding: 'utf8' })
      expect([status, signal, stderr]).toEqual([7, null, ''])
    }
  })

  it('do not begin once they are stopped', async () => {
    const calls = new NativeCalls()
    expect(await calls.run(() => 'made')).toBe('made')
    new NativeCalls(calls.memory).stop()
    expect([calls.areStopped, await calls.run(() => expect.fail('made'))]).toEqual([true, undefined])
  })

  it('are waited for until they have returned, also when one throws, and no longer than is said', async () => {
    const calls = new NativeCalls()
    calls.waitUntilIdle(10_000)
    void calls.run(() => new Promise(() => undefined))
    const throwing = (): void => {
      throw new Error('of the call')
    }
    await expect(calls.run(throwing)).rejects.toThrow('of the call')
    const began = performance.now()
    calls.waitUntilIdle(30)
    expect(performance.now() - began).toBeGreaterThanOrEqual(29)
    // Another thread ends the call 50 ms from now.
    const other = `const { workerData } = require('node:worker_threads')
      const state = new Int32Array(workerData)
      setTimeout(() => { Atomics.sub(state, 1, 1); Atomics.notify(state, 1) }, 50)`
    const worker = new Worker(other, { eval: true, workerData: calls.memory })
    await wait(1)
    const waited = performance.now()
    calls.waitUntilIdle(60_000)
    expect(performance.now() - waited).toBeLessThan(30_000)
    await worker.terminate()
  })
})
