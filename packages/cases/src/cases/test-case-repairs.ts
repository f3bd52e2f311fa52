/**
 * What must hold of cases that do not go their ordinary way, on whichever database.
 * @module
 */
import { expect } from 'vitest'
import type { CaseInput } from '../definition/case-schema.ts'
import { defineCase } from '../definition/define-case.ts'
import { systemActor } from '../people/people-event.ts'
import type { CaseView } from './read-case.ts'
import { codeOf, decision } from './test-case-life.ts'
import type { TestCases } from './test-cases-base.ts'

const repair: CaseInput = {
  kaiwu: 1,
  case: 'repair',
  title: '抢修',
  number: 'QX-{year}-{seq:4}',
  roles: { 主管: '派工', 人事: '撤销', 专家: '没有人担任' },
  byHand: '主管',
  cancel: { by: '人事', to: 'dropped' },
  fields: { level: { type: 'choice', values: ['A', 'B'] }, oxygen: { type: 'number' } },
  start: 'guess',
  states: {
    guess: {
      steps: [{ run: 'guess.ts', into: ['level'] }],
      next: [{ when: 'level = "A"', to: 'expert' }, { to: 'working' }],
    },
    expert: { approval: { by: ['专家'], approved: 'working', rejected: 'dropped' } },
    working: {
      on: { gas: { to: 'suspended', set: { oxygen: 'event.o2' } } },
      actions: { done: { by: '主管', to: 'closed' } },
      timeout: { after: '8h', to: 'expired' },
    },
    suspended: { actions: { resume: { by: '主管', to: 'working' } } },
    closed: { end: true },
    dropped: { end: true },
    expired: { end: true },
  },
  deadlines: {
    mend: { within: '4h', until: ['closed', 'dropped', 'expired'], extend: { by: '主管', within: '2h', times: 1 } },
  },
}

/** The case type of these walks: its first step is one that nobody can do, and one of its signers does not exist. */
export const repairType = defineCase(repair)

const hourMs = 3_600_000

/** A case whose step has failed, as nothing does it here. */
async function failed({ cases, jobs, subject, until }: TestCases): Promise<CaseView> {
  jobs.start()
  const { record } = await cases.start({ subject: await subject('zhang') }, { caseType: 'repair' })
  return until(record.id, (view) => view.record.failure !== undefined)
}

/** A case that goes on by hand with a level. */
async function byHand(base: TestCases, level: string): Promise<CaseView> {
  const { record } = await failed(base)
  const li = { subject: await base.subject('li') }
  const seen = await base.cases.read(li, record.id)
  return base.cases.carryOn(li, record.id, { values: { level }, comment: '按经验定级', ...decision(seen) })
}

/** Cases of the suite. */
export const repairCases: Readonly<Record<string, (base: TestCases) => Promise<void>>> = {
  'are carried on by hand where a step fails, by who may, with a reason': async (base) => {
    const { cases, subject } = base
    const { record } = await failed(base)
    expect([record.state, record.failure]).toEqual(['guess', { at: 0, reason: { zh: '没有模型', en: 'there is no model' } }])
    const [li, zhang] = [{ subject: await subject('li') }, { subject: await subject('zhang') }]
    expect(await cases.tasks(li.subject)).toMatchObject([{ kind: 'by-hand', title: { zh: '没有模型' } }])
    expect(await cases.tasks(zhang.subject)).toEqual([])
    const seen = await cases.read(li, record.id)
    const input = { values: { level: 'B' }, comment: '按经验定级', ...decision(seen) }
    expect(await codeOf(cases.carryOn(zhang, record.id, input))).toBe('CASE_NOT_YOURS')
    expect(await codeOf(cases.carryOn(li, record.id, { ...input, comment: '' }))).toBe('CASE_COMMENT_MISSING')
    expect(await codeOf(cases.carryOn(li, record.id, { ...input, values: { level: 'C' } }))).toBe('CASE_VALUES_INVALID')
    const done = await cases.carryOn(li, record.id, input)
    expect([done.record.state, done.record.fields['level'], done.record.failure]).toEqual(['working', 'B', undefined])
  },

  'are an exception for an administrator where nobody can sign, and never pass': async (base) => {
    const { cases, subject } = base
    const stuck = await byHand(base, 'A')
    expect([stuck.record.state, stuck.record.exception?.kind]).toEqual(['expert', 'approver_empty'])
    const [admin, li] = [{ subject: await subject('admin') }, { subject: await subject('li') }]
    const { id } = stuck.record
    expect((await cases.tasks(admin.subject)).map(({ kind }) => kind)).toEqual(['exception'])
    expect((await cases.notices(admin.subject)).map(({ kind }) => kind)).toEqual(['exception'])
    expect(await cases.notices(li.subject)).toEqual([])
    const seen = await cases.read(admin, id)
    const input = { to: 'working', comment: '暂无专家，改由主管处理', ...decision(seen) }
    expect(await codeOf(cases.reroute(li, id, input))).toBe('CASE_NOT_YOURS')
    expect(await codeOf(cases.reroute(admin, id, { ...input, to: 'nowhere' }))).toBe('CASE_STATE_UNKNOWN')
    expect(await codeOf(cases.reroute(admin, id, { ...input, comment: ' ' }))).toBe('CASE_COMMENT_MISSING')
    const done = await cases.reroute(admin, id, input)
    expect([done.record.state, done.record.exception]).toEqual(['working', undefined])
    const again = cases.reroute(admin, id, { ...input, ...decision(await cases.read(admin, id)) })
    expect(await codeOf(again)).toBe('CASE_NOT_STUCK')
  },

  'are an exception where all who could sign are barred by what they did': async ({ cases, people, subject }) => {
    await people.disable((await subject('zhao')).personId, systemActor)
    const li = { subject: await subject('li') }
    const draft = await cases.start(li, { caseType: 'leave' })
    const values = { days: 5, reason: '外出培训五天' }
    const { record } = await cases.act(li, draft.record.id, { action: 'submit', values, ...decision(draft) })
    expect([record.state, record.exception?.kind]).toEqual(['waiting', 'approver_empty'])
    expect((await cases.tasks(li.subject)).map(({ kind }) => kind)).toEqual([])
    expect((await cases.tasks(await subject('admin'))).map(({ kind }) => kind)).toEqual(['exception'])
  },

  'go where an event from outside leads, where they wait for it': async (base) => {
    const { cases, subject } = base
    const { record } = await byHand(base, 'B')
    const li = { subject: await subject('li') }
    expect(await codeOf(cases.receive(li, record.id, 'smoke', {}))).toBe('CASE_ACTION_UNKNOWN')
    expect(await codeOf(cases.receive(li, record.id, 'gas', {}))).toBe('CASE_REQUIREMENT')
    const told = await cases.receive(li, record.id, 'gas', { o2: 17 })
    expect([told.record.state, told.record.fields['oxygen']]).toEqual(['suspended', 17])
    expect(await codeOf(cases.receive(li, record.id, 'gas', { o2: 18 }))).toBe('CASE_ACTION_UNKNOWN')
  },

  'are cancelled by who may, and end': async (base) => {
    const { cases, subject } = base
    const { record } = await byHand(base, 'B')
    const [li, wang] = [{ subject: await subject('li') }, { subject: await subject('wang') }]
    const seen = await cases.read(wang, record.id)
    const input = { comment: '误报', ...decision(seen) }
    expect(await codeOf(cases.cancel(li, record.id, input))).toBe('CASE_NOT_YOURS')
    const done = await cases.cancel(wang, record.id, input)
    expect([done.record.state, done.record.endedAtMs !== undefined]).toEqual(['dropped', true])
    const after = cases.cancel(wang, record.id, { ...input, ...decision(done) })
    expect(await codeOf(after)).toBe('CASE_ENDED')
  },

  'are given more time before it is over, as often as is allowed': async (base) => {
    const { cases, subject, clock } = base
    const { record, deadlines } = await byHand(base, 'B')
    const li = { subject: await subject('li') }
    const due = (view: Pick<CaseView, 'deadlines'>) => (view.deadlines[0]!.due as { dueAtMs: number }).dueAtMs
    const extended = async () => {
      const input = { deadline: 'mend', comment: '等备件', ...decision(await cases.read(li, record.id)) }
      return cases.extend(li, record.id, input)
    }
    expect(due(await extended()) - due({ deadlines })).toBe(2 * hourMs)
    expect(await codeOf(extended())).toBe('CASE_DEADLINE_CLOSED')
    const late = await byHand(base, 'B')
    clock.move(5 * hourMs)
    const input = { deadline: 'mend', comment: '晚了', ...decision(await cases.read(li, late.record.id)) }
    expect(await codeOf(cases.extend(li, late.record.id, input))).toBe('CASE_DEADLINE_CLOSED')
  },

  'go on by themselves when time has run out, once': async (base) => {
    const { clock, until, cases, subject } = base
    const { record } = await byHand(base, 'B')
    clock.move(9 * hourMs)
    // Whoever does something wakes what is due; on its own it would come within the second by the real clock.
    await cases.start({ subject: await subject('zhang') }, { caseType: 'repair' })
    const view = await until(record.id, (one) => one.record.endedAtMs !== undefined)
    expect(view.record.entries.map(({ state }) => state)).toEqual(['guess', 'working', 'expired'])
  },
}
