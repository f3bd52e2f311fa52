import { KaiwuError } from '@kaiwu/core'
import type { Response } from 'express'

/** Bounds how many uploads are held in memory at a time. */
export type UploadSlots = Readonly<{
  /** Takes a slot until the response is over. @throws RATE_LIMITED when none is free */
  take(response: Response): void
}>

// About as long as reading a document takes.
const retrySeconds = 5

/** As many slots as uploads may be under way at once. */
export function uploadSlots(count: number): UploadSlots {
  let taken = 0
  return Object.freeze({
    take(response: Response) {
      if (taken >= count) throw new KaiwuError('RATE_LIMITED', { seconds: retrySeconds })
      taken++
      response.once('close', () => taken--)
    },
  })
}
