import type { AgentEvent } from '@kaiwu/core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { agentDesk, call, messagesOf, one, turns, type ScriptedTurn } from './test-agent-desk.ts'

const right = '租房补贴标准为每人每月1500元，发放期限为36个月。[1]'
const question = '租房补贴标准是多少'
const search = one('search', { query: '租房补贴标准' })
/** Searches for something else each time. */
const endless: ScriptedTurn = (request) => one('search', { query: `租房补贴标准 ${messagesOf(request).length}` })
const boundsIn = (events: readonly AgentEvent[]) => events.filter(({ type }) => type === 'bound')

// Loading it takes a second, and more on a busy machine: not from the time that the bounds give.
beforeAll(async () => void (await import('langchain')), 60_000)

describe('steps', { timeout: 60_000 }, () => {
  it('end an endless loop of calls, and the answer is from what was found', async () => {
    const desk = await agentDesk({
      agent: '{ steps: 3 }',
      model: turns(endless, endless, endless, (request) =>
        messagesOf(request).at(-1)!.content!.includes('工具已经用完') ? right : '?',
      ),
    })
    const { answer, steps, bound, events } = await desk.ask(question)
    expect(answer).toMatchObject({ outcome: 'answered', text: right, issues: [] })
    expect([steps.length, bound]).toEqual([3, 'steps'])
    expect(boundsIn(events)).toEqual([{ type: 'bound', bound: 'steps', limit: '3' }])
    expect(answer.notes[0]).toBe('已到步数上限（3 步），根据已查到的内容作答。')
    expect(desk.api.requests.map(({ body }) => body['tool_choice'])).toEqual([undefined, undefined, undefined, 'none'])
  })

  it('end a model that calls tools even when it must not: what was found is quoted', async () => {
    const desk = await agentDesk({ agent: '{ steps: 2 }', model: turns(endless) })
    const { answer, steps, events } = await desk.ask(question)
    expect(answer).toMatchObject({ outcome: 'answered', model: 'local/extractive' })
    expect(answer.citations.every(({ verified }) => verified)).toBe(true)
    expect(answer.text).toContain('1500元')
    expect([steps.length, desk.api.hits.chat]).toEqual([2, 3])
    expect(events.flatMap((event) => (event.type === 'token' ? event.text : [])).join('')).toBe(answer.text)
  })

  it('do the same call once', async () => {
    const desk = await agentDesk({ agent: '{ steps: 4 }', model: turns(search) })
    const { answer, steps } = await desk.ask(question)
    expect(steps.map(({ state }) => state)).toEqual(['done', 'failed', 'failed', 'failed'])
    expect(steps[1]!.message).toMatchObject({ zh: expect.stringContaining('已经做过') })
    expect(answer.outcome).toBe('answered')
  })

  it('count each of many calls of one turn', async () => {
    const many = { calls: Array.from({ length: 40 }, (_, at) => call('search', { query: `租房补贴标准 ${at}` }, `c${at}`)) }
    const desk = await agentDesk({ agent: '{ steps: 2 }', model: turns(many, right) })
    const { answer, steps } = await desk.ask(question)
    expect([answer.text, steps.length]).toEqual([right, 2])
    expect(messagesOf(desk.api.requests[1]!).filter(({ role }) => role === 'tool')).toHaveLength(40)
  })

  it('that found nothing end in a refusal', async () => {
    const desk = await agentDesk({ agent: '{ steps: 1 }', model: turns(one('nothing', {})) })
    const { answer } = await desk.ask(question)
    expect(answer).toMatchObject({ outcome: 'refused', contact: '人社局 12333' })
    expect(answer.notes[0]).toContain('还没有查到依据')
    expect(desk.api.hits.chat).toBe(1)
  })
})

describe('money', { timeout: 60_000 }, () => {
  const price = '{ currency: CNY, input: 100, output: 100, asOf: 2026-11-01 }'

  it('keeps a call from being made that would pass it, and quotes what was found', async () => {
    const desk = await agentDesk({ agent: '{ money: 0.3 CNY }', price, model: turns(endless) })
    const { answer, bound, events } = await desk.ask(question)
    expect(bound).toBe('money')
    expect(boundsIn(events)).toEqual([{ type: 'bound', bound: 'money', limit: '¥0.30' }])
    expect(answer).toMatchObject({ outcome: 'answered', model: 'local/extractive' })
    expect(answer.notes[0]).toContain('已到费用上限（¥0.30）')
    expect(answer.cost!.micros).toBeGreaterThan(0)
    expect(answer.cost!.micros).toBeLessThanOrEqual(300_000)
    expect(desk.solution.models.ledger!.rows({ case: answer.id }).reduce((sum, { cost }) => sum + cost!.micros, 0)).toBe(
      answer.cost!.micros,
    )
  })

  it('refuses where not even the first call is covered', async () => {
    const desk = await agentDesk({ agent: '{ money: 0.000001 CNY }', price, model: turns(search, right) })
    const { answer } = await desk.ask(question)
    expect([answer.outcome, desk.api.hits.chat, answer.cost]).toEqual(['refused', 0, { micros: 0, currency: 'CNY' }])
  })

  it('is 1 of the currency of the model where nothing is said', async () => {
    const dear = '{ currency: USD, input: 1000, output: 1000, asOf: 2026-11-01 }'
    const desk = await agentDesk({ price: dear, model: turns(endless) })
    expect(boundsIn((await desk.ask(question)).events)).toEqual([{ type: 'bound', bound: 'money', limit: '$1.00' }])
  })

  it('holds nothing where the price is unknown or in a currency without a rate, and says so', async () => {
    const dollars = await agentDesk({
      agent: '{ money: 0.000001 CNY }',
      price: price.replace('CNY', 'USD'),
      model: turns(search, right),
    })
    expect((await dollars.ask(question)).answer).toMatchObject({
      text: right,
      notes: [expect.stringContaining('费用上限没有起作用')],
    })
  })

  it('of the operator that is used up is told as for any other answer', async () => {
    const files = { 'models.yaml': 'budgets: [{ name: all, limit: 0.000001 CNY, period: total }]\n' }
    const desk = await agentDesk({ files, price, model: turns(search, right) })
    await expect(desk.ask(question)).rejects.toMatchObject({ code: 'BUDGET_EXCEEDED' })
  })
})

describe('time', { timeout: 60_000 }, () => {
  it('ends a model that keeps silent, and quotes what was found', async () => {
    const desk = await agentDesk({
      agent: '{ seconds: 5 }',
      model: { ...turns(search, right), fault: (_, index) => (index === 0 ? undefined : 'stall') },
    })
    const started = performance.now()
    const { answer, bound } = await desk.ask(question)
    expect(performance.now() - started).toBeLessThan(9_000)
    expect([bound, answer.outcome, answer.model]).toEqual(['seconds', 'answered', 'local/extractive'])
    expect(answer.notes[0]).toContain('已到时间上限（5 秒）')
    await vi.waitFor(() => expect(desk.api.closedEarly).toHaveLength(1))
    // What was begun is in the ledger, and in the cost of the answer.
    const rows = desk.solution.models.ledger!.rows({ case: answer.id })
    expect(rows.map(({ outcome }) => outcome)).toEqual(['ok', 'cancelled'])
  })

  it('voids what was being written', async () => {
    const desk = await agentDesk({ agent: '{ seconds: 5 }', model: { ...turns(search, right.repeat(400)), pieceDelayMs: 20 } })
    const { answer, events } = await desk.ask(question)
    const types = events.map(({ type }) => type)
    expect(types.lastIndexOf('reset')).toBeGreaterThan(types.indexOf('token'))
    expect(events.slice(types.lastIndexOf('reset')).flatMap((event) => (event.type === 'token' ? event.text : []))).toEqual([
      answer.text,
    ])
  })
})

describe('whoever asks', { timeout: 60_000 }, () => {
  it('stops everything by leaving', async () => {
    const desk = await agentDesk({ model: { ...turns(search, right.repeat(200)), pieceDelayMs: 20 } })
    const asking = desk.solution.agent({ question }, await desk.as('zhang'))
    for await (const event of asking) if (event.type === 'token') break
    expect(desk.api.hits.chat).toBe(2)
    await vi.waitFor(() => expect(desk.api.closedEarly).toHaveLength(1))
  })

  it('stops everything by their signal', async () => {
    const desk = await agentDesk({ model: turns(endless) })
    const controller = new AbortController()
    const events = desk.solution.agent({ question, signal: controller.signal }, await desk.as('zhang'))
    await expect(
      (async () => {
        for await (const event of events) if (event.type === 'step') controller.abort()
      })(),
    ).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(desk.api.hits.chat).toBe(1)
  })
})

describe('a model that fails', { timeout: 60_000 }, () => {
  const refused = { error: 'bad-request' } as const

  it('after something was found leaves what was found, and why', async () => {
    const desk = await agentDesk({ model: { ...turns(search, right), fault: (_, index) => (index === 0 ? undefined : refused) } })
    const { answer, bound } = await desk.ask(question)
    expect([answer.outcome, answer.model, bound]).toEqual(['answered', 'local/extractive', undefined])
    expect(answer.notes[0]).toContain('模型没有给出回答')
  })

  it('at once is an error, as for any other answer, unless the documents are to be quoted', async () => {
    const desk = await agentDesk({ model: { fault: refused } })
    await expect(desk.ask(question)).rejects.toMatchObject({ code: 'MODEL_BAD_REQUEST' })
  })

  it('in the middle of its answer leaves the words that were read', async () => {
    const desk = await agentDesk({
      model: { ...turns(search, right), after: 8, fault: (_, index) => (index === 0 ? undefined : 'reset') },
    })
    const { answer } = await desk.ask(question)
    expect(answer.outcome).toBe('incomplete')
    expect(right.startsWith(answer.text)).toBe(true)
  })
})
