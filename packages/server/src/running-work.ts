import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { KaiwuError } from '@kaiwu/core'
import type { Response } from 'express'

/** The answers and uploads under way, so that a client who leaves ends its own, and a server that stops ends the rest. */
export type RunningWork = Readonly<{
  /** True once {@link RunningWork.stop} was called. */
  stopping(): boolean
  /**
   * Runs work for a response. Its signal is aborted when the client leaves before the response is complete, or at the end of
   * a stop's patience. @throws SERVER_STOPPING in place of whatever an abort by {@link RunningWork.stop} makes the work throw
   */
  run<T>(response: Response, work: (signal: AbortSignal) => Promise<T>): Promise<T>
  /** Runs work that no response waits for. Its signal is aborted as soon as the server stops. */
  inBackground(work: (signal: AbortSignal) => Promise<void>): Promise<void>
  /** Starts nothing more, waits up to `graceMs` for what is under way, then aborts it. */
  stop(graceMs: number): Promise<void>
}>

// How long aborted work may take to notice.
const abortMs = 2_000

/** Nothing under way yet. */
export function runningWork(): RunningWork {
  const running = new Map<Promise<unknown>, AbortController>()
  const background = new Set<AbortController>()
  let stopped = false
  const done = (patienceMs: number): Promise<unknown> => {
    const patience = new AbortController()
    const all = Promise.allSettled(running.keys()).then(() => patience.abort())
    return Promise.race([all, sleep(patienceMs, undefined, { signal: patience.signal }).catch(() => undefined)])
  }
  return Object.freeze({
    stopping: () => stopped,
    async run<T>(response: Response, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
      if (stopped) throw new KaiwuError('SERVER_STOPPING')
      const controller = new AbortController()
      // Never the request's close: it fires as soon as the body has been read.
      const left = (): void => {
        if (!response.writableFinished) controller.abort(new KaiwuError('CANCELLED'))
      }
      if (response.closed) left()
      else response.once('close', left)
      const result = work(controller.signal).catch((error: unknown) => {
        throw isStop(controller.signal.reason) ? controller.signal.reason : error
      })
      const whole = Promise.allSettled([result, response.closed ? undefined : once(response, 'close')])
      running.set(whole, controller)
      void whole.then(() => running.delete(whole))
      return result
    },
    async inBackground(work: (signal: AbortSignal) => Promise<void>) {
      if (stopped) return
      const controller = new AbortController()
      const result = work(controller.signal)
      const whole = Promise.allSettled([result])
      background.add(controller)
      running.set(whole, controller)
      void whole.then(() => {
        background.delete(controller)
        running.delete(whole)
      })
      await result
    },
    async stop(graceMs: number) {
      stopped = true
      for (const controller of background) controller.abort(new KaiwuError('SERVER_STOPPING'))
      await done(graceMs)
      for (const controller of running.values()) controller.abort(new KaiwuError('SERVER_STOPPING'))
      await done(abortMs)
    },
  })
}

function isStop(reason: unknown): boolean {
  return KaiwuError.is(reason) && reason.code === 'SERVER_STOPPING'
}
