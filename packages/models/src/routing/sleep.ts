import { setTimeout as delay } from 'node:timers/promises'
import { KaiwuError } from '@kaiwu/core'

/** Waits; given as a parameter so that tests need not. @throws CANCELLED as soon as the signal is aborted */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

/** Waits by the machine's clock. @throws CANCELLED */
export const sleep: Sleep = async (ms, signal) => {
  try {
    await delay(ms, undefined, signal ? { signal } : {})
  } catch (error) {
    if (signal?.aborted) throw new KaiwuError('CANCELLED', {}, { cause: error })
    throw error
  }
}
