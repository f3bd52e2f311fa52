import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { agreementOf, type CaseView, type ProposalDecision } from '@kaiwu/cases'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caseDesk, openDesk, outcomeOf, type CaseDesk } from './test-case-desk.ts'

const matters: Readonly<Record<string, readonly string[]>> = {
  环卫: ['垃圾没人收', '垃圾桶满了臭得很', '路边堆着建筑垃圾', '厨余垃圾好几天没清运', '公厕太脏没有人打扫'],
  供水: ['家里停水了', '水龙头流出来的水发黄', '水压太低热水器打不着', '楼道水管漏水', '自来水有股怪味'],
  噪声: ['楼下烧烤店吵到半夜', '工地半夜还在打桩', '广场舞音响太大睡不着', '隔壁装修一大早就电钻', '酒吧低音炮震得心慌'],
}
const openings = ['你好，', '请问', '反映一下：', '求助，', '']
const rows = Object.entries(matters).flatMap(([label, texts]) =>
  texts.flatMap((text) => openings.map((opening) => `${opening}${text},${label}`)),
)
const csv = `text,label\n${rows.join('\n')}\n`
const step = (more = '') => `
      - { classify: content, by: data/kinds.csv, into: kind${more} }`
const files = { 'data/kinds.csv': csv, 'prompts/kind.md': '把诉求归类：{{content}}\n' }
const accepted = (view: CaseView): ProposalDecision[] => [
  { id: view.record.proposals[0]!.id, field: 'kind', decision: 'accepted' },
]

describe('classify of a case', { timeout: 60_000 }, () => {
  let desk: CaseDesk
  beforeAll(async () => {
    desk = await openDesk({ steps: step(', ask: prompts/kind.md'), files, model: { answer: '{"kind": "噪声"}' } })
  }, 60_000)
  afterAll(() => desk.close())

  it('proposes the label of rows that are like the text, with those rows, and asks no model', async () => {
    const view = await desk.sent({ content: '反映一下：小区里垃圾没人收，臭得很' })
    expect(view.record.proposals).toMatchObject([{ by: 'classifier', values: { kind: '环卫' } }])
    const [{ evidence, score, margin, band }] = view.record.proposals as [(typeof view.record.proposals)[number]]
    expect([score! > 0.8, margin! > 0.3, ['high', 'medium'].includes(band)]).toEqual([true, true, true])
    expect(evidence[0]).toMatchObject({ source: expect.stringMatching(/^data\/kinds\.csv#\d+$/), where: '环卫', verified: true })
    expect(evidence[0]!.quote).toContain('垃圾')
    expect(desk.api!.hits.chat).toBe(0)
    expect(view.record.fields['kind']).toBeUndefined()
    expect(outcomeOf(await desk.log(view), 'classify')).toMatchObject({ label: '环卫' })
    // What was learnt is kept, once.
    expect(await readdir(join(desk.folder.path, '.kaiwu', 'classifiers'))).toHaveLength(1)
  })

  it('asks a model beside where it is unsure', async () => {
    const view = await desk.sent({ content: '量子色动力学的渐近自由' })
    expect(desk.api!.hits.chat).toBe(1)
    expect(view.record.proposals.map(({ by, band, values }) => [by, band, values['kind']])).toMatchObject([
      ['classifier', 'low', expect.any(String)],
      ['model', 'low', '噪声'],
    ])
    expect(new Set(view.record.proposals.map(({ id }) => id)).size).toBe(2)
    // Somebody takes the model's: what they think of the classifier's follows from it.
    const [own, other] = view.record.proposals.map(({ id, values }) => ({ id, label: values['kind'] }))
    await desk.act(view, { action: 'confirm', proposals: [{ id: other!.id, field: 'kind', decision: 'accepted' }] })
    const agreed = own!.label === other!.label ? 1 : 0
    expect(await agreementOf(desk.database, { caseType: 'subsidy', field: 'kind', last: 20 })).toEqual({ decided: 1, agreed })
    expect(view.record.fields['kind']).toBeUndefined()
  })

  it('stands alone where the model gives no label there is', async () => {
    desk.api!.play({ answer: '{"kind": "天文"}' })
    const view = await desk.sent({ content: '量子色动力学' })
    expect(view.record.proposals.map(({ by }) => by)).toEqual(['classifier'])
    expect(outcomeOf(await desk.log(view), 'classify')).toMatchObject({ asked: { refused: { kind: expect.anything() } } })
  })

  it('stands alone where the model fails for good', async () => {
    desk.api!.play({ fault: 'unauthorized' })
    const view = await desk.sent({ content: '渐近自由' })
    expect(view.record.proposals.map(({ by }) => by)).toEqual(['classifier'])
    expect(outcomeOf(await desk.log(view), 'classify')).toMatchObject({ asked: { unavailable: expect.anything() } })
  })
})

describe('classify by itself', { timeout: 60_000 }, () => {
  const auto = ', auto: { score: 0.7, margin: 0.3, accuracy: 0.9, last: 20 }'
  const content = '反映一下：小区里垃圾没人收，臭得很'

  it('records whether people agree, and takes nothing before enough of them did', { timeout: 120_000 }, async () => {
    const desk = await caseDesk({ steps: step(auto), files })
    const asked = { caseType: 'subsidy', field: 'kind', last: 20 }
    const seen: unknown[] = []
    const decide = async (choose: (view: CaseView) => object): Promise<CaseView> => {
      const view = await desk.sent({ content })
      seen.push(view.record.fields['kind'])
      await desk.act(view, { action: 'confirm', ...choose(view) })
      return view
    }
    // Another label by the form, one edited, one rejected: three of four ways to disagree; one says nothing.
    await decide(() => ({ values: { kind: '供水' } }))
    await decide((view) => ({ proposals: [{ ...accepted(view)[0]!, decision: 'edited', value: '噪声' }] }))
    await decide((view) => ({ proposals: [{ ...accepted(view)[0]!, decision: 'rejected' }] }))
    await decide(() => ({}))
    expect(await agreementOf(desk.database, asked)).toEqual({ decided: 3, agreed: 0 })
    const typed = await decide(() => ({ values: { kind: '环卫' } }))
    for (let count = 1; count < 17; count++) await decide((view) => ({ proposals: accepted(view) }))
    expect(await agreementOf(desk.database, asked)).toEqual({ decided: 20, agreed: 17 })
    expect(seen).toEqual(seen.map(() => undefined))
    // Enough cases, too little agreement.
    const shy = await desk.sent({ content })
    expect(shy.record.fields['kind']).toBeUndefined()
    expect(outcomeOf(await desk.log(shy), 'classify')['auto']).toMatchObject({ taken: false, decided: 20, agreed: 17 })
    await desk.act(shy, { action: 'confirm', proposals: accepted(shy) })
    await decide((view) => ({ proposals: accepted(view) }))
    expect(await agreementOf(desk.database, asked)).toEqual({ decided: 20, agreed: 19 })
    const taken = await desk.sent({ content })
    expect(taken.record.fields['kind']).toBe('环卫')
    expect(outcomeOf(await desk.log(taken), 'classify')['auto']).toMatchObject({
      taken: true,
      decided: 20,
      agreed: 19,
      accuracy: 0.9,
    })
    // What was taken is not agreed with by sending the form on.
    await desk.act(taken, { action: 'confirm', values: { kind: '环卫' } })
    expect(await agreementOf(desk.database, { ...asked, last: 100 })).toEqual({ decided: 22, agreed: 19 })
    // Unsure, and nothing is taken, however often people agreed.
    const unsure = await desk.sent({ content: '量子色动力学' })
    expect(unsure.record.fields['kind']).toBeUndefined()
    expect(typed.record.proposals[0]!.score).toBeGreaterThan(0.7)
    const other = unsure.record.proposals[0]!.values['kind'] === '供水' ? '噪声' : '供水'
    await desk.act(unsure, { action: 'confirm', values: { kind: other } })
    expect(await agreementOf(desk.database, { ...asked, last: 100 })).toEqual({ decided: 23, agreed: 19 })
  })

  it('takes nothing without auto', { timeout: 60_000 }, async () => {
    const desk = await caseDesk({ steps: step(), files })
    const view = await desk.sent({ content })
    expect([view.record.fields['kind'], outcomeOf(await desk.log(view), 'classify')['auto']]).toEqual([undefined, undefined])
  })

  it('has nothing to say of an empty text, and goes on', async () => {
    const desk = await caseDesk({ steps: `\n      - { classify: basis, by: data/kinds.csv, into: kind }`, files })
    const view = await desk.sent({ content })
    expect([view.record.proposals, outcomeOf(await desk.log(view), 'classify')]).toEqual([[], { empty: 'basis' }])
  })
})
