import { describe, expect, it, vi } from 'vitest'
import { createApp } from '../index.ts'
import { codeOf, peopleServer, type PeopleServer } from '../test-people.ts'
import type { Returned } from '../test-served.ts'
import { testProvider, type Tampering, type TestProvider } from './test-provider.ts'

vi.setConfig({ testTimeout: 60_000 })

const path = '/api/solutions/desk/session/openid'
const secret = 'a-secret-of-32-characters-or-more'
const rules = JSON.stringify({ create: true, roles: [{ group: '热线派单', role: '派单员' }] })
const ann = { sub: 'u-1', preferred_username: 'ann', name: '安安', groups: ['热线派单', 'everybody'] }

type Signing = Readonly<{ at: PeopleServer; provider: TestProvider }>

async function signing(how: 'public' | 'secret' = 'secret'): Promise<Signing> {
  const clientSecret = how === 'secret' ? secret : undefined
  const provider = await testProvider('kaiwu', clientSecret)
  const at = await peopleServer(['desk', 'other'], {
    environment: {
      KAIWU_OIDC_ISSUER: provider.issuer,
      KAIWU_OIDC_CLIENT_ID: 'kaiwu',
      ...(clientSecret === undefined ? {} : { KAIWU_OIDC_CLIENT_SECRET: clientSecret }),
      KAIWU_OIDC_ROLES: rules,
    },
  })
  await at.cookie('desk', 'admin', ['administrator'])
  return { at, provider }
}

const cookieIn = ({ headers }: Returned): string => headers['set-cookie']?.at(-1)?.split(';')[0] ?? ''

/** Goes to the provider and back. */
async function goAndReturn({ at, provider }: Signing, claims: object = ann, tampering: Tampering = {}): Promise<Returned> {
  const away = await at.send(path)
  expect(away.status).toBe(303)
  const query = provider.approve(away.headers.location!, { ...claims }, tampering)
  return at.send(`${path}/callback?${query}`, { headers: { cookie: cookieIn(away) } })
}

describe('signing in by an OpenID provider', () => {
  it.each(['secret', 'public'] as const)('begins a session, for a %s client', async (how) => {
    const one = await signing(how)
    const back = await goAndReturn(one)
    expect([back.status, back.headers.location]).toEqual([303, '/'])
    const { body } = await one.at.send('/api/solutions/desk/session', { headers: { cookie: cookieIn(back) } })
    expect(body).toMatchObject({ openId: true, with: 'session', person: { login: 'ann', name: '安安', roles: ['派单员'] } })
    expect((await one.at.send('/api/solutions/other/session', { headers: { cookie: cookieIn(back) } })).body).not.toHaveProperty(
      'person',
    )
  })

  it('sends along what holds the answer to this browser, and keeps it from scripts', async () => {
    const { at } = await signing()
    const away = await at.send(path)
    const asked = new URL(away.headers.location!).searchParams
    expect(asked.get('code_challenge_method')).toBe('S256')
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)!.length).toBeGreaterThanOrEqual(43)
    expect(asked.get('redirect_uri')).toBe(`${at.url}${path}/callback`)
    expect(away.headers['set-cookie']![0]).toMatch(/^kaiwu_desk_openid=.*; Max-Age=600; Path=\/; .*HttpOnly; SameSite=Lax$/)
  })

  it.each<[string, Tampering]>([
    ['another nonce', { claims: { nonce: 'another' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another audience', { claims: { aud: 'another' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['no subject', { claims: { sub: undefined } }],
    ['a time that is over', { claims: { exp: Math.floor(Date.now() / 1_000) - 60 } }],
    ['a key of somebody else', { sign: 'another key' }],
    ['a broken signature', { sign: 'broken' }],
    ['no signature', { sign: 'none' }],
    ['the secret for a key', { sign: 'secret of the client' }],
  ])('refuses a token with %s', async (_, tampering) => {
    const one = await signing()
    const back = await goAndReturn(one, ann, tampering)
    expect([back.status, codeOf(back.body), one.provider.exchanged()]).toEqual([401, 'OPENID_REFUSED', 1])
    expect(cookieIn(back)).toBe('kaiwu_desk_openid=')
    expect(await one.at.solution('desk').work.people.lookup.personByLogin('ann')).toBeUndefined()
  })

  it('refuses another state, another browser, another solution, a second use, and what took too long', async () => {
    const { at, provider } = await signing()
    const away = await at.send(path)
    const query = provider.approve(away.headers.location!, ann)
    const come = (cookie: string, more: Record<string, string> = {}, to = path) =>
      at.send(`${to}/callback?${new URLSearchParams({ ...Object.fromEntries(query), ...more })}`, { headers: { cookie } })
    await at.cookie('other', 'admin', ['administrator'])
    const cookie = cookieIn(away)
    const forged = cookie.replace(/=./, (start) => (start === '=a' ? '=b' : '=a'))
    const foreign = cookie.replace('kaiwu_desk', 'kaiwu_other')
    expect((await come('')).status).toBe(401)
    expect((await come(forged)).status).toBe(401)
    expect((await come(foreign, {}, path.replace('desk', 'other'))).status).toBe(401)
    expect((await come(cookieIn(await at.send(path)))).status).toBe(401)
    const late = cookieIn(await at.send(path))
    at.pass(10 * 60_000)
    expect((await come(late)).status).toBe(401)
    expect(provider.exchanged()).toBe(0)
    const again = await at.send(path)
    const second = provider.approve(again.headers.location!, ann)
    const address = `${path}/callback?${second}`
    const headers = { cookie: cookieIn(again) }
    expect((await at.send(`${path}/callback?code=${second.get('code')}&state=another`, { headers })).status).toBe(401)
    const third = await at.send(path)
    const whole = `${path}/callback?${provider.approve(third.headers.location!, ann)}`
    expect((await at.send(whole, { headers: { cookie: cookieIn(third) } })).status).toBe(303)
    expect((await at.send(whole, { headers: { cookie: cookieIn(third) } })).status).toBe(401)
    // A code that was used is none, whoever comes with it.
    expect((await at.send(address, { headers })).status).toBe(401)
    expect(provider.exchanged()).toBe(1)
  })

  it('makes nobody somebody who is here by their login, and lets nobody in who is disabled', async () => {
    const one = await signing()
    expect(codeOf((await goAndReturn(one, { ...ann, preferred_username: 'admin' })).body)).toBe('OPENID_UNKNOWN')
    expect((await goAndReturn(one)).status).toBe(303)
    const { people } = one.at.solution('desk').work
    await people.disable((await people.lookup.personByLogin('ann'))!.id, { kind: 'system', id: 'test', name: 'test' })
    expect(codeOf((await goAndReturn(one)).body)).toBe('OPENID_UNKNOWN')
  })

  it('says when the provider cannot be reached, tries it again, and passwords go on', async () => {
    const provider = await testProvider('kaiwu')
    await provider.stop()
    const at = await peopleServer(['desk'], {
      environment: { KAIWU_OIDC_ISSUER: provider.issuer, KAIWU_OIDC_CLIENT_ID: 'kaiwu' },
    })
    const [desk] = await at.app.setupCodes()
    const password = '开物成务 tian-gong 7'
    await at.post('/api/solutions/desk/first-administrator', { code: desk!.code, login: 'admin', name: '管', password })
    for (let n = 0; n < 2; n++) expect(await at.send(path)).toMatchObject({ status: 503, body: { code: 'OPENID_UNREACHABLE' } })
    expect((await at.post('/api/solutions/desk/session', { login: 'admin', password })).status).toBe(200)
    expect(at.logs.filter((line) => line.includes('sign-in by OpenID'))).toHaveLength(2)
  })

  it('leaves no token, code or secret in the log', async () => {
    const one = await signing()
    const back = await goAndReturn(one, ann, { claims: { nonce: 'another', canary: 'canary-77' } })
    expect(back.status).toBe(401)
    const kept = one.at.logs.join('\n')
    expect(kept).toContain('nonce')
    for (const kind of ['canary-77', secret, 'eyJ', 'code=']) expect(kept).not.toContain(kind)
  })
})

describe('the settings', () => {
  it.each([
    [{ KAIWU_OIDC_ISSUER: 'https://sso.example' }, 'KAIWU_OIDC_CLIENT_ID'],
    [{ KAIWU_OIDC_CLIENT_ID: 'x' }, 'KAIWU_OIDC_ISSUER'],
    [{ KAIWU_OIDC_CLIENT_ID: 'x', KAIWU_OIDC_ISSUER: 'sso' }, 'KAIWU_OIDC_ISSUER'],
    [{ KAIWU_OIDC_CLIENT_ID: 'x', KAIWU_OIDC_ISSUER: 'http://sso.example' }, 'https'],
    [{ KAIWU_OIDC_CLIENT_ID: 'x', KAIWU_OIDC_ISSUER: 'https://sso.example', KAIWU_OIDC_ROLES: '{' }, 'JSON'],
    [{ KAIWU_OIDC_CLIENT_ID: 'x', KAIWU_OIDC_ISSUER: 'https://sso.example', KAIWU_OIDC_ROLES: '{"creat":true}' }, 'creat'],
  ])('that are not right keep the app from being made: %j', (environment, said) => {
    expect(() => createApp([], { environment: environment as Record<string, string> })).toThrow(said)
  })

  it('that are not there offer nothing', async () => {
    const at = await peopleServer()
    expect(codeOf((await at.send(path)).body)).toBe('OPENID_OFF')
  })
})
