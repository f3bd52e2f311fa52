import { describe, expect, it, vi } from 'vitest'
import { codeOf, goodPassword, peopleServer, type PeopleServer } from './test-people.ts'
import type { Returned } from './test-served.ts'

vi.setConfig({ testTimeout: 60_000 })

type Ask = (method: string, path: string, body?: unknown) => Promise<Returned>

/** Somebody with a session, who is added with these roles. */
async function asking(at: PeopleServer, login: string, roles: readonly string[] = []): Promise<Ask> {
  const cookie = await at.cookie('desk', login, roles)
  return (method, path, body) =>
    at.send(`/api/solutions/desk/${path}`, {
      method,
      headers: { cookie, 'x-kaiwu-request': '1', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
}

const idOf = ({ body }: Returned, what = 'person'): string => (body as Record<string, { id: string }>)[what]!.id

describe('people', () => {
  it('are added, changed, shut out and let in again, and the record says by whom', async () => {
    const at = await peopleServer()
    const admin = await asking(at, 'chief', ['administrator'])
    const department = idOf(await admin('POST', 'departments', { key: 'pump', name: '泵站' }), 'department')
    const added = await admin('POST', 'people', {
      login: 'zhang',
      name: '张三',
      departmentId: department,
      roles: ['检修员'],
      password: goodPassword,
    })
    expect([added.status, added.body]).toMatchObject([
      201,
      { person: { login: 'zhang', roles: ['检修员'], hasPassword: true, disabled: false } },
    ])
    const id = idOf(added)
    const changed = await admin('PUT', `people/${id}`, { name: '张三丰', departmentId: null })
    expect(changed.body).toMatchObject({ person: { name: '张三丰' } })
    expect(changed.text).not.toContain('departmentId')
    const signIn = () => at.post('/api/solutions/desk/session', { login: 'zhang', password: goodPassword })
    const cookie = (await signIn()).headers['set-cookie']![0]!.split(';')[0]!
    expect((await admin('GET', `people/${id}/sessions`)).body).toMatchObject({ sessions: [{ current: false }] })
    expect((await admin('PUT', `people/${id}/disabled`, { disabled: true })).body).toMatchObject({ person: { disabled: true } })
    expect((await at.send('/api/solutions/desk/departments', { headers: { cookie } })).status).toBe(401)
    expect((await signIn()).status).toBe(401)
    expect((await admin('PUT', `people/${id}/disabled`, { disabled: false })).status).toBe(200)
    expect((await admin('PUT', `people/${id}/password`, { password: `${goodPassword}!` })).status).toBe(200)
    expect((await signIn()).status).toBe(401)
    const rows = await at
      .solution('desk')
      .database.all<{ actorName: string; action: string; ip: string; requestId: string }>(
        "SELECT actorName, action, ip, requestId FROM log WHERE objectId = ? AND actorName = 'chief'",
        id,
      )
    expect(rows.map(({ action }) => action)).toEqual([
      'person.add',
      'person.change',
      'person.disable',
      'person.enable',
      'person.password',
    ])
    for (const { ip, requestId } of rows) expect([ip, requestId]).toEqual(['127.0.0.1', expect.stringMatching(/^req_/)])
  })

  it('are names to their colleagues, and all that is known to themselves and administrators', async () => {
    const at = await peopleServer()
    const admin = await asking(at, 'chief', ['administrator'])
    const [ann, ben] = [await asking(at, 'ann'), await asking(at, 'ben')]
    const id = async (ask: Ask) => idOf((await ask('GET', 'session')) as Returned)
    await admin('PUT', `people/${await id(ben)}/disabled`, { disabled: true })
    const list = (await ann('GET', 'people')).body as { people: Record<string, unknown>[] }
    expect(list.people).toEqual([
      { id: expect.any(String), login: 'ann', name: 'ann' },
      { id: expect.any(String), login: 'chief', name: 'chief' },
    ])
    expect(
      ((await admin('GET', 'people')).body as { people: { disabled: boolean }[] }).people.map(({ disabled }) => disabled),
    ).toEqual([false, true, false])
    expect((await admin('GET', 'people?limit=2')).body).toMatchObject({ next: 'ben' })
    expect((await admin('GET', 'people?limit=2&after=ben')).body).toMatchObject({ people: [{ login: 'chief' }] })
    expect((await admin('GET', 'people?limit=2000')).status).toBe(400)
    expect((await ann('GET', `people/${await id(ann)}`)).body).toMatchObject({ person: { roles: [], disabled: false } })
    expect((await ann('GET', `people/${await id(admin)}`)).status).toBe(403)
    expect((await ann('GET', 'people/person_0')).status).toBe(403)
    expect((await admin('GET', 'people/person_0')).status).toBe(404)
    expect((await ann('DELETE', `people/${await id(admin)}/sessions`)).status).toBe(403)
    expect((await ann('DELETE', `people/${await id(ann)}/sessions`)).body).toEqual({ ended: 1 })
    expect((await ann('GET', 'people')).status).toBe(401)
  })

  it('keep one administrator, one login each, and passwords that are none of the commonest', async () => {
    const at = await peopleServer()
    const admin = await asking(at, 'chief', ['administrator'])
    const own = idOf(await admin('GET', 'session'))
    expect(codeOf((await admin('PUT', `people/${own}/disabled`, { disabled: true })).body)).toBe('LAST_ADMINISTRATOR')
    expect(codeOf((await admin('PUT', `people/${own}`, { roles: [] })).body)).toBe('LAST_ADMINISTRATOR')
    expect(codeOf((await admin('POST', 'people', { login: 'ＣＨＩＥＦ', name: '又一个' })).body)).toBe('LOGIN_TAKEN')
    expect(codeOf((await admin('POST', 'people', { login: 'x', name: 'x', password: 'password123' })).body)).toBe(
      'PASSWORD_TOO_COMMON',
    )
    expect(codeOf((await admin('POST', 'people', { login: 'x', name: 'x', admin: true })).body)).toBe('REQUEST_INVALID')
    expect(codeOf((await admin('POST', 'departments', { key: 'a', name: 'a', parentId: 'department_0' })).body)).toBe(
      'DEPARTMENT_NOT_FOUND',
    )
  })

  it('are imported, all or nobody, also from a file that Excel saved as GBK', async () => {
    const at = await peopleServer()
    const cookie = await at.cookie('desk', 'chief', ['administrator'])
    const upload = async (content: Uint8Array<ArrayBuffer>) => {
      const form = new FormData()
      form.append('file', new Blob([content]), '人员.csv')
      const encoded = new Response(form)
      const headers = { cookie, 'x-kaiwu-request': '1', 'content-type': encoded.headers.get('content-type')! }
      return at.send('/api/solutions/desk/people/import', {
        method: 'POST',
        headers,
        body: new Uint8Array(await encoded.arrayBuffer()),
      })
    }
    const wrong = await upload(new TextEncoder().encode('login,name\nzhang,张三\nchief,李四\n'))
    expect([wrong.status, wrong.body]).toMatchObject([
      422,
      { problems: [{ line: 3, column: 1, setting: 'login', message: expect.stringContaining('chief') }] },
    ])
    // 登录名,姓名 / zhang,张三
    const gbk = Buffer.from('b5c7c2bcc3fb2cd0d5c3fb0a7a68616e672cd5c5c8fd0a', 'hex')
    const right = await upload(new Uint8Array(gbk))
    expect([right.status, right.body]).toMatchObject([
      201,
      { added: [{ person: { login: 'zhang', name: '张三' }, password: expect.any(String) }] },
    ])
    const { password } = (right.body as { added: { password: string }[] }).added[0]!
    expect((await at.post('/api/solutions/desk/session', { login: 'zhang', password })).status).toBe(200)
    expect(at.logs.join('')).not.toContain(password)
  })
})

describe('identities', () => {
  it('are linked and unlinked by administrators, each to one person', async () => {
    const at = await peopleServer()
    const admin = await asking(at, 'chief', ['administrator'])
    const ann = await asking(at, 'ann')
    const id = idOf(await ann('GET', 'session'))
    const identity = { issuer: 'https://sso.example.org', subject: 'u-77' }
    expect((await ann('POST', `people/${id}/identities`, identity)).status).toBe(403)
    expect((await admin('POST', `people/${id}/identities`, identity)).status).toBe(204)
    expect((await ann('GET', `people/${id}/identities`)).text).toContain('u-77')
    const own = idOf(await admin('GET', 'session'))
    expect(codeOf((await admin('POST', `people/${own}/identities`, identity)).body)).toBe('IDENTITY_TAKEN')
    const query = new URLSearchParams(identity)
    expect((await admin('DELETE', `people/${own}/identities?${query}`)).body).toEqual({ unlinked: false })
    expect((await admin('DELETE', `people/${id}/identities?${query}`)).body).toEqual({ unlinked: true })
    expect((await ann('GET', 'people')).status).toBe(401)
  })
})

describe('keys', () => {
  it('are made by oneself, told once, held to their scopes, and revoked', async () => {
    const at = await peopleServer()
    const admin = await asking(at, 'chief', ['administrator'])
    const [ann, ben] = [await asking(at, 'ann'), await asking(at, 'ben')]
    const made = await ann('POST', 'keys', { label: '报表', scopes: ['people.names'], expiresAt: '2026-12-01T00:00:00Z' })
    const { key, info } = made.body as { key: string; info: { id: string } }
    expect([made.status, key]).toEqual([201, expect.stringMatching(/^kw_/)])
    expect((await ann('GET', 'keys')).body).toMatchObject({
      keys: [{ id: info.id, scopes: ['people.names'], prefix: key.slice(0, 8) }],
    })
    expect((await ann('GET', 'keys')).text).not.toContain(key)
    const ask = async (path: string) =>
      (await at.send(`/api/solutions/desk/${path}`, { headers: { authorization: `Bearer ${key}` } })).status
    expect([await ask('people'), await ask('documents'), await ask('keys')]).toEqual([200, 403, 403])
    expect((await ben('GET', 'keys')).body).toEqual({ keys: [] })
    expect((await ben('GET', `keys?person=${idOf(await ann('GET', 'session'))}`)).status).toBe(403)
    expect((await ben('GET', 'keys?person=*')).status).toBe(403)
    const foreign = await ben('DELETE', `keys/${info.id}`)
    const missing = await ben('DELETE', 'keys/key_0000000000000000')
    expect([foreign.status, codeOf(foreign.body)]).toEqual([missing.status, codeOf(missing.body)])
    expect(foreign.status).toBe(404)
    expect((await admin('GET', 'keys?person=*')).body).toMatchObject({ keys: [{ id: info.id }] })
    expect((await admin('DELETE', `keys/${info.id}`)).body).toMatchObject({ info: { revokedAt: expect.any(String) } })
    expect(await ask('people')).toBe(401)
    for (const body of [
      { label: 'x', scopes: [] },
      { label: 'x', scopes: ['everything'] },
      { label: '', scopes: ['people.names'] },
      { label: 'x', scopes: ['people.names'], expiresAt: '2020-01-01T00:00:00Z' },
      { label: 'x', scopes: ['people.names'], personId: 'person_1' },
    ])
      expect([400, 422]).toContain((await ann('POST', 'keys', body)).status)
  })
})

describe('the list of solutions', () => {
  it('tells those who are not signed in where to sign in, and nothing of what is there', async () => {
    const at = await peopleServer(['desk', 'other'])
    const cookie = await at.cookie('desk', 'ann', ['administrator'])
    const list = async (headers: Record<string, string> = {}) =>
      (
        (await at.send('/api/solutions', { headers })).body as {
          solutions: { name: string; questions: string[]; knowledge: unknown[] }[]
        }
      ).solutions
    expect((await list()).map(({ name, questions, knowledge }) => [name, questions.length, knowledge.length])).toEqual([
      ['desk', 0, 0],
      ['other', 1, 2],
    ])
    expect((await list({ cookie }))[0]).toMatchObject({
      questions: [expect.any(String)],
      knowledge: [{ documents: 1 }, { documents: 1 }],
    })
  })
})
