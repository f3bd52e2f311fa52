import assert from 'node:assert/strict'
import type { ChatEvent, ErrorCode } from '@kaiwu/core'
import type { TokenFault } from '../token-api/token-fault.ts'
import { errorKinds } from '../vendors/openai-like.ts'
import type { VendorErrorKind } from '../vendors/vendor-form.ts'
import { chatCase, question, type ChatBench, type ChatCase } from './chat-case.ts'
import { collect, expectError, failures, textOf } from './collect.ts'

/** What each kind of error is called in Kaiwu. */
export const codeOfKind: Readonly<Record<VendorErrorKind, ErrorCode>> = Object.freeze({
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

// Errors that come as a frame of a stream at HTTP 200 with nothing but a code to tell them.
const kindQuirks: Readonly<Partial<Record<VendorErrorKind, readonly string[]>>> = Object.fromEntries(
  (['auth', 'permission', 'quota', 'rate-limit', 'overloaded', 'content-filter', 'context-length', 'bad-request'] as const).map(
    (kind) => [kind, ['code-in-body']],
  ),
)

/** Asks in both ways and holds both to an error. */
async function fails({ api, model }: ChatBench, fault: TokenFault, codes: readonly ErrorCode[], about: string): Promise<void> {
  api.play({ fault, answer: '住宿费每天八百元。' })
  await expectError(model.complete(question), codes, api.key, `${about}, whole:`)
  await expectError(collect(model.stream(question)), codes, api.key, `${about}, streamed:`)
}

const ofKind = (kind: VendorErrorKind): ChatCase =>
  chatCase(
    `errors/${kind}`,
    `${kind} in the vendor's own words is ${codeOfKind[kind]}`,
    kindQuirks[kind] ?? [],
    async (bench) => {
      for (const { kind: own, code, status } of bench.form.errors)
        if (own === kind) await fails(bench, { error: kind, code }, codesOf(kind), `HTTP ${status} ${code}`)
    },
    (_subject, form) =>
      form.errors.some((error) => error.kind === kind) ? undefined : `the vendor has no error of kind ${kind}`,
  )

/** A time-out that the vendor reports may count as its failure: ours was not what ran out. */
function codesOf(kind: VendorErrorKind): readonly ErrorCode[] {
  return kind === 'timeout' ? ['MODEL_TIMEOUT', 'MODEL_FAILED'] : [codeOfKind[kind]]
}

const fault = (id: string, title: string, played: TokenFault, codes: readonly ErrorCode[]): ChatCase =>
  chatCase(id, title, [], (bench) => fails(bench, played, codes, id))

/** Reads a stream that is to break; the text before the break counts. */
async function brokenText({ api, model }: ChatBench, played: TokenFault, codes: readonly ErrorCode[]): Promise<string> {
  api.play({ fault: played, answer: ['甲', '乙', '丙', '丁'], after: 2 })
  const events: ChatEvent[] = []
  const read = async (): Promise<void> => {
    for await (const event of model.stream(question)) events.push(event)
  }
  await expectError(read(), codes, api.key, JSON.stringify(played))
  assert.ok(!events.some(({ type }) => type === 'end'), 'a broken stream has no end')
  return textOf(events)
}

const anyFailure: readonly ErrorCode[] = [...failures, 'MODEL_CONTENT_FILTERED', 'MODEL_RATE_LIMITED']

/** Cases about errors. */
export const errorCases: readonly ChatCase[] = Object.freeze([
  ...errorKinds.map(ofKind),
  chatCase(
    'errors/wrong-key',
    'a key the vendor does not know is refused',
    [],
    async ({ openWith }) => {
      const key = 'sk-wrong-canary-19c7d2'
      const model = await openWith(key)
      await expectError(model.complete(question), ['MODEL_REFUSED_KEY'], key)
      await expectError(collect(model.stream(question)), ['MODEL_REFUSED_KEY'], key)
    },
    (_subject, form) => (form.auth === 'any' ? 'the vendor does not look at the key' : undefined),
  ),
  fault('errors/key-echoed', 'a service that repeats the key does not make us repeat it', 'unauthorized', ['MODEL_REFUSED_KEY']),
  fault('errors/at-200', 'an error in place of a completion is an error, also at HTTP 200', 'error-as-200', anyFailure),
  fault('errors/code-at-200', '{error_code, error_msg} at HTTP 200 is an error', 'error-code-as-200', [
    ...anyFailure,
    'MODEL_QUOTA_EXHAUSTED',
    'MODEL_BAD_REQUEST',
  ]),
  fault('errors/html', 'a page in place of a completion is no completion', 'html', ['MODEL_PROTOCOL']),
  fault('errors/empty-body', 'nothing in place of a completion is no completion', 'empty-body', ['MODEL_PROTOCOL']),
  fault('errors/list', 'a list in place of a completion is no completion', 'json-array', ['MODEL_PROTOCOL']),
  fault('errors/no-choices', 'a completion without choices is none', 'choices-missing', ['MODEL_PROTOCOL']),
  fault('errors/empty-choices', 'a completion with empty choices is none', 'empty-choices', ['MODEL_PROTOCOL']),
  fault('errors/server-page', 'HTTP 500 with a page is a failure of the service', 'server-error-html', ['MODEL_FAILED']),
  fault('errors/unavailable', 'HTTP 503 without a body is an overload', 'overloaded', ['MODEL_OVERLOADED']),
  fault('errors/redirect', 'a redirect is not followed', 'redirect', ['MODEL_UNREACHABLE', 'MODEL_PROTOCOL', 'MODEL_FAILED']),
  fault('errors/reset', 'a connection that breaks before the answer is an error', 'reset-before-headers', ['MODEL_UNREACHABLE']),
  chatCase('errors/mid-stream', 'an error in the middle of a stream throws, and what came before stays', [], async (bench) => {
    assert.equal(await brokenText(bench, 'error-mid-stream', anyFailure), '甲乙')
  }),
  chatCase(
    'errors/mid-stream-own',
    "so does the vendor's own way to break off",
    ['code-in-body', 'error-code-in-body', 'base-resp'],
    async (bench) => {
      assert.equal(await brokenText(bench, 'vendor-error-mid-stream', anyFailure), '甲乙')
    },
  ),
  chatCase('errors/mid-stream-reset', 'a connection that breaks in the middle throws', [], async (bench) => {
    assert.equal(await brokenText(bench, 'reset', failures), '甲乙')
  }),
  chatCase('errors/malformed', 'a frame that is no JSON throws', [], async (bench) => {
    for (const one of ['malformed-line', 'two-jsons-in-a-line', 'nul-in-json'] as const)
      assert.equal(await brokenText(bench, one, ['MODEL_PROTOCOL']), '甲乙', one)
  }),
  chatCase('errors/truncated', 'a whole answer that stops half-way is no answer', [], async ({ api, model }) => {
    for (const one of ['truncated-json', 'reset'] as const) {
      api.play({ fault: one, answer: '住宿费每天八百元。' })
      await expectError(model.complete(question), failures, api.key, one)
    }
  }),
  chatCase('errors/retry-after', 'when to come back is kept, if the service says so sensibly', [], async ({ api, model }) => {
    const said: [TokenFault, (ms: unknown) => boolean][] = [
      ['rate-limited', (ms) => typeof ms === 'number' && ms >= 900 && ms <= 1000],
      ['retry-after-date', (ms) => typeof ms === 'number' && ms >= 0 && ms <= 2500],
      // Azure says it in milliseconds as well.
      ['retry-after-word', (ms) => ms === undefined || ms === 900],
      ['retry-after-negative', (ms) => ms === undefined || ms === 0 || ms === 900],
      ['rate-limited-bare', (ms) => ms === undefined || ms === 900],
    ]
    for (const [played, isRight] of said) {
      api.play({ fault: played })
      const { details } = await expectError(model.complete(question), ['MODEL_RATE_LIMITED'], api.key, JSON.stringify(played))
      assert.ok(isRight(details['retryAfterMs']), `${JSON.stringify(played)}: ${details['retryAfterMs']}`)
    }
  }),
])
