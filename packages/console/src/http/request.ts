import type { Language } from '@kaiwu/core'
import { isAbort, ownProblem, problemFrom, RequestProblem } from './request-problem.ts'
import { noticed } from './signed-out.ts'

/** How to call the server: the language of its texts, and a signal that ends the call. */
export type CallOptions = Readonly<{ language: Language; signal?: AbortSignal }>

/** The address of a route, relative to the page: a reverse proxy may serve both below a path. */
export function apiUrl(path: string): string {
  return new URL(`api/${path}`, document.baseURI).href
}

/** The route of something that belongs to a solution. */
export function solutionPath(solution: string, ...rest: readonly string[]): string {
  return ['solutions', solution, ...rest].map(encodeURIComponent).join('/')
}

/**
 * Sends a request and returns its successful response, the body unread.
 * @throws RequestProblem for every outcome but success; an abort is thrown as it is.
 */
export async function send(path: string, init: RequestInit, { language, signal }: CallOptions): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('Accept-Language', language)
  let response: Response
  try {
    response = await fetch(apiUrl(path), { ...init, headers, signal: signal ?? null })
  } catch (error) {
    throw isAbort(error) ? error : new RequestProblem(ownProblem('unreachable'))
  }
  if (response.ok || response.status === 304) return response
  throw new RequestProblem(noticed(problemFrom(response.status, readJson(await response.text()))))
}

/**
 * Fetches JSON of the contract.
 * @throws RequestProblem
 */
export async function getJson<T>(path: string, options: CallOptions): Promise<T> {
  return parseBody<T>(await send(path, { headers: { Accept: 'application/json' } }, options))
}

const jsonHeaders = { Accept: 'application/json', 'Content-Type': 'application/json' }

/**
 * Sends JSON and fetches JSON of the contract.
 * @throws RequestProblem
 */
export async function postJson<T>(path: string, body: unknown, options: CallOptions): Promise<T> {
  return parseBody<T>(await send(path, { method: 'POST', headers: jsonHeaders, body: JSON.stringify(body) }, options))
}

/**
 * Sends JSON by another method than POST and fetches JSON of the contract.
 * @throws RequestProblem
 */
export async function putJson<T>(path: string, body: unknown, options: CallOptions): Promise<T> {
  return parseBody<T>(await send(path, { method: 'PUT', headers: jsonHeaders, body: JSON.stringify(body) }, options))
}

/**
 * Deletes what stands at a route.
 * @throws RequestProblem
 */
export async function deleteAt(path: string, options: CallOptions): Promise<void> {
  await send(path, { method: 'DELETE' }, options)
}

/** Parses JSON; undefined for what is none, such as a proxy's HTML page. */
export function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function parseBody<T>(response: Response): Promise<T> {
  const body = readJson(await response.text())
  if (typeof body !== 'object' || body === null) throw new RequestProblem(ownProblem('unexpected', response.status))
  return body as T
}
