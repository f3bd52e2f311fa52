import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { needsConversation, rewrite, rewriteByModel } from './rewrite.ts'
import { sayingModel } from './test-chat-model.ts'

describe('rewrite', () => {
  it('completes a follow-up from the question before, also over several turns', () => {
    expect(rewrite('那硕士呢？', ['博士租房补贴多少'])).toEqual({ question: '硕士租房补贴多少', by: 'rules' })
    expect(rewrite('本科呢', ['博士租房补贴多少', '那硕士呢？'])).toEqual({ question: '本科租房补贴多少', by: 'rules' })
  })

  it('goes by the last question that stands by itself', () => {
    expect(rewrite('HX-500 呢', ['HX-630 的暖机时间', '居住证怎么办'])).toEqual({ question: 'HX-500 呢', by: 'nobody' })
  })

  it('leaves a question without a conversation, and one that is complete', () => {
    expect(rewrite('那硕士呢？', [])).toEqual({ question: '那硕士呢？', by: 'nobody' })
    expect(rewrite('购房补贴怎么申请', ['博士租房补贴多少'])).toEqual({ question: '购房补贴怎么申请', by: 'nobody' })
  })
})

describe('needsConversation', () => {
  it.each([
    '那硕士呢？',
    '它要多少钱',
    '这个怎么办',
    '多少钱？',
    '还有呢',
    'And what about the HX-500?',
    'How often must it be changed?',
  ])('%s', (question) => {
    expect(needsConversation(question)).toBe(true)
  })

  it.each(['博士租房补贴多少', 'HX-630 报 E-203 怎么处理', '居住证丢了怎么补', 'What is the fee for a passport?'])(
    'not %s',
    (question) => {
      expect(needsConversation(question)).toBe(false)
    },
  )
})

describe('rewriteByModel', () => {
  const before = ['HX-630 的液压油多久换一次']

  it('asks the model where no rule is sure', async () => {
    const model = sayingModel('{"question": "HX-630 的液压油换一次要多少升"}')
    const found = await rewriteByModel('它要多少升', before, model, { chargedTo: { user: 'u1' } })
    expect(found).toMatchObject({ question: 'HX-630 的液压油换一次要多少升', by: 'model', call: { cost: { micros: 120 } } })
    expect(model.asked[0]!.options.chargedTo).toEqual({ user: 'u1' })
  })

  it.each([
    ['那 HX-500 呢', before],
    ['居住证丢了怎么补', before],
    ['它要多少升', []],
  ])('does not ask it for %s', async (question, earlier) => {
    const model = sayingModel('{"question": "?"}')
    await rewriteByModel(question, earlier, model)
    expect(model.asked).toEqual([])
  })

  it.each(['{"question": "HX-500 的液压油要多少升"}', '{"question": ""}', '{"question": 3}', '不知道'])(
    'keeps the question, and says why, when the model says %s',
    async (text) => {
      expect(await rewriteByModel('它要多少升', before, sayingModel(text))).toMatchObject({
        question: '它要多少升',
        by: 'nobody',
        failure: { code: 'ANSWER_UNUSABLE' },
      })
    },
  )

  it('keeps the question when the model fails', async () => {
    const found = await rewriteByModel('它要多少升', before, sayingModel(new KaiwuError('MODEL_RATE_LIMITED')))
    expect(found).toMatchObject({ question: '它要多少升', failure: { code: 'MODEL_RATE_LIMITED' } })
  })
})
