import type { CaseView } from '@kaiwu/cases'
import { describe, expect, it } from 'vitest'
import { caseDesk, caseFile, outcomeOf, type CaseDeskOptions } from './test-case-desk.ts'

const content = '咨询人才租房补贴标准是多少'
const answer = '{"amount": {"value": 1500}}'

/** A case that came into the state once more: nothing of that visit is recorded. */
function visitedAgain(view: CaseView): CaseView {
  return { ...view, record: { ...view.record, entries: [...view.record.entries, { state: 'work', atMs: 0 }] } }
}

describe('ask without a model', { timeout: 60_000 }, () => {
  it('lets people decide, with the sentences that were found', async () => {
    const desk = await caseDesk()
    const view = await desk.sent({ content })
    expect(view.record.proposals).toMatchObject([{ by: 'step', band: 'medium' }])
    const [{ values, evidence, id }] = view.record.proposals as [(typeof view.record.proposals)[number]]
    expect(Object.keys(values)).toEqual(['basis'])
    expect(values['basis']).toContain('租房补贴标准为每人每月1500元')
    for (const one of evidence) {
      expect(one.verified).toBe(true)
      expect(view.record.evidence.find(({ passageId }) => passageId === one.source)!.quote).toContain(one.quote)
    }
    expect(outcomeOf(await desk.log(view), 'ask')).toMatchObject({ unavailable: { zh: '没有模型' }, proposed: ['basis'] })
    const done = await desk.act(view, { action: 'confirm', proposals: [{ id, field: 'basis', decision: 'accepted' }] })
    expect(done.record).toMatchObject({ state: 'done', fields: { basis: values['basis'] } })
  })

  it('gives a sentence to the field whose title it speaks of, what is left to one other, and none to two', async () => {
    const file = caseFile(
      `
      - { find: policies, for: "{{content}}", top: 4 }
      - { ask: prompts/suggest.md, into: [basis, standard, reply] }`,
    ).replace('  level:', '  standard: { type: text, title: 租房补贴标准 }\n  reply: { type: text, title: 答复 }\n  level:')
    const desk = await caseDesk({ files: { 'cases/subsidy.yaml': file } })
    const { proposals } = (await desk.sent({ content: `${content}，毕业后几年内可以申请` })).record
    const [{ values, evidence }] = proposals as [(typeof proposals)[number]]
    expect(values['standard']).toContain('租房补贴标准为每人每月1500元')
    expect(values['basis']).toContain('毕业后三年内')
    expect(values).not.toHaveProperty('reply')
    const quotes = evidence.map(({ quote }) => quote)
    expect(new Set(quotes).size).toBe(quotes.length)
  })

  it('suggests nothing where nothing was found', async () => {
    const desk = await caseDesk()
    const view = await desk.sent({ content: '量子色动力学的渐近自由' })
    expect(view.record.proposals).toEqual([])
    expect((await desk.act(view, { action: 'confirm' })).record.state).toBe('done')
  })

  it('is a task where the state goes on by itself, and goes on once somebody has done it', async () => {
    const desk = await caseDesk({ people: false })
    const view = await desk.sent({ content })
    expect(view.record).toMatchObject({ state: 'work', failure: { at: 1, reason: { zh: '没有模型' } }, proposals: [] })
    expect((await desk.carryOn(view)).record).toMatchObject({ state: 'review', fields: { content } })
  })
})

describe('ask of a model that fails', { timeout: 60_000 }, () => {
  const budget = { name: 'tight', limit: { micros: 1, currency: 'CNY' }, period: 'total', timeZone: 'Asia/Shanghai' } as const
  const failing: readonly (readonly [string, CaseDeskOptions, number, RegExp])[] = [
    ['refuses the key', { model: { fault: 'unauthorized' } }, 1, /密钥|key/],
    ['has no balance left', { model: { fault: 'no-balance' } }, 1, /余额|额度/],
    ['filters what is asked', { model: { fault: { error: 'content-filter' } } }, 1, /不接受这次请求/],
    ['is beyond the budget', { model: { answer }, budgets: [budget] }, 0, /预算|tight/],
    ['breaks off its answer', { model: { answer, fault: 'finish-length' } }, 1, /./],
  ]
  it.each(failing)('goes to people at once when the service %s', async (_, options, hits, says) => {
    const desk = await caseDesk(options)
    const view = await desk.sent({ content })
    expect(desk.api!.hits.chat).toBe(hits)
    const outcome = outcomeOf(await desk.log(view), 'ask')
    expect((outcome['unavailable'] as { zh: string }).zh).toMatch(says)
    expect(JSON.stringify(outcome)).not.toContain('127.0.0.1')
    expect(view.record.proposals.map(({ by }) => by)).toEqual(['step'])
  })

  it('is asked again later while it fails for now, and the last try goes to people', { timeout: 60_000 }, async () => {
    const desk = await caseDesk({ model: { fault: 'unavailable' } })
    const started = desk.sent({ content })
    const isAsked = async (): Promise<void> => {
      while (desk.api!.hits.chat === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await Promise.race([isAsked(), started])
    desk.api!.play({ answer })
    const view = await started
    expect(view.record.proposals).toMatchObject([{ by: 'model', values: { amount: 1500 } }])
    desk.api!.play({ fault: 'unavailable' })
    await expect(desk.runStep(visitedAgain(view), 1)).rejects.toThrow()
    expect(await desk.runStep(visitedAgain(view), 1, true)).toMatchObject({
      outcome: { unavailable: { zh: expect.any(String) } },
    })
  })

  it('does not pay a second time for a reply it had before a crash', async () => {
    const desk = await caseDesk({ model: { answer } })
    const view = await desk.sent({ content })
    const before = desk.api!.hits.chat
    const later = visitedAgain(view)
    // Done, and never recorded: as a process that died between the two leaves it.
    const first = await desk.runStep(later, 1)
    const second = await desk.runStep(later, 1)
    expect(second).toEqual(first)
    expect(desk.api!.hits.chat - before).toBe(1)
    // Another visit asks anew.
    await desk.runStep(visitedAgain(later), 1)
    expect(desk.api!.hits.chat - before).toBe(2)
  })
})
