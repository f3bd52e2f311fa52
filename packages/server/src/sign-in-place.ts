import type { Asking, NotSignedIn, SignInPlace } from '@kaiwu/cases'
import { KaiwuError } from '@kaiwu/core'

/** Where a sign-in comes from. @param previous the token that the browser has already: its session ends */
export function placeOf({ ip = '', requestId }: Asking, previous?: string): SignInPlace {
  return {
    address: ip,
    ...(requestId === undefined ? {} : { requestId }),
    ...(previous === undefined ? {} : { previous }),
  }
}

/** What is told to somebody who is not in: the same whether they are unknown, disabled or wrong. */
export function notSignedIn(refused: NotSignedIn): KaiwuError {
  if (refused.refused === 'failed') return new KaiwuError('SIGN_IN_FAILED')
  return new KaiwuError('RATE_LIMITED', { seconds: Math.ceil(refused.retryAfterMs / 1_000) })
}
