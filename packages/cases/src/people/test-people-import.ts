import { expect } from 'vitest'
import { systemActor } from './people-event.ts'
import type { PeopleImport } from './import-people.ts'
import type { PeopleCases } from './test-people-base.ts'

const file = (text: string) => ({ name: 'people.csv', text })

function placesOf(done: PeopleImport): string[] {
  return 'problems' in done ? done.problems.map(({ line, column, setting }) => `${line}:${column} ${setting ?? ''}`.trim()) : []
}

/** Adding many people at once: all or nobody. */
export const importCases: PeopleCases = {
  async 'adds the people of a file, each with a password that lets them in'({ people, events }) {
    const { id } = await people.addDepartment({ key: 'pump', name: '泵站' }, systemActor)
    const text = '\ufeff姓名,登录名,部门,角色,负责人\r\n张三,zhang,pump,检修员 author,是\r\n\r\n"李, 四",li,,,\r\n'
    const done = await people.import(file(text), systemActor)
    const added = 'added' in done ? done.added : []
    expect(added.map(({ person }) => person)).toMatchObject([
      { login: 'zhang', name: '张三', departmentId: id, roles: ['author', '检修员'], hasPassword: true },
      { login: 'li', name: '李, 四', roles: [] },
    ])
    expect((await people.lookup.department(id))!.headId).toBe(added[0]!.person.id)
    const [{ person, password }] = added as [(typeof added)[0]]
    expect(password).toMatch(/^(?:[0-9a-z]{4}-){3}[0-9a-z]{4}$/)
    expect(new Set(added.map((one) => one.password)).size).toBe(2)
    expect(await people.signIn({ login: person.login, password, address: '10.0.0.1' })).toMatchObject({
      person: { name: '张三' },
    })
    const record = await events()
    expect(record.filter(({ action }) => action === 'person.add')).toHaveLength(2)
    expect(JSON.stringify(record)).not.toContain(password)
  },

  async 'makes departments on the way where that is asked for, and not otherwise'({ people, events }) {
    const text =
      'login,name,department,roles,head\nban,班长,设备部/早班组,班长|技师,是\nji,技师,早班组,技师,\nyuan,员工, 设备部 ,,\n'
    expect(placesOf(await people.import(file(text), systemActor))).toEqual(['2:3 department', '3:3 department', '4:3 department'])
    expect(await people.lookup.departments()).toEqual([])
    const wrong = file('login,name,department\na,甲,设备部/早\u0007班\n')
    expect(placesOf(await people.import(wrong, systemActor, { newDepartments: true }))).toEqual(['2:3 department'])
    const done = await people.import(file(text), systemActor, { newDepartments: true })
    const [ban, ji, yuan] = 'added' in done ? done.added.map(({ person }) => person) : []
    const departments = new Map((await people.lookup.departments()).map((one) => [one.key, one]))
    expect(departments.get('早班组')).toMatchObject({ name: '早班组', parentId: departments.get('设备部')!.id, headId: ban!.id })
    expect([ban!.departmentId, ji!.departmentId]).toEqual([departments.get('早班组')!.id, departments.get('早班组')!.id])
    expect(yuan!.departmentId).toBe(departments.get('设备部')!.id)
    expect(ban!.roles).toEqual(['技师', '班长'])
    expect((await events()).filter(({ action }) => action === 'department.add')).toHaveLength(2)
  },

  async 'adds nobody when one line is wrong, and says all that is'({ people, events }) {
    await people.add({ login: 'taken', name: '在', password: '开物成务 tian-gong 7' }, systemActor)
    const before = (await events()).length
    const lines = [
      'login,name,department,roles,head',
      'good,好,,,',
      'TAKEN,重名,,,',
      'good,又一个,,,',
      'a b,名,,,',
      'c,,,,',
      'd,名,nowhere,,',
      `e,名,,${'x'.repeat(41)},`,
      'f,名,,,yes',
      'g,名,,,maybe',
      "__proto__,constructor,,'; DROP TABLE people; --,",
    ]
    const done = await people.import(file(lines.join('\n')), systemActor)
    const wrong = [
      '3:1 login',
      '4:1 login',
      '5:1 login',
      '6:2 name',
      '7:3 department',
      '8:4 roles',
      '9:5 head',
      '10:5 head',
      '11:4 roles',
    ]
    expect(placesOf(done)).toEqual(wrong)
    expect((await people.lookup.people()).map(({ login }) => login)).toEqual(['taken'])
    expect(await events()).toHaveLength(before)
  },

  async 'refuses what is no such file'({ people }) {
    const many = Array.from({ length: 501 }, (_, n) => `p${n},名`).join('\n')
    for (const text of [
      '',
      'login,name',
      'login\nx',
      'name\nx',
      'login,name,login\nx,y,z',
      'login,name,salary\nx,y,1',
      `login,name\n${many}`,
    ])
      expect(placesOf(await people.import(file(text), systemActor)), text.slice(0, 40)).toEqual(['1:1'])
    expect(placesOf(await people.import(file('login,name\nx,"y'), systemActor))).toEqual(['2:1'])
    expect(await people.lookup.people()).toEqual([])
  },
}
