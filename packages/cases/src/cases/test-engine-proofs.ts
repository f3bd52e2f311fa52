/**
 * What must hold of cases over restarts, clocks, poison and cancelling, on whichever database.
 * @module
 */
import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { CaseInput } from '../definition/case-schema.ts'
import { defineCase } from '../definition/define-case.ts'
import { readLog } from '../log/read-log.ts'
import type { JsonObject } from '../log/canonical-json.ts'
import { verifyLog } from '../log/verify-log.ts'
import { movableClock } from '../test-clock.ts'
import type { DatabaseKind, TestBases } from '../test-database.ts'
import { eventOf, historyRows } from './case-history.ts'
import type { StepRunner } from './case-ports.ts'
import { codeOf, decision } from './test-case-life.ts'
import type { CaseView } from './read-case.ts'
import { openTestCases, type TestCases } from './test-cases-base.ts'
import { openedCases, recordFromLog } from './test-opened-cases.ts'

const hourMs = 3_600_000

const states: CaseInput['states'] = {
  draft: { actions: { go: { by: 'initiator', form: ['text', 'more'], to: 'first' } }, timeout: { after: '1h', to: 'dropped' } },
  first: {
    timeout: { after: '8h', to: 'second' },
    actions: { go: { by: 'initiator', to: 'second' } },
    on: { told: { to: 'second', set: { text: 'event.said' } } },
  },
  second: {
    steps: [
      { find: 'rules', for: '{{text}}' },
      { ask: 'a.md', into: ['text'] },
      { classify: 'text', by: 'rows.csv', into: 'kind' },
      { run: 'a.ts', into: ['text'] },
    ],
    next: [{ to: 'seen' }],
  },
  seen: { actions: { tell: { by: 'initiator', to: 'telling' } } },
  telling: { steps: [{ send: 'im', body: { said: 'text' }, wait: true }], next: [{ to: 'done' }] },
  done: { end: true },
  dropped: { end: true },
}

/** A case that waits by time, then does one step of each kind outside. */
const walkType = defineCase({
  kaiwu: 1,
  case: 'walk',
  title: '走一遍',
  number: 'Z-{seq:4}',
  roles: { 人事: '撤销', 主管: '手工' },
  byHand: '主管',
  cancel: { by: '人事', to: 'dropped' },
  fields: {
    text: { type: 'longText' },
    kind: { type: 'choice', values: ['甲'] },
    more: { type: 'rows', columns: { note: { type: 'text' } } },
  },
  start: 'draft',
  states,
})

const done: StepRunner = async () => ({ events: [], outcome: {} })
const quick = { attempts: 2, backOff: { firstMs: 20, mostMs: 50 } }

/** A case that Zhang has sent on to its steps, or only to where it waits before them. */
async function sent({ cases, subject }: Pick<TestCases, 'cases' | 'subject'>, text: string, far = true): Promise<CaseView> {
  const zhang = { subject: await subject('zhang') }
  const draft = await cases.start(zhang, { caseType: 'walk' })
  const first = await cases.act(zhang, draft.record.id, { action: 'go', values: { text }, ...decision(draft) })
  return far ? cases.act(zhang, first.record.id, { action: 'go', ...decision(first) }) : first
}

/** What is proven on bases of its own. */
export type Proof = (bases: TestBases, kind: DatabaseKind) => Promise<void>

/** Proofs of the suite. */
export const engineProofs: Readonly<Record<string, Proof>> = {
  // WF-04
  'keep the time of the state they are in, also when that of an earlier one comes': async (bases, kind) => {
    const opened = await openTestCases(await bases.open(kind), [walkType], { steps: done })
    const { cases, subject, jobs, clock, until } = opened
    jobs.start()
    const zhang = { subject: await subject('zhang') }
    const { id, state } = (await sent(opened, '一', false)).record
    expect(state).toBe('first')
    // The hour of the draft, which nobody waits for any more; whoever does something wakes what is due.
    clock.move(2 * hourMs)
    await cases.start(zhang, { caseType: 'walk' })
    for (let tries = 0; (await jobs.counts()).due > 0 && tries < 400; tries++) await wait(5)
    await wait(50)
    clock.move(7 * hourMs)
    await cases.start(zhang, { caseType: 'walk' })
    const late = await until(id, ({ record }) => record.state === 'seen')
    expect(late.record.entries.map(({ state }) => state)).toEqual(['draft', 'first', 'second', 'seen'])
  },

  // WF-04
  'go on once when time runs out over a restart, and not again when the clock is set back': async (bases, kind) => {
    const database = await bases.open(kind)
    const clock = movableClock('2026-09-28T09:00:00+08:00')
    const before = await openedCases(database, clock, [walkType], { steps: done })
    before.jobs.start()
    const zhang = { subject: await before.subject('zhang') }
    const { id } = (await before.cases.start(zhang, { caseType: 'walk' })).record
    await before.jobs.stop(1_000)
    const after = await openTestCases(database, [walkType], { steps: done })
    after.clock.move(2 * hourMs)
    after.jobs.start()
    const view = await after.until(id, ({ record }) => record.endedAtMs !== undefined)
    expect(view.record.state).toBe('dropped')
    for (const ms of [-hourMs, 2 * hourMs, -hourMs]) {
      after.clock.move(ms)
      await after.cases.start(zhang, { caseType: 'walk' })
      await wait(50)
    }
    expect((await readLog(database, { caseId: id, action: 'case.timedOut' })).rows.length).toBe(1)
    expect((await readLog(database, { caseId: id, action: 'case.ended' })).rows.length).toBe(1)
  },

  // WF-05
  'make a task of a step that fails at every try, or never comes back, while others go on': async (bases, kind) => {
    const steps: StepRunner = async ({ record }) => {
      if (record.fields['text'] === '抛错') throw new Error('毒')
      if (record.fields['text'] === '不回') await new Promise(() => undefined)
      return { events: [], outcome: {} }
    }
    const opened = await openTestCases(await bases.open(kind), [walkType], { steps, ...quick, limitMs: 150 })
    const { cases, subject, jobs, until } = opened
    jobs.start()
    const li = { subject: await subject('li') }
    const ids: string[] = []
    for (const text of ['抛错', '不回', '好的']) ids.push((await sent(opened, text)).record.id)
    // The backing off is by a clock that stands still.
    const failed = async (id: string) => {
      for (let tries = 0; tries < 100; tries++) {
        opened.clock.move(60)
        const view = await cases.read(li, id)
        if (view.record.failure) return view.record.failure
        await wait(20)
      }
      return undefined
    }
    expect(await failed(ids[0]!)).toMatchObject({ at: 0, reason: expect.stringContaining('毒') as string })
    expect(await failed(ids[1]!)).toMatchObject({ at: 0, reason: expect.stringContaining('cut off') as string })
    expect((await until(ids[2]!, ({ record }) => record.state === 'seen')).record.failure).toBeUndefined()
    const byHand = (await cases.tasks(li.subject)).filter(({ kind: what }) => what === 'by-hand').map(({ caseId }) => caseId)
    expect(byHand).toEqual(expect.arrayContaining(ids.slice(0, 2)))
    const seen = await cases.read(li, ids[1]!)
    const on = await cases.carryOn(li, ids[1]!, { values: {}, comment: '手工查过', ...decision(seen) })
    expect([on.record.step, on.record.failure]).toEqual([1, undefined])
  },

  // WF-07
  'stay cancelled when they are cancelled during a step, whichever': async (bases, kind) => {
    let [at, reached, release] = [0, () => {}, () => {}]
    const steps: StepRunner = async ({ record }) => {
      if (record.step === at) {
        const held = new Promise<void>((resolve) => (release = resolve))
        reached()
        await held
      }
      return { events: [{ type: 'fieldsSet', values: { text: `第 ${record.step} 步` }, by: 'step' }], outcome: {} }
    }
    const opened = await openTestCases(await bases.open(kind), [walkType], { steps, ...quick })
    const { cases, subject, jobs, database } = opened
    jobs.start()
    const wang = { subject: await subject('wang') }
    for (; at < 4; at++) {
      const isReached = new Promise<void>((resolve) => (reached = resolve))
      const { id } = (await sent(opened, '一')).record
      await isReached
      const ended = await cases.cancel(wang, id, { comment: '不要了', ...decision(await cases.read(wang, id)) })
      release()
      for (let tries = 0; (await jobs.counts()).running > 0 && tries < 400; tries++) await wait(5)
      const { record } = await cases.read(wang, id)
      const text = at === 0 ? '一' : `第 ${at - 1} 步`
      expect([at, record.state, record.fields['text'], record.events]).toEqual([at, 'dropped', text, ended.record.events])
      const types = (await historyRows(database, id)).map((row) => eventOf(row).event.type)
      expect([types.filter((type) => type === 'cancelled').length, types.at(-1)]).toEqual([1, 'ended'])
    }
  },

  // WF-07
  'stay cancelled when what they wait for arrives afterwards': async (bases, kind) => {
    const opened = await openTestCases(await bases.open(kind), [walkType], { steps: done })
    const { cases, subject, jobs, database, until } = opened
    jobs.start()
    const wang = { subject: await subject('wang') }
    const zhang = { subject: await subject('zhang') }
    const { id } = (await sent(opened, '一')).record
    const seen = await until(id, ({ record }) => record.state === 'seen')
    await cases.act(zhang, id, { action: 'tell', ...decision(seen) })
    const sending = await until(id, ({ record }) => record.sending.length > 0)
    await cases.cancel(wang, id, { comment: '不要了', ...decision(await cases.read(wang, id)) })
    await database.transaction((inside) => cases.settled(inside, { caseId: id, key: sending.record.sending[0]! }))
    const { record } = await cases.read(wang, id)
    expect([record.state, record.sending, record.delivered.length]).toEqual(['dropped', [], 1])
    expect(JSON.parse(JSON.stringify(record))).toEqual(await recordFromLog(database, id))
  },

  // WF-15
  'give back what looks like an object of a program byte by byte, and make nothing of it': async (bases, kind) => {
    const { cases, subject, database } = await openTestCases(await bases.open(kind), [walkType], { steps: done })
    const zhang = { subject: await subject('zhang') }
    const draft = await cases.start(zhang, { caseType: 'walk' })
    const { id } = draft.record
    const secret = { lc: 1, type: 'secret', id: ['PATH'] }
    const built =
      '{"lc":1,"type":"constructor","id":["langchain","llms","OpenAI"],"kwargs":{"openai_api_key":{"lc":1,"type":"secret","id":["PATH"]}}}'
    const text = `${JSON.stringify(secret)}\r\n${built} {{constructor.constructor('return process')()}} \${process.env.PATH} __proto__`
    const more = [{ note: built }, { note: '__proto__' }]
    await cases.act(zhang, id, { action: 'go', values: { text, more }, ...decision(draft) })
    const read = await cases.read(zhang, id)
    expect(read.record.fields).toEqual({ text, more })
    expect(await recordFromLog(database, id)).toEqual(JSON.parse(JSON.stringify(read.record)))
    const odd = JSON.parse(
      `{"lc":1,"type":"not_implemented","__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"said":${JSON.stringify(built)}}`,
    ) as JsonObject
    const told = await cases.receive(zhang, id, 'told', odd)
    expect(told.record.fields['text']).toBe(built)
    const { rows } = await readLog(database, { caseId: id, action: 'case.received' })
    expect(JSON.stringify(rows[0]!.detail['values'])).toBe(
      JSON.stringify(Object.fromEntries(Object.entries(odd).sort(([one], [other]) => (one < other ? -1 : 1)))),
    )
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
    const kept =
      JSON.stringify(await database.all('SELECT record FROM cases')) +
      JSON.stringify(await database.all('SELECT detail FROM log'))
    expect(kept).not.toContain(process.env['PATH'])
    const polluting = JSON.parse('{"__proto__":{"polluted":1},"constructor":"x"}') as JsonObject
    expect(await codeOf(cases.start(zhang, { caseType: 'walk', fields: polluting }))).toBe('CASE_VALUES_INVALID')
    expect((await verifyLog(database)).problems).toEqual([])
  },
}
