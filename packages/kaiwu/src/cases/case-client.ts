import { randomUUID } from 'node:crypto'
import { errorTable, exitCodes, KaiwuError, type ErrorCode } from '@kaiwu/core'
import type { CaseInfo } from '@kaiwu/server'
import type { Terminal } from '../terminal.ts'

/** A case as it was shown, and the tag that binds a decision to it. */
export type SeenCase = Readonly<{ case: CaseInfo; tag: string }>

/** The cases of a solution over HTTP, as one person. Addresses begin behind the solution's. */
export type CaseClient = Readonly<{
  solution: string
  /** It goes by a key: those sign nothing with a password. */
  byKey: boolean
  get<T>(path: string): Promise<T>
  bytes(path: string): Promise<Uint8Array>
  seen(id: string): Promise<SeenCase>
  /** Sends what changes something. @param tag of the case as it was shown, for a decision */
  send<T>(path: string, body: object | FormData, tag?: string): Promise<T>
}>

/** Where a server is, as whom it is asked, and what is sent along to say so. */
export type ClientOptions = Readonly<{ url: string; solution: string; credential: Readonly<Record<string, string>> }>

/** Opens the cases of a solution on a server. Nothing is asked yet. */
export function caseClient({ url, solution, credential }: ClientOptions, terminal: Terminal): CaseClient {
  const place = `${url}/api/solutions/${encodeURIComponent(solution)}`
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    askServer(`${place}/${path}`, { ...init, headers: { ...credential, ...(init.headers as Record<string, string>) } }, terminal)
  const read = async <T>(response: Response): Promise<T> => (await response.json()) as T
  return Object.freeze({
    solution,
    byKey: 'authorization' in credential,
    get: async <T>(path: string) => read<T>(await ask(path)),
    bytes: async (path: string) => new Uint8Array(await (await ask(path)).arrayBuffer()),
    async seen(id: string) {
      const response = await ask(`cases/${encodeURIComponent(id)}`)
      const tag = response.headers.get('etag') ?? ''
      return { case: (await read<{ case: CaseInfo }>(response)).case, tag }
    },
    async send<T>(path: string, body: object | FormData, tag?: string) {
      const form = body instanceof FormData
      const headers = {
        'x-kaiwu-request': '1',
        'idempotency-key': randomUUID(),
        ...(tag === undefined ? {} : { 'if-match': tag }),
        ...(form ? {} : { 'content-type': 'application/json' }),
      }
      return read<T>(await ask(path, { method: 'POST', headers, body: form ? body : JSON.stringify(body) }))
    },
  })
}

/**
 * Asks a server, in the reader's language. It is not followed elsewhere: a key goes to whom it was meant for.
 * @throws SERVER_UNREACHABLE, SERVER_FOREIGN, and SERVER_REFUSED with what the server says
 */
export async function askServer(address: string, init: RequestInit, { language, signal }: Terminal): Promise<Response> {
  const { origin } = new URL(address)
  const headers = { ...(init.headers as Record<string, string>), 'accept-language': language }
  const response = await fetch(address, { ...init, headers, signal, redirect: 'error' }).catch((error: Error) => {
    if (signal.aborted) throw new KaiwuError('CANCELLED')
    const { cause } = error as { cause?: { message?: string; code?: string } }
    throw new KaiwuError('SERVER_UNREACHABLE', { url: origin, reason: cause?.message || (cause?.code ?? error.message) })
  })
  const type = response.headers.get('content-type') ?? ''
  const { status } = response
  if (response.ok) {
    if (/^application\/(?:json|zip)/.test(type)) return response
    throw new KaiwuError('SERVER_FOREIGN', { url: origin, status })
  }
  if (!type.startsWith('application/problem+json')) throw new KaiwuError('SERVER_FOREIGN', { url: origin, status })
  const { code, detail, fields = [] } = (await response.json()) as Refused
  throw new KaiwuError('SERVER_REFUSED', { code, detail, status }, { fields })
}

type Refused = Readonly<{ code: string; detail: string; fields?: readonly Readonly<{ field: string; message: string }>[] }>

/** Tells what a server has refused as if it had come up here: under its own code, with each field, and the exit code it means. */
export function reportRefusal({ details, fields }: KaiwuError, terminal: Terminal): number {
  const code = String(details['code'])
  const message = String(details['detail'])
  const known = Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode] : undefined
  const fault = known?.fault ?? (Number(details['status']) < 500 ? 'caller' : 'operator')
  if (terminal.json) terminal.result({ error: { code, message, fault, fields } })
  else terminal.note({ zh: `错误 ${code}：${message}`, en: `Error ${code}: ${message}` })
  return exitCodes[fault]
}
