import { expect } from 'vitest'
import { actions, type Action } from './actions.ts'
import { rightsOf, type RightsObject } from './authorize.ts'
import type { Credential } from './open-people.ts'
import { rightsTable, type CaseTypeRights } from './rights-table.ts'
import { anonymous, type Subject } from './subject.ts'
import { codeOf, goodPassword, somebody, tokenOf, type PeopleCases } from './test-people-base.ts'

const hourMs = 3_600_000
const rights = rightsOf([
  {
    caseType: 'any',
    grants: [
      { role: 'member', reach: 'all', may: ['case.start', 'case.read', 'case.act', 'case.export', 'case.read-sensitive'] },
    ],
  } satisfies CaseTypeRights,
])

/** What a subject may do, of all that there is, on things that are theirs. */
function allowedActions(subject: Subject, personId: string): readonly Action[] {
  return actions.filter((action) => {
    const object: RightsObject = { kind: rightsTable[action].on, ownerId: personId, participantIds: [personId], caseType: 'any' }
    return rights.authorize(subject, action, object).allowed
  })
}

/** AU-01 on this level: every kind of credential in every state, and what it still opens. */
export const credentialCases: PeopleCases = {
  async 'lets nobody in with anything that is garbage, expired, revoked or of somebody disabled'({
    people,
    clock,
    administrator,
  }) {
    const admin = await administrator()
    const everything = ['administrator', 'auditor', 'author', 'clerk']
    const states: Record<string, Credential> = { none: { none: true } }
    const made = async (login: string) => {
      const person = await somebody(people, login, everything)
      const scopes = [...actions]
      const { key, info } = await people.makeKey(
        { label: 'k', personId: person.id, scopes, expiresAtMs: clock.now() + 9 * hourMs },
        person,
      )
      return { person, key, info, token: await tokenOf(people, login) }
    }
    const live = await made('live')
    const liveSubject = async (credential: Credential) => (await people.subjectOf(credential)) as Subject
    // The instrument works: what is alive opens everything, a key all that a key may.
    expect(allowedActions(await liveSubject({ token: live.token }), live.person.id)).toEqual(actions)
    expect(allowedActions(await liveSubject({ key: live.key }), live.person.id)).toEqual(
      actions.filter((action) => !rightsTable[action].peopleOnly),
    )
    const ended = await made('ended')
    await people.signOut(ended.token)
    await people.revokeKey(ended.info.id, admin)
    const disabled = await made('disabled')
    await people.disable(disabled.person.id, admin)
    const back = await made('back')
    await people.disable(back.person.id, admin)
    await people.enable(back.person.id, admin)
    const garbage = ['', ' ', 'null', 'undefined', '[object Object]', "' OR 1=1 --", 'A'.repeat(43), `kw_${'0'.repeat(52)}`, '\0']
    for (const text of garbage) Object.assign(states, { [`token ${text}`]: { token: text }, [`key ${text}`]: { key: text } })
    Object.assign(states, {
      'a token as a key': { key: live.token },
      'a key as a token': { token: live.key },
      'a key in capitals': { key: live.key.toUpperCase() },
      'a key with a space': { key: `${live.key} ` },
      'a long key': { key: live.key.repeat(10_000) },
      'an ended session': { token: ended.token },
      'a revoked key': { key: ended.key },
      "a disabled person's session": { token: disabled.token },
      "a disabled person's key": { key: disabled.key },
      'a session from before the person was disabled': { token: back.token },
      'a key from before the person was disabled': { key: back.key },
    })
    const wrong: string[] = []
    const check = async (name: string, credential: Credential) => {
      const subject = await people.subjectOf(credential)
      const as = 'refused' in subject ? anonymous : subject
      if ('refused' in subject === (name === 'none')) wrong.push(`${name} is taken for somebody`)
      for (const action of allowedActions(as, live.person.id)) wrong.push(`${name}: ${action}`)
    }
    for (const [name, credential] of Object.entries(states)) await check(name, credential)
    clock.move(9 * hourMs)
    await check('an expired session', { token: live.token })
    await check('an expired key', { key: live.key })
    expect(wrong).toEqual([])
  },

  async 'lets somebody disabled in by no door'({ people, database, administrator }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'clerk', ['clerk'])
    const [claims, rules] = [
      { iss: 'https://sso', sub: '17' },
      { issuer: 'https://sso', create: true },
    ]
    const at = { address: '10.0.0.1' }
    await people.linkIdentity(clerk.id, { issuer: 'https://sso', subject: '17' }, admin)
    const byPassword = () => people.signIn({ login: 'clerk', password: `${goodPassword} clerk`, ...at })
    const byIdentity = () => people.signInWithIdentity(claims, rules, at)
    expect([await byPassword(), await byIdentity()]).toMatchObject([{ person: { id: clerk.id } }, { person: { id: clerk.id } }])
    await people.disable(clerk.id, admin)
    expect([await byPassword(), await byIdentity()]).toEqual([{ refused: 'failed' }, { refused: 'failed' }])
    expect(await people.subjectOfPerson(clerk.id)).toEqual(anonymous)
    // Nor where something else than this program disables somebody.
    await somebody(people, 'other')
    const token = await tokenOf(people, 'other')
    const { personId } = (await people.subjectOf({ token })) as Subject
    const { key } = await people.makeKey({ label: 'k', personId, scopes: ['answer.ask'] }, admin)
    await database.run('UPDATE people SET disabled = 1 WHERE id = ?', personId)
    expect([await people.subjectOf({ token }), await people.subjectOf({ key })]).toEqual([
      { refused: 'disabled' },
      { refused: 'disabled' },
    ])
    expect(await codeOf(people.makeKey({ label: 'k', personId: clerk.id, scopes: ['answer.ask'] }, admin))).toBe(
      'PERSON_DISABLED',
    )
    await people.enable(clerk.id, admin)
    expect([await byPassword(), await byIdentity()]).toMatchObject([{ person: { id: clerk.id } }, { person: { id: clerk.id } }])
  },

  async 'takes a role away between two requests'({ people, administrator }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'clerk', ['auditor'])
    const token = await tokenOf(people, 'clerk')
    const mayRead = async () =>
      rights.authorize((await people.subjectOf({ token })) as Subject, 'log.read', { kind: 'log' }).allowed
    expect(await mayRead()).toBe(true)
    await people.change(clerk.id, { roles: [] }, admin)
    expect(await mayRead()).toBe(false)
  },

  async 'gives a head the departments below, and labels of those above'({ people, administrator }) {
    const admin = await administrator()
    const head = await somebody(people, 'head', ['科长'])
    const top = await people.addDepartment({ key: '局', name: '局' }, admin)
    const middle = await people.addDepartment({ key: '科', name: '科', parentId: top.id, headId: head.id }, admin)
    const low = await people.addDepartment({ key: '组', name: '组', parentId: middle.id }, admin)
    await people.change(head.id, { departmentId: middle.id }, admin)
    const subject = await people.subjectOfPerson(head.id)
    expect([...subject.departmentIds].sort()).toEqual([middle.id, low.id].sort())
    expect([...subject.labels].sort()).toEqual(['member', '局', '科', '科长', '组'].sort())
    const clerk = await somebody(people, 'clerk')
    await people.change(clerk.id, { departmentId: low.id }, admin)
    expect(await people.subjectOfPerson(clerk.id)).toMatchObject({
      departmentIds: [low.id],
      labels: ['member', '组', '科', '局'],
    })
  },
}
