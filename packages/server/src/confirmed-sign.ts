import { KaiwuError } from '@kaiwu/core'
import type { SolutionCall } from './route.ts'
import { notSignedIn, placeOf } from './sign-in-place.ts'

/**
 * How a decision is signed: with the password of whoever asks, once it has been held against theirs; else by the click that sent it.
 * @throws CASE_SIGNATURE_BY_KEY, CASE_PASSWORD_WRONG, RATE_LIMITED
 */
export async function confirmedSign(
  { asking, solution }: Pick<SolutionCall<unknown, unknown>, 'asking' | 'solution'>,
  password: string | undefined,
): Promise<Readonly<{ sign?: 'password' }>> {
  if (password === undefined) return {}
  const { kind, personId } = asking.subject
  if (kind !== 'person') throw new KaiwuError('CASE_SIGNATURE_BY_KEY')
  const outcome = await solution.work.people.confirmPassword(personId, password, placeOf(asking))
  if (!('refused' in outcome)) return { sign: 'password' }
  throw outcome.refused === 'failed' ? new KaiwuError('CASE_PASSWORD_WRONG') : notSignedIn(outcome)
}
