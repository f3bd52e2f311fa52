import { newId, type Language } from '@kaiwu/core'
import type { NextFunction, Request, Response } from 'express'

/** What is known of a request from its first moment: its id and its reader's language. */
export type RequestState = Readonly<{ id: string; language: Language }>

const states = new WeakMap<Response, RequestState>()

/** Gives a request its id (that of a proxy in front when it sent one) and its language, and says the id in `x-request-id`. */
export function identifyRequest(request: Request, response: Response, next: NextFunction): void {
  const given = request.get('x-request-id')
  const id = given !== undefined && /^[\w-]{8,64}$/.test(given) ? given : newId('req')
  const language = request.acceptsLanguages('zh', 'en') === 'en' ? 'en' : 'zh'
  states.set(response, Object.freeze({ id, language }))
  response.set('x-request-id', id)
  next()
}

/** The state of the request a response belongs to. */
export function requestState(response: Response): RequestState {
  const state = states.get(response)
  if (!state) throw new Error('a request is identified before anything else is done with it')
  return state
}

/**
 * The path that was asked for, with the one an app is mounted under and without the query, which may hold what people typed. A key that
 * somebody put there by mistake is left out: the path stands in logs and answers.
 */
export function requestPath(request: Request): string {
  return request.originalUrl.split('?')[0]!.replace(/kw_[0-9a-z]{20,}/gi, 'kw_…')
}
