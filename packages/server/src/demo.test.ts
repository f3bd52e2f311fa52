import { statSync } from 'node:fs'
import { join } from 'node:path'
import { systemActor } from '@kaiwu/cases'
import { describe, expect, it } from 'vitest'
import type { AppOptions } from './index.ts'
import { caseFiles, clientWith, password } from './test-case-server.ts'
import { served, type Served } from './test-served.ts'

const people = `login,name,department,roles,head
zhang,张三,一科,,否
li,李四,一科,主管,是
wang,王五,二科,人事,否
`
const walks = `- walk: leave
  title: { zh: 请假, en: leave }
  steps:
    - { by: zhang, start: leave, state: draft }
    - { by: zhang, act: submit, values: { days: 3, reason: 探亲访友 }, state: waiting }
    - { by: li, sign: approve, state: granted }
- walk: astray
  title: { zh: 走错, en: astray }
  steps: [{ by: nobody, start: leave }]
- walk: short
  title: { zh: 短假, en: short }
  steps: [{ by: wang, start: leave }, { by: wang, act: submit, values: { days: 1, reason: 看病挂号 }, state: filed }]
`
const files = { ...caseFiles(), 'data/people.csv': people, 'data/sample-walks.yaml': walks }

const environment = { MES_SECRET: 'x'.repeat(32) }
const demo = (options: AppOptions = {}, more: Readonly<Record<string, string>> = files): Promise<Served> =>
  served({ demo: true, environment, ...options }, more)

const at = '/api/solutions/desk'
const session = async (server: Served, cookie = ''): Promise<Record<string, unknown>> =>
  (await server.send(`${at}/session`, { headers: cookie === '' ? {} : { cookie } })).body as Record<string, unknown>

/** Goes in as somebody. @returns status, cookie */
async function enter(server: Served, login: string): Promise<Readonly<{ status: number; cookie: string }>> {
  const { status, headers } = await server.post(`${at}/demo/session`, { login })
  return { status, cookie: headers['set-cookie']?.[0]?.split(';')[0] ?? '' }
}

// What says that a request comes from the page.
const own = { 'x-kaiwu-request': '1' }
const codeOf = ({ body }: Readonly<{ body: unknown }>): unknown => (body as Readonly<{ code?: string }>).code

describe('a demo', { timeout: 60_000 }, () => {
  it('takes in the invented people once, and lets whoever comes in as each of them, with a password to sign with', async () => {
    const server = await demo()
    expect(await session(server)).toMatchObject({ firstRun: true, demo: {} })
    expect((await server.send(`${at}/demo`)).body).toEqual({ people: [] })
    const taken = await server.post(`${at}/demo`, {})
    expect([taken.status, (taken.body as { people: { login: string }[] }).people.map(({ login }) => login)]).toEqual([
      201,
      ['demo-admin', 'zhang', 'li', 'wang'],
    ])
    expect(codeOf(await server.post(`${at}/demo`, {}))).toBe('ADMINISTRATOR_EXISTS')
    // Of nobody it is told that this is a demo, and no password.
    expect(await session(server)).toMatchObject({ firstRun: false, demo: {} })
    expect(JSON.stringify(await session(server))).not.toContain('password')
    const li = await enter(server, 'li')
    const { demo: told, person } = await session(server, li.cookie)
    expect([li.status, person]).toEqual([200, expect.objectContaining({ login: 'li', roles: ['主管'], hasPassword: true })])
    const { password: given } = told as { password: string }
    expect(given).toMatch(/^[a-z0-9]{4}(?:-[a-z0-9]{4}){3}$/)
    expect((await server.post(`${at}/session`, { login: 'li', password: given })).status).toBe(200)
    // Who has not been anybody's yet has no password that would let them in.
    expect((await server.post(`${at}/session`, { login: 'wang', password: given })).status).toBe(401)
    expect(statSync(join(server.folder.path, '.kaiwu/demo-people.json')).mode & 0o777).toBe(0o600)
    expect(JSON.stringify(server.logs)).not.toContain(given)
  })

  it('plays the sample cases in the background; one that goes astray is told to the log, and the others go on', async () => {
    const server = await demo()
    await server.post(`${at}/demo`, {})
    const zhang = clientWith(() => server.url, 'desk', { cookie: (await enter(server, 'zhang')).cookie })
    const wang = clientWith(() => server.url, 'desk', { cookie: (await enter(server, 'wang')).cookie })
    const states = async (): Promise<unknown> =>
      Promise.all(
        [zhang, wang].map(async (one) =>
          ((await one.get('cases')).body as { cases: { state: string }[] }).cases.map(({ state }) => state).toSorted(),
        ),
      )
    await expect.poll(states, { timeout: 20_000 }).toEqual([['granted'], ['filed', 'granted']])
    expect(server.logs.filter((line) => line.includes('SAMPLE_ASTRAY') || line.includes('PERSON_NOT_FOUND'))).toHaveLength(1)
  })

  it('is none without being told so', async () => {
    const server = await served({ environment }, files)
    expect(await session(server)).not.toHaveProperty('demo')
    expect(codeOf(await server.send(`${at}/demo`))).toBe('DEMO_NOT_HERE')
    expect(codeOf(await server.post(`${at}/demo`, {}))).toBe('DEMO_NOT_HERE')
    expect(codeOf(await server.post(`${at}/demo/session`, { login: 'li' }))).toBe('DEMO_NOT_HERE')
    expect(await session(server)).toMatchObject({ firstRun: true })
  })

  it('takes nobody in where there are people, and lets nobody in as somebody it has not invented', async () => {
    const server = await demo()
    const [code] = await server.app.setupCodes()
    const admin = { code: code!.code, login: 'boss', name: '真的', password }
    const made = await server.post(`${at}/first-administrator`, admin)
    const cookie = made.headers['set-cookie']![0]!.split(';')[0]!
    expect(await session(server, cookie)).not.toHaveProperty('demo')
    expect(codeOf(await server.post(`${at}/demo`, {}))).toBe('ADMINISTRATOR_EXISTS')
    expect((await server.send(`${at}/demo`)).body).toEqual({ people: [] })
    expect((await enter(server, 'boss')).status).toBe(404)

    const other = await demo()
    await other.post(`${at}/demo`, {})
    const boss = clientWith(() => other.url, 'desk', { ...own, cookie: (await enter(other, 'demo-admin')).cookie })
    expect((await boss.post('people', { login: 'real', name: '真人', password, roles: ['主管'] })).status).toBe(201)
    expect((await enter(other, 'real')).status).toBe(404)
    expect((await other.send(`${at}/demo`)).text).not.toContain('real')
    expect((await enter(other, systemActor.id)).status).toBe(404)
    expect((await enter(other, '../li')).status).toBe(404)
  })

  it('does not go in as somebody who was disabled, nor change a password that somebody chose', async () => {
    const server = await demo()
    await server.post(`${at}/demo`, {})
    const boss = clientWith(() => server.url, 'desk', { ...own, cookie: (await enter(server, 'demo-admin')).cookie })
    const all = ((await boss.get('people')).body as { people: { id: string; login: string }[] }).people
    const [li, zhang] = ['li', 'zhang'].map((login) => all.find((one) => one.login === login)!.id)
    const json = { 'content-type': 'application/json' }
    expect((await boss.send('PUT', `people/${li}/disabled`, json, '{"disabled":true}')).status).toBe(200)
    expect((await enter(server, 'li')).status).toBeGreaterThanOrEqual(400)
    expect((await boss.send('PUT', `people/${zhang}/password`, json, JSON.stringify({ password }))).status).toBe(200)
    expect((await enter(server, 'zhang')).status).toBe(200)
    expect((await server.post(`${at}/session`, { login: 'zhang', password })).status).toBe(200)
  })

  it.each([
    ['no file', undefined],
    ['a file with other titles', '登录,姓名\nli,李四\n'],
    ['a file with a mistake', 'login,name\nli,\n'],
    ['a login twice', 'login,name\nli,李四\nLI,李五\n'],
    ['a login of its own administrator', 'login,name\ndemo-admin,李四\n'],
  ])('takes in nobody from %s, and says so', async (_, csv) => {
    const { 'data/people.csv': _none, ...others } = files
    const server = await demo({}, csv === undefined ? others : { ...others, 'data/people.csv': csv })
    const refused = await server.post(`${at}/demo`, {})
    expect([refused.status, codeOf(refused)]).toEqual([422, 'DEMO_PEOPLE_MISSING'])
    expect(await session(server)).toMatchObject({ firstRun: true })
    expect((await server.send(`${at}/demo`)).body).toEqual({ people: [] })
  })
})
