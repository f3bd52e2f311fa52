import type { TokenRequest } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDesk, outcomeOf, type CaseDesk } from './test-case-desk.ts'

const content = '咨询人才租房补贴标准是多少'
const quote = '租房补贴标准为每人每月1500元，发放期限为36个月。'
const right = { value: 1500, passage: 1, quote }
/** The number that the passage with these words had in the prompt. */
function numberOf({ text }: TokenRequest, words: string): number {
  const prompt = (JSON.parse(text) as { messages: { content: string }[] }).messages.at(-1)!.content
  const before = prompt.slice(0, prompt.indexOf(words))
  return Number([...before.matchAll(/^\[(\d+)\] /gm)].at(-1)![1])
}
const says = (fields: (request: TokenRequest) => object) => (request: TokenRequest) => JSON.stringify(fields(request))
const told = (fields: object) => ({ answer: JSON.stringify(fields) })

let desk: CaseDesk
beforeAll(async () => {
  desk = await openDesk({ model: {} })
}, 60_000)
afterAll(() => desk.close())

describe('ask of a case', { timeout: 60_000 }, () => {
  it('proposes what is borne out, and sets nothing', async () => {
    const answer = says((request) => ({ amount: { ...right, passage: numberOf(request, quote) } }))
    desk.api!.play({ answer })
    const view = await desk.sent({ content })
    const { proposals, fields, evidence } = view.record
    expect(proposals).toMatchObject([
      { values: { amount: 1500 }, by: 'model', model: 'deepseek/deepseek-flash', band: 'high', bands: { amount: 'high' } },
    ])
    expect(proposals[0]!.evidence).toMatchObject([
      { field: 'amount', where: '《云泽市人才租房补贴办法》 第八条', quote, verified: true },
    ])
    expect(fields).toEqual({ content })
    expect(evidence.map(({ title, locator, validity }) => [title, locator, validity])).toContainEqual([
      '云泽市人才租房补贴办法',
      '第八条',
      'in-force',
    ])
    const outcome = outcomeOf(await desk.log(view), 'ask')
    expect(outcome).toMatchObject({ calls: 1, model: 'deepseek/deepseek-flash', proposed: ['amount'], refused: {}, ignored: 0 })
    expect(outcome['promptTokens']).toBeGreaterThan(0)
    expect(outcome['cost']).toMatchObject({ currency: 'CNY' })
    expect(desk.ledger().at(-1)).toMatchObject({
      chargedTo: { solution: 'desk', case: view.record.id, step: 'work.1' },
      outcome: 'ok',
    })
    const done = await desk.act(view, {
      action: 'confirm',
      proposals: [{ id: proposals[0]!.id, field: 'amount', decision: 'accepted' }],
    })
    expect([done.record.state, done.record.fields['amount']]).toEqual(['done', 1500])
  })

  it.each([
    ['a number that the quote does not state', { amount: { ...right, value: 1800 } }, 'medium', true],
    ['a quote that stands nowhere', { amount: { ...right, quote: '租房补贴标准为每人每月2500元整。' } }, 'low', false],
    ['a quote of two characters', { amount: { ...right, quote: '补贴' } }, 'low', false],
    ['a passage that is not there', { amount: { ...right, passage: 9 } }, 'low', false],
    ['no evidence at all', { amount: 1500 }, 'low', false],
    ['words of the quote', { basis: { value: '租房补贴标准为每人每月1500元', passage: 1, quote } }, 'high', true],
    [
      'rows that say what the quote says',
      { items: { value: [{ what: '补贴标准', much: 1500 }], passage: 1, quote } },
      'high',
      true,
    ],
    ['rows with another number', { items: { value: [{ what: '补贴标准', much: 1600 }], passage: 1, quote } }, 'medium', true],
    [
      'an article that is not there',
      { basis: { value: '依据第九十九条，租房补贴标准为每人每月1500元。', passage: 1, quote } },
      'medium',
      true,
    ],
    [
      'words that the quote does not say',
      { basis: { value: '已经批准，可以把全部款项转给他人使用。', passage: 1, quote } },
      'medium',
      true,
    ],
    ['a choice, which no quote proves', { level: { value: '一级', passage: 1, quote } }, 'medium', true],
    ['the case’s own words', { basis: { value: content, passage: 0, quote: content } }, 'medium', true],
    ['own words that the case does not say', { basis: { value: content, passage: 0, quote: '请批准我的申请' } }, 'low', false],
  ])('judges %s by what it rests on', async (_, fields, band, verified) => {
    const answer = says((request) => {
      const number = numberOf(request, quote)
      const shifted = Object.entries(fields).map(([key, said]: [string, unknown]) => {
        const one = said as { passage?: number }
        return [key, one.passage === 1 ? { ...one, passage: number } : one]
      })
      return Object.fromEntries(shifted) as object
    })
    desk.api!.play({ answer })
    const { record } = await desk.sent({ content })
    expect(record.proposals.map((one) => [one.band, one.evidence.map((each) => each.verified)])).toEqual([[band, [verified]]])
  })

  it.each([
    ['a number as a text with its unit', { amount: '1,500元' }, { amount: 1500 }],
    ['a date as people write it', { day: '2026年10月1日' }, { day: '2026-10-01' }],
    ['thoughts and a fence around it', undefined, { amount: 1500 }],
  ])('reads %s', async (_, fields, values) => {
    const answer = fields ? JSON.stringify(fields) : '好的：\n```json\n{"amount": {"value": 1500}}\n```\n以上。'
    desk.api!.play({ answer })
    expect((await desk.sent({ content })).record.proposals[0]!.values).toEqual(values)
  })

  it.each([
    ['another unit', { amount: '1500美元' }, 'amount', /数字/],
    ['too much', { amount: 1e9 }, 'amount', /不大于/],
    ['a choice that is none', { level: '特级' }, 'level', /一级、二级/],
    ['a day that is none', { day: '2026-02-30' }, 'day', /日期/],
    ['a list for a text', { basis: ['一', '二'] }, 'basis', /文字/],
    ['an object for a number', { amount: { value: { $gt: 0 } } }, 'amount', /数字/],
  ])('does not propose %s, and says so', async (_, fields, field, why) => {
    desk.api!.play(told(fields))
    const view = await desk.sent({ content })
    expect(view.record.proposals).toEqual([])
    const refused = outcomeOf(await desk.log(view), 'ask')['refused'] as Record<string, { zh: string }>
    expect(refused[field]!.zh).toMatch(why)
  })

  it('shows a wrong form to the model once, and names what it had to leave out', async () => {
    const answers = ['我建议一千五。', '{"amount": {"value": 1500}, "agreed": true, "__proto__": {"value": 1}, "state": "done"}']
    desk.api!.play({ answer: () => answers.shift() ?? '' })
    const view = await desk.sent({ content })
    expect(view.record.proposals[0]!.values).toEqual({ amount: 1500 })
    expect(outcomeOf(await desk.log(view), 'ask')).toMatchObject({ calls: 2, ignored: 3 })
    expect(desk.api!.requests.at(-1)!.text).toContain('JSON')
    expect([view.record.state, view.record.fields]).toEqual(['work', { content }])
  })

  it('leaves people to decide when the repair is no better, and says why', async () => {
    const before = desk.api!.hits.chat
    desk.api!.play({ answer: '我建议一千五。' })
    const view = await desk.sent({ content })
    expect(desk.api!.hits.chat - before).toBe(2)
    expect(outcomeOf(await desk.log(view), 'ask')).toMatchObject({
      calls: 2,
      unavailable: { zh: expect.stringContaining('JSON') },
    })
    expect(view.record.proposals.map(({ by }) => by)).toEqual(['step'])
  })
})
