import type { CookieOptions, Request, Response } from 'express'
import { cookieName } from './credential.ts'

/** Gives the browser the token of a session. It lasts as long as the browser is open, and the base ends it before that. */
export function giveSession(request: Request, response: Response, solution: string, token: string): void {
  response.cookie(cookieName(solution), token, cookieAttributes(request))
}

/** Takes the token of a session from the browser. */
export function takeSession(request: Request, response: Response, solution: string): void {
  response.clearCookie(cookieName(solution), cookieAttributes(request))
}

/** Scripts cannot read it, foreign pages cannot send it with a change, and behind HTTPS it does not travel without. */
export function cookieAttributes(request: Request): CookieOptions {
  return { httpOnly: true, sameSite: 'lax', secure: request.secure, path: request.baseUrl === '' ? '/' : request.baseUrl }
}
