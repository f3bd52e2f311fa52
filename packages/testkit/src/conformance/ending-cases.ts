import assert from 'node:assert/strict'
import type { Finish, Usage } from '@kaiwu/core'
import { chatCase, chatOf, needsFinishes, question, type ChatBench, type ChatCase } from './chat-case.ts'
import { collect } from './collect.ts'

const played = { promptTokens: 41, completionTokens: 17, cachedTokens: 16, cacheWriteTokens: 8, reasoningTokens: 5 }
const reported = ['usage-in-choice', 'cached-tokens-elsewhere']

function holdsUsage({ form }: ChatBench, usage: Usage): void {
  const { cached, cacheWrite, reasoning } = chatOf(form).reports
  assert.deepEqual(
    {
      ...usage,
      cachedTokens: usage.cachedTokens ?? 0,
      cacheWriteTokens: usage.cacheWriteTokens ?? 0,
      reasoningTokens: usage.reasoningTokens ?? 0,
    },
    {
      promptTokens: 41,
      completionTokens: 17,
      estimated: false,
      cachedTokens: cached ? 16 : 0,
      cacheWriteTokens: cacheWrite ? 8 : 0,
      reasoningTokens: reasoning ? 5 : 0,
    },
  )
}

/** How a call ended, streamed and whole, when the model stops for a reason. */
async function finishes({ api, model }: ChatBench, finish: string, answer = '八百元。'): Promise<readonly Finish[]> {
  api.play({ answer, finish: finish as Finish })
  const { end, text } = await collect(model.stream(question))
  const whole = await model.complete(question)
  assert.deepEqual([text, whole.text], [answer, answer])
  return [end.finish, whole.finish]
}

const knownFinish =
  (finish: Finish): ChatCase['unless'] =>
  (_subject, form) =>
    form.chat?.finishes?.[finish] === undefined ? `the vendor has no word for ${finish}` : undefined

/** Cases about usage, reasons to stop and ids. */
export const endingCases: readonly ChatCase[] = Object.freeze([
  chatCase('usage/stream', 'what a stream used is exact', reported, async (bench) => {
    bench.api.play({ answer: '八百元。', usage: played })
    holdsUsage(bench, (await collect(bench.model.stream(question))).end.usage)
  }),
  chatCase('usage/whole', 'what a whole answer used is exact', reported, async (bench) => {
    bench.api.play({ answer: '八百元。', usage: played })
    holdsUsage(bench, (await bench.model.complete(question)).usage)
  }),
  chatCase('usage/missing', 'what is not reported is estimated, and says so', [], async ({ api, model }) => {
    api.play({ answer: '住宿费每天八百元。', fault: 'usage-missing' })
    for (const { usage } of [(await collect(model.stream(question))).end, await model.complete(question)]) {
      assert.equal(usage.estimated, true)
      assert.ok(usage.promptTokens > 0 && usage.completionTokens > 0, JSON.stringify(usage))
    }
  }),
  chatCase('finish/stop', 'an answer that is complete says stop', ['no-finish-reason'], async (bench) => {
    assert.deepEqual(await finishes(bench, 'stop'), ['stop', 'stop'])
  }),
  chatCase(
    'finish/length',
    'an answer cut by its limit says length',
    [],
    async (bench) => assert.deepEqual(await finishes(bench, 'length'), ['length', 'length']),
    knownFinish('length'),
  ),
  chatCase(
    'finish/filtered',
    'an answer the vendor withdrew says filtered, with text and without',
    [],
    async (bench) => {
      assert.deepEqual(await finishes(bench, 'filtered'), ['filtered', 'filtered'])
      assert.deepEqual(await finishes(bench, 'filtered', ''), ['filtered', 'filtered'])
    },
    knownFinish('filtered'),
  ),
  chatCase(
    'finish/own',
    "the vendor's own reasons to stop are understood",
    [],
    async (bench) => {
      for (const [name, meaning] of Object.entries(chatOf(bench.form).ownFinishes))
        assert.deepEqual(await finishes(bench, name), [meaning, meaning], name)
    },
    (_subject, form) =>
      Object.keys(form.chat?.ownFinishes ?? {}).length > 0 ? undefined : 'the vendor has no reasons of its own',
  ),
  chatCase(
    'finish/unknown',
    'a reason nobody knows does no harm',
    [],
    async (bench) => {
      const known: readonly string[] = ['stop', 'length', 'filtered', 'cut-off']
      for (const finish of await finishes(bench, 'because')) assert.ok(known.includes(finish), finish)
    },
    needsFinishes,
  ),
  chatCase('identity/unique', 'ids of calls never repeat', ['colliding-ids'], async ({ api, model }) => {
    api.play({ answer: '好。' })
    const ids = [
      (await model.complete(question)).id,
      (await collect(model.stream(question))).end.id,
      (await model.complete(question)).id,
    ]
    assert.ok(ids.every((id) => id !== ''))
    assert.equal(new Set(ids).size, 3, ids.join(', '))
  }),
  chatCase(
    'identity/request',
    "the vendor's id of the request is kept",
    [],
    async ({ api, model }) => {
      api.play({ answer: '好。' })
      for (const read of [async () => (await collect(model.stream(question))).end, () => model.complete(question)]) {
        const { requestId } = await read()
        const { ids } = api.requests.at(-1)!
        assert.ok(ids.includes(requestId ?? ''), `${requestId} is none of ${ids.join(', ')}`)
      }
    },
    (_subject, form) => ((form.requestIdHeader ?? form.requestIdField) ? undefined : 'the vendor tells no id of a request'),
  ),
])
