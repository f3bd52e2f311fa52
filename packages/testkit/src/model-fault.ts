/** Every fault that {@link ModelFault} names, so that a test can go through all of them. */
export const modelFaults = Object.freeze([
  // Refused with a status
  'unauthorized', // 401 whose message repeats the whole key, as some gateways do
  'forbidden', // 403
  'no-balance', // 402, as DeepSeek says it
  'rate-limited', // 429 with Retry-After: 1
  'quota-used-up', // 429 without Retry-After, insufficient_quota
  'context-too-long', // 400
  'model-unknown', // 404
  'server-error-html', // 500 with a page of a proxy
  'overloaded', // 503 without a body
  'redirect', // 307 to another origin
  // No answer
  'no-headers', // the request is taken and nothing comes, not even a status
  'reset-before-headers',
  // HTTP 200, but no stream of a completion
  'html', // a login page
  'error-as-200', // {"error": …} as application/json
  'error-code-as-200', // {"error_code": 17, …}, as ERNIE says it
  'json-instead-of-stream', // a whole completion, although a stream was asked for
  'empty-body',
  'empty-choices', // frames whose choices are empty, then [DONE]
  'empty-answer', // finish_reason stop without any text
  // A stream that breaks after some pieces
  'keep-alive-only', // comments for ever, never a frame
  'stall',
  'reset',
  'end-without-finish', // ends cleanly without finish_reason and [DONE]
  'done-without-finish', // [DONE], but no finish_reason before it
  'error-mid-stream', // data: {"error": …}
  'malformed-line', // data: {"choices":[{
  'endless', // pieces for ever
  // A stream that ends properly, in an unusual way
  'finish-length',
  'finish-content-filter',
  'finish-content-filter-empty', // filtered before the first piece
  'finish-insufficient-resource', // DeepSeek's insufficient_system_resource
  'reset-after-finish', // finish_reason was sent, [DONE] was not
  'done-missing',
  'usage-missing',
  'split-utf8', // one byte a packet
  'loose-sse', // byte order mark, CRLF, comments, no blank after the colon
] as const)

/** A fault of a token API that the fake server can play. Those inside a stream begin after the option `after` pieces. */
export type ModelFault = (typeof modelFaults)[number]
