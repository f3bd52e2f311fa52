import type { NextFunction, Request, Response } from 'express'
import type { Logger } from 'pino'
import { requestPath, requestState } from './request-state.ts'

const quiet: ReadonlySet<string> = new Set(['/healthz', '/readyz'])
// What nginx writes for a client that left before its answer was complete.
const clientLeft = 499

/** Logs each request once it is over: method, path, status, time. Never a query, a header or a body. */
export function requestLog(logger: Logger): (request: Request, response: Response, next: NextFunction) => void {
  return (request, response, next) => {
    const started = performance.now()
    // Taken now: routers change the request's own path while they hand it on.
    const { path } = request
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : clientLeft
      const line = {
        requestId: requestState(response).id,
        method: request.method,
        path: requestPath(request),
        status,
        ms: Math.round(performance.now() - started),
      }
      logger[quiet.has(path) ? 'debug' : status >= 500 ? 'warn' : 'info'](line, 'request')
    })
    next()
  }
}
