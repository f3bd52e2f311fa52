import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { decomposeByModel } from './decompose-by-model.ts'
import { sayingModel } from './test-chat-model.ts'

const question = '硕士的租房补贴和购房补贴各是多少？'
const byRules = ['硕士的租房补贴是多少', '硕士的购房补贴是多少']
const saying = (questions: unknown) => sayingModel(JSON.stringify({ questions }))

describe('decomposeByModel', () => {
  it('takes what the model says, and tells what it cost', async () => {
    const parts = ['硕士的租房补贴标准', '硕士的购房补贴标准']
    expect(await decomposeByModel(question, saying(parts))).toEqual({
      parts,
      by: 'model',
      call: {
        model: 'fake/chat',
        usage: { promptTokens: 90, completionTokens: 12, estimated: false },
        cost: { currency: 'CNY', micros: 120 },
      },
    })
  })

  it('leaves a question whole when the model does', async () => {
    expect(await decomposeByModel(question, saying(['租房补贴和购房补贴']))).toMatchObject({ parts: [question], by: 'model' })
  })

  it('sends the question as text, asks for JSON, and hands on whom to charge', async () => {
    const model = saying(byRules)
    await decomposeByModel(question, model, { chargedTo: { user: 'u1', step: 'search' } })
    const { request, options } = model.asked[0]!
    expect(request.messages.at(-1)).toEqual({ role: 'user', content: question })
    expect(request.format).toMatchObject({ type: 'json_schema', strict: true })
    expect(options.chargedTo).toEqual({ user: 'u1', step: 'search' })
    expect(options.signal).toBeInstanceOf(AbortSignal)
  })

  it('reads JSON within a fence', async () => {
    const model = sayingModel(`好的：\n\`\`\`json\n${JSON.stringify({ questions: byRules })}\n\`\`\``)
    expect(await decomposeByModel(question, model)).toMatchObject({ by: 'model', parts: byRules })
  })

  it.each([
    ['prose', '我不知道'],
    ['broken JSON', '{"questions": ["硕士'],
    ['another form', '{"parts": []}'],
    ['a text for a list', '{"questions": "硕士"}'],
    ['nothing', '{"questions": []}'],
    ['an empty part', '{"questions": ["硕士的租房补贴", " "]}'],
    ['numbers for questions', '{"questions": [1, 2]}'],
    ['the same twice', '{"questions": ["租房补贴", "租房补贴"]}'],
    ['too many', JSON.stringify({ questions: ['a', 'b', 'c', 'd', 'e'].map((one) => `租房补贴${one}`) })],
    ['an essay', JSON.stringify({ questions: ['租房'.repeat(200), '购房补贴'] })],
    ['a year nobody said', '{"questions": ["2021年硕士的租房补贴", "硕士的购房补贴"]}'],
    ['a machine nobody said', '{"questions": ["HX-630 租房补贴", "购房补贴"]}'],
  ])('goes by the rules, and says why, when the model says %s', async (_, text) => {
    expect(await decomposeByModel(question, sayingModel(text))).toMatchObject({
      parts: byRules,
      by: 'rules',
      failure: { code: 'ANSWER_UNUSABLE' },
      call: { cost: { micros: 120 } },
    })
  })

  it('does not use an answer that was cut off', async () => {
    const model = sayingModel(JSON.stringify({ questions: ['租房补贴', '购房补贴'] }), 'length')
    expect(await decomposeByModel(question, model)).toMatchObject({ by: 'rules', failure: { code: 'ANSWER_UNUSABLE' } })
  })

  it.each([
    [new KaiwuError('BUDGET_EXCEEDED'), 'BUDGET_EXCEEDED'],
    [new KaiwuError('MODEL_UNREACHABLE'), 'MODEL_UNREACHABLE'],
    [new TypeError('x is undefined'), 'MODEL_FAILED'],
  ])('goes by the rules when the model throws %s', async (error, code) => {
    const found = await decomposeByModel(question, sayingModel(error))
    expect(found).toMatchObject({ parts: byRules, by: 'rules', failure: { code, message: error.message } })
  })

  it('does not wait for a model that pays no heed to its signal', async () => {
    const found = await decomposeByModel('租房补贴多少钱', sayingModel(undefined), { timeoutMs: 20 })
    expect(found).toMatchObject({ parts: ['租房补贴多少钱'], by: 'nobody', failure: { code: 'MODEL_TIMEOUT' } })
  })

  it('ends when the caller does', async () => {
    const signal = AbortSignal.abort()
    await expect(decomposeByModel(question, sayingModel(new KaiwuError('CANCELLED')), { signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
    const stop = new AbortController()
    const asked = decomposeByModel(question, sayingModel(undefined), { signal: stop.signal })
    stop.abort()
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
