import { expect } from 'vitest'
import { systemActor } from './people-event.ts'
import { peopleIn } from './people-lookup.ts'
import { codeOf, goodPassword, somebody, tokenOf, type PeopleCases } from './test-people-base.ts'

/** People and departments: what may be changed, and who is found. */
export const changeCases: PeopleCases = {
  async 'makes the first administrator once'({ people, events }) {
    const first = { login: 'Admin', name: '管理员', password: goodPassword }
    expect(await people.firstRun()).toBe(true)
    expect(await codeOf(people.createAdministrator({ ...first, password: '1234567890' }))).toBe('PASSWORD_TOO_COMMON')
    expect(await people.firstRun()).toBe(true)
    const { roles, hasPassword } = await people.createAdministrator(first)
    expect([roles, hasPassword]).toEqual([['administrator', 'author'], true])
    expect(await people.firstRun()).toBe(false)
    expect(await codeOf(people.createAdministrator({ ...first, login: 'second' }))).toBe('ADMINISTRATOR_EXISTS')
    expect((await events()).map(({ action, result }) => [action, result])).toEqual([['person.add', 'done']])
  },

  async 'comes with no account, password or key of its own'({ people, database }) {
    for (const [login, password] of [
      ['admin', 'admin'],
      ['admin', ''],
      ['', ''],
      ['administrator', 'password'],
      ['kaiwu', 'kaiwu'],
    ])
      expect(await people.signIn({ login: login!, password: password!, address: '10.0.0.1' })).toEqual({ refused: 'failed' })
    for (const table of ['people', 'apiKeys', 'sessions', 'roleHolders', 'identities'])
      expect(await database.all(`SELECT * FROM ${table}`), table).toEqual([])
  },

  async 'leaves the door of the first run open until there is an administrator'({ people }) {
    await somebody(people, 'early')
    expect(await people.firstRun()).toBe(true)
    await people.createAdministrator({ login: 'admin', name: '管理员', password: goodPassword })
    expect(await people.firstRun()).toBe(false)
  },

  async 'holds a login to be the same however it is written'({ people }) {
    const { id } = await people.add({ login: 'Zhang.San', name: '张三' }, systemActor)
    for (const login of ['zhang.san', 'ＺＨＡＮＧ．ＳＡＮ', ' Zhang.San ', 'zHANG.sAN']) {
      expect((await people.lookup.personByLogin(login))?.id).toBe(id)
      expect(await codeOf(people.add({ login, name: '另一人' }, systemActor))).toBe('LOGIN_TAKEN')
    }
    const { id: other } = await people.add({ login: 'li.si', name: '李四' }, systemActor)
    expect(await codeOf(people.change(other, { login: 'ZHANG.SAN' }, systemActor))).toBe('LOGIN_TAKEN')
    expect((await people.change(id, { login: 'ZHANG.SAN' }, systemActor)).login).toBe('ZHANG.SAN')
  },

  async 'refuses what can be no login, name or role, and writes nothing'({ people, events }) {
    for (const login of [
      '',
      ' ',
      'a b',
      'a'.repeat(65),
      'x\0y',
      'a\u200Bb',
      'аdmin' + 'a',
      '<b>',
      "x'; --",
      '\u202Eabc',
      '\uD800',
    ])
      expect(await codeOf(people.add({ login, name: '名' }, systemActor)), JSON.stringify(login)).toBe('LOGIN_INVALID')
    for (const name of ['', '  ', 'x'.repeat(101), 'a\nb', 'a\u202Eb', '\uDC00'])
      expect(await codeOf(people.add({ login: 'ok', name }, systemActor)), JSON.stringify(name)).toBe('PERSON_NAME_INVALID')
    for (const role of ['', 'a b', 'x'.repeat(41), '"', 'a\0'])
      expect(await codeOf(people.add({ login: 'ok', name: '名', roles: [role] }, systemActor)), role).toBe('ROLE_INVALID')
    expect(await codeOf(people.add({ login: 'ok', name: '名', departmentId: 'none' }, systemActor))).toBe('DEPARTMENT_NOT_FOUND')
    expect(await codeOf(people.add({ login: 'long-login', name: '名', password: 'LONG-login' }, systemActor))).toBe(
      'PASSWORD_IS_LOGIN',
    )
    expect([await people.lookup.people(), await events()]).toEqual([[], []])
  },

  async 'keeps an administrator who can let people in'({ people, administrator }) {
    const admin = await administrator()
    expect(await codeOf(people.disable(admin.id, admin))).toBe('LAST_ADMINISTRATOR')
    expect(await codeOf(people.change(admin.id, { roles: ['author'] }, admin))).toBe('LAST_ADMINISTRATOR')
    const second = await somebody(people, 'second', ['Administrator'])
    await people.disable(second.id, admin)
    expect(await codeOf(people.disable(admin.id, admin))).toBe('LAST_ADMINISTRATOR')
    await people.enable(second.id, admin)
    await people.disable(admin.id, second)
    expect(await codeOf(people.change(second.id, { roles: [] }, second))).toBe('LAST_ADMINISTRATOR')
    // Whoever is disabled may lose the role: nothing is lost by it.
    expect((await people.change(admin.id, { roles: [] }, second)).roles).toEqual([])
  },

  async 'keeps the names of the disabled, and finds them in no set of approvers'({ people, database, administrator }) {
    const admin = await administrator()
    const [one, two] = [await somebody(people, 'one', ['派单员']), await somebody(people, 'two', ['派单员', 'dispatcher'])]
    const logins = async (role: string) => (await people.lookup.withRole(role)).map(({ login }) => login)
    expect([await logins('派单员'), await logins('dispatcher'), await logins('none')]).toEqual([['one', 'two'], ['two'], []])
    await people.disable(one.id, admin)
    expect(await logins('派单员')).toEqual(['two'])
    expect(await people.lookup.person(one.id)).toMatchObject({ name: one.name, disabled: true, roles: ['派单员'] })
    expect(await logins('member')).toEqual(['admin', 'two'])
    await people.change(two.id, { roles: ['dispatcher'] }, admin)
    expect(await logins('派单员')).toEqual([])
    // The index of roles says what the people say.
    const held = await database.all<{ role: string; personId: string }>('SELECT role, personId FROM roleHolders')
    const said = (await people.lookup.people()).flatMap(({ id, roles }) => roles.map((role) => `${role} ${id}`))
    expect(held.map(({ role, personId }) => `${role} ${personId}`).sort()).toEqual(said.sort())
  },

  async 'grows a tree of departments without a circle, twenty levels deep at most'({ people }) {
    const ids: string[] = []
    for (let level = 1; level <= 20; level++) {
      const parent = ids.at(-1)
      const made = { key: `d${level}`, name: `第${level}级`, ...(parent === undefined ? {} : { parentId: parent }) }
      ids.push((await people.addDepartment(made, systemActor)).id)
    }
    const tooDeep = people.addDepartment({ key: 'd21', name: '太深', parentId: ids.at(-1)! }, systemActor)
    expect(await codeOf(tooDeep)).toBe('DEPARTMENT_TOO_DEEP')
    for (const at of [0, 5, 19])
      expect(await codeOf(people.changeDepartment(ids[0]!, { parentId: ids[at]! }, systemActor))).toBe('DEPARTMENT_IN_ITSELF')
    const top = await people.addDepartment({ key: 'top', name: '上级' }, systemActor)
    expect(await codeOf(people.changeDepartment(ids[0]!, { parentId: top.id }, systemActor))).toBe('DEPARTMENT_TOO_DEEP')
    await people.changeDepartment(ids[10]!, { parentId: top.id }, systemActor)
    expect(await people.lookup.departmentsBelow(top.id)).toHaveLength(11)
    expect(await people.lookup.departmentsBelow(ids[0]!)).toEqual([...ids.slice(0, 10)].sort())
    expect(await people.lookup.departmentsBelow('none')).toEqual([])
    expect(await codeOf(people.addDepartment({ key: 'ＴＯＰ', name: '一' }, systemActor))).toBe(undefined)
    expect(await codeOf(people.addDepartment({ key: 'ｔｏｐ', name: '又一' }, systemActor))).toBe('DEPARTMENT_KEY_TAKEN')
    expect(await codeOf(people.addDepartment({ key: 'a b', name: '一' }, systemActor))).toBe('DEPARTMENT_INVALID')
    expect(await codeOf(people.addDepartment({ key: 'x', name: '一', headId: 'none' }, systemActor))).toBe('PERSON_NOT_FOUND')
  },

  async 'finds the head of a department, or of the nearest one above that has an enabled one'({ people, administrator }) {
    const admin = await administrator()
    const [chief, leader] = [await somebody(people, 'chief'), await somebody(people, 'leader', ['签发人'])]
    const top = await people.addDepartment({ key: '局', name: '局', headId: chief.id }, admin)
    const middle = await people.addDepartment({ key: '科', name: '科', parentId: top.id, headId: leader.id }, admin)
    const low = await people.addDepartment({ key: '组', name: '组', parentId: middle.id }, admin)
    const lone = await people.addDepartment({ key: '无', name: '无' }, admin)
    const head = async (id: string) => (await people.lookup.headOf(id))?.login
    expect([await head(low.id), await head(middle.id), await head(top.id)]).toEqual(['leader', 'leader', 'chief'])
    await people.disable(leader.id, admin)
    expect([await head(low.id), await head(middle.id)]).toEqual(['chief', 'chief'])
    await people.disable(chief.id, admin)
    expect([await head(low.id), await head(lone.id), await head('none')]).toEqual([undefined, undefined, undefined])
    expect(await codeOf(people.changeDepartment(lone.id, { headId: leader.id }, admin))).toBe('PERSON_DISABLED')
    await people.enable(leader.id, admin)
    await people.change(leader.id, { departmentId: low.id }, admin)
    const found = async (within: string) => (await people.lookup.withRole('签发人', within)).map(({ login }) => login)
    expect([await found(top.id), await found(low.id), await found(lone.id)]).toEqual([['leader'], ['leader'], []])
    await people.changeDepartment(middle.id, { headId: null, parentId: null }, admin)
    expect([await head(low.id), await found(top.id)]).toEqual([undefined, []])
    expect((await people.change(leader.id, { departmentId: null }, admin)).departmentId).toBe(undefined)
  },

  async 'looks people up inside of the transaction that changes them'({ people, database, administrator }) {
    await administrator()
    const clerk = await somebody(people, 'clerk', ['clerk'])
    await database.transaction(async (inside) => {
      await inside.run('UPDATE people SET disabled = 1 WHERE id = ?', clerk.id)
      expect(await peopleIn(inside).withRole('clerk')).toEqual([])
      expect((await peopleIn(inside).person(clerk.id))?.disabled).toBe(true)
    })
  },

  async 'does nothing that it cannot record'({ people, database, breakRecord, events, administrator }) {
    const admin = await administrator()
    const clerk = await somebody(people, 'clerk', ['clerk'])
    const department = await people.addDepartment({ key: 'd', name: '科' }, admin)
    const token = await tokenOf(people, 'clerk')
    const { key, info } = await people.makeKey({ label: 'mes', personId: clerk.id, scopes: ['answer.ask'] }, clerk)
    const state = async () =>
      JSON.stringify([
        await people.lookup.people(),
        await people.lookup.departments(),
        await database.all('SELECT * FROM sessions ORDER BY id'),
        await people.keys(),
        await database.all('SELECT id, passwordHash FROM people ORDER BY id'),
        await database.all('SELECT * FROM identities'),
        await events(),
      ])
    const before = await state()
    breakRecord(true)
    const rules = { issuer: 'https://sso', create: true }
    const tried: readonly (() => Promise<unknown>)[] = [
      () => people.add({ login: 'x', name: '某' }, admin),
      () => people.change(clerk.id, { name: '改名' }, admin),
      () => people.disable(clerk.id, admin),
      () => people.setPassword(clerk.id, 'another password', admin),
      () => people.addDepartment({ key: 'e', name: '科' }, admin),
      () => people.changeDepartment(department.id, { name: '改名' }, admin),
      () => people.makeKey({ label: 'x', personId: clerk.id, scopes: ['answer.ask'] }, clerk),
      () => people.revokeKey(info.id, clerk),
      () => people.signOut(token),
      () => people.endSessions(clerk.id, admin),
      () => people.linkIdentity(clerk.id, { issuer: 'https://sso', subject: '1' }, admin),
      () => people.signInWithIdentity({ iss: 'https://sso', sub: '2' }, rules, { address: '10.0.0.1' }),
      () => people.signIn({ login: 'clerk', password: `${goodPassword} clerk`, address: '10.0.0.1' }),
      () => people.signIn({ login: 'clerk', password: 'wrong', address: '10.0.0.1' }),
      () =>
        people.changeOwnPassword(
          clerk.id,
          { current: `${goodPassword} clerk`, next: 'another password' },
          { address: '10.0.0.1' },
        ),
    ]
    for (const one of tried) expect(await codeOf(one()), one.toString()).toBe('Error: the record cannot be written')
    breakRecord(false)
    expect(await state()).toBe(before)
    expect(await people.subjectOf({ key })).toMatchObject({ kind: 'key' })
    for (const one of tried.slice(0, 4)) expect(await codeOf(one())).toBe(undefined)
    expect(await state()).not.toBe(before)
  },
}
