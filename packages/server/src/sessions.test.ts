import { setTimeout as sleep } from 'node:timers/promises'
import { loadSolution } from '@kaiwu/solution'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createApp } from './index.ts'
import { codeOf, goodPassword, listening, peopleServer, type PeopleServer } from './test-people.ts'
import { clientOf, deskFiles, memoryLog, type Returned } from './test-served.ts'

vi.setConfig({ testTimeout: 60_000 })

const session = '/api/solutions/desk/session'
const administrator = { login: 'admin', name: '管理员', password: goodPassword }
const right = { login: 'admin', password: goodPassword }
const own = { 'x-kaiwu-request': '1' }

function cookieIn({ headers }: Returned): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? ''
}

async function setUp(at: PeopleServer): Promise<Returned> {
  const [desk] = await at.app.setupCodes()
  return at.post('/api/solutions/desk/first-administrator', { ...administrator, code: desk!.code })
}

describe('the first administrator', () => {
  it('is made by whoever started the server, once, and is signed in', async () => {
    const at = await peopleServer(['desk', 'other'])
    expect((await at.send(session)).body).toMatchObject({
      firstRun: true,
      openId: false,
      may: expect.arrayContaining(['answer.ask']),
    })
    const codes = await at.app.setupCodes()
    expect(codes.map(({ solution }) => solution)).toEqual(['desk', 'other'])
    const [desk, other] = codes
    expect(desk!.code.replaceAll('-', '')).toMatch(/^[\da-f]{32}$/)
    const first = '/api/solutions/desk/first-administrator'
    for (const code of ['', '0', other!.code, desk!.code.slice(1)])
      expect([400, 403]).toContain((await at.post(first, { ...administrator, code })).status)
    expect(codeOf((await at.post(first, { ...administrator, password: 'password123', code: desk!.code })).body)).toBe(
      'PASSWORD_TOO_COMMON',
    )
    const made = await at.post(first, { ...administrator, code: desk!.code.toUpperCase() })
    expect([made.status, made.body]).toMatchObject([
      201,
      { firstRun: false, with: 'session', person: { login: 'admin', roles: ['administrator', 'author'] } },
    ])
    expect((await at.send('/api/solutions/desk/people', { headers: { cookie: cookieIn(made) } })).status).toBe(200)
    expect(codeOf((await at.post(first, { ...administrator, login: 'second', code: desk!.code })).body)).toBe(
      'ADMINISTRATOR_EXISTS',
    )
    expect((await at.app.setupCodes()).map(({ solution }) => solution)).toEqual(['other'])
    expect(at.logs.join('')).not.toContain(desk!.code)
  })

  it('is made of the environment before anybody is served, and not when the password is weak', async () => {
    const folder = await tempFolder(deskFiles)
    onTestFinished(() => folder.remove())
    const definition = await loadSolution(folder.path)
    const { logs, logger } = memoryLog()
    const make = (environment: Record<string, string>) =>
      createApp([{ definition, root: folder.path }], { environment, logger, console: false })
    for (const [environment, said] of [
      [{ KAIWU_ADMIN_LOGIN: 'chief' }, 'KAIWU_ADMIN_PASSWORD is not set'],
      [{ KAIWU_ADMIN_PASSWORD: goodPassword }, 'KAIWU_ADMIN_LOGIN is not set'],
      [{ KAIWU_ADMIN_LOGIN: 'chief', KAIWU_ADMIN_PASSWORD: 'canary' }, 'at least 10'],
      [{ KAIWU_ADMIN_LOGIN: 'chief', KAIWU_ADMIN_PASSWORD: 'password123' }, 'first that are guessed'],
      [{ KAIWU_ADMIN_LOGIN: 'a b', KAIWU_ADMIN_PASSWORD: goodPassword }, 'letters'],
    ] as const) {
      expect(() => make(environment)).toThrow(said)
    }
    const app = make({ KAIWU_ADMIN_LOGIN: 'chief', KAIWU_ADMIN_PASSWORD: goodPassword })
    const { url } = await listening(app, '0.0.0.0')
    await app.ready()
    expect(await app.setupCodes()).toEqual([])
    const { post } = clientOf(url)
    expect((await post(session, { login: 'chief', password: goodPassword })).status).toBe(200)
    expect(logs.join('')).not.toContain(goodPassword)
    expect(logs.join('')).not.toContain('canary')
  })

  it('has to be there before others reach the server, unless something in front lets people in', async () => {
    const open = await peopleServer()
    await expect(listening(open.app, '0.0.0.0')).rejects.toMatchObject({ code: 'LISTENING_OPEN', details: { solutions: 'desk' } })
    await open.cookie('desk', 'admin', ['administrator'])
    expect((await listening(open.app, '0.0.0.0')).url).toContain('localhost')
    const behind = await peopleServer(['desk'], { environment: { KAIWU_OPEN: '1' } })
    expect((await listening(behind.app, '0.0.0.0')).url).toContain('localhost')
  })
})

describe('signing in', () => {
  it('gives a cookie that scripts cannot read, another one each time, for this server alone', async () => {
    const at = await peopleServer()
    const first = cookieIn(await setUp(at))
    const signed = await at.post(session, right, { cookie: first, ...own })
    const [cookie] = signed.headers['set-cookie']!
    expect(cookie).toMatch(/^kaiwu_desk=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
    const who = async (value: string) => (await at.send('/api/solutions/desk/people', { headers: { cookie: value } })).status
    expect(await who(cookieIn(signed))).toBe(200)
    // The session that the browser had before has ended with the sign-in.
    expect(await who(first)).toBe(401)
  })

  it('says the same of somebody unknown, disabled or with another password, in the same time', async () => {
    const at = await peopleServer()
    await setUp(at)
    const by = { kind: 'system', id: 'test', name: 'test' } as const
    const { people } = at.solution('desk').work
    const gone = await people.add({ login: 'gone', name: '前同事', password: goodPassword }, by)
    await people.disable(gone.id, by)
    const told: unknown[] = []
    const times: number[] = []
    for (const [login, password] of [
      ['nobody', goodPassword],
      ['admin', 'another password'],
      ['gone', goodPassword],
    ] as const) {
      const began = performance.now()
      const { status, body } = await at.post(session, { login, password })
      times.push(performance.now() - began)
      told.push([status, { ...(body as object), requestId: '' }])
    }
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1)
    expect(told[0]).toMatchObject([401, { code: 'SIGN_IN_FAILED' }])
    expect(Math.max(...times)).toBeLessThan(6 * Math.min(...times) + 100)
  })

  it('is tried ten times a minute, and no spoofed address helps', async () => {
    const at = await peopleServer()
    await setUp(at)
    const statuses: number[] = []
    for (let n = 0; n < 12; n++) {
      const headers = { 'x-forwarded-for': `10.0.0.${n}`, 'x-real-ip': `10.0.0.${n}` }
      statuses.push((await at.post(session, { login: 'admin', password: 'another password' }, headers)).status)
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429])
    const late = await at.post(session, right)
    expect([late.status, Number(late.headers['retry-after'])]).toEqual([429, expect.any(Number)])
    at.pass(61_000)
    expect((await at.post(session, right)).status).toBe(200)
  })

  it('believes a proxy that the operator named: its client addresses, and that it speaks HTTPS', async () => {
    const at = await peopleServer(['desk'], { environment: { KAIWU_TRUST_PROXY: '1' } })
    await setUp(at)
    for (let n = 0; n < 11; n++) {
      const headers = { 'x-forwarded-for': `10.0.0.${n}` }
      expect((await at.post(session, { login: `unknown-${n}`, password: 'x' }, headers)).status).toBe(401)
    }
    const signed = await at.post(session, right, { 'x-forwarded-for': '10.0.1.1', 'x-forwarded-proto': 'https' })
    expect(signed.headers['set-cookie']![0]).toContain('; Secure')
    expect(() => createApp([], { environment: { KAIWU_TRUST_PROXY: 'somewhere' } })).toThrow('KAIWU_TRUST_PROXY=somewhere')
  })
})

describe('a session', () => {
  it('ends with the sign-out, at once and on the server too', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    const out = await at.send(session, { method: 'DELETE', headers: { cookie, ...own } })
    expect([out.status, out.headers['set-cookie']![0]]).toEqual([
      204,
      expect.stringMatching(/^kaiwu_desk=; Path=\/; Expires=Thu, 01 Jan 1970/),
    ])
    expect((await at.send('/api/solutions/desk/people', { headers: { cookie } })).status).toBe(401)
    await sleep(10)
    const { body } = await at.send(session, { headers: { cookie } })
    expect(body).toEqual({ firstRun: false, openId: false, may: [] })
  })

  it('ends on another server of the same base within a second', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    const second = createApp([at.solution('desk')], { environment: {}, console: false, logger: memoryLog().logger })
    const { send } = clientOf((await listening(second)).url)
    const there = async () => (await send('/api/solutions/desk/people', { headers: { cookie } })).status
    expect(await there()).toBe(200)
    const began = performance.now()
    await at.send(session, { method: 'DELETE', headers: { cookie, ...own } })
    expect([await there(), performance.now() - began < 1_000]).toEqual([401, true])
  })

  it('ends after eight quiet hours', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    at.pass(8 * 3_600_000)
    expect((await at.send('/api/solutions/desk/people', { headers: { cookie } })).status).toBe(401)
  })

  it('changes nothing for a foreign page: without a word of our own a cookie is not enough', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    const add = async (headers: Record<string, string>) => {
      const { status } = await at.post(
        '/api/solutions/desk/departments',
        { key: `d${Math.random()}`, name: '部' },
        { cookie, ...headers },
      )
      return status
    }
    const host = new URL(at.url).host
    expect([await add(own), await add({ origin: `http://${host}` }), await add({ 'sec-fetch-site': 'same-origin' })]).toEqual([
      201, 201, 201,
    ])
    for (const headers of [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { 'x-kaiwu-request': '0' },
      { origin: 'null' },
      { origin: 'http://evil.example', ...own },
      { origin: `http://${host}.evil.example`, 'sec-fetch-site': 'same-origin' },
    ])
      expect(await add(headers as Record<string, string>), JSON.stringify(headers)).toBe(403)
    expect((await at.send(session, { method: 'DELETE', headers: { cookie } })).status).toBe(403)
  })

  it('changes its own password on the strength of the present one, and all sessions end', async () => {
    const at = await peopleServer()
    const cookie = cookieIn(await setUp(at))
    const change = (current: string, next: string) =>
      at.send(`${session}/password`, {
        method: 'PUT',
        headers: { cookie, ...own, 'content-type': 'application/json' },
        body: JSON.stringify({ current, next }),
      })
    expect((await change('not this one', `${goodPassword}!`)).status).toBe(401)
    expect(codeOf((await change(goodPassword, 'short')).body)).toBe('PASSWORD_TOO_SHORT')
    expect((await change(goodPassword, `${goodPassword}!`)).status).toBe(204)
    expect((await at.send('/api/solutions/desk/people', { headers: { cookie } })).status).toBe(401)
    expect((await at.post(session, right)).status).toBe(401)
    expect((await at.post(session, { ...right, password: `${goodPassword}!` })).status).toBe(200)
  })

  it('is that of one solution: at another nobody is signed in', async () => {
    const at = await peopleServer(['desk', 'other'])
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    await at.cookie('other', 'admin', ['administrator'])
    const headers = { cookie: `${cookie}; ${cookie.replace('kaiwu_desk', 'kaiwu_other')}` }
    expect((await at.send('/api/solutions/desk/people', { headers })).status).toBe(200)
    expect((await at.send('/api/solutions/other/people', { headers })).status).toBe(401)
  })
})
