import type { StepWork } from '@kaiwu/cases'
import { fixedClock } from '@kaiwu/core'
import { defaultSearchSettings } from '@kaiwu/knowledge'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineSolution } from '../define-solution.ts'
import { searchedFor } from './find-step.ts'
import { openDesk, outcomeOf, type CaseDesk } from './test-case-desk.ts'

const content = '咨询人才租房补贴标准是多少'
const find = `
      - { find: policies, for: "{{content}} {{phone}}", top: 4 }`
const secret = (labels: string) =>
  `---\naccess: ${labels}\n---\n# 人才租房补贴内部口径\n\n第一条 人才租房补贴标准内部口径为金丝雀九百元。\n`
const files = { 'knowledge/secret.md': secret('内部') }

// Who began the case may read what these open.
const labels: string[] = []
let desk: CaseDesk
beforeAll(async () => {
  desk = await openDesk({ steps: find, files, labels })
}, 60_000)
afterAll(() => desk.close())

describe('find of a case', { timeout: 60_000 }, () => {
  it('leaves out what is sensitive where the search goes beyond this process', async () => {
    const view = await desk.sent({ content: `${content}，回电 13800138000`, phone: '13800138000', caller: '赵某' })
    const work = { definition: desk.cases.types[0]!, record: view.record } as StepWork
    const asked = (more: object): string => {
      const definition = { ...defineSolution({ name: 'desk', title: '', contact: '', knowledge: {} }), ...more }
      return searchedFor({ definition, clock: fixedClock('2026-11-22') }, work, {
        for: '{{content}} {{phone}} {{caller}}',
      })
    }
    expect(asked({})).toContain('13800138000')
    const beyond = [{ embedding: { model: 'm' } }, { rerank: 'm' }, { search: { ...defaultSearchSettings, decompose: 'model' } }]
    for (const more of beyond) expect(asked(more).replace(/\s+/g, ' ')).toBe(`${content}，回电`)
  })

  it('finds what was in force on the day the case began, and keeps it for the steps after', async () => {
    const view = await desk.sent({ content })
    const titles = view.record.evidence.map(({ title }) => title)
    expect(titles).toContain('云泽市人才租房补贴办法')
    expect(titles).not.toContain('云泽市人才租房补贴暂行办法')
    expect(view.record.evidence.find(({ locator }) => locator === '第八条')).toMatchObject({
      knowledge: 'policies',
      document: 'knowledge/rent-2024.md',
      quote: expect.stringContaining('每人每月1500元'),
      verified: true,
      validity: 'in-force',
    })
    const outcome = outcomeOf(await desk.log(view), 'find')
    expect(outcome).toMatchObject({ knowledge: 'policies', found: view.record.evidence.length })
    expect(view.record.proposals).toEqual([])
    const done = await desk.act(view, { action: 'confirm' })
    expect([done.record.state, done.record.evidence]).toEqual(['done', []])
  })

  it.each([
    [[], false],
    [['别的'], false],
    [['内部'], true],
  ])('reads with the labels of who began the case: %j', async (own, reads) => {
    labels.splice(0, Infinity, ...own)
    const { record } = await desk.sent({ content })
    expect(JSON.stringify(record.evidence).includes('金丝雀')).toBe(reads)
  })

  it.each([['量子色动力学的渐近自由'], ['！！！']])('goes on where nothing bears on %s', async (words) => {
    const view = await desk.sent({ content: words })
    const done = await desk.act(view, { action: 'confirm' })
    expect([view.record.failure, done.record.state]).toEqual([undefined, 'done'])
  })
})
