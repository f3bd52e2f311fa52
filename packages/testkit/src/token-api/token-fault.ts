import { modelFaults, type ModelFault } from '../model-fault.ts'
import type { VendorErrorKind } from '../vendors/vendor-form.ts'

/** Faults beside those of `modelFaults`. */
export const moreFaults = Object.freeze([
  // Limits, with every form of Retry-After
  'retry-after-date', // an HTTP-date two seconds ahead
  'retry-after-zero',
  'retry-after-negative',
  'retry-after-word', // "abc"
  'retry-after-hour', // 3600
  'rate-limited-bare', // 429 without Retry-After
  'unavailable', // 503 with a JSON body
  'bad-gateway', // 502 with a page
  // No or little answer
  'headers-then-nothing',
  'slow-loris', // a byte at a time
  'truncated-json', // HTTP 200, and the body stops in the middle of its JSON
  'gzip-bomb', // a megabyte that unpacks to a gigabyte of zeros
  'huge-body', // JSON that goes on for 40 MB
  // Within a stream
  'long-line', // one line of 10 MB
  'two-jsons-in-a-line',
  'nul-bytes', // lines of NUL between the frames
  'nul-in-json', // a raw NUL within a frame
  'invalid-utf8', // bytes that are no UTF-8 within a text
  'byte-order-mark',
  'carriage-returns', // CRLF
  'multi-line-data', // a frame on several data lines
  'event-lines', // event:, id: and retry: lines beside data:
  'no-newline', // nothing after the last line
  'comments-between', // a comment before every frame
  'vendor-error-mid-stream', // the vendor's own frame for breaking off
  // The shape is wrong
  'choices-missing', // a frame, or a completion, without choices
  'null-content',
  'text-index', // "index": "0"
  'broken-tool-arguments', // arguments that are no JSON
  'same-tool-ids', // two calls with one id
  'unknown-finish', // a reason to stop that nobody knows
  'json-array', // a body that is a list
  'need-clear-history', // ERNIE's flag, filtered
] as const)

/** Faults of embeddings alone. */
export const embeddingFaults = Object.freeze([
  'fewer-vectors',
  'other-order', // the right index, another order
  'other-dimension', // of one vector
  'nan-vector', // NaN as services write it: null
  'word-vector', // "NaN" as text
  'zero-vector',
  'base64-vectors', // although numbers were asked for
  'repeated-index',
] as const)

/** Faults of reranking alone. */
export const rerankFaults = Object.freeze([
  'missing-document', // one document has no score
  'out-of-order', // worst first
  'logit-scores', // scores far beyond 0..1
  'index-out-of-range',
  'score-missing',
] as const)

type Extra = (typeof moreFaults)[number] | (typeof embeddingFaults)[number] | (typeof rerankFaults)[number]

/** Name of a fault. */
export type FaultName = ModelFault | Extra

/**
 * Something that goes wrong: a fault by name, or an error in the vendor's own form; with a code, that of its errors with that
 * code. `midStream` sends it after some pieces instead of an answer.
 */
export type TokenFault = FaultName | Readonly<{ error: VendorErrorKind; code?: string; midStream?: boolean }>

/** Every fault by name. */
export const faultNames: readonly FaultName[] = Object.freeze([
  ...modelFaults,
  ...moreFaults,
  ...embeddingFaults,
  ...rerankFaults,
])

const neverOver: ReadonlySet<FaultName> = new Set<FaultName>([
  'no-headers',
  'headers-then-nothing',
  'keep-alive-only',
  'stall',
  'endless',
  'slow-loris',
  'split-utf8',
  'gzip-bomb',
  'huge-body',
  'long-line',
])

/** Faults of chat that are over at once: what random mixes are drawn from. */
export const quickFaults: readonly FaultName[] = Object.freeze(
  [...modelFaults, ...moreFaults].filter((name) => !neverOver.has(name)),
)
