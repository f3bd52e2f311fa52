/**
 * What must hold of cases whose case type has changed since they began, on whichever database.
 * @module
 */
import { expect } from 'vitest'
import type { CaseInput } from '../definition/case-schema.ts'
import { defineCase } from '../definition/define-case.ts'
import { leave, leaveFiles } from '../definition/test-cases.ts'
import { codeOf, decision, leaveType } from './test-case-life.ts'
import { repairType } from './test-case-repairs.ts'
import { openTestCases, type TestCases } from './test-cases-base.ts'
import type { Proof } from './test-engine-proofs.ts'

/** Proofs of the suite. */
export const versionProofs: Readonly<Record<string, Proof>> = {
  // WF-16
  'end as they began when their case type has changed meanwhile': async (bases, kind) => {
    const database = await bases.open(kind)
    const one = await openTestCases(database, [leaveType])
    const [zhang, li] = [{ subject: await one.subject('zhang') }, { subject: await one.subject('li') }]
    const send = async ({ cases }: Pick<TestCases, 'cases'>, action: string, days: number) => {
      const draft = await cases.start(zhang, { caseType: 'leave' })
      return cases.act(zhang, draft.record.id, { action, values: { days, reason: '家中有事需处理' }, ...decision(draft) })
    }
    const waiting = await send(one, 'submit', 5)
    const drafted = await one.cases.start(zhang, { caseType: 'leave' })
    await one.jobs.stop(1_000)
    // Another table and calendar, a state renamed, a step and an action gone, another role signs, another order, another deadline.
    const { draft, waiting: signing, granted, refused } = leave.states as Required<CaseInput>['states']
    const changedType = defineCase(
      {
        ...leave,
        roles: { 人事: '批准' },
        fields: { days: { type: 'integer', required: true }, reason: leave.fields['reason']!, route: leave.fields['route']! },
        states: {
          refused: refused!,
          granted: granted!,
          signing: { ...signing, approval: { ...signing!.approval!, by: ['人事'] } },
          routed: { steps: [{ decide: 'route' }], next: [{ when: 'route = "备案"', to: 'granted' }, { to: 'signing' }] },
          draft: { ...draft, actions: { send: { by: 'initiator', form: ['days', 'reason'], to: 'routed' } } },
        },
        deadlines: { answer: { within: '9 workdays', from: ['signing'], until: ['granted', 'refused', 'draft'] } },
      } as CaseInput,
      {
        'calendars/2026.csv': 'date,kind,name\n2026-09-29..2026-10-09,holiday,停产\n',
        'tables/route.csv': leaveFiles['tables/route.csv']!.replace('<= 1', '<= 7').replace('> 1', '> 7'),
      },
    )
    const two = await openTestCases(database, [changedType])
    const seen = await two.cases.read(li, waiting.record.id)
    expect(seen.record).toEqual(waiting.record)
    expect(seen.deadlines[0]!.due).toMatchObject({ lastDay: '2026-09-30' })
    const done_ = await two.cases.sign(li, waiting.record.id, { decision: 'approve', ...decision(seen) })
    expect([done_.record.state, done_.record.definition]).toEqual(['granted', leaveType.hash])
    const old = await two.cases.read(zhang, drafted.record.id)
    expect(old.actions.map(({ key, form }) => [key, form])).toEqual([['submit', ['days', 'reason', 'phone']]])
    const routed = await two.cases.act(zhang, old.record.id, {
      action: 'submit',
      values: { days: 2.5, reason: '家中有事需处理' },
      ...decision(old),
    })
    expect([routed.record.state, routed.record.fields['route']]).toEqual(['waiting', '批准'])
    const signed = await two.cases.sign(li, old.record.id, {
      decision: 'approve',
      ...decision(await two.cases.read(li, old.record.id)),
    })
    expect(signed.record.state).toBe('granted')
    const fresh = await send(two, 'send', 5)
    expect([fresh.record.state, fresh.record.definition]).toEqual(['granted', changedType.hash])
    expect((await send(two, 'send', 9)).deadlines[0]!.due).toMatchObject({ lastDay: '2026-10-22' })
  },

  // WF-16
  'end as they began when their case type is gone': async (bases, kind) => {
    const database = await bases.open(kind)
    const one = await openTestCases(database, [leaveType])
    const [zhang, li] = [{ subject: await one.subject('zhang') }, { subject: await one.subject('li') }]
    const draft = await one.cases.start(zhang, { caseType: 'leave' })
    const { id } = draft.record
    await one.cases.act(zhang, id, { action: 'submit', values: { days: 5, reason: '家中有事需处理' }, ...decision(draft) })
    await one.jobs.stop(1_000)
    const two = await openTestCases(database, [repairType])
    expect(await codeOf(two.cases.start(zhang, { caseType: 'leave' }))).toBe('CASE_TYPE_UNKNOWN')
    expect((await two.cases.tasks(li.subject)).length).toBe(1)
    const done_ = await two.cases.sign(li, id, { decision: 'approve', ...decision(await two.cases.read(li, id)) })
    expect(done_.record.state).toBe('granted')
  },
}
