import { seededRandom } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { actions, type Action } from './actions.ts'
import { rightsOf, type RightsObject } from './authorize.ts'
import { rightsTable, type CaseTypeRights, type ObjectKind } from './rights-table.ts'
import { anonymous, type Subject } from './subject.ts'
import { randomObject, randomRights, randomSubject } from './test-random-rights.ts'
import type { CaseFilter } from './visible-cases.ts'

const types: readonly CaseTypeRights[] = [
  {
    caseType: '12345',
    grants: [
      { role: '派单员', reach: 'department', may: ['case.start', 'case.read', 'case.act', 'case.read-sensitive'] },
      { role: '质检员', reach: 'all', may: ['case.read', 'case.export'] },
      // A right to act without one to see is none.
      { role: '外包', reach: 'all', may: ['case.act'] },
    ],
  },
]
const { authorize, visibleCases } = rightsOf(types)
const who = (roles: readonly string[], more: Partial<Subject> = {}): Subject => ({
  ...anonymous,
  kind: 'person',
  personId: 'p1',
  name: '某',
  roles,
  ...more,
})
const may = (subject: Subject, action: Action, object: Omit<RightsObject, 'kind'> = {}): boolean =>
  authorize(subject, action, { kind: rightsTable[action].on, ...object }).allowed

describe('authorize', () => {
  it('refuses somebody who has not signed in everything, and says to sign in', () => {
    for (const action of actions) expect(may(anonymous, action, { ownerId: '', participantIds: [''] }), action).toBe(false)
    expect(authorize(anonymous, 'answer.ask', { kind: 'base' })).toEqual({
      allowed: false,
      reason: { zh: '请先登录', en: 'Sign in first' },
    })
  })

  it('gives each built-in role what the table says, and no more', () => {
    const table = (roles: readonly string[]) => actions.filter((action) => may(who(roles), action, { ownerId: 'p2' }))
    const member = ['answer.ask', 'model.call', 'knowledge.read', 'people.names']
    expect(table([])).toEqual(member)
    expect(table(['member'])).toEqual(member)
    expect(table(['dispatcher', 'constructor', '__proto__'])).toEqual(member)
    expect(table(['author'])).toEqual([
      'answer.ask',
      'model.call',
      'knowledge.read',
      'knowledge.write',
      'people.names',
      'settings.read',
    ])
    expect(table(['auditor'])).toEqual([
      'answer.ask',
      'model.call',
      'knowledge.read',
      'case.read',
      'people.names',
      'people.read',
      'keys.read',
      'log.read',
      'cost.read',
      'settings.read',
    ])
    expect(table(['administrator'])).toEqual([
      'answer.ask',
      'model.call',
      'knowledge.read',
      'case.read',
      'case.repair',
      'people.names',
      'people.read',
      'people.write',
      'password.write',
      'keys.read',
      'keys.revoke',
      'sessions.end',
      'cost.read',
      'settings.read',
      'settings.write',
    ])
  })

  it('lets only an auditor read the log, and no administrator what is sensitive', () => {
    expect([may(who(['auditor']), 'log.read'), may(who(['administrator', 'author']), 'log.read')]).toEqual([true, false])
    const hotline = { caseType: '12345', departmentId: 'd1', ownerId: 'p1', participantIds: ['p1'] }
    expect(may(who(['administrator', 'auditor'], { departmentIds: ['d1'] }), 'case.read-sensitive', hotline)).toBe(false)
    expect(may(who(['派单员'], { departmentIds: ['d1'] }), 'case.read-sensitive', hotline)).toBe(true)
    expect(may(who(['派单员'], { departmentIds: ['d2'] }), 'case.read-sensitive', hotline)).toBe(false)
  })

  it('lets people see the cases of their departments, their own, and those they are named on', () => {
    const clerk = who(['派单员'], { departmentIds: ['d1', 'd2'] })
    const on = (object: Omit<RightsObject, 'kind'>) => may(clerk, 'case.read', { caseType: '12345', ownerId: 'p2', ...object })
    expect([on({ departmentId: 'd2' }), on({ departmentId: 'd3' }), on({})]).toEqual([true, false, false])
    expect([on({ ownerId: 'p1' }), on({ participantIds: ['p3', 'p1'] }), on({ participantIds: ['p3'] })]).toEqual([
      true,
      true,
      false,
    ])
    expect(on({ caseType: 'other', departmentId: 'd2' })).toBe(false)
    expect(may(clerk, 'case.start', { caseType: '12345', departmentId: 'd1' })).toBe(true)
    expect(may(clerk, 'case.start', { caseType: '12345', departmentId: 'd3' })).toBe(false)
    expect(may(clerk, 'case.start', { caseType: 'other' })).toBe(false)
    expect(may(who(['外包']), 'case.act', { caseType: '12345', ownerId: 'p2' })).toBe(false)
    expect(may(who(['质检员']), 'case.export', { caseType: '12345', ownerId: 'p2' })).toBe(true)
  })

  it('opens documents by labels', () => {
    const reader = who(['clerk'], { labels: ['member', 'clerk'] })
    const reads = (labels: readonly string[]) => may(reader, 'knowledge.read', { labels })
    expect([reads([]), reads(['clerk', '机密']), reads(['机密']), reads(['__proto__'])]).toEqual([true, true, false, false])
    expect(may(who(['author'], { labels: ['author'] }), 'knowledge.write', { labels: ['机密'] })).toBe(false)
  })

  it('gives a key no more than its person and its scopes have', () => {
    const next = seededRandom(7)
    let keyMay = 0
    for (let round = 0; round < 10_000; round++) {
      const rights = rightsOf(randomRights(next))
      const person: Subject = { ...randomSubject(next), kind: 'person' }
      const { scopes = [] } = randomSubject(next)
      const action = actions[Math.floor(next() * actions.length)]!
      const object = randomObject(next, rightsTable[action].on)
      const byKey = rights.authorize({ ...person, kind: 'key', scopes }, action, object).allowed
      if (byKey) keyMay++
      if (byKey && !(scopes.includes(action) && rights.authorize(person, action, object).allowed))
        expect.fail(`${action} ${round}`)
      const { scopes: _none, ...bare } = person
      if (rights.authorize({ ...bare, kind: 'key' }, action, object).allowed) expect.fail(`without scopes: ${action} ${round}`)
    }
    expect(keyMay).toBeGreaterThan(100)
  })

  it('lets no key make keys, people, passwords or settings', () => {
    const key = who(['administrator', 'auditor', 'author'], { kind: 'key', scopes: actions })
    const refused = actions.filter((action) => !may(key, action, { caseType: '12345', ownerId: 'p1' }))
    expect(refused).toEqual([
      'case.start',
      'case.export',
      'case.read-sensitive',
      'people.write',
      'password.write',
      'keys.write',
      'settings.write',
    ])
    expect(may(who(['administrator']), 'keys.write', { ownerId: 'p2' })).toBe(false)
    expect(may(who([]), 'keys.write', { ownerId: 'p1' })).toBe(true)
  })

  it('refuses what is no action, and an action on what it is not about', () => {
    const all = who(['administrator', 'auditor', 'author'])
    for (const action of ['', 'toString', '__proto__', 'constructor', 'case', 'case.*', 'CASE.READ'])
      expect(authorize(all, action as Action, { kind: 'base' }).allowed, action).toBe(false)
    const kinds: readonly ObjectKind[] = ['base', 'document', 'case', 'person', 'key', 'log']
    for (const action of actions)
      for (const kind of kinds.filter((one) => one !== rightsTable[action].on))
        expect(authorize(all, action, { kind, ownerId: 'p1' }).allowed, `${action} on ${kind}`).toBe(false)
    const odd = { ...all, kind: 'model' } as unknown as Subject
    expect(may(odd, 'answer.ask')).toBe(false)
  })

  it('changes nothing that it is handed, and hands out nothing that can be changed', () => {
    expect(Object.isFrozen(authorize(anonymous, 'log.read', { kind: 'log' }))).toBe(true)
    expect(Object.isFrozen(visibleCases(who(['派单员'])).any)).toBe(true)
  })
})

describe('visibleCases', () => {
  it('shows nobody anything, a key with its scope alone, and an auditor all', () => {
    expect(visibleCases(anonymous).any).toEqual([])
    expect(visibleCases(who(['auditor'], { kind: 'key', scopes: ['case.act'] })).any).toEqual([])
    expect(visibleCases(who(['auditor'])).any).toEqual([{ caseTypes: 'all' }])
    expect(visibleCases(who(['派单员'], { departmentIds: ['d1'] })).any).toEqual([
      { caseTypes: 'all', ownerId: 'p1' },
      { caseTypes: 'all', participantId: 'p1' },
      { caseTypes: ['12345'], departmentIds: ['d1'] },
    ])
  })

  it('agrees with authorize in 10,000 cases, which the table of rights decides one by one', () => {
    const next = seededRandom(42)
    let shown = 0
    for (let round = 0; round < 10_000; round++) {
      const rights = rightsOf(randomRights(next))
      const [subject, object] = [randomSubject(next), randomObject(next, 'case')]
      const byFilter = matches(rights.visibleCases(subject), object)
      if (byFilter) shown++
      if (byFilter !== rights.authorize(subject, 'case.read', object).allowed)
        expect.fail(JSON.stringify({ round, subject, object }))
    }
    expect(shown).toBeGreaterThan(2_000)
    expect(shown).toBeLessThan(8_000)
  })
})

/** The filter, applied to one case by other code than the query's. */
function matches({ any }: CaseFilter, { caseType = '', departmentId, ownerId, participantIds = [] }: RightsObject): boolean {
  return any.some(
    (one) =>
      (one.caseTypes === 'all' || one.caseTypes.includes(caseType)) &&
      (one.departmentIds === undefined || (departmentId !== undefined && one.departmentIds.includes(departmentId))) &&
      (one.ownerId === undefined || one.ownerId === ownerId) &&
      (one.participantId === undefined || participantIds.includes(one.participantId)),
  )
}
