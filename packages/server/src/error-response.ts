import { KaiwuError } from '@kaiwu/core'
import type { NextFunction, Request, Response } from 'express'
import type { Logger } from 'pino'
import { problemOf, type Problem, type ProblemPlace } from './problem.ts'
import { requestPath, requestState } from './request-state.ts'

/** How a route tells its errors: as a problem, or as OpenAI's clients expect it. */
export type ErrorForm = 'problem' | 'openai'

/** An error as OpenAI's clients read it. */
export type OpenAiError = Readonly<{ error: Readonly<{ message: string; type: string; code: string; param: string | null }> }>

/** What a thrown value is told and logged as: unknown errors become INTERNAL, under the request's id. */
export function problemFor(error: unknown, request: Request, response: Response, logger: Logger): Problem {
  const { id: requestId, language } = requestState(response)
  const place = { requestId, language, instance: requestPath(request), method: request.method }
  return problemAt(place, error, logger)
}

/** {@link problemFor}, where there is no request of HTTP. */
export function problemAt(
  { method, ...place }: ProblemPlace & Readonly<{ method: string }>,
  error: unknown,
  logger: Logger,
): Problem {
  const { requestId, instance: path } = place
  const known = knownError(error, requestId)
  const line = { requestId, method, path, code: known.code }
  if (known.code === 'INTERNAL') logger.error({ ...line, err: loggable(error) }, 'internal error')
  else if (known.fault !== 'caller') logger.warn({ ...line, reason: known.message }, 'request failed')
  return problemOf(known, place)
}

/** The last handler of an app: answers whatever was thrown. A response that has begun is broken off. */
export function errorResponse(logger: Logger, formOf: (request: Request) => ErrorForm) {
  // Express knows a handler of errors by its four parameters.
  return (error: unknown, request: Request, response: Response, _next: NextFunction): void => {
    if (response.destroyed) return
    const problem = problemFor(error, request, response, logger)
    if (response.headersSent) return void response.destroy()
    const wait = retryAfterSeconds(error)
    if (wait !== undefined) response.set('Retry-After', String(wait))
    response.status(problem.status).set('Cache-Control', 'no-store')
    // Else the rest of a body that nobody wants would be read to the end, to keep the connection.
    if (!request.complete) response.set('Connection', 'close')
    if (problem.status === 401) response.set('WWW-Authenticate', 'Bearer')
    if (formOf(request) === 'problem') return void response.type('application/problem+json').json(problem)
    // Without this header OpenAI's clients repeat what cannot succeed.
    const retried = KaiwuError.is(error) && error.details['retried'] !== undefined
    response.set('x-should-retry', String(problem.retryable && !retried)).json(openAiError(problem))
  }
}

/** A problem in OpenAI's form. `kaiwu`'s request id stands in the header `x-request-id`. */
export function openAiError({ status, detail, code }: Problem): OpenAiError {
  const type = status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : 'server_error'
  return code === 'SOLUTION_NOT_FOUND' || code === 'ALIAS_NOT_FOUND'
    ? { error: { message: detail, type, code: 'model_not_found', param: 'model' } }
    : { error: { message: detail, type, code: code.toLowerCase(), param: null } }
}

const sayingHowLong: ReadonlySet<string> = new Set(['RATE_LIMITED', 'MODEL_BUSY', 'MODEL_CIRCUIT_OPEN'])

/** Whole seconds after which the same call may succeed, where that is known. */
function retryAfterSeconds(error: unknown): number | undefined {
  if (!KaiwuError.is(error)) return undefined
  const { seconds, retryAfterMs } = error.details
  if (typeof retryAfterMs === 'number') return Math.max(1, Math.ceil(retryAfterMs / 1000))
  return sayingHowLong.has(error.code) && typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds)) : undefined
}

function knownError(error: unknown, id: string): KaiwuError {
  if (KaiwuError.is(error)) return error
  // The router's own complaint about an address such as /%E0.
  if (error instanceof URIError)
    return new KaiwuError('REQUEST_INVALID', { reason: '地址编码有误 (the address is not encoded properly)' })
  return new KaiwuError('INTERNAL', { id }, { cause: error })
}

// Own properties of foreign errors may hold a request's body or a key: only the trace is logged.
function loggable(error: unknown): unknown {
  return error instanceof Error ? { type: error.name, message: error.message, stack: error.stack } : { type: typeof error }
}
