/**
 * What people are told of cases and see of them, on whichever database.
 * @module
 */
import { expect } from 'vitest'
import { maskedCase } from './mask-case.ts'
import { inspectionType } from '../definition/test-inspection.ts'
import { readLog } from '../log/read-log.ts'
import { systemActor } from '../people/people-event.ts'
import type { CaseView } from './read-case.ts'
import { codeOf, decision } from './test-case-life.ts'
import type { TestCases } from './test-cases-base.ts'
import { recordFromLog } from './test-opened-cases.ts'

const hourMs = 3_600_000

/** What may be seen by nobody who takes no part. */
const secret = { caller: '王小明珠', phone: '13900005678', salary: 987_654, illness: '慢性肾小球肾炎三期' }
const canaries = Object.values(secret).map(String)

type Desk = Readonly<{
  ids: Readonly<Record<string, string>>
  places: Readonly<Record<'plant' | 'line' | 'other', string>>
  asking(login: string): Promise<Readonly<{ subject: Awaited<ReturnType<TestCases['subject']>> }>>
  reported(): Promise<CaseView>
}>

/** Two departments, one below the other, and one beside them, with somebody of each role in them. */
async function desk({ people, cases, subject }: TestCases): Promise<Desk> {
  const add = async (login: string, roles: readonly string[], departmentId?: string) =>
    (await people.add({ login, name: login, roles, ...(departmentId ? { departmentId } : {}) }, systemActor)).id
  const plant = (await people.addDepartment({ key: 'plant', name: '厂' }, systemActor)).id
  const line = (await people.addDepartment({ key: 'line', name: '一线', parentId: plant }, systemActor)).id
  const other = (await people.addDepartment({ key: 'other', name: '别处' }, systemActor)).id
  const ids = {
    checker: await add('checker', ['点检员'], line),
    far: await add('far', ['点检员'], other),
    boss: await add('boss', [], other),
    doctor: await add('doctor', ['医务'], line),
    overseer: await add('overseer', ['督办'], other),
    viewer: await add('viewer', ['督办'], line),
    clerk: await add('clerk', [], line),
  }
  await people.changeDepartment(plant, { headId: ids.boss }, systemActor)
  const asking = async (login: string) => ({ subject: await subject(login) })
  const reported = async (): Promise<CaseView> => {
    const zhang = await asking('zhang')
    const draft = await cases.start(zhang, { caseType: 'inspection' })
    const note = `${secret.caller}（${secret.phone}）说他有${secret.illness}，月薪${secret.salary}`
    const values = { place: line, ...secret, note }
    return cases.act(zhang, draft.record.id, { action: 'send', values, ...decision(draft) })
  }
  return { ids, places: { plant, line, other }, asking, reported }
}

/** A check list filled in. */
function checked({ record }: CaseView, more: object = {}): Record<string, never>[] {
  return (record.fields['items'] as Record<string, never>[]).map((item) => ({ ...item, result: '合格', ...more }) as never)
}

/** Cases of the suite. */
export const sightCases: Readonly<Record<string, (base: TestCases) => Promise<void>>> = {
  'are seen whole by who takes part, and in part by others': async (base) => {
    const { cases, database } = base
    const { asking, reported } = await desk(base)
    const { id } = (await reported()).record
    await cases.comment(await asking('zhang'), id, `请回电 ${secret.phone}`)
    const part = await cases.read(await asking('checker'), id)
    expect([part.hidden, part.whole]).toEqual([['illness'], ['caller', 'phone', 'salary']])
    expect(part.record.fields).toMatchObject({
      caller: secret.caller,
      phone: secret.phone,
      salary: secret.salary,
      illness: '***',
    })
    expect(JSON.stringify(part)).not.toContain(secret.illness)
    for (const login of ['admin', 'viewer']) {
      const reader = await asking(login)
      const view = await cases.read(reader, id)
      expect(view.hidden).toEqual(['caller', 'phone', 'salary', 'illness'])
      expect(view.record.fields).toMatchObject({ caller: '王***', phone: '139****5678', salary: '***', illness: '***' })
      const everything = JSON.stringify([
        view,
        await cases.history(reader, id),
        await cases.list(reader.subject),
        await cases.tasks(reader.subject),
      ])
      expect(canaries.filter((canary) => everything.includes(canary))).toEqual([])
      expect(view.shown).toBe(part.shown)
    }
    const doctor = await cases.read(await asking('doctor'), id)
    expect([doctor.hidden, doctor.record.fields['illness']]).toEqual([['caller', 'phone', 'salary'], secret.illness])
    const reads = (await readLog(database, { caseId: id, action: 'case.read', order: 'oldest' })).rows
    expect(canaries.filter((canary) => JSON.stringify(reads).includes(canary))).toEqual([])
    expect(reads.map(({ detail }) => detail['sensitive'] ?? [])).toEqual([
      ['caller', 'phone', 'salary'],
      ...[[], [], [], []],
      ['illness'],
    ])
  },

  'are shown in part to a key without the scope, and to who only spoke of them': async (base) => {
    const { cases } = base
    const { asking, reported } = await desk(base)
    const { id } = (await reported()).record
    const zhang = await asking('zhang')
    const key = (scopes: readonly never[]) => ({ subject: { ...zhang.subject, kind: 'key' as const, keyId: 'k', scopes } })
    const narrow = await cases.read(key(['case.read'] as never), id)
    expect(narrow.hidden.length).toBe(4)
    expect((await cases.read(key(['case.read', 'case.read-sensitive'] as never), id)).hidden).toEqual(['illness'])
    const doctor = await asking('doctor')
    expect((await cases.comment(doctor, id, '看过了')).hidden).toContain('phone')
    expect((await cases.read(doctor, id)).hidden).toContain('phone')
  },

  'keep what was hidden when a form sends it back as it was shown': async (base) => {
    const { cases } = base
    const { asking, reported, ids, places } = await desk(base)
    const { id } = (await reported()).record
    const checker = await asking('checker')
    const seen = await cases.read(checker, id)
    // As for somebody who may fill in a field that they do not see.
    const key = { subject: { ...checker.subject, kind: 'key' as const, keyId: 'k', scopes: ['case.read', 'case.act'] as const } }
    const shown = await cases.read(key, id)
    expect(shown.record.fields['phone']).toBe('139****5678')
    const values = { items: checked(seen), phone: '139****5678', note: '已点检' }
    const done = await cases.act(key, id, { action: 'done', values, ...decision(shown) })
    expect([done.record.state, done.record.acts.at(-1)!.person.id]).toEqual(['signing', ids['checker']])
    const boss = await asking('boss')
    expect((await cases.read(boss, id)).record.fields).toMatchObject({ phone: secret.phone, note: '已点检', place: places.line })
  },

  'are found by words that are not sensitive, and by no others': async (base) => {
    const { cases } = base
    const { asking, reported } = await desk(base)
    const sent = await reported()
    const zhang = await asking('zhang')
    const found = async (text: string) => (await cases.list(zhang.subject, { text })).length
    expect([await found('说他有'), await found('ｄｊ-2026'), await found('月薪')]).toEqual([1, 1, 1])
    for (const canary of [...canaries, '%', '_', '0000567', '说他有%']) expect([canary, await found(canary)]).toEqual([canary, 0])
    const [listed] = await cases.list(zhang.subject, { mine: 'started' })
    expect(listed).toMatchObject({ id: sent.record.id, title: { zh: '点检' }, dueAtMs: expect.any(Number) })
    const mine = async (login: string) => {
      const { subject } = await asking(login)
      const count = async (which: 'started' | 'involved') => (await cases.list(subject, { mine: which })).length
      return [(await cases.list(subject)).length, await count('started'), await count('involved')]
    }
    expect(await mine('zhang')).toEqual([1, 1, 1])
    expect(await mine('checker')).toEqual([1, 0, 1])
    expect(await mine('admin')).toEqual([1, 0, 0])
    expect(await mine('clerk')).toEqual([0, 0, 0])
  },

  'begin with the rows of a table, and take fifty of them in one submission': async (base) => {
    const { cases } = base
    const { asking, reported } = await desk(base)
    const { record } = await reported()
    const items = record.fields['items'] as readonly object[]
    expect([items.length, items[0], items[49]]).toEqual([
      50,
      { item: '第1项', standard: '无异响', limit: 1, must: true },
      { item: '第50项', standard: '无异响', limit: 50, must: false },
    ])
    const checker = await asking('checker')
    const seen = await cases.read(checker, record.id)
    const submit = (values: object[]) =>
      cases.act(checker, record.id, { action: 'done', values: { items: values as never }, ...decision(seen) })
    const all = checked(seen, { value: 3 })
    for (const [changed, says] of [
      [{ result: '还行' }, /items\.17\.result: choose from 合格、不合格/],
      [{ value: 101 }, /items\.17\.value: at most 100/],
      [{ result: null }, /items\.17\.result: it must be filled in/],
      [{ extra: 1 }, /items\.17\.extra: there is no such column/],
    ] as const)
      await expect(submit(all.map((row, at) => (at === 16 ? { ...row, ...changed } : row)))).rejects.toThrow(says)
    await expect(submit(all.map((row, at) => (at < 2 ? { ...row, item: '' } : row)))).rejects.toThrow(
      /items\.1\.item.*items\.2\.item/,
    )
    expect(await codeOf(submit([]))).toBe('CASE_VALUES_INVALID')
    // Left out altogether, the list is still one that nobody has gone through.
    const unsent = cases.act(checker, record.id, { action: 'done', values: { note: '都看过了' }, ...decision(seen) })
    await expect(unsent).rejects.toThrow(/items\.1\.result: it must be filled in/)
    const done = await submit(all)
    expect([done.record.state, (done.record.fields['items'] as object[]).length]).toEqual(['signing', 50])
    const unknown = cases.start(checker, { caseType: 'inspection', fields: { 'a.b': 1 } })
    expect(await codeOf(unknown)).toBe('CASE_VALUES_INVALID')
  },

  'are seen and done by who is asked, wherever they sit': async (base) => {
    const { cases } = base
    const { asking, reported, ids } = await desk(base)
    const { id } = (await reported()).record
    const sees = async (login: string) => {
      const who = await asking(login)
      const read = await codeOf(cases.read(who, id))
      return [read, (await cases.list(who.subject)).length, (await cases.tasks(who.subject)).length]
    }
    expect(await sees('checker')).toEqual(['nothing', 1, 1])
    // Of the same role, but elsewhere; the head of the department above, who is not asked yet.
    expect(await sees('far')).toEqual(['CASE_NOT_FOUND', 0, 0])
    expect(await sees('boss')).toEqual(['CASE_NOT_FOUND', 0, 0])
    const checker = await asking('checker')
    const seen = await cases.read(checker, id)
    await cases.act(checker, id, { action: 'done', values: { items: checked(seen) }, ...decision(seen) })
    expect(await sees('checker')).toEqual(['nothing', 1, 0])
    expect(await sees('boss')).toEqual(['nothing', 1, 1])
    const boss = await asking('boss')
    await cases.delegate(boss, id, { to: ids['far']!, ...decision(await cases.read(boss, id)) })
    expect(await sees('far')).toEqual(['nothing', 1, 1])
    expect((await cases.notices((await asking('far')).subject)).map(({ kind }) => kind)).toEqual(['assigned'])
  },

  'remind who is waited for, and escalate to who sees them from then on': async (base) => {
    const { cases, clock, jobs, until, database, outbox } = base
    jobs.start()
    const { asking, reported } = await desk(base)
    const { id, no } = (await reported()).record
    const told = async (login: string) => (await cases.notices((await asking(login)).subject)).map(({ kind }) => kind)
    const wake = async () => cases.comment(await asking('zhang'), id, '催')
    expect(await told('checker')).toEqual([])
    clock.move(6.5 * hourMs)
    await wake()
    await until(id, ({ record }) => record.noticed.length === 1)
    expect([await told('checker'), await told('far'), await told('overseer')]).toEqual([['reminder'], [], []])
    const overseer = await asking('overseer')
    expect(await codeOf(cases.read(overseer, id))).toBe('CASE_NOT_FOUND')
    clock.move(2 * hourMs)
    await wake()
    await until(id, ({ record }) => record.noticed.length === 3)
    expect([await told('checker'), await told('overseer')]).toEqual([['overdue', 'reminder', 'reminder'], ['overdue']])
    expect((await cases.list(overseer.subject, { mine: 'involved' })).length).toBe(1)
    expect((await cases.read(overseer, id)).hidden).toContain('phone')
    const { subject } = await asking('checker')
    const [newest] = await cases.notices(subject, { limit: 1 })
    expect(newest!.text).toEqual({
      zh: `点检 ${no}：“办理”2026-09-28 17:00 已超期`,
      en: `Inspection ${no}: "办理", 2026-09-28 17:00, is overdue`,
    })
    expect(await cases.noticeRead(subject, newest!.id)).toBe(true)
    expect(await cases.noticeRead(overseer.subject, newest!.id)).toBe(false)
    expect(await cases.noticeRead(subject, 'notice_x')).toBe(false)
    expect((await cases.notices(subject, { unread: true })).length).toBe(2)
    const sent = await database.all<{ key: string; body: string }>('SELECT key, body FROM outbox ORDER BY putAtMs, key')
    expect(sent.map(({ body }) => JSON.parse(body) as object)).toEqual([
      expect.objectContaining({ no, kind: 'reminder', logins: ['checker'], dueAt: '2026-09-28T09:00:00.000Z' }),
      expect.objectContaining({
        no,
        kind: 'overdue',
        logins: ['checker', 'overseer', 'viewer'],
        title: { zh: '点检', en: 'Inspection' },
      }),
      expect.objectContaining({ no, kind: 'reminder', logins: ['checker'] }),
    ])
    expect(new Set(sent.map(({ key }) => key)).size).toBe(3)
    const everything = JSON.stringify([sent, await database.all('SELECT text FROM caseNotices'), await outbox.deliveries()])
    expect(canaries.filter((canary) => everything.includes(canary))).toEqual([])
  },

  'tell all that happened to who may see it, the oldest first': async (base) => {
    const { cases } = base
    const { asking, reported, places } = await desk(base)
    const { id } = (await reported()).record
    const zhang = await asking('zhang')
    const events = await cases.history(zhang, id)
    expect(events.map(({ event, actor }) => `${event.type} ${actor.name}`)).toEqual([
      ...['started 张三', 'entered 张三', 'fieldsSet 张三', 'acted 张三', 'entered 张三'],
    ])
    expect(events[2]!.event).toMatchObject({ values: { phone: secret.phone, illness: '***' } })
    expect(await codeOf(cases.history(await asking('far'), id))).toBe('CASE_NOT_FOUND')
    const { record: kept } = (await base.database.get<{ record: string }>('SELECT record FROM cases WHERE id = ?', id))!
    expect(await recordFromLog(base.database, id)).toEqual(JSON.parse(kept))
    expect(JSON.parse(kept)).toMatchObject({ departmentId: places.line, departmentField: 'place' })
    expect(maskedCase(inspectionType, (await cases.read(zhang, id)).record, [])).toMatchObject({ id })
  },
}
