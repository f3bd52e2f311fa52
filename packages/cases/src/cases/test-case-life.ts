/**
 * What must hold of cases, on whichever database.
 * @module
 */
import { KaiwuError } from '@kaiwu/core'
import { expect } from 'vitest'
import { defineCase } from '../definition/define-case.ts'
import { leave, leaveFiles } from '../definition/test-cases.ts'
import { readLog } from '../log/read-log.ts'
import { verifyLog } from '../log/verify-log.ts'
import type { CaseView } from './read-case.ts'
import type { TestCases } from './test-cases-base.ts'
import { recordFromLog } from './test-opened-cases.ts'

/** The case type of the walk. */
export const leaveType = defineCase(leave, leaveFiles)

let decisions = 0
/** What every decision carries. */
export const decision = ({ shown }: Pick<CaseView, 'shown'>): { shown: string; decisionId: string } => ({
  shown,
  decisionId: `d-${++decisions}`,
})

/** The code of what is thrown. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (KaiwuError.is(error)) return error.code
    throw error
  }
  return 'nothing'
}

/** Starts a leave request of so many days and sends it. */
export async function asked({ cases, subject }: TestCases, days: number): Promise<CaseView> {
  const zhang = { subject: await subject('zhang') }
  const draft = await cases.start(zhang, { caseType: 'leave' })
  const values = { days, reason: '家中有事需处理' }
  return cases.act(zhang, draft.record.id, { action: 'submit', values, ...decision(draft) })
}

/** Cases of the suite. */
export const caseCases: Readonly<Record<string, (base: TestCases) => Promise<void>>> = {
  'go from a form through a table to a signature, and the log verifies': async (base) => {
    const { cases, subject, database } = base
    const sent = await asked(base, 5)
    const { id } = sent.record
    expect([sent.record.no, sent.record.state, sent.maySign]).toEqual(['QJ-20260928-001', 'waiting', false])
    expect(sent.waitsFor.map(({ kind, names, count }) => [kind, [...names].sort(), count])).toEqual([
      ['approval', ['李四', '赵六'], 2],
    ])
    const li = { subject: await subject('li') }
    expect(await cases.tasks(li.subject)).toMatchObject([{ no: 'QJ-20260928-001', kind: 'approval', title: '待批准' }])
    const seen = await cases.read(li, id)
    const done = await cases.sign(li, id, { decision: 'approve', comment: '同意', ...decision(seen) })
    expect([done.record.state, done.record.endedAtMs !== undefined]).toEqual(['granted', true])
    expect(await cases.tasks(li.subject)).toEqual([])
    expect((await verifyLog(database)).problems).toEqual([])
  },

  'are what their events come to': async (base) => {
    const { record } = await asked(base, 5)
    expect(await recordFromLog(base.database, record.id)).toEqual(JSON.parse(JSON.stringify(record)))
  },

  'keep half a character as what stands for it, in the record and in the log': async (base) => {
    const { cases, subject, database } = base
    const zhang = { subject: await subject('zhang') }
    const draft = await cases.start(zhang, { caseType: 'leave' })
    const values = { days: 5, reason: '家中有事\ud83d' }
    const { record } = await cases.act(zhang, draft.record.id, { action: 'submit', values, ...decision(draft) })
    expect(record.fields['reason']).toBe('家中有事\ufffd')
    expect(await recordFromLog(database, record.id)).toEqual(JSON.parse(JSON.stringify(record)))
  },

  'take a short way where the table says so': async (base) => {
    const { cases, subject } = base
    const sent = await asked(base, 1)
    expect(sent.record.state).toBe('filed')
    const wang = { subject: await subject('wang') }
    const seen = await cases.read(wang, sent.record.id)
    expect(seen.actions.map(({ key }) => key)).toEqual(['file'])
    const done = await cases.act(wang, sent.record.id, { action: 'file', ...decision(seen) })
    expect(done.record.state).toBe('granted')
  },

  'are decided by nobody but who they wait for': async (base) => {
    const { cases, subject } = base
    const sent = await asked(base, 5)
    const { id } = sent.record
    const zhang = { subject: await subject('zhang') }
    const wang = { subject: await subject('wang') }
    for (const somebody of [zhang, wang])
      expect(await codeOf(cases.sign(somebody, id, { decision: 'approve', ...decision(sent) }))).toBe('CASE_NOT_YOURS')
    expect(await codeOf(cases.act(zhang, id, { action: 'submit', ...decision(sent) }))).toBe('CASE_ACTION_UNKNOWN')
    const stranger = { subject: { ...zhang.subject, personId: 'nobody' } }
    expect(await codeOf(cases.read(stranger, id))).toBe('CASE_NOT_FOUND')
    expect((await cases.read(zhang, id)).record.state).toBe('waiting')
  },

  'are not signed for by who asked': async (base) => {
    const { cases, subject } = base
    const li = { subject: await subject('li') }
    const draft = await cases.start(li, { caseType: 'leave' })
    const { id } = draft.record
    const sent = await cases.act(li, id, { action: 'submit', values: { days: 5, reason: '外出培训五天' }, ...decision(draft) })
    expect(await codeOf(cases.sign(li, id, { decision: 'approve', ...decision(sent) }))).toBe('CASE_SAME_PERSON')
    const zhao = { subject: await subject('zhao') }
    const done = await cases.sign(zhao, id, { decision: 'approve', ...decision(await cases.read(zhao, id)) })
    expect(done.record.state).toBe('granted')
  },

  'are not decided on what somebody did not see': async (base) => {
    const { cases, subject } = base
    const sent = await asked(base, 5)
    const { id } = sent.record
    const li = { subject: await subject('li') }
    const seen = await cases.read(li, id)
    const zhang = { subject: await subject('zhang') }
    await cases.withdraw(zhang, id, decision(sent))
    const again = await cases.read(zhang, id)
    await cases.act(zhang, id, { action: 'submit', values: { days: 50 }, ...decision(again) })
    expect(await codeOf(cases.sign(li, id, { decision: 'approve', ...decision(seen) }))).toBe('CASE_CHANGED')
  },

  'record one of many decisions sent at once': async (base) => {
    const { cases, subject } = base
    const sent = await asked(base, 5)
    const { id } = sent.record
    const li = { subject: await subject('li') }
    const zhao = { subject: await subject('zhao') }
    const seen = await cases.read(li, id)
    const same = { decision: 'approve', ...decision(seen) } as const
    const results = await Promise.allSettled([
      ...Array.from({ length: 25 }, () => cases.sign(li, id, same)),
      ...Array.from({ length: 25 }, () => cases.sign(zhao, id, { decision: 'reject', comment: '人手不足', ...decision(seen) })),
    ])
    const { record } = await cases.read(li, id)
    expect(record.acts.filter(({ what }) => what === 'waiting.approval').length).toBe(1)
    const kept = results.filter(({ status }) => status === 'fulfilled').length
    // The same decision again is the same answer; every other one is refused.
    expect(kept).toBe(record.state === 'granted' ? 25 : 1)
  },

  'say what is wrong with a form, and lose nothing': async (base) => {
    const { cases, subject } = base
    const zhang = { subject: await subject('zhang') }
    const draft = await cases.start(zhang, { caseType: 'leave' })
    const { id } = draft.record
    const wrong = cases.act(zhang, id, {
      action: 'submit',
      values: { days: 90, reason: '病', route: '备案' },
      ...decision(draft),
    })
    await expect(wrong).rejects.toThrow(/days：不大于 60.*reason：至少 4 个字|route.*days/s)
    expect((await cases.read(zhang, id)).record.events).toBe(draft.record.events)
    const unsaid = cases.act(zhang, id, { action: 'submit', ...decision(draft) })
    expect(await codeOf(unsaid)).toBe('CASE_VALUES_INVALID')
  },

  'want a comment where one is due': async (base) => {
    const { cases, subject } = base
    const sent = await asked(base, 5)
    const li = { subject: await subject('li') }
    const seen = await cases.read(li, sent.record.id)
    expect(await codeOf(cases.sign(li, sent.record.id, { decision: 'reject', ...decision(seen) }))).toBe('CASE_COMMENT_MISSING')
    const done = await cases.sign(li, sent.record.id, { decision: 'return', comment: '请写明去向', ...decision(seen) })
    expect(done.record.state).toBe('draft')
  },

  'begin once for one request': async (base) => {
    const { cases, subject } = base
    const zhang = { subject: await subject('zhang') }
    const request = { caseType: 'leave', fields: { days: 2 }, requestKey: 'r-1' }
    const all = await Promise.all(Array.from({ length: 50 }, () => cases.start(zhang, request)))
    expect(new Set(all.map(({ record }) => record.id)).size).toBe(1)
    expect(await codeOf(cases.start(zhang, { ...request, fields: { days: 3 } }))).toBe('CASE_REQUEST_DIFFERENT')
    expect((await cases.list(zhang.subject)).length).toBe(1)
  },

  'are seen by who has to do with them, in the query itself': async (base) => {
    const { cases, subject } = base
    await asked(base, 5)
    expect((await cases.list(await subject('zhang'))).length).toBe(1)
    expect((await cases.list(await subject('li'))).length).toBe(1)
    expect((await cases.list({ ...(await subject('zhang')), personId: 'nobody' })).length).toBe(0)
    expect((await cases.list(await subject('li'), { no: '20260928' })).length).toBe(1)
    expect((await cases.list(await subject('li'), { no: '%' })).length).toBe(0)
  },

  'are handed to somebody else to sign': async (base) => {
    const { cases, subject } = base
    const sent = await asked(base, 5)
    const { id } = sent.record
    const li = { subject: await subject('li') }
    const wang = { subject: await subject('wang') }
    const seen = await cases.read(li, id)
    await cases.delegate(li, id, { to: wang.subject.personId, ...decision(seen) })
    expect((await cases.tasks(wang.subject)).map(({ kind }) => kind)).toEqual(['approval'])
    expect(await cases.tasks(li.subject)).toEqual([])
    expect(await codeOf(cases.sign(li, id, { decision: 'approve', ...decision(await cases.read(li, id)) }))).toBe(
      'CASE_NOT_YOURS',
    )
    const done = await cases.sign(wang, id, { decision: 'approve', ...decision(await cases.read(wang, id)) })
    expect(done.record.state).toBe('granted')
    const other = await asked(base, 6)
    const zhang = await subject('zhang')
    const back = cases.delegate(li, other.record.id, { to: zhang.personId, ...decision(await cases.read(li, other.record.id)) })
    expect(await codeOf(back)).toBe('CASE_SAME_PERSON')
  },

  'tell of a deadline once it has passed, once': async (base) => {
    const { jobs, clock, until, database } = base
    jobs.start()
    const sent = await asked(base, 5)
    // Two working days from a Monday, before the holidays of October.
    expect(sent.deadlines[0]!.due).toMatchObject({ state: 'due', lastDay: '2026-09-30' })
    clock.move(4 * 86_400_000)
    await base.cases.comment({ subject: await base.subject('zhang') }, sent.record.id, '怎么样了')
    const late = await until(sent.record.id, ({ record }) => record.noticed.length > 0)
    expect(late.record.noticed.length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { rows } = await readLog(database, { caseId: sent.record.id, action: 'case.overdue' })
    expect(rows.length).toBe(1)
  },
}
