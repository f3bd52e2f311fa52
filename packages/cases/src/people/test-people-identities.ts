import { expect } from 'vitest'
import type { IdentityRules } from './identity.ts'
import { systemActor } from './people-event.ts'
import type { People } from './open-people.ts'
import { codeOf, somebody, type PeopleCases } from './test-people-base.ts'

const issuer = 'https://sso.example.org'
const rules: IdentityRules = {
  issuer,
  create: true,
  roles: [
    { group: 'kaiwu-admins', role: 'administrator' },
    { group: '热线派单', role: '派单员' },
  ],
  departments: [{ group: '热线派单', department: 'hotline' }],
}
const claims = (more: Record<string, unknown> = {}) => ({
  iss: issuer,
  sub: '17',
  name: '赵六',
  preferred_username: 'zhao.liu',
  ...more,
})
const enter = (people: People, given: Record<string, unknown>, by = rules) =>
  people.signInWithIdentity(given, by, { address: '10.0.0.7' })

/** People of an OpenID provider. */
export const identityCases: PeopleCases = {
  async 'adds somebody at the first sign-in and reads their roles at every one'({ people, administrator, events }) {
    const admin = await administrator()
    const department = await people.addDepartment({ key: 'hotline', name: '热线科' }, admin)
    const first = await enter(people, claims({ groups: ['热线派单', 'unknown'] }))
    expect(first).toMatchObject({ person: { login: 'zhao.liu', name: '赵六', roles: ['派单员'], departmentId: department.id } })
    if ('refused' in first) throw new Error(first.refused)
    expect(first.person.hasPassword).toBe(false)
    await people.change(first.person.id, { roles: ['派单员', '签发人'] }, admin)
    // The provider takes back what it gave; what was given here stays.
    expect(await enter(people, claims({ groups: [] }))).toMatchObject({ person: { id: first.person.id, roles: ['签发人'] } })
    expect(await enter(people, claims({ groups: ['kaiwu-admins'] }))).toMatchObject({
      person: { roles: ['administrator', '签发人'].sort(), departmentId: department.id },
    })
    expect(await enter(people, claims())).toMatchObject({ person: { roles: ['签发人'] } })
    expect((await events()).slice(2).map(({ action, actor }) => `${action} ${actor.kind}`)).toEqual([
      'person.add system',
      'person.link system',
      'sign-in person',
      'person.change person',
      'person.change system',
      'sign-in person',
      'person.change system',
      'sign-in person',
      'person.change system',
      'sign-in person',
    ])
  },

  async 'makes nobody somebody who is here already, because of a name'({ people, administrator, events }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'Zhao.Liu', ['clerk'])
    expect(await enter(people, claims({ groups: ['kaiwu-admins'] }))).toEqual({ refused: 'failed' })
    const [last] = (await events()).slice(-1)
    expect(last).toMatchObject({ action: 'sign-in', result: 'refused', objectId: clerk.id, detail: { reason: 'login-taken' } })
    await people.linkIdentity(clerk.id, { issuer, subject: '17' }, admin)
    expect(await enter(people, claims())).toMatchObject({ person: { id: clerk.id, roles: ['clerk'] } })
    expect(await enter(people, claims({ sub: '18' }))).toEqual({ refused: 'failed' })
    const other = await somebody(people, 'other')
    expect(await codeOf(people.linkIdentity(other.id, { issuer, subject: '17' }, admin))).toBe('IDENTITY_TAKEN')
    expect(await codeOf(people.linkIdentity(clerk.id, { issuer, subject: '17' }, admin))).toBe(undefined)
    expect(await people.identities(clerk.id)).toEqual([{ issuer, subject: '17' }])
    const signed = await enter(people, claims({ groups: ['kaiwu-admins'] }))
    const token = 'token' in signed ? signed.token : ''
    expect(await people.subjectOf({ token })).toMatchObject({ roles: ['administrator', 'clerk'] })
    expect(await people.unlinkIdentity({ issuer, subject: '17' }, admin)).toBe(true)
    expect(await people.subjectOf({ token })).toEqual({ refused: 'unknown' })
    expect((await people.lookup.person(clerk.id))?.roles).toEqual(['clerk'])
    expect([await people.unlinkIdentity({ issuer, subject: '17' }, admin), await people.identities(clerk.id)]).toEqual([
      false,
      [],
    ])
    expect(await enter(people, claims())).toEqual({ refused: 'failed' })
    await people.linkIdentity(clerk.id, { issuer, subject: '17' }, admin)
  },

  async 'adds nobody where that is not allowed, or the claims are of somebody else'({ people, events, administrator }) {
    await administrator()
    const refused = { refused: 'failed' }
    expect(await enter(people, claims(), { ...rules, create: false })).toEqual(refused)
    expect(await enter(people, claims({ iss: 'https://evil.example.org' }))).toEqual(refused)
    expect(await enter(people, { iss: issuer })).toEqual(refused)
    expect(await enter(people, { ...claims(), sub: ['17'] })).toEqual(refused)
    expect(await people.lookup.people()).toHaveLength(1)
    expect((await events()).slice(1).map(({ result, detail }) => [result, detail['reason']])).toEqual([
      ['refused', 'unknown'],
      ['refused', 'claims'],
      ['refused', 'claims'],
      ['refused', 'claims'],
    ])
  },

  async 'leaves the last administrator one, whatever the provider says'({ people, database }) {
    await enter(people, claims({ groups: ['kaiwu-admins'] }))
    expect(await people.firstRun()).toBe(false)
    for (let again = 0; again < 3; again++)
      expect(await enter(people, claims({ groups: ['热线派单'] }))).toMatchObject({
        person: { roles: ['administrator', '派单员'].sort() },
      })
    await people.add({ login: 'second', name: '第二', roles: ['administrator'] }, systemActor)
    expect(await enter(people, claims({ groups: ['热线派单'] }))).toMatchObject({ person: { roles: ['派单员'] } })
    expect(await database.all('SELECT roles FROM identities')).toEqual([{ roles: '["派单员"]' }])
  },

  async 'adds one person of ten first sign-ins at once'({ people, administrator }) {
    await administrator()
    const entered = await Promise.all(Array.from({ length: 10 }, () => enter(people, claims())))
    const ids = entered.map((one) => ('refused' in one ? one.refused : one.person.id))
    expect(new Set(ids).size).toBe(1)
    expect(await people.lookup.people()).toHaveLength(2)
  },
}
