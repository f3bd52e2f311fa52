import { fixedClock, type Answer, type AnswerEvent } from '@kaiwu/core'
import type { ModelReference } from '@kaiwu/models'
import { fakeModelServer, tempFolder, type FakeModelOptions, type FakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defineSolution } from './define-solution.ts'
import { openSolution, type Solution } from './open-solution.ts'

const document = '# 租房补贴办法\n\n第八条 租房补贴标准为每人每月1500元，发放期限为36个月。\n'
const right = '租房补贴标准为每人每月1500元，发放期限为36个月。[1]'
const asked = '租房补贴标准是多少'

type Made = Readonly<{ solution: Solution; servers: readonly FakeModelServer[] }>

/** A solution whose models.yaml names the fake services a, b, … as providers of the house. */
async function made(model: ModelReference, services: readonly Partial<FakeModelOptions>[], more = ''): Promise<Made> {
  const servers = await Promise.all(services.map((options) => fakeModelServer({ answer: right, ...options })))
  const providers = servers.map(({ url }, index) => `  ${'abc'[index]}: { baseUrl: '${url}', keyEnv: null, retry: { most: 0 } }`)
  const priced = servers.map(
    (_, index) => `  ${'abc'[index]}/m: { prices: [{ currency: CNY, input: 2, output: 8, asOf: '2026-11-01' }] }`,
  )
  const folder = await tempFolder({
    'knowledge/rent.md': document,
    'models.yaml': `providers:\n${providers.join('\n')}\nmodels:\n${priced.join('\n')}\n${more}`,
  })
  const definition = defineSolution({
    name: 'desk',
    title: '政策台',
    contact: '12333',
    knowledge: { policies: 'knowledge/**' },
    model,
  })
  const solution = await openSolution(definition, { root: folder.path, environment: {}, clock: fixedClock('2026-11-22') })
  onTestFinished(async () => {
    await solution.close()
    await Promise.all(servers.map((server) => server.close()))
    await folder.remove()
  })
  await solution.sync()
  return { solution, servers }
}

async function ask({ solution }: Made): Promise<{ events: readonly AnswerEvent[]; answer: Answer; shown: string }> {
  const events: AnswerEvent[] = []
  let shown = ''
  for await (const event of solution.stream({ question: asked })) {
    events.push(event)
    if (event.type === 'token') shown += event.text
    if (event.type === 'reset') shown = ''
  }
  const last = events.at(-1)
  if (last?.type !== 'answer') throw new Error('the last event is the answer')
  return { events, answer: last.answer, shown }
}

describe('a solution with several models', () => {
  it('is answered by the second when the first is overloaded, and says by which', async () => {
    const desk = await made(['a/m', 'b/m'], [{ fault: 'overloaded' }, {}])
    const { answer, events } = await ask(desk)
    expect(answer).toMatchObject({ outcome: 'answered', text: right, model: 'b/m' })
    expect(events.map(({ type }) => type)).not.toContain('reset')
    expect(answer.cost?.micros).toBeGreaterThan(0)
  })

  it('begins anew, and says so, when the first breaks off in the middle; both are paid for', async () => {
    const desk = await made(['a/m', 'b/m'], [{ fault: 'reset', answer: '补贴标准大约是九千元吧，我记得是这样' }, {}])
    const { answer, events, shown } = await ask(desk)
    expect(events.map(({ type }) => type)).toContain('reset')
    expect(shown).toBe(right)
    expect(answer.notes).toEqual(['先作答的模型中断了，由 b/m 重新作答，之前显示的内容作废。'])
    expect(answer).toMatchObject({ outcome: 'answered', text: right, model: 'b/m', issues: [] })
    const rows = desk.solution.models.ledger!.rows()
    expect(rows.map(({ model, chargedTo }) => [model, chargedTo.case])).toEqual([
      ['a/m', answer.id],
      ['b/m', answer.id],
    ])
    expect(answer.cost?.micros).toBe(rows.reduce((sum, { cost }) => sum + (cost?.micros ?? 0), 0))
  })

  it.each([
    ['is overloaded', 'overloaded'],
    ['is out of balance', 'no-balance'],
    ['breaks off', 'reset'],
    ['sends a page', 'html'],
    ['stops answering without a reason', 'done-without-finish'],
  ] as const)('quotes the documents, and says why, when the only model %s', async (_, fault) => {
    const desk = await made(['a/m', 'local/extractive'], [{ fault, answer: '我记得是九千元，详情请看别处的网站' }])
    const { answer, shown } = await ask(desk)
    expect(answer).toMatchObject({ outcome: 'answered', model: 'local/extractive' })
    expect(answer.citations[0]).toMatchObject({ verified: true })
    expect(answer.notes[0]).toMatch(/模型没有给出回答，这里是原文摘录/)
    expect(shown).toBe(answer.text)
    expect(answer.text).not.toContain('九千')
  })

  it('keeps what came when there is nobody else to ask', async () => {
    const desk = await made('a/m', [{ fault: 'reset', answer: '补贴标准大约是九千元吧，我记得是这样' }])
    const { answer, events } = await ask(desk)
    expect(answer.outcome).toBe('incomplete')
    expect(events.map(({ type }) => type)).not.toContain('reset')
  })

  it('does not take a refused content elsewhere, nor to the documents', async () => {
    const desk = await made(['a/m', 'b/m', 'local/extractive'], [{ fault: 'context-too-long' }, {}])
    const { answer } = await ask(desk)
    expect(answer.model).toBe('local/extractive')
    expect(desk.servers[1]!.requests).toHaveLength(0)
  })

  it('stops at a budget before anything is sent, and then quotes the documents where it may', async () => {
    const budget = "budgets:\n  - { name: 每天, limit: '0.000001 CNY', period: day }\n"
    const stopped = await made('a/m', [{}], budget)
    await expect(ask(stopped)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED', details: { budget: '每天' } })
    expect(stopped.servers[0]!.requests).toHaveLength(0)
    const quoted = await made(['a/m', 'local/extractive'], [{}], budget)
    const { answer } = await ask(quoted)
    expect(answer).toMatchObject({ model: 'local/extractive', cost: { micros: 0 } })
    expect(answer.notes[0]).toMatch(/预算“每天”/)
  })
})
