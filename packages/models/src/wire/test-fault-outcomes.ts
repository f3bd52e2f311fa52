import type { ErrorCode } from '@kaiwu/core'
import type { ModelFault } from '@kaiwu/testkit'

/** What the fake service answers where a fault lets it. */
export const answer = '对一级故障应在30分钟内到场。[1] 请按 E-203 处理。'

/** What a fault must come to: an error that says so, or an answer that ended in a stated way. */
export type Outcome = { code: ErrorCode; says?: RegExp; billed?: string } | { finish: string; text?: string; estimated?: boolean }

const twoPieces = '对一级故障应在3'
/** Every fault of the fake service with its outcome for a stream; a fault without one does not compile. */
export const outcomes: Record<ModelFault, Outcome> = {
  unauthorized: { code: 'MODEL_REFUSED_KEY', says: /HTTP 401.*TEST_KEY/, billed: 'no' },
  forbidden: { code: 'MODEL_NOT_PERMITTED', says: /HTTP 403/, billed: 'no' },
  'no-balance': { code: 'MODEL_QUOTA_EXHAUSTED', says: /HTTP 402.*Insufficient Balance/, billed: 'no' },
  'rate-limited': { code: 'MODEL_RATE_LIMITED', says: /HTTP 429.*Rate limit reached/, billed: 'no' },
  'quota-used-up': { code: 'MODEL_QUOTA_EXHAUSTED', says: /HTTP 429.*quota/, billed: 'no' },
  'context-too-long': { code: 'MODEL_CONTEXT_TOO_LONG', says: /65536 tokens/, billed: 'no' },
  'model-unknown': { code: 'MODEL_NOT_FOUND', says: /HTTP 404.*deepseek-chat does not exist/, billed: 'no' },
  'server-error-html': { code: 'MODEL_FAILED', says: /HTTP 500/, billed: 'no' },
  overloaded: { code: 'MODEL_OVERLOADED', says: /HTTP 503/, billed: 'no' },
  redirect: { code: 'MODEL_FAILED', says: /HTTP 307.*redirect/ },
  'no-headers': { code: 'MODEL_TIMEOUT', says: /1\.5 s \(first token\)/, billed: 'maybe' },
  'reset-before-headers': { code: 'MODEL_UNREACHABLE', says: /ECONNRESET|socket|closed/, billed: 'no' },
  html: { code: 'MODEL_PROTOCOL', says: /text\/html/ },
  'error-as-200': { code: 'MODEL_FAILED', says: /HTTP 200.*The service is busy/ },
  'error-code-as-200': { code: 'MODEL_FAILED', says: /HTTP 200.*Open api daily request limit reached/ },
  'json-instead-of-stream': { finish: 'stop' },
  'empty-body': { code: 'MODEL_PROTOCOL' },
  'empty-choices': { code: 'MODEL_PROTOCOL' },
  'empty-answer': { code: 'MODEL_PROTOCOL' },
  'keep-alive-only': { code: 'MODEL_TIMEOUT', says: /1\.5 s \(first token\)/ },
  stall: { code: 'MODEL_TIMEOUT', says: /1 s \(idle\)/, billed: 'maybe' },
  reset: { code: 'MODEL_UNREACHABLE', billed: 'maybe' },
  'end-without-finish': { finish: 'cut-off', text: twoPieces, estimated: true },
  'done-without-finish': { finish: 'cut-off', text: answer, estimated: false },
  'error-mid-stream': { code: 'MODEL_OVERLOADED', says: /The engine is overloaded/, billed: 'maybe' },
  'malformed-line': { code: 'MODEL_PROTOCOL' },
  endless: { code: 'MODEL_TIMEOUT', says: /3 s \(total\)/ },
  'finish-length': { finish: 'length' },
  'finish-content-filter': { finish: 'filtered' },
  'finish-content-filter-empty': { finish: 'filtered', text: '' },
  'finish-insufficient-resource': { finish: 'cut-off' },
  'reset-after-finish': { finish: 'stop', estimated: true },
  'done-missing': { finish: 'stop' },
  'usage-missing': { finish: 'stop', estimated: true },
  'split-utf8': { finish: 'stop' },
  'loose-sse': { finish: 'stop' },
}
