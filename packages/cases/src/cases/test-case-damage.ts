/**
 * What must hold of cases some of which are damaged, or seen by anybody at all, on whichever database.
 * @module
 */
import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom, often } from '@kaiwu/testkit'
import { expect } from 'vitest'
import { rightsOf } from '../people/authorize.ts'
import { systemActor } from '../people/people-event.ts'
import { inspectionType } from '../definition/test-inspection.ts'
import { caseRights } from './case-rights.ts'
import { visibleCase } from './deciding.ts'
import { KnownDefinitions } from './known-definitions.ts'
import { asked, codeOf, decision } from './test-case-life.ts'
import type { TestCases } from './test-cases-base.ts'

const dayMs = 86_400_000

/** Cases of the suite. */
export const damageCases: Readonly<Record<string, (base: TestCases) => Promise<void>>> = {
  // WF-05
  'go on where one of them is damaged, whose job is parked': async (base) => {
    const { cases, subject, database, jobs, clock, until } = base
    const zhang = { subject: await subject('zhang') }
    const all = [await asked(base, 5), await asked(base, 5), await asked(base, 5), await asked(base, 5), await asked(base, 5)]
    const [cut, other, odd, gone, whole] = all.map(({ record }) => record.id) as [string, string, string, string, string]
    const spoil = (id: string, record: string) => database.run('UPDATE cases SET record = ? WHERE id = ?', record, id)
    const text = (await database.get<{ record: string }>('SELECT record FROM cases WHERE id = ?', cut))!.record
    await spoil(cut, text.slice(0, -20))
    await spoil(other, text)
    await spoil(odd, 'null')
    await spoil(gone, JSON.stringify({ ...all[3]!.record, definition: 'f'.repeat(64) }))
    jobs.start()
    clock.move(4 * dayMs)
    await cases.comment(zhang, whole, '怎么样了')
    const late = await until(whole, ({ record }) => record.noticed.length > 0)
    expect(late.record.noticed.length).toBe(1)
    for (let tries = 0; (await jobs.counts()).parked < 4 && tries < 400; tries++) {
      clock.move(60)
      await wait(25)
    }
    const parked = await jobs.parked()
    expect(parked.map(({ group }) => String(group)).sort()).toEqual([cut, other, odd, gone].sort())
    for (const { error, group } of parked) expect(error).toContain(group)
    for (const id of [cut, other, odd]) {
      expect(await codeOf(cases.read(zhang, id))).toBe('CASE_UNREADABLE')
      expect(await codeOf(cases.comment(zhang, id, '?'))).toBe('CASE_UNREADABLE')
      await expect(cases.read(zhang, id)).rejects.toThrow(id)
    }
    expect(await codeOf(cases.history(zhang, gone))).toBe('CASE_TYPE_UNUSABLE')
    await expect(cases.read(zhang, gone)).rejects.toThrow(gone)
    expect((await cases.list(zhang.subject)).length).toBe(5)
    expect((await cases.tasks(await subject('li'))).length).toBe(5)
    const li = { subject: await subject('li') }
    const done = await cases.sign(li, whole, { decision: 'approve', ...decision(await cases.read(li, whole)) })
    expect(done.record.state).toBe('granted')
  },

  'that a version of a case type is damaged is told with the case': async (base) => {
    const { cases, subject, database } = base
    const { record } = await asked(base, 5)
    await database.run("UPDATE caseDefinitions SET source = '{'")
    // Another server, which has not read the version before.
    const fresh = new KnownDefinitions([])
    await expect(fresh.version(database, record)).rejects.toMatchObject({ code: 'CASE_TYPE_UNUSABLE' })
    await expect(fresh.version(database, record)).rejects.toThrow(record.id)
    await database.run("UPDATE caseDefinitions SET source = '{}'")
    await expect(fresh.version(database, record)).rejects.toMatchObject({ code: 'CASE_TYPE_UNUSABLE' })
    expect((await cases.read({ subject: await subject('zhang') }, record.id)).record.id).toBe(record.id)
  },

  'are listed, read and waited for by the same people': async (base) => {
    const { cases, database, people } = base
    const next = seededRandom(20_261_123)
    const one = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)]!
    const rights = rightsOf([caseRights(inspectionType)])
    const departments: string[] = []
    for (let at = 0; at < 8; at++) {
      const parent = at > 0 && next() < 0.7 ? { parentId: one(departments) } : {}
      departments.push((await people.addDepartment({ key: `d${at}`, name: '某', ...parent }, systemActor)).id)
    }
    const roles = ['点检员', '督办', '医务', 'administrator', 'constructor']
    const ids: string[] = []
    for (let at = 0; at < often(100); at++) {
      const departmentId = next() < 0.8 ? { departmentId: one(departments) } : {}
      const held = roles.filter(() => next() < 0.12)
      ids.push((await people.add({ login: `p${at}`, name: '某', roles: held, ...departmentId }, systemActor)).id)
    }
    const zhang = { subject: await base.subject('zhang') }
    const made: string[] = []
    for (let at = 0; at < often(100); at++) {
      const { id } = (await cases.start(zhang, { caseType: 'inspection' })).record
      made.push(id)
      await spread(base, id, { one, next, departments, ids, roles })
    }
    const seen = { none: 0, some: 0, tasks: 0 }
    for (const id of ids) {
      const subject = await people.subjectOfPerson(id)
      const listed = (await cases.list(subject, { limit: 200 })).map((found) => found.id)
      const read = await database.transaction(async (inside) => {
        const seenBy = async (caseId: string) =>
          (await codeOf(visibleCase(inside, rights, subject, caseId, 'case.read'))) === 'nothing'
        const found: string[] = []
        for (const caseId of made) if (await seenBy(caseId)) found.push(caseId)
        return found
      })
      expect(listed.sort(), id).toEqual(read.sort())
      const waits = (await cases.tasks(subject)).map(({ caseId }) => caseId)
      expect(waits.filter((caseId) => !read.includes(caseId))).toEqual([])
      // Each is one of those whom the people of the task are, asked the other way round.
      expect([...new Set(waits)].sort(), id).toEqual((await waitedFor(base, id, made)).sort())
      seen[read.length === 0 ? 'none' : 'some']++
      seen.tasks += waits.length
    }
    expect(Math.min(seen.some, seen.tasks)).toBeGreaterThan(10)
  },
}

type Chance = Readonly<{
  one<T>(all: readonly T[]): T
  next(): number
  departments: readonly string[]
  ids: readonly string[]
  roles: readonly string[]
}>

/** Gives a case an owner, a department, participants and one candidate for its task, all by chance. */
async function spread({ database }: TestCases, id: string, { one, next, departments, ids, roles }: Chance): Promise<void> {
  const { record } = (await database.get<{ record: string }>('SELECT record FROM cases WHERE id = ?', id))!
  const departmentId = next() < 0.7 ? one(departments) : null
  const [ownerId, person, role] = [one(ids), one(ids), next() < 0.1 ? 'member' : one(roles)]
  const changed = JSON.stringify({ ...JSON.parse(record), departmentId, initiator: { id: ownerId, name: '某' } })
  const candidate = next() < 0.3 ? [person, null, null] : [null, role, next() < 0.7 ? one(departments) : null]
  await database.transaction(async (inside) => {
    await inside.run(
      'UPDATE cases SET record = ?, departmentId = ?, ownerId = ? WHERE id = ?',
      changed,
      departmentId,
      ownerId,
      id,
    )
    await inside.run('DELETE FROM caseParticipants WHERE caseId = ?', id)
    const part = one(['acts', 'told'])
    if (next() < 0.3)
      await inside.run('INSERT INTO caseParticipants (caseId, personId, part) VALUES (?, ?, ?)', id, one(ids), part)
    const set = 'UPDATE caseCandidates SET personId = ?, role = ?, departmentId = ? WHERE caseId = ?'
    await inside.run(set, ...candidate, id)
  })
}

/** The cases with a task for somebody, worked out from the candidates by the lookup of people. */
async function waitedFor({ database, people }: TestCases, personId: string, made: readonly string[]): Promise<string[]> {
  const rows = await database.all<Readonly<Record<'caseId' | 'personId' | 'role' | 'departmentId', string | null>>>(
    'SELECT caseId, personId, role, departmentId FROM caseCandidates',
  )
  const found = new Set<string>()
  for (const { caseId, role, departmentId, ...row } of rows.filter((one) => made.includes(one.caseId!))) {
    const those = role === null ? [] : await people.lookup.withRole(role, departmentId ?? undefined)
    if (row.personId === personId || those.some((one) => one.id === personId)) found.add(caseId!)
  }
  return [...found]
}
