import { createServer, request, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { actions, type Action } from '@kaiwu/cases'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createAppOf } from './create-app.ts'
import type { Policy } from './policy.ts'
import { refuseWithoutPolicy } from './policy.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'
import { codeOf, peopleServer, type PeopleServer } from './test-people.ts'

vi.setConfig({ testTimeout: 60_000 })

// Who may do what with nothing in particular, written down a second time: nothing here is read from the table of rights.
const holders: Readonly<Record<Action, readonly string[]>> = {
  'answer.ask': ['member'],
  'model.call': ['member'],
  'knowledge.read': ['member'],
  'knowledge.write': ['author'],
  'case.start': [],
  'case.read': ['administrator', 'auditor'],
  'case.act': [],
  'case.export': [],
  'case.read-sensitive': [],
  'case.repair': ['administrator'],
  'people.names': ['member'],
  'people.read': ['administrator', 'auditor'],
  'people.write': ['administrator'],
  'password.write': ['administrator'],
  'keys.read': ['administrator', 'auditor'],
  'keys.write': [],
  'keys.revoke': ['administrator'],
  'sessions.end': ['administrator'],
  'log.read': ['auditor'],
  'cost.read': ['administrator', 'auditor'],
  'settings.read': ['administrator', 'author', 'auditor'],
  'settings.write': ['administrator'],
}
const neverByKey: readonly Action[] = ['people.write', 'password.write', 'keys.write', 'settings.write']

/** Somebody who asks: what they send, and what they are on the base that is asked. */
type Asker = Readonly<{ who: string; headers: Record<string, string>; roles?: readonly string[]; scopes?: readonly Action[] }>

const refusals = new Set(['SIGN_IN_REQUIRED', 'RIGHT_MISSING', 'NOBODY_SET_UP', 'KEY_REQUIRED', 'KEY_UNKNOWN', 'REQUEST_FORGED'])
const own = { 'x-kaiwu-request': '1' }

async function askers(at: PeopleServer): Promise<readonly Asker[]> {
  const cookie = (login: string, ...roles: string[]) => at.cookie('desk', login, roles)
  const [member, author, administrator, auditor] = [
    await cookie('member'),
    await cookie('author', 'author'),
    await cookie('administrator', 'administrator'),
    await cookie('auditor', 'auditor'),
  ]
  const all = actions.filter((one) => one !== 'settings.read')
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
  const expired = await at.key('desk', 'administrator', actions, Date.parse('2026-11-23T08:00:01Z'))
  at.pass(2_000)
  const revoked = await at.key('desk', 'administrator', actions)
  const { people } = at.solution('desk').work
  const [newest] = await people.keys()
  await people.revokeKey(newest!.id, { kind: 'system', id: 'test', name: 'test' })
  const gone = await cookie('gone', 'administrator', 'author', 'auditor')
  const goneKey = await at.key('desk', 'gone', actions)
  await people.disable((await people.lookup.personByLogin('gone'))!.id, { kind: 'system', id: 'test', name: 'test' })
  const stranger = await at.cookie('other', 'stranger', ['administrator', 'author', 'auditor'])
  const strangerKey = await at.key('other', 'stranger', actions)
  const [, token] = stranger.split('=')
  return [
    { who: 'nobody', headers: {} },
    { who: 'a garbage key', headers: bearer('garbage') },
    { who: 'a garbage session', headers: { cookie: 'kaiwu_desk=garbage', ...own } },
    { who: 'an expired key', headers: bearer(expired) },
    { who: 'a revoked key', headers: bearer(revoked) },
    { who: 'a disabled person', headers: { cookie: gone, ...own } },
    { who: 'a key of a disabled person', headers: bearer(goneKey) },
    { who: 'somebody of another solution', headers: { cookie: stranger, ...own } },
    { who: 'their session under the name of this one', headers: { cookie: `kaiwu_desk=${token}`, ...own } },
    { who: 'a key of another solution', headers: bearer(strangerKey) },
    { who: 'a member', headers: { cookie: member, ...own }, roles: ['member'] },
    { who: 'an author', headers: { cookie: author, ...own }, roles: ['member', 'author'] },
    { who: 'an administrator', headers: { cookie: administrator, ...own }, roles: ['member', 'administrator'] },
    { who: 'an auditor', headers: { cookie: auditor, ...own }, roles: ['member', 'auditor'] },
    { who: 'a key of a member', headers: bearer(await at.key('desk', 'member', all)), roles: ['member'], scopes: all },
    {
      who: 'a key of an administrator',
      headers: bearer(await at.key('desk', 'administrator', all)),
      roles: ['member', 'administrator'],
      scopes: all,
    },
    {
      who: 'a key without the scope',
      headers: bearer(await at.key('desk', 'administrator', ['settings.read'])),
      roles: ['member', 'administrator'],
      scopes: ['settings.read'],
    },
  ]
}

type Outcome = 'in' | 'out' | 'by the operation'

/** What a policy alone says of somebody. */
function expected(policy: Policy, { roles, scopes }: Asker): Outcome {
  if ('open' in policy) return 'in'
  if (!roles) return 'out'
  if ('mayOneOf' in policy) return !scopes || policy.mayOneOf.some((may) => scopes.includes(may)) ? 'in' : 'out'
  if (scopes && (!scopes.includes(policy.may) || neverByKey.includes(policy.may))) return 'out'
  if ('decidedBy' in policy) return 'by the operation'
  return holders[policy.may].some((role) => roles.includes(role)) ? 'in' : 'out'
}

describe('every route', () => {
  it('lets in by its policy alone, whoever asks', async () => {
    const at = await peopleServer(['desk', 'other'])
    const wrong: string[] = []
    let asked = 0
    for (const asker of await askers(at)) {
      for (const { method, path, policy } of routes) {
        // What ends the session of who asks would decide what follows.
        if (method === 'delete' && path.endsWith('/session')) continue
        const isModel = path.startsWith('/v1')
        const headers = isModel && 'cookie' in asker.headers ? own : asker.headers
        const address = path.replace(':name', 'desk').replace(/:\w+/g, '1')
        const { status, body } = await at.send(address, { method: method.toUpperCase(), headers })
        const outcome = refusals.has(codeOf(body)) ? 'out' : 'in'
        const due = isModel ? modelOutcome(asker) : expected(policy, asker)
        asked++
        if (due !== 'by the operation' && due !== outcome) wrong.push(`${asker.who}: ${method} ${path}: ${status}, not ${due}`)
        if (outcome === 'out' && status !== 401 && status !== 403) wrong.push(`${asker.who}: ${method} ${path}: ${status}`)
      }
    }
    expect(wrong).toEqual([])
    expect(asked).toBe(17 * (routes.length - 1))
  })

  it('says who may use it, or the app is not made', () => {
    const forced = { ...routes[0], path: '/api/forgotten', policy: undefined } as unknown as Route
    expect(() => refuseWithoutPolicy([...routes, forced])).toThrow(
      expect.objectContaining({ code: 'ROUTE_WITHOUT_POLICY' }) as Error,
    )
    expect(() => refuseWithoutPolicy([{ ...forced, policy: { open: ' ' } }])).toThrow('/api/forgotten')
    expect(() => refuseWithoutPolicy([{ ...forced, policy: { may: 'everything' as Action } }])).toThrow('/api/forgotten')
    expect(() => refuseWithoutPolicy([{ ...forced, policy: { mayOneOf: [] } }])).toThrow('/api/forgotten')
  })

  it('is forced into an app in vain without one', () => {
    const forced = { ...routes[0], path: '/api/forgotten', policy: undefined } as unknown as Route
    expect(() => createAppOf([...routes, forced], [], { environment: {} })).toThrow('GET /api/forgotten')
    expect(createAppOf(routes, [], { environment: {} }).app).toBeDefined()
  })
})

/** At /v1 nobody has a session. Of keys any of this server will do until the model is named. */
function modelOutcome({ who, scopes }: Asker): Outcome {
  return scopes || who === 'a key of another solution' ? 'in' : 'out'
}

describe('before a body', () => {
  // Node reads 64 kB at a time, and what has arrived by then it has; no route is handed any of it.
  it.each([
    ['waits for an answer', true, 16_384],
    ['does not wait', false, 262_144],
  ])('is read, nobody is let in: of 50 MB of whoever %s hardly anything is taken', async (_, waits, most) => {
    const at = await peopleServer()
    await at.cookie('desk', 'admin', ['administrator'])
    const server = createServer(at.app.app).on('checkContinue', at.app.app)
    let taken = 0
    server.on('connection', (socket) => socket.once('close', () => (taken = socket.bytesRead)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as AddressInfo
    const size = 50_000_000
    const head = `POST /api/solutions/desk/documents HTTP/1.1\r\nhost: localhost\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: ${size}\r\n\r\n`
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString())).on('error', () => undefined)
    socket.write(head)
    if (waits) await vi.waitFor(() => expect(answer).toContain('401'))
    const piece = Buffer.alloc(64_000, 'x')
    for (let sent = 0; sent < size && !socket.destroyed; sent += piece.length) {
      if (!socket.write(piece)) await new Promise((resolve) => void socket.once('drain', resolve).once('close', resolve))
    }
    socket.destroy()
    await vi.waitFor(() => expect(taken).toBeGreaterThan(0))
    expect(taken).toBeLessThanOrEqual(most)
  })
})

describe('a client that asks before it sends', () => {
  it('is told to go on once it is let in, and never before', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    const send = async (headers: Record<string, string>) => {
      let goOn = false
      const sending = request(`${at.url}/api/solutions/desk/departments`, {
        method: 'POST',
        agent: false,
        headers: { 'content-type': 'application/json', expect: '100-continue', ...headers },
      })
      sending.once('continue', () => {
        goOn = true
        sending.end(JSON.stringify({ key: 'pump', name: '泵站' }))
      })
      sending.flushHeaders()
      const [response] = (await once(sending, 'response')) as [IncomingMessage]
      response.resume()
      sending.destroy()
      return [response.statusCode, goOn]
    }
    expect(await send({})).toEqual([401, false])
    expect(await send({ cookie })).toEqual([403, false])
    expect(await send({ cookie, ...own })).toEqual([201, true])
  })
})

describe('a key', () => {
  it('in an address is refused, wherever it stands there, and is in no log', async () => {
    const at = await peopleServer()
    await at.cookie('desk', 'admin', ['administrator'])
    const key = await at.key('desk', 'admin', actions)
    for (const address of [`/api/solutions/desk/documents?key=${key}`, `/api/solutions?${key}`, `/healthz?key=${key}`])
      expect(codeOf((await at.send(address)).body)).toBe('KEY_IN_ADDRESS')
    expect((await at.send(`/api/solutions/desk/keys/${key}`, { method: 'DELETE' })).text).not.toContain(key)
    expect((await at.send(`/nowhere/${key}`)).text).not.toContain(key)
    const bearer = { authorization: `Bearer ${key}` }
    expect((await at.send('/api/solutions/desk/documents', { headers: bearer })).status).toBe(200)
    await at.post('/api/solutions/desk/answer', { question: '主轴温度' }, bearer)
    await at.post('/api/solutions/desk/session', { login: 'admin', password: key })
    await at.post('/api/solutions/desk/session', { login: key, password: 'x' })
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    await at.send('/api/solutions/desk/session', { headers: { cookie } })
    const rows = await at.solution('desk').database.all<Record<string, unknown>>('SELECT * FROM log')
    const kept = at.logs.join('\n') + JSON.stringify(rows)
    expect(rows.length).toBeGreaterThan(2)
    for (const secret of [key, cookie.split('=')[1]!]) expect(kept).not.toContain(secret)
  })

  it('comes alone: not beside a session, not in another form', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    const key = await at.key('desk', 'admin', actions)
    const ask = async (headers: Record<string, string>) => (await at.send('/api/solutions/desk/people', { headers })).status
    expect(await ask({ cookie, authorization: `Bearer ${key}` })).toBe(400)
    expect(await ask({ authorization: `Bearer ${key}` })).toBe(200)
    expect(await ask({ cookie, authorization: 'Basic dXNlcjpwYXNz' })).toBe(200)
    const wrong = [
      `Bearer ${key} ${key}`,
      key,
      `Token ${key}`,
      `Bearer ${key.toUpperCase()}`,
      "Bearer ' OR 1=1 --",
      'Bearer',
      'Basic x',
    ]
    for (const authorization of wrong) expect(await ask({ authorization }), authorization).toBe(401)
    expect(await ask({ cookie: `${cookie}; ${cookie}` })).toBe(401)
  })
})

describe('a base on which nobody has been set up', () => {
  it('is open for questions and documents, and for nothing that needs a name', async () => {
    const at = await peopleServer()
    const get = async (path: string) => (await at.send(`/api/solutions/desk/${path}`)).status
    expect([await get('documents'), await get('gaps'), await get('releases')]).toEqual([200, 200, 200])
    expect((await at.post('/api/solutions/desk/answer', { question: '主轴温度超过多少度要停机？' })).status).toBe(200)
    for (const path of ['people', 'departments', 'keys', 'people/1']) expect(await get(path)).toBe(401)
    await at.cookie('desk', 'admin', ['administrator'])
    expect([await get('documents'), await get('gaps')]).toEqual([401, 401])
    expect((await at.post('/api/solutions/desk/answer', { question: '主轴' })).status).toBe(401)
  })

  it('leaves the others as they are', async () => {
    const at = await peopleServer(['desk', 'other'])
    await at.cookie('desk', 'admin', ['administrator'])
    expect((await at.send('/api/solutions/desk/documents')).status).toBe(401)
    expect((await at.send('/api/solutions/other/documents')).status).toBe(200)
  })

  it('is no default for an address without a solution', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'admin', ['administrator'])
    for (const path of ['/api/documents', '/api/solutions//documents', '/api/solutions/unknown/documents', '/api/people'])
      expect((await at.send(path, { headers: { cookie } })).status, path).toBe(404)
    const { status } = await at.post('/v1/chat/completions', { messages: [{ role: 'user', content: 'x' }] })
    expect(status).toBe(401)
  })
})

it('names every action in the table of this test', () => {
  expect(Object.keys(holders).sort()).toEqual([...actions].sort())
})
