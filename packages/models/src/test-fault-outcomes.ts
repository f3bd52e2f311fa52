import type { ErrorCode } from '@kaiwu/core'
import type { ModelFault } from '@kaiwu/testkit'

/** What the fake service answers where a fault lets it. */
export const answer = '对一级故障应在30分钟内到场。[1] 请按 E-203 处理。'

/** What a fault must come to: an error that says so, or an answer that ended in a stated way. */
export type Outcome = { code: ErrorCode; says?: RegExp } | { finish: string; text?: string; estimated?: boolean }

const twoPieces = '对一级故障应在3'
/** Every fault of the fake service with its outcome; a fault without one does not compile. */
export const outcomes: Record<ModelFault, Outcome> = {
  unauthorized: { code: 'MODEL_REFUSED_KEY', says: /HTTP 401.*TEST_KEY/ },
  forbidden: { code: 'MODEL_REFUSED_KEY', says: /HTTP 403/ },
  'no-balance': { code: 'MODEL_RATE_LIMITED', says: /HTTP 402.*Insufficient Balance/ },
  'rate-limited': { code: 'MODEL_RATE_LIMITED', says: /HTTP 429.*Rate limit reached/ },
  'quota-used-up': { code: 'MODEL_RATE_LIMITED', says: /HTTP 429.*quota/ },
  'context-too-long': { code: 'MODEL_FAILED', says: /HTTP 400.*65536 tokens/ },
  'model-unknown': { code: 'MODEL_FAILED', says: /HTTP 404.*deepseek-chat does not exist/ },
  'server-error-html': { code: 'MODEL_FAILED', says: /HTTP 500/ },
  overloaded: { code: 'MODEL_FAILED', says: /HTTP 503/ },
  redirect: { code: 'MODEL_FAILED', says: /HTTP 307/ },
  'no-headers': { code: 'MODEL_TIMEOUT', says: /1\.5 s \(first token\)/ },
  'reset-before-headers': { code: 'MODEL_UNREACHABLE', says: /ECONNRESET|socket|closed/ },
  html: { code: 'MODEL_PROTOCOL', says: /text\/html/ },
  'error-as-200': { code: 'MODEL_FAILED', says: /HTTP 200.*The service is busy/ },
  'error-code-as-200': { code: 'MODEL_FAILED', says: /HTTP 200.*Open api daily request limit reached/ },
  'json-instead-of-stream': { code: 'MODEL_PROTOCOL', says: /application\/json/ },
  'empty-body': { code: 'MODEL_PROTOCOL' },
  'empty-choices': { code: 'MODEL_PROTOCOL' },
  'empty-answer': { code: 'MODEL_PROTOCOL' },
  'keep-alive-only': { code: 'MODEL_TIMEOUT', says: /1\.5 s \(first token\)/ },
  stall: { code: 'MODEL_TIMEOUT', says: /1 s \(idle\)/ },
  reset: { code: 'MODEL_UNREACHABLE' },
  'end-without-finish': { finish: 'cut-off', text: twoPieces, estimated: true },
  'done-without-finish': { finish: 'cut-off', text: answer, estimated: false },
  'error-mid-stream': { code: 'MODEL_FAILED', says: /The engine is overloaded/ },
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
