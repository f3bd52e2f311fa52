import { readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, describe, expect, it } from 'vitest'
import { leaveDesk, leaveFolder, password } from '../test-leave.ts'
import type { Ran } from '../test-run-kaiwu.ts'

const desk = await leaveDesk()
afterAll(() => desk.close())

const people = (action: string, words: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  desk.run(['people', action, leaveFolder, ...words], env)

describe('kaiwu people', () => {
  it('makes one first administrator, and no second', async () => {
    expect((await people('list')).out).toMatch(/admin\s+管理员\s+-\s+administrator author/)
    const again = await people('init', ['other'], { KAIWU_ADMIN_PASSWORD: password })
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('ADMINISTRATOR_EXISTS')])
  })

  it('imports people with first passwords that only the owner of a new file may read', async () => {
    const file = `${desk.data.path}/first.csv`
    const kept = await readFile(file, 'utf8')
    expect(kept.split('\r\n')).toEqual(['\uFEFFlogin,name,password', ...Array(4).fill(expect.stringMatching(/-/)), ''])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await writeFile(`${desk.data.path}/more.csv`, 'login,name\nqian,钱八\nli,李四\n')
    const more = `${desk.data.path}/more.csv`
    const wrong = await people('import', [more, '--passwords', `${desk.data.path}/more-first.csv`])
    expect([wrong.code, wrong.err]).toEqual([65, expect.stringMatching(/more\.csv:3:1/)])
    await expect(stat(`${desk.data.path}/more-first.csv`)).rejects.toThrow('ENOENT')
    expect((await people('import', [more, '--passwords', file])).err).toContain('PATH_UNUSABLE')
    await writeFile(more, 'login,name\nqian,钱八\n')
    expect((await people('import', [more])).out).toMatch(/qian\s+钱八\s+\w{4}-\w{4}-/)
  })

  it('adds, disables, enables and gives passwords, which are no arguments', async () => {
    expect((await people('add', ['zhou', '周八', '--roles', '主管,人事'])).out).toContain('还没有密码')
    expect((await people('password', ['zhou'])).err).toContain('KAIWU_PASSWORD')
    expect((await people('password', ['zhou'], { KAIWU_PASSWORD: '12345' })).err).toContain('PASSWORD_TOO_SHORT')
    expect((await people('password', ['zhou'], { KAIWU_PASSWORD: password })).code).toBe(0)
    expect((await people('disable', ['zhou'])).code).toBe(0)
    expect((await people('list')).out).toMatch(/zhou\s+周八\s+-\s+主管 人事\s+已停用/)
    expect((await desk.run(['case', 'list', leaveFolder, '--as', 'zhou'])).err).toContain('PERSON_DISABLED')
    expect((await people('enable', ['zhou'])).code).toBe(0)
    const log = await desk.json('audit', 'list', leaveFolder, '--action', 'person.disable')
    expect(log['rows']).toMatchObject([{ actorKind: 'system', actorId: 'command-line', objectKind: 'person' }])
    expect(JSON.stringify(log)).not.toContain(password)
  })

  it.each([
    ['disable', ['admin'], 'LAST_ADMINISTRATOR'],
    ['disable', ['nobody'], 'PERSON_NOT_FOUND'],
    ['add', ['li', '李四'], 'LOGIN_TAKEN'],
    ['add', ['new', '新人', '--department', 'none'], 'DEPARTMENT_NOT_FOUND'],
    ['add', ['new'], '写法：kaiwu people add'],
    ['remove', ['li'], '没有“remove”'],
  ])('refuses %s %j', async (action, words, said) => {
    const ran = await people(action, words)
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(said)])
  })
})
