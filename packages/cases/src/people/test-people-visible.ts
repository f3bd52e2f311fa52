import { seededRandom } from '@kaiwu/testkit'
import { expect } from 'vitest'
import { rightsOf, type RightsObject } from './authorize.ts'
import { randomObject, randomRights, randomSubject } from './test-random-rights.ts'
import type { PeopleCases } from './test-people-base.ts'
import { caseCondition, visibleCases, type CaseColumns } from './visible-cases.ts'

const columns: CaseColumns = {
  caseType: 'cases.caseType',
  departmentId: 'cases.departmentId',
  ownerId: 'cases.ownerId',
  participant: 'EXISTS (SELECT 1 FROM participants WHERE participants.caseId = cases.id AND participants.personId = ?)',
}

/** Lists of cases as the base gives them. */
export const visibleCasesCases: PeopleCases = {
  async 'lists exactly the cases that may be read, of 20,000 decisions'({ database }) {
    const next = seededRandom(20_261_123)
    const cases = Array.from({ length: 100 }, (_, n): [string, RightsObject] => [`case${n}`, randomObject(next, 'case')])
    await database.transaction(async (inside) => {
      for (const [id, { caseType, departmentId, ownerId, participantIds = [] }] of cases) {
        const values = [id, caseType ?? '', departmentId ?? null, ownerId ?? '']
        await inside.run('INSERT INTO cases (id, caseType, departmentId, ownerId) VALUES (?, ?, ?, ?)', ...values)
        for (const one of participantIds) await inside.run('INSERT INTO participants (caseId, personId) VALUES (?, ?)', id, one)
      }
    })
    const seen = { none: 0, some: 0, all: 0 }
    for (let round = 0; round < 200; round++) {
      const types = randomRights(next)
      const { authorize, visibleCases: visible } = rightsOf(types)
      const subject = randomSubject(next)
      const { sql, values } = caseCondition(visible(subject), columns)
      const rows = await database.all<{ id: string }>(`SELECT cases.id FROM cases WHERE ${sql}`, ...values)
      const may = cases.filter(([, object]) => authorize(subject, 'case.read', object).allowed).map(([id]) => id)
      expect(rows.map(({ id }) => id).sort(), JSON.stringify({ subject, types, sql })).toEqual(may.sort())
      expect(visible(subject)).toEqual(visibleCases(subject, types))
      seen[may.length === 0 ? 'none' : may.length === cases.length ? 'all' : 'some']++
    }
    // All three outcomes have been met, or the test would prove nothing.
    expect(Math.min(seen.none, seen.all)).toBeGreaterThan(5)
    expect(seen.some).toBeGreaterThan(50)
  },
}
