import type { ServerResponse } from 'node:http'
import { completionBody, type ReportedUsage } from './completion-frames.ts'
import type { ModelFault } from './model-fault.ts'

/** What a refusal may tell: where the server is reached, which key came, what a whole completion would be. */
export type RefusalContext = Readonly<{ port: number; key: string; model: string; text: string; usage: ReportedUsage }>

type Reply = Readonly<{ status: number; headers?: Readonly<Record<string, string>>; body: string | object }>

const page = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>'

const replies: Partial<Record<ModelFault, (context: RefusalContext) => Reply>> = {
  unauthorized: ({ key }) => errorReply(401, 'invalid_api_key', `Incorrect API key provided: ${key}`),
  forbidden: () => errorReply(403, 'permission_denied', 'This key may not use this model'),
  'no-balance': () => errorReply(402, 'invalid_request_error', 'Insufficient Balance'),
  'rate-limited': () => ({ ...errorReply(429, 'rate_limit_exceeded', 'Rate limit reached'), headers: { 'retry-after': '1' } }),
  'quota-used-up': () => errorReply(429, 'insufficient_quota', 'You exceeded your current quota'),
  'context-too-long': () => errorReply(400, 'context_length_exceeded', "This model's maximum context length is 65536 tokens"),
  'model-unknown': ({ model }) => errorReply(404, 'model_not_found', `The model ${model} does not exist`),
  'server-error-html': () => ({ status: 500, headers: { 'content-type': 'text/html' }, body: page }),
  overloaded: () => ({ status: 503, body: '' }),
  redirect: ({ port }) => ({ status: 307, headers: { location: `http://localhost:${port}/elsewhere` }, body: '' }),
  html: () => ({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page }),
  'error-as-200': () => errorReply(200, 'server_busy', 'The service is busy'),
  'error-code-as-200': () => ({ status: 200, body: { error_code: 17, error_msg: 'Open api daily request limit reached' } }),
  'json-instead-of-stream': ({ model, text, usage }) => ({ status: 200, body: completionBody(model, text, usage) }),
  'empty-body': () => ({ status: 200, headers: { 'content-type': 'text/event-stream' }, body: '' }),
}

/**
 * Answers with something other than a stream, if that is what the fault asks for.
 * @returns whether it did
 */
export function playRefusal(response: ServerResponse, fault: ModelFault | undefined, context: RefusalContext): boolean {
  const reply = fault && replies[fault]?.(context)
  if (!reply) return false
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers }).end(text)
  return true
}

function errorReply(status: number, code: string, message: string): Reply {
  return { status, body: { error: { message, type: code, param: null, code } } }
}
