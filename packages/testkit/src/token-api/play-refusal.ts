import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import { errorRow } from '../vendors/error-forms.ts'
import {
  errorOfKind,
  type ChatForm,
  type ErrorReply,
  type VendorCall,
  type VendorError,
  type VendorErrorKind,
  type VendorForm,
} from '../vendors/vendor-form.ts'
import { clientLeft, writeBytes } from './event-stream.ts'
import type { FaultName, TokenFault } from './token-fault.ts'

/** What a refusal is made of. */
export type Refusal = Readonly<{
  form: VendorForm
  chat: ChatForm | undefined
  call: VendorCall
  /** Whether a stream was asked for. */
  stream: boolean
  /** Headers every answer to this request carries. */
  headers: Record<string, string>
  /** Port of this server. */
  port: number
  slowMs: number
}>

const page = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'
const usual: Readonly<Record<VendorErrorKind, number>> = Object.freeze({
  auth: 401,
  permission: 403,
  quota: 402,
  'rate-limit': 429,
  overloaded: 503,
  'content-filter': 400,
  'context-length': 400,
  'not-found': 404,
  'bad-request': 400,
  timeout: 408,
  server: 500,
})

/** The vendor's error of a kind, and of a code if one is given; where it has none, what OpenAI would say. */
export function vendorError(form: VendorForm, kind: VendorErrorKind, code?: string): VendorError {
  const known = code === undefined ? errorOfKind(form, kind) : form.errors.find((one) => one.kind === kind && one.code === code)
  return known ?? errorRow(kind, usual[kind], code ?? kind, `refused: ${kind}`)
}

/** Sends an error in the vendor's own form: as JSON, or as a frame where the vendor sends its errors of HTTP 200 so. */
export function refuse(response: ServerResponse, error: VendorError, { form, chat, call, stream, headers }: Refusal): void {
  const said = form.errorReply(error, call)
  if (said.status === 200 && stream && chat?.errorInStream === 'frame' && typeof said.body === 'object') {
    const field = chat.blankAfterColon ? 'data: ' : 'data:'
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...headers })
    return void response.end(`${field}${JSON.stringify(said.body)}\n\n`)
  }
  send(response, said, headers)
}

function send(response: ServerResponse, { status, headers, body }: ErrorReply, more: Record<string, string>): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...more, ...headers }).end(text)
}

const limited = (retryAfter?: () => string) => (refusal: Refusal) => {
  const said = refusal.form.errorReply(vendorError(refusal.form, 'rate-limit'), refusal.call)
  const { 'retry-after': _, 'retry-after-ms': __, ...headers } = said.headers ?? {}
  return { ...said, status: 429, headers: { ...headers, ...(retryAfter ? { 'retry-after': retryAfter() } : {}) } }
}

const inOwnForm = (kind: VendorErrorKind) => (refusal: Refusal) =>
  refusal.form.errorReply(vendorError(refusal.form, kind), refusal.call)

const html = (status: number): ErrorReply => ({ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page })

const replies: Partial<Record<FaultName, (refusal: Refusal) => ErrorReply>> = {
  forbidden: inOwnForm('permission'),
  'no-balance': inOwnForm('quota'),
  'quota-used-up': inOwnForm('quota'),
  'context-too-long': inOwnForm('context-length'),
  'model-unknown': inOwnForm('not-found'),
  unauthorized: ({ call }) => ({
    status: 401,
    body: {
      error: {
        message: `Incorrect API key provided: ${call.key}`,
        type: 'invalid_api_key',
        param: null,
        code: 'invalid_api_key',
      },
    },
  }),
  'rate-limited': limited(() => '1'),
  'rate-limited-bare': limited(),
  'retry-after-date': limited(() => new Date(Date.now() + 2000).toUTCString()),
  'retry-after-zero': limited(() => '0'),
  'retry-after-negative': limited(() => '-5'),
  'retry-after-word': limited(() => 'abc'),
  'retry-after-hour': limited(() => '3600'),
  unavailable: () => ({
    status: 503,
    body: { error: { message: 'The server is busy', type: 'server_error', code: 'overloaded' } },
  }),
  'server-error-html': () => html(500),
  'bad-gateway': () => html(502),
  overloaded: () => ({ status: 503, body: '' }),
  redirect: ({ port }) => ({ status: 307, headers: { location: `http://localhost:${port}/elsewhere` }, body: '' }),
  html: () => html(200),
  'error-as-200': () => ({
    status: 200,
    body: { error: { message: 'The service is busy', type: 'server_busy', code: 'server_busy' } },
  }),
  'error-code-as-200': () => ({ status: 200, body: { error_code: 17, error_msg: 'Open api daily request limit reached' } }),
  'json-array': () => ({ status: 200, body: [{ answer: 'x' }] }),
  'empty-body': ({ stream }) => ({
    status: 200,
    headers: { 'content-type': stream ? 'text/event-stream' : 'application/json' },
    body: '',
  }),
}

/** Answers with something other than what was asked for, if the fault says so. Returns whether it did. */
export async function playRefusal(response: ServerResponse, fault: TokenFault | undefined, refusal: Refusal): Promise<boolean> {
  if (fault === undefined) return false
  if (typeof fault === 'object') {
    if (fault.midStream) return false
    refuse(response, vendorError(refusal.form, fault.error, fault.code), refusal)
    return true
  }
  const reply = replies[fault]
  if (reply) send(response, reply(refusal), refusal.headers)
  else if (fault === 'headers-then-nothing') await nothingAfterHead(response, refusal)
  else if (fault === 'gzip-bomb') await bomb(response, refusal)
  else if (fault === 'huge-body') await hugeBody(response, refusal)
  else return false
  return true
}

function headOf({ stream, headers }: Refusal): Record<string, string> {
  return { 'content-type': stream ? 'text/event-stream; charset=utf-8' : 'application/json', ...headers }
}

async function nothingAfterHead(response: ServerResponse, refusal: Refusal): Promise<void> {
  response.writeHead(200, headOf(refusal)).flushHeaders()
  await clientLeft(response)
}

// Members of a gzip file may be strung together: sixteen megabytes packed once become a gigabyte unpacked.
async function bomb(response: ServerResponse, refusal: Refusal): Promise<void> {
  const member = gzipSync(Buffer.alloc(16 * 1024 * 1024), { level: 9 })
  response.writeHead(200, { ...headOf(refusal), 'content-encoding': 'gzip' })
  for (let sent = 0; sent < 64 && !response.destroyed; sent += 1) await writeBytes(response, member, undefined, 0)
  response.end()
}

async function hugeBody(response: ServerResponse, refusal: Refusal): Promise<void> {
  response.writeHead(200, { ...refusal.headers, 'content-type': 'application/json' })
  await writeBytes(response, '{"choices":[{"message":{"content":"', undefined, 0)
  const megabyte = 'x'.repeat(1024 * 1024)
  for (let sent = 0; sent < 40 && !response.destroyed; sent += 1) await writeBytes(response, megabyte, undefined, 0)
  response.end('"}}]}')
}
