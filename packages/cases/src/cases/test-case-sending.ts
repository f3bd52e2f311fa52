/**
 * What must hold of cases that wait for something they send, on whichever database.
 * @module
 */
import { expect } from 'vitest'
import { defineCase } from '../definition/define-case.ts'
import type { CaseView } from './read-case.ts'
import { decision } from './test-case-life.ts'
import type { TestCases } from './test-cases-base.ts'

/** Sends on what is asked for: to somebody who is there (`im`), or to somebody the settings do not have. */
export const sendingType = defineCase({
  kaiwu: 1,
  case: 'sending',
  title: '外发',
  number: 'WF-{year}-{seq:4}',
  roles: { 主管: '接手' },
  byHand: '主管',
  fields: { to: { type: 'choice', values: ['im', 'nobody'], required: true } },
  start: 'draft',
  states: {
    draft: { actions: { send: { by: 'initiator', form: ['to'], to: 'sending' } } },
    sending: {
      steps: [
        { send: 'im', body: { no: 'case.no' }, wait: true, when: 'to = "im"' },
        { send: 'gone', body: { no: 'case.no' }, wait: true, when: 'to = "nobody"' },
      ],
      next: [{ to: 'sent' }],
    },
    sent: { end: true },
  },
})

async function sending({ cases, subject }: TestCases, to: string): Promise<CaseView> {
  const zhang = { subject: await subject('zhang') }
  const view = await cases.start(zhang, { caseType: 'sending' })
  return cases.act(zhang, view.record.id, { action: 'send', values: { to }, ...decision(view) })
}

async function byHand({ cases, subject }: TestCases, id: string): Promise<CaseView> {
  const li = { subject: await subject('li') }
  expect((await cases.tasks(li.subject)).map(({ caseId, kind }) => [caseId, kind])).toEqual([[id, 'by-hand']])
  const seen = await cases.read(li, id)
  return cases.carryOn(li, id, { comment: '已电话告知', ...decision(seen) })
}

/** The walks, by what they show. */
export const sendingCases: Readonly<Record<string, (base: TestCases) => Promise<void>>> = {
  'waits for a delivery, and is somebody’s when it fails': async (base) => {
    const { record } = await sending(base, 'im')
    expect(record).toMatchObject({ state: 'sending', sending: [expect.any(String)] })
    expect(record.failure).toBeUndefined()
    const settled = { caseId: record.id, key: record.sending[0]!, failed: '503 Service Unavailable' }
    await base.database.transaction((inside) => base.cases.settled(inside, settled))
    const { record: after } = await byHand(base, record.id)
    expect(after).toMatchObject({ state: 'sent', endedAtMs: expect.any(Number) })
  },
  'goes on by itself when what had failed is delivered after all': async (base) => {
    const { record } = await sending(base, 'im')
    const key = record.sending[0]!
    const settled = (more: object) =>
      base.database.transaction((inside) => base.cases.settled(inside, { caseId: record.id, key, ...more }))
    await settled({ failed: '503' })
    const zhang = { subject: await base.subject('zhang') }
    expect((await base.cases.read(zhang, record.id)).record.failure?.reason).toBe('503')
    await settled({})
    expect((await base.cases.read(zhang, record.id)).record).toMatchObject({ state: 'sent', delivered: [key] })
  },
  'is somebody’s at once when the settings have no such target, and loses nothing of what was decided': async (base) => {
    const { record } = await sending(base, 'nobody')
    expect(record).toMatchObject({
      state: 'sending',
      fields: { to: 'nobody' },
      failure: { reason: expect.stringContaining('gone') },
    })
    expect((await byHand(base, record.id)).record.state).toBe('sent')
  },
}
