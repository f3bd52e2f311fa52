import { KaiwuError, type ErrorCode } from '@kaiwu/core'
import type { ErrorKind } from '../provider/provider.ts'
import { retryAfterMs } from '../routing/retry-after.ts'
import type { Channel } from './channel.ts'
import type { ErrorSaid } from './frame.ts'

/** The error of the table that each kind is. */
export const codeOfKind: Readonly<Record<ErrorKind, ErrorCode>> = Object.freeze({
  auth: 'MODEL_REFUSED_KEY',
  permission: 'MODEL_NOT_PERMITTED',
  quota: 'MODEL_QUOTA_EXHAUSTED',
  'rate-limit': 'MODEL_RATE_LIMITED',
  overloaded: 'MODEL_OVERLOADED',
  'content-filter': 'MODEL_CONTENT_FILTERED',
  'context-length': 'MODEL_CONTEXT_TOO_LONG',
  'not-found': 'MODEL_NOT_FOUND',
  'bad-request': 'MODEL_BAD_REQUEST',
  timeout: 'MODEL_FAILED',
  server: 'MODEL_FAILED',
})

// After these the service has done no work that it could bill.
const unbilled: ReadonlySet<ErrorKind> = new Set([
  'auth',
  'permission',
  'quota',
  'rate-limit',
  'overloaded',
  'not-found',
  'bad-request',
])

/** Where and how an error arrived. `begun`: text had come before. */
export type ErrorPlace = Readonly<{ status: number; headers?: Readonly<Record<string, string>>; begun?: boolean; key: string }>

/** The error that a service's answer is: its meaning looked up in what the provider is known to say. */
export function serviceError(channel: Channel, place: ErrorPlace, said: ErrorSaid): KaiwuError {
  const { status, headers = {}, begun = false, key } = place
  const kind = kindOf(channel, status, said)
  const wait = kind === 'rate-limit' || kind === 'overloaded' || kind === 'server' ? retryAfterMs(headers) : undefined
  return new KaiwuError(codeOfKind[kind], {
    url: channel.baseUrl,
    model: channel.ref,
    status,
    kind,
    reason: shortened(said.code && !said.message.includes(said.code) ? `${said.code}: ${said.message}` : said.message, key),
    billed: !begun && (status >= 400 || unbilled.has(kind)) ? 'no' : 'maybe',
    ...(channel.keyEnv ? { keyEnv: channel.keyEnv } : { keyEnv: 'keyEnv' }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  })
}

/** The error of a whole answer with a status that is no success. */
export function errorFor(channel: Channel, place: ErrorPlace, body: string): KaiwuError {
  const { status, headers = {} } = place
  // No redirect is followed: a prompt may not travel to an address that nobody configured.
  const redirected = status >= 300 && status < 400
  return serviceError(channel, place, redirected ? { message: `redirect to ${headers['location'] ?? 'nowhere'}` } : saidIn(body))
}

function kindOf({ provider }: Channel, status: number, { code = '', message }: ErrorSaid): ErrorKind {
  const codes = code.split(' ')
  const named = provider.errors.find(
    (row) =>
      row.code !== undefined &&
      (row.status === undefined || row.status === status || status === 200) &&
      codes.some((one) => matches(one, row.code!)),
  )
  if (named) return named.kind
  const known = codes.map((one) => commonCodes[one]).find((kind) => kind !== undefined)
  if (known) return known
  if (status !== 200) {
    const plain = provider.errors.find((row) => row.code === undefined && row.status === status)
    if (plain) return plain.kind
  }
  return kindOfStatus(status, message)
}

function matches(code: string, pattern: string): boolean {
  return pattern.endsWith('*') ? code.startsWith(pattern.slice(0, -1)) : code === pattern
}

/** What OpenAI calls things, and most others after it. */
const commonCodes: Readonly<Record<string, ErrorKind | undefined>> = {
  invalid_api_key: 'auth',
  authentication_error: 'auth',
  insufficient_quota: 'quota',
  rate_limit_exceeded: 'rate-limit',
  context_length_exceeded: 'context-length',
  model_not_found: 'not-found',
  content_filter: 'content-filter',
  content_policy_violation: 'content-filter',
  server_overloaded: 'overloaded',
  engine_overloaded: 'overloaded',
  engine_overloaded_error: 'overloaded',
}

function kindOfStatus(status: number, message: string): ErrorKind {
  if (/context.{0,20}length|maximum context|too many tokens|prompt is too long/i.test(message)) return 'context-length'
  const kinds: Readonly<Record<number, ErrorKind>> = {
    401: 'auth',
    402: 'quota',
    403: 'permission',
    404: 'not-found',
    408: 'timeout',
    429: 'rate-limit',
    502: 'server',
    503: 'overloaded',
    504: 'timeout',
    529: 'overloaded',
  }
  return kinds[status] ?? (status >= 400 && status < 500 ? 'bad-request' : 'server')
}

/** A reason fit to be shown: the key blotted out, on one line, not longer than 300 characters. */
export function shortened(said: string, key: string): string {
  const plain = (key === '' ? said : said.replaceAll(key, '…')).replace(/\s+/g, ' ').trim()
  return plain.length > 300 ? `${plain.slice(0, 300)}…` : plain
}

/** What a service says went wrong, out of the body of its answer: JSON in any vendor's form, or the text of a page. */
export function saidIn(body: string): ErrorSaid {
  const json = jsonIn(body)
  if (json === undefined) return { message: body.replace(/<(style|script)[\s\S]*?<\/\1>|<[^>]*>/gi, ' ').slice(0, 2_000) }
  return saidInJson(json) ?? { message: body }
}

/** The error in a parsed body, if there is one in OpenAI's form or one that resembles it. Several names of it are joined by blanks. */
export function saidInJson(json: Readonly<Record<string, unknown>>): ErrorSaid | undefined {
  const { error } = json
  if (typeof error === 'object' && error !== null) {
    const inner = error as Readonly<Record<string, unknown>>
    return said([inner['code'], inner['type'], innerCode(inner)], inner['message'] ?? inner)
  }
  if (typeof error === 'string') return said([json['error_type'], json['code']], error)
  const base = json['base_resp'] as { status_code?: unknown; status_msg?: unknown } | undefined
  if (base && base.status_code !== 0) return said([base.status_code], base.status_msg)
  // Some say in every answer that nothing went wrong.
  if (json['code'] === 0) return undefined
  const message = json['error_msg'] ?? json['message'] ?? json['msg'] ?? json['detail']
  return message === undefined ? undefined : said([json['error_code'], json['code'], json['type']], message)
}

function innerCode(error: Readonly<Record<string, unknown>>): unknown {
  const inner = error['innererror'] as { code?: unknown } | undefined
  return inner?.code
}

function said(codes: readonly unknown[], message: unknown): ErrorSaid {
  const code = codes.filter((one) => (typeof one === 'string' && one !== '') || typeof one === 'number').join(' ')
  const text = typeof message === 'string' ? message : JSON.stringify(message ?? '')
  return code === '' ? { message: text } : { code, message: text }
}

/** The JSON object that a body is, if it is one. */
export function jsonIn(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
