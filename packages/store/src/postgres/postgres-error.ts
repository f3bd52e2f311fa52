import { KaiwuError, type ErrorCode } from '@kaiwu/core'

/** The code PostgreSQL gives an error (five characters, see its manual, appendix A), or the system's (`ECONNREFUSED`). */
export function codeOf(error: unknown): string {
  const { code, errors } = error as { code?: unknown; errors?: readonly unknown[] }
  if (typeof code === 'string') return code
  return errors?.[0] ? codeOf(errors[0]) : ''
}

/** True where the connection is gone or was never made, so that another try over a new one may go well. */
export function isConnectionLoss(error: unknown): boolean {
  if (KaiwuError.is(error)) return error.code === 'DATABASE_UNREACHABLE'
  return lossCodes.test(codeOf(error)) || lossTexts.test(String((error as Error).message))
}

/** True where the server answered that it will not do something, and goes on: a constraint, a time limit, a mistake in a statement. */
export function isRefusal(error: unknown): boolean {
  const told = KaiwuError.is(error) ? error.cause : error
  return told !== undefined && /^[0-9A-Z]{5}$/.test(codeOf(told)) && !isConnectionLoss(told) && !/^25P0[34]$/.test(codeOf(told))
}

/** True where two transactions were in each other's way and one was ended for it: the whole of it may be done again. */
export function isConflict(error: unknown): boolean {
  const told = KaiwuError.is(error) ? error.cause : error
  return told !== undefined && (/^(?:40001|40P01)$/.test(codeOf(told)) || isOvertaken(told))
}

/** True where a statement had been prepared before a change of its tables: it may be prepared anew. */
export function isOvertaken(error: unknown): boolean {
  return codeOf(error) === '0A000' && /cached plan/.test(String((error as Error).message))
}

/**
 * Says in Kaiwu's terms what PostgreSQL, its driver or the network said; every other error stays as it is.
 * @param place the database, without its password
 */
export function asDatabaseError(error: unknown, place: string): unknown {
  if (KaiwuError.is(error) || !(error instanceof Error)) return error
  const sqlState = codeOf(error)
  const reason = reasonOf(error)
  const named = rows.find(([pattern]) => pattern.test(sqlState))?.[1]
  if (error.message === 'Query read timeout')
    return new KaiwuError('DATABASE_TIMEOUT', { place, reason }, { cause: causeOf(error) })
  if (named) return new KaiwuError(named, { place, reason }, { cause: causeOf(error) })
  if (lossTexts.test(error.message) || /^ERR_TLS|CERT|SSL/.test(`${sqlState} ${error.message}`)) {
    return new KaiwuError('DATABASE_UNREACHABLE', { place, reason }, { cause: causeOf(error) })
  }
  if (/password|SASL|SCRAM/i.test(error.message)) {
    return new KaiwuError('DATABASE_REFUSED_LOGIN', { place, reason }, { cause: causeOf(error) })
  }
  return /^[0-9A-Z]{5}$/.test(sqlState)
    ? new KaiwuError('DATABASE_UNUSABLE', { place, reason }, { cause: causeOf(error) })
    : error
}

const lossCodes =
  /^(?:08\w{3}|57P0[123]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENOTFOUND|EAI_AGAIN|ENOENT|ECONNABORTED)$/
const lossTexts =
  /Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect|server closed the connection/

const rows: readonly (readonly [RegExp, ErrorCode])[] = [
  [/^(?:28\w{3}|3D000)$/, 'DATABASE_REFUSED_LOGIN'],
  [/^53100$/, 'DATABASE_OUT_OF_SPACE'],
  [/^(?:57014|55P03|25P03|25P04)$/, 'DATABASE_TIMEOUT'],
  [/^XX00[12]$/, 'DATABASE_DAMAGED'],
  [lossCodes, 'DATABASE_UNREACHABLE'],
]

/** An error of several attempts, one for each address of a name, has no text of its own. */
function reasonOf(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return reasonOf(error.errors[0])
  return error.message || codeOf(error)
}

/** What is worth keeping of the driver's error. The driver hangs its client on some of them, and that one knows the password. */
function causeOf(error: Error): Error {
  const { detail, where } = error as { detail?: string; where?: string }
  const cause = new Error([reasonOf(error), detail, where].filter(Boolean).join('; '))
  if (error.stack) cause.stack = error.stack
  return Object.assign(cause, { code: codeOf(error) })
}
