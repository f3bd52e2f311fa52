import assert from 'node:assert/strict'
import type { Reranker } from '@kaiwu/core'
import { rerankAsked } from '../token-api/play-rerank.ts'
import type { RerankForm, VendorForm } from '../vendors/vendor-form.ts'
import { expectError, failures } from './collect.ts'
import type { ConformanceCase } from './conformance-case.ts'
import { abortsAtOnce } from './embedding-cases.ts'
import type { RerankSubject } from './subject.ts'

/** A case of the rerank suite. */
export type RerankCase = ConformanceCase<RerankSubject, Reranker>

const query = '住宿费多少'
const texts = ['会议室在三楼', '住宿费多少由第八条规定', '住宿须知', '餐费']
const best = [1, 2, 3, 0]

function rerankCase(id: string, title: string, run: RerankCase['run']): RerankCase {
  return Object.freeze({ id, title, quirks: Object.freeze([]), run })
}

function sorted(scored: readonly Readonly<{ index: number; score: number }>[]): void {
  assert.deepEqual(
    scored.map(({ score }) => score),
    scored.map(({ score }) => score).toSorted((a, b) => b - a),
    'best first',
  )
}

/** The vendor's way to rerank at an address that was asked. */
export function rerankAt(form: VendorForm, path: string): RerankForm {
  const found = form.rerank?.find((one) => one.path === path.split('?')[0])
  if (!found) throw new Error(`${form.id} reranks nothing at ${path}`)
  return found
}

/** Every case of the rerank suite, as data. */
export const rerankCases: readonly RerankCase[] = Object.freeze([
  rerankCase('rerank/order', 'texts come back best first, by their place in the input', async ({ model }) => {
    const scored = await model.rerank(query, texts)
    assert.deepEqual(
      scored.map(({ index }) => index),
      best,
    )
    sorted(scored)
  }),
  rerankCase('rerank/top', 'no more come back than were asked for', async ({ model }) => {
    assert.deepEqual(
      (await model.rerank(query, texts, { top: 2 })).map(({ index }) => index),
      best.slice(0, 2),
    )
  }),
  rerankCase('rerank/out-of-order', 'an answer in another order is put in order', async ({ api, model }) => {
    api.play({ fault: 'out-of-order' })
    const scored = await model.rerank(query, texts)
    assert.deepEqual(
      scored.map(({ index }) => index),
      best,
    )
    sorted(scored)
  }),
  rerankCase('rerank/logits', 'scores beyond 0 to 1 keep their order', async ({ api, model }) => {
    api.play({ fault: 'logit-scores' })
    assert.deepEqual(
      (await model.rerank(query, texts)).map(({ index }) => index),
      best,
    )
  }),
  rerankCase(
    'rerank/split',
    'more texts than the vendor takes are sent in several calls',
    async ({ api, model, form, subject }) => {
      await model.rerank(query, texts)
      const max = rerankAt(form, api.requests[0]!.path).maxTexts
      const all = Array.from({ length: max + 3 }, (_, index) => (index === max + 1 ? query : `第${index}条`))
      const scored = await model.rerank(query, all, { top: 1 })
      assert.deepEqual(
        scored.map(({ index }) => index),
        [max + 1],
        subject.name,
      )
      const sizes = api.requests.slice(1).map(({ body, path }) => rerankAsked(rerankAt(form, path), body).texts.length)
      assert.ok(sizes.length >= 2 && sizes.every((size) => size <= max), sizes.join(', '))
    },
  ),
  rerankCase('rerank/none', 'no texts, no request', async ({ api, model }) => {
    assert.deepEqual(await model.rerank(query, []), [])
    assert.equal(api.requests.length, 0)
  }),
  rerankCase('rerank/missing', 'a text without a score is not made up', async ({ api, model }) => {
    api.play({ fault: 'missing-document' })
    try {
      const scored = await model.rerank(query, texts)
      assert.deepEqual(
        scored.map(({ index }) => index),
        best.slice(0, -1),
      )
    } catch (error) {
      await expectError(Promise.reject(error), ['MODEL_PROTOCOL', 'MODEL_FAILED'], api.key)
    }
  }),
  rerankCase('rerank/wrong', 'an index that is none and a score that is missing are refused', async ({ api, model }) => {
    for (const fault of ['index-out-of-range', 'score-missing'] as const) {
      api.play({ fault })
      await expectError(model.rerank(query, texts), ['MODEL_PROTOCOL'], api.key, fault)
    }
  }),
  rerankCase('errors/refused', "the vendor's errors are told apart", async ({ api, model, form }) => {
    for (const [error, code] of [
      ['auth', 'MODEL_REFUSED_KEY'],
      ['rate-limit', 'MODEL_RATE_LIMITED'],
      ['quota', 'MODEL_QUOTA_EXHAUSTED'],
    ] as const) {
      if (!form.errors.some(({ kind }) => kind === error)) continue
      api.play({ fault: { error } })
      await expectError(model.rerank(query, texts), [code], api.key, error)
    }
  }),
  rerankCase('errors/broken', 'a page, nothing, half an answer: an error, never an order', async ({ api, model }) => {
    for (const fault of ['html', 'empty-body', 'truncated-json', 'server-error-html'] as const) {
      api.play({ fault })
      await expectError(model.rerank(query, texts), failures, api.key, fault)
    }
  }),
  rerankCase('cancel/abort', 'an abort throws CANCELLED and closes the connection', async ({ api, model }) => {
    await abortsAtOnce(api, (signal) => model.rerank(query, texts, { signal }))
  }),
])
