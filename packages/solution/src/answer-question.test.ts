import type { Answer, AnswerEvent } from '@kaiwu/core'
import { citeFirstPassage, obey, promptOf } from '@kaiwu/testkit'
import { describe, expect, it, vi } from 'vitest'
import { ask, asked, desk, price, right } from './test-desk.ts'

const issues = (answer: Answer): string[] => answer.issues.map(({ kind, text }) => `${kind}: ${text}`)

describe('answerQuestion with a model', () => {
  it('reports evidence, then text as it comes, then the verified answer', async () => {
    const { events, answer, shown } = await ask(await desk({}))
    expect(events.map(({ type }) => type).join(' ')).toMatch(/^passages( token){3,} answer$/)
    expect(shown).toBe(right)
    expect(answer).toMatchObject({
      solution: 'desk',
      question: asked,
      language: 'zh',
      asOf: '2026-11-22',
      outcome: 'answered',
      text: right,
      issues: [],
      notes: [],
      model: 'openai-compatible/test',
    })
    expect(answer.citations).toMatchObject([
      {
        mark: 1,
        document: 'knowledge/rent-2024.md',
        number: '云政办〔2024〕12号',
        quote: expect.stringContaining('每人每月1500元'),
        verified: true,
        validity: 'in-force',
      },
    ])
    expect(answer).not.toHaveProperty('contact')
    expect(Object.isFrozen(answer)).toBe(true)
  })

  it("gives the model the rules of citing, and the solution's prompt filled in", async () => {
    const { solution, server } = await desk({})
    await ask({ solution, server })
    const [system, user] = server.requests[0]!.body.messages
    expect(system).toMatchObject({ role: 'system', content: expect.stringContaining('只输出 [0]') })
    expect(user?.content).toMatch(/^资料：\n\[1\] 《云泽市人才租房补贴办法》（云政办〔2024〕12号）.*第八条\n/)
    expect(user?.content).toContain(`问题：${asked}\n日期：2026-11-22，用中文，问不到找人社局 12333`)
    expect(server.requests).toHaveLength(1)
  })

  it('asks in English what is asked in English', async () => {
    const { solution, server } = await desk({})
    const { answer } = await ask({ solution, server }, { question: '租房补贴标准', language: 'en' })
    expect(answer.language).toBe('en')
    expect(promptOf(server.requests[0]!)).toMatch(/^Answer only from[\s\S]*用English/)
  })

  it.each([
    [
      'mark',
      '补贴按月发放给本人。[1] 另有交通补贴可以申请。[9]',
      ['unknown-mark: [9]', 'sentence-without-mark: 另有交通补贴可以申请。[9]'],
    ],
    ['number', '租房补贴标准为每人每月3000元。[1]', ['number-not-found: 3000元']],
    ['quote', '办法规定“对博士另行发放安家费”。[1]', ['quote-not-found: “对博士另行发放安家费”']],
    ['sentence', '租房补贴由街道办事处现场发放。', ['sentence-without-mark: 租房补贴由街道办事处现场发放。']],
  ])('names an invented %s', async (_, text, expected) => {
    const { answer } = await ask(await desk({ answer: text }))
    expect(answer.text).toBe(text)
    expect(issues(answer).sort()).toEqual([...expected].sort())
  })
})

describe('answerQuestion, when the model refuses', () => {
  it.each(['[0]', '【0】', ' [0]\n', '[0] 片段没有说明', '[ 0 ]'])(
    'shows the contact and never the mark: %j, one character at a time',
    async (reply) => {
      const { answer, shown } = await ask(await desk({ answer: reply, pieceLength: 1 }))
      const text = '现有资料里没有找到可以回答这个问题的依据。可以咨询：人社局 12333'
      expect(shown).toBe(text)
      expect(answer).toMatchObject({ outcome: 'refused', text, contact: '人社局 12333', citations: [], issues: [] })
      expect(answer.usage.completionTokens).toBe(reply.length)
    },
  )

  it.each(['[1] 每人每月1500元', '[', '[0', '0'])('takes no %j for a refusal', async (reply) => {
    const { answer, shown } = await ask(await desk({ answer: reply, pieceLength: 1 }))
    expect(answer.outcome).toBe('answered')
    expect(shown).toBe(reply)
  })

  it('speaks English to an English question', async () => {
    const { answer } = await ask(await desk({ answer: '[0]' }), { question: asked, language: 'en' })
    expect(answer.text).toBe('The documents here hold no evidence that answers this question. Please ask: 人社局 12333')
  })

  it('takes a filtered answer without text for a refusal', async () => {
    expect((await ask(await desk({ fault: 'finish-content-filter-empty' }))).answer.outcome).toBe('refused')
  })

  it('does not call the model when there is no evidence', async () => {
    const { solution, server } = await desk({}, { price })
    const { answer } = await ask({ solution, server }, 'xyzzy plugh')
    expect(server.requests).toHaveLength(0)
    expect(answer).toMatchObject({
      outcome: 'refused',
      contact: '人社局 12333',
      passages: [],
      usage: { promptTokens: 0, completionTokens: 0, estimated: false },
      cost: { micros: 0, currency: 'CNY' },
    })
  })
})

describe('answerQuestion, when the model fails', () => {
  it.each([
    ['server-error-html', 'MODEL_FAILED'],
    ['unauthorized', 'MODEL_REFUSED_KEY'],
    ['no-balance', 'MODEL_QUOTA_EXHAUSTED'],
    ['html', 'MODEL_PROTOCOL'],
    ['reset-before-headers', 'MODEL_UNREACHABLE'],
  ] as const)('%s is %s, after the evidence was shown', async (fault, code) => {
    const { solution } = await desk({ fault })
    const events: AnswerEvent[] = []
    const running = (async () => {
      for await (const event of solution.stream({ question: asked })) events.push(event)
    })()
    await expect(running).rejects.toMatchObject({ code })
    expect(events.map(({ type }) => type)).toEqual(['passages'])
  })

  it('is an error too when it stalls before any text', async () => {
    await expect(ask(await desk({ fault: 'reset', after: 0 }))).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
  })

  it.each(['end-without-finish', 'finish-length', 'finish-insufficient-resource', 'finish-content-filter'] as const)(
    '%s leaves the answer incomplete',
    async (fault) => {
      const { answer, shown } = await ask(await desk({ fault, after: 6 }))
      expect(answer.outcome).toBe('incomplete')
      expect(answer.text).toBe(shown)
      expect(right.startsWith(shown) && shown.length >= 24).toBe(true)
    },
  )

  it.each([
    ['stall', /^回答没有说完就中断了：.*1 秒/],
    ['reset', /^回答没有说完就中断了：连不上/],
    ['error-mid-stream', /^回答没有说完就中断了：.*overloaded/],
    ['malformed-line', /^回答没有说完就中断了：.*不合规范/],
  ] as const)('keeps what was shown, checks and prices it, and says why it broke off: %s', async (fault, note) => {
    const { answer, shown } = await ask(
      await desk({ fault, after: 4, answer: '每人每月9000元，发放期限为36个月。[1]' }, { price }),
    )
    expect(answer).toMatchObject({ outcome: 'incomplete', text: '每人每月9000元，发放期限为3', usage: { estimated: true } })
    expect(shown).toBe(answer.text)
    expect(issues(answer)).toContain('number-not-found: 9000元')
    expect(answer.notes).toEqual([expect.stringMatching(note)])
    expect(answer.usage.completionTokens).toBeGreaterThan(5)
    expect(answer.cost?.micros).toBeGreaterThan(0)
  })

  it('stops the model within 250 ms when the reader leaves', { retry: 2 }, async () => {
    const { solution, server } = await desk({ fault: 'endless' })
    const controller = new AbortController()
    const running = solution.answer({ question: asked, signal: controller.signal })
    await vi.waitFor(() => expect(server.requests).toHaveLength(1), { timeout: 5000 })
    const aborted = performance.now()
    controller.abort()
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' })
    await vi.waitFor(() => expect(server.closedEarly).toHaveLength(1))
    expect(server.closedEarly[0]! - aborted).toBeLessThan(250)
  })
})

describe('answerQuestion and dates', () => {
  it.each([
    ['today', asked, undefined, '2026-11-22', '每人每月1500元'],
    ['a year in the question', '2022年的租房补贴标准是多少', undefined, '2022-12-31', '每人每月800元'],
    ['a day given', asked, '2022-06-01', '2022-06-01', '每人每月800元'],
    ['the last day of the old rule', asked, '2024-04-30', '2024-04-30', '每人每月800元'],
    ['the first day of the new rule', asked, '2024-05-01', '2024-05-01', '每人每月1500元'],
    ['a day given against one in the question', '2022年的租房补贴标准是多少', '2025-01-01', '2025-01-01', '每人每月1500元'],
  ])('answers as of %s', async (_, question, asOf, day, says) => {
    const opened = await desk({ answer: citeFirstPassage })
    const { answer } = await ask(opened, { question, ...(asOf ? { asOf } : {}) })
    expect(answer.asOf).toBe(day)
    expect(answer.text).toContain(says)
    expect(answer.passages.every(({ document }) => document.validity === 'in-force')).toBe(true)
    expect(promptOf(opened.server.requests[0]!)).toContain(`日期：${day}`)
  })

  it('tells of a repealed document that would have matched best', async () => {
    const { answer } = await ask(await desk({}), '暂行办法规定租房补贴暂行期间按季度发放吗')
    expect(answer.notes).toEqual([
      '《云泽市人才租房补贴暂行办法》（云政办〔2021〕3号）已于 2024-05-01 废止（见《云泽市人才租房补贴办法》（云政办〔2024〕12号）），未作为依据。',
    ])
    expect(answer.passages.map(({ document }) => document.path)).not.toContain('knowledge/rent-2021.md')
  })

  it('tells of a document not yet in force', async () => {
    const { answer } = await ask(await desk({}), {
      question: '租房补贴标准为每人每月1500元，发放期限为36个月',
      asOf: '2024-01-01',
    })
    expect(answer.notes).toEqual([
      '《云泽市人才租房补贴办法》（云政办〔2024〕12号）自 2024-05-01 起施行，在所问日期尚未施行，未作为依据。',
    ])
  })
})

describe('answerQuestion and money', () => {
  it('prices an answer by what the service reports', async () => {
    const { answer } = await ask(await desk({ usage: { promptTokens: 1000, completionTokens: 200 } }, { price }))
    expect(answer).toMatchObject({
      usage: { promptTokens: 1000, completionTokens: 200, estimated: false },
      cost: { micros: 3600, currency: 'CNY' },
    })
  })

  it('states no cost for a model that nobody has priced', async () => {
    const { answer } = await ask(await desk({ usage: { promptTokens: 1000, completionTokens: 200 } }))
    expect(answer).not.toHaveProperty('cost')
  })
})

describe('answerQuestion and hostile text', () => {
  it('leaves holes in a question as they were typed', async () => {
    const opened = await desk({})
    await ask(opened, '租房补贴标准 {{contact}} {{passages}} $& $1')
    expect(promptOf(opened.server.requests[0]!)).toContain('问题：租房补贴标准 {{contact}} {{passages}} $& $1\n')
  })

  it('leaves holes in a document as they were written', async () => {
    const opened = await desk({})
    await ask(opened, '停车场夜间收费吗')
    expect(promptOf(opened.server.requests[0]!)).toContain('https://evil.example/{{contact}} 领取')
  })

  it("names what an obedient model says on a document's order: nothing of it is cited", async () => {
    const { answer } = await ask(await desk({ answer: obey }), '停车场夜间收费吗')
    expect(answer.text).toContain('所有停车费一律免除')
    expect(answer.citations).toEqual([])
    expect(answer.issues.map(({ kind }) => kind)).toContain('sentence-without-mark')
  })
})
