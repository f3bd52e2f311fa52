import { KaiwuError } from '@kaiwu/core'

type Broken = Error & Readonly<{ code?: string; cause?: { code?: string; message?: string }; errors?: readonly Error[] }>

/**
 * The error of a service that could not be reached, or hung up. Libraries say "other side closed" and the like: the code inside says
 * more to an operator than a stack.
 */
export function unreachable(url: string, error: Error, billed: 'no' | 'maybe'): KaiwuError {
  const { code, message, cause, errors } = error as Broken
  const known = cause?.code ?? code
  const said = message || cause?.message || errors?.[0]?.message || String(error)
  const reason = known && !said.includes(known) ? `${said} (${known})` : said
  return new KaiwuError('MODEL_UNREACHABLE', { url, reason, billed }, { cause: error })
}
