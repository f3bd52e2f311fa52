import assert from 'node:assert/strict'
import type { ChatEvent } from '@kaiwu/core'
import type { FaultName } from '../token-api/token-fault.ts'
import { chatCase, needsFinishes, question, type ChatBench, type ChatCase } from './chat-case.ts'
import { collect, expectError, outcomeOf, until } from './collect.ts'

const answer = ['住宿费', '每天', '八百元', '👋。']
const closeWithinMs = 250

/** Faults of the bytes that a stream of events allows. */
const harmless: readonly FaultName[] = [
  'split-utf8',
  'loose-sse',
  'byte-order-mark',
  'carriage-returns',
  'multi-line-data',
  'event-lines',
  'comments-between',
  'nul-bytes',
  'no-newline',
  'done-missing',
]

async function endOf({ api, model }: ChatBench, fault?: FaultName): Promise<Readonly<{ text: string; finish: string }>> {
  api.play({ answer, after: 2, ...(fault ? { fault } : {}) })
  const { text, end } = await collect(model.stream(question))
  return { text, finish: end.finish }
}

/** Begins an endless answer, reads two pieces and leaves as told; the vendor must see it at once. */
async function leave({ api, model }: ChatBench, by: 'abort' | 'break'): Promise<void> {
  api.play({ answer, fault: 'endless' })
  const controller = new AbortController()
  let seen = 0
  const read = async (): Promise<void> => {
    for await (const event of model.stream(question, { signal: controller.signal })) {
      if (event.type !== 'text' || ++seen < 2) continue
      if (by === 'break') break
      controller.abort()
    }
  }
  if (by === 'break') await read()
  else await expectError(read(), ['CANCELLED'], api.key)
  await until('closing the connection', closeWithinMs, () => api.closedEarly.length === 1)
}

/** Cases about the bytes of a stream, its end, and leaving it. */
export const streamCases: readonly ChatCase[] = Object.freeze([
  ...harmless.map((fault) =>
    chatCase(`stream/${fault}`, `${fault.replaceAll('-', ' ')}: text and end are the same`, [], async (bench) => {
      const undisturbed = await endOf(bench)
      assert.equal(undisturbed.text, answer.join(''))
      assert.deepEqual(await endOf(bench, fault), undisturbed)
    }),
  ),
  chatCase(
    'stream/reset-after-finish',
    'a connection that breaks after the reason to stop does no harm',
    [],
    async (bench) => assert.deepEqual(await endOf(bench, 'reset-after-finish'), { text: answer.join(''), finish: 'stop' }),
    needsFinishes,
  ),
  chatCase('stream/end-without-finish', 'a stream that ends without a reason is cut off, never a success', [], async (bench) => {
    assert.deepEqual(await endOf(bench, 'end-without-finish'), { text: answer.slice(0, 2).join(''), finish: 'cut-off' })
  }),
  chatCase(
    'stream/done-without-finish',
    'so is one that says [DONE] and no reason',
    [],
    async (bench) =>
      assert.deepEqual(await endOf(bench, 'done-without-finish'), { text: answer.slice(0, 2).join(''), finish: 'cut-off' }),
    needsFinishes,
  ),
  chatCase(
    'stream/invalid-utf8',
    'bytes that are no text are replaced or refused, never passed over',
    [],
    async ({ api, model }) => {
      api.play({ answer, fault: 'invalid-utf8', after: 2 })
      const outcome = await outcomeOf(collect(model.stream(question)))
      if ('value' in outcome) assert.ok(outcome.value.text.includes('\ufffd'), outcome.value.text)
      else await expectError(Promise.reject(outcome.error), ['MODEL_PROTOCOL'], api.key)
    },
  ),
  chatCase(
    'stream/json-instead',
    'a whole completion in place of a stream is read or refused, never empty',
    [],
    async ({ api, model }) => {
      api.play({ answer, fault: 'json-instead-of-stream' })
      const outcome = await outcomeOf(collect(model.stream(question)))
      if ('value' in outcome) assert.equal(outcome.value.text, answer.join(''))
      else await expectError(Promise.reject(outcome.error), ['MODEL_PROTOCOL'], api.key)
    },
  ),
  chatCase('stream/odd-shapes', 'null content and an index as text do no harm', [], async (bench) => {
    assert.deepEqual(await endOf(bench, 'text-index'), await endOf(bench))
    bench.api.play({ answer, fault: 'null-content' })
    assert.equal(await outcomeOf(collect(bench.model.stream(question))).then((one) => ('value' in one ? one.value.text : '')), '')
  }),
  chatCase('cancel/abort', 'an abort in the middle throws CANCELLED and closes the connection', [], (bench) =>
    leave(bench, 'abort'),
  ),
  chatCase('cancel/break', 'leaving the loop closes the connection', [], (bench) => leave(bench, 'break')),
  chatCase('cancel/whole', 'an abort while waiting for a whole answer does both', [], async ({ api, model }) => {
    api.play({ fault: 'no-headers' })
    const controller = new AbortController()
    const asked = expectError(model.complete(question, { signal: controller.signal }), ['CANCELLED'], api.key)
    await until('the request', 5000, () => api.requests.length === 1)
    controller.abort()
    await asked
    await until('closing the connection', closeWithinMs, () => api.closedEarly.length === 1)
  }),
  chatCase('cancel/before', 'what is aborted before it began sends nothing', [], async ({ api, model }) => {
    const signal = AbortSignal.abort()
    await expectError(model.complete(question, { signal }), ['CANCELLED'], api.key)
    await expectError(collect(model.stream(question, { signal })), ['CANCELLED'], api.key)
    assert.equal(api.requests.length, 0)
  }),
  chatCase('cancel/unread', 'a stream nobody reads asks nothing', [], async ({ api, model }) => {
    const stream: AsyncIterable<ChatEvent> = model.stream(question)
    await new Promise((resolve) => setTimeout(resolve, 20))
    assert.ok(stream && api.requests.length === 0, 'asked before anybody read')
  }),
])
