import { performance } from 'node:perf_hooks'
import { expect } from 'vitest'
import { codeOf, goodPassword, somebody, tokenOf, type PeopleCases } from './test-people-base.ts'

const at = { address: '10.0.0.7' }

/** Things that happen at once. */
export const raceCases: PeopleCases = {
  async 'makes one administrator of several at once'({ people, events }) {
    const first = (n: number) => ({ login: `admin${n}`, name: '管理员', password: goodPassword })
    const codes = await Promise.all([0, 1, 2, 3].map((n) => codeOf(people.createAdministrator(first(n)))))
    expect(codes.filter((code) => code === 'ADMINISTRATOR_EXISTS')).toHaveLength(3)
    expect(codes).toContain(undefined)
    expect(await people.lookup.people()).toHaveLength(1)
    expect(await events()).toHaveLength(1)
  },

  async 'signs out once of fifty at once'({ people, events }) {
    await somebody(people, 'clerk')
    const token = await tokenOf(people, 'clerk')
    const said = await Promise.all(Array.from({ length: 50 }, () => people.signOut(token)))
    expect(said.filter(Boolean)).toHaveLength(1)
    expect((await events()).filter(({ action }) => action === 'sign-out')).toHaveLength(1)
  },

  async 'keeps one of two administrators who disable each other at once'({ people, administrator }) {
    const first = await administrator()
    const second = await somebody(people, 'second', ['administrator'])
    const codes = await Promise.all([
      codeOf(people.disable(second.id, first)),
      codeOf(people.change(first.id, { roles: [] }, second)),
      codeOf(people.disable(first.id, second)),
    ])
    expect(codes.filter((code) => code === 'LAST_ADMINISTRATOR').length).toBeGreaterThanOrEqual(1)
    const left = await people.lookup.withRole('administrator')
    expect(left).toHaveLength(1)
  },

  async 'moves two departments below each other at once without a circle'({ people, administrator }) {
    const admin = await administrator()
    const [one, two] = [
      await people.addDepartment({ key: 'one', name: '一' }, admin),
      await people.addDepartment({ key: 'two', name: '二' }, admin),
    ]
    const codes = await Promise.all([
      codeOf(people.changeDepartment(one.id, { parentId: two.id }, admin)),
      codeOf(people.changeDepartment(two.id, { parentId: one.id }, admin)),
    ])
    expect(new Set(codes)).toEqual(new Set(['DEPARTMENT_IN_ITSELF', undefined]))
  },

  async 'begins no session for somebody who is disabled, or gets another password, meanwhile'({ people, administrator }) {
    const admin = await administrator()
    for (const [login, change] of [
      ['gone', (id: string) => people.disable(id, admin)],
      ['changed', (id: string) => people.setPassword(id, 'quite another one', admin)],
    ] as const) {
      const clerk = await somebody(people, login)
      const signing = people.signIn({ login, password: `${goodPassword} ${login}`, ...at })
      await change(clerk.id)
      const signed = await signing
      const token = 'token' in signed ? signed.token : ''
      // Either it was refused, or what it began has ended.
      expect(await people.subjectOf({ token })).toEqual({ refused: 'unknown' })
      expect(await people.sessions(clerk.id)).toEqual([])
    }
  },

  async 'ends on every server what one server ends, at once'({ people, database, another, administrator }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'clerk', ['clerk'])
    const other = await another()
    const [token, second] = [await tokenOf(people, 'clerk'), await tokenOf(people, 'clerk')]
    const { key, info } = await people.makeKey({ label: 'k', personId: clerk.id, scopes: ['answer.ask'] }, clerk)
    for (const credential of [{ token }, { token: second }, { key }])
      expect(await other.people.subjectOf(credential)).toMatchObject({ personId: clerk.id })
    await people.signOut(token)
    const begun = performance.now()
    expect(await other.people.subjectOf({ token })).toEqual({ refused: 'unknown' })
    expect(performance.now() - begun).toBeLessThan(1_000)
    await people.revokeKey(info.id, clerk)
    expect(await other.people.subjectOf({ key })).toEqual({ refused: 'revoked' })
    await people.disable(clerk.id, admin)
    expect(await other.people.subjectOf({ token: second })).toEqual({ refused: 'unknown' })
    expect(await other.people.lookup.withRole('clerk')).toEqual([])
    if (database.kind === 'sqlite') return
    // Two servers that write: one first administrator, one last one.
    const both = [people, other.people]
    const more = await Promise.all(
      both.map((one) => codeOf(one.createAdministrator({ login: 'x', name: '某', password: goodPassword }))),
    )
    expect(more).toEqual(['ADMINISTRATOR_EXISTS', 'ADMINISTRATOR_EXISTS'])
    const deputy = await somebody(other.people, 'deputy', ['administrator'])
    await Promise.all([codeOf(people.disable(deputy.id, admin)), codeOf(other.people.disable(admin.id, deputy))])
    expect(await people.lookup.withRole('administrator')).toHaveLength(1)
  },

  async 'makes one administrator on two servers that start at once'({ people, database, another }) {
    if (database.kind === 'sqlite') return
    const other = await another()
    const first = (login: string) => ({ login, name: '管理员', password: goodPassword })
    const codes = await Promise.all([
      codeOf(people.createAdministrator(first('one'))),
      codeOf(other.people.createAdministrator(first('two'))),
    ])
    expect(new Set(codes)).toEqual(new Set(['ADMINISTRATOR_EXISTS', undefined]))
    expect(await other.people.lookup.people()).toHaveLength(1)
  },
}
