import { connect } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { served } from './test-served.ts'

const searchPath = '/api/solutions/desk/search'

describe('the host a request is sent to', () => {
  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.nip.io',
    'localhost.',
    '10.0.0.5',
    '[::2]',
    'localhost:80:80',
    'a@localhost',
    'desk.plant.example:1@localhost',
  ])('is refused when it is %j', async (host) => {
    const { send } = await served()
    expect(await send('/api/solutions', { headers: { host } })).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } })
    expect((await send('/healthz', { headers: { host } })).status).toBe(403)
  })

  it('is refused when it is not said', async () => {
    const { url } = await served()
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    socket.end('GET /healthz HTTP/1.0\r\n\r\n')
    expect(await readText(socket)).toMatch(/^HTTP\/1\.1 403 /)
  })

  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.0.0.1:8080', '[::1]', '[::1]:3000'])(
    'is served when it is %s',
    async (host) => {
      const { send } = await served()
      expect((await send('/api/solutions', { headers: { host } })).status).toBe(200)
    },
  )

  it('is served when the operator names it, in the options or in KAIWU_ALLOWED_HOSTS', async () => {
    const byOption = await served({ allowedHosts: ['Desk.plant.example'] })
    expect((await byOption.send('/healthz', { headers: { host: 'desk.plant.example:3000' } })).status).toBe(200)
    expect((await byOption.send('/healthz', { headers: { host: 'plant.example' } })).status).toBe(403)
    const byEnvironment = await served({ environment: { KAIWU_ALLOWED_HOSTS: 'a.example, b.example' } })
    expect((await byEnvironment.send('/healthz', { headers: { host: 'b.example' } })).status).toBe(200)
    byEnvironment.app.allowHost('Bound.example')
    expect((await byEnvironment.send('/healthz', { headers: { host: 'bound.example:80' } })).status).toBe(200)
    const any = await served({ allowedHosts: ['*'] })
    expect((await any.send('/healthz', { headers: { host: 'whatever.example' } })).status).toBe(200)
  })

  it('names itself in the refusal, and what the operator can do', async () => {
    const { send } = await served()
    const { body } = await send('/healthz', { headers: { host: 'evil.example', 'accept-language': 'en' } })
    expect(body).toMatchObject({
      detail: 'Requests from evil.example are not accepted; the operator may allow it with KAIWU_ALLOWED_HOSTS',
    })
  })
})

describe('the page a request comes from', () => {
  const ask = { query: '主轴' }
  it.each(['http://evil.example', 'null', 'https://127.0.0.1.evil.example', 'http://127.0.0.1:1', 'file://', 'nonsense'])(
    'is refused when it is %s',
    async (origin) => {
      const { post, send } = await served()
      expect(await post(searchPath, ask, { origin })).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } })
      expect((await send('/api/solutions/desk/documents/x', { method: 'DELETE', headers: { origin } })).status).toBe(403)
      expect((await post('/v1/chat/completions', {}, { origin })).status).toBe(403)
    },
  )

  it('is its own, over HTTP and behind a proxy with TLS, or one the operator named', async () => {
    const { url, post } = await served({ allowedHosts: ['desk.plant.example', '*'] })
    const host = new URL(url).host
    expect((await post(searchPath, ask, { origin: `http://${host}` })).status).toBe(200)
    expect((await post(searchPath, ask, { host: 'desk.example:443', origin: 'https://desk.example' })).status).toBe(200)
    expect((await post(searchPath, ask, { host: 'inner:3000', origin: 'https://desk.plant.example' })).status).toBe(200)
    // "*" opens the host, not the origin.
    expect((await post(searchPath, ask, { host: 'inner:3000', origin: 'https://evil.example' })).status).toBe(403)
  })

  it('gets no permission to read what it may not ask for', async () => {
    const { send } = await served()
    const origin = 'http://evil.example'
    const read = await send('/api/solutions', { headers: { origin } })
    const preflight = await send(searchPath, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } })
    for (const { headers } of [read, preflight])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(read.headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(preflight.status).toBe(403)
  })
})

describe('the headers of every response', () => {
  it.each(['/api/solutions', '/api/nosuch', '/healthz'])('hold the policy of the page (%s)', async (path) => {
    const { send } = await served()
    const { headers } = await send(path)
    expect(headers['content-security-policy']).toBe(
      [
        "default-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:;connect-src 'self'",
        "object-src 'none';base-uri 'self';form-action 'self';frame-ancestors 'none'",
      ].join(';'),
    )
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
    for (const absent of [
      'strict-transport-security',
      'x-powered-by',
      'cross-origin-opener-policy',
      'origin-agent-cluster',
      'server',
    ])
      expect(headers).not.toHaveProperty(absent)
  })

  it('keep answers and documents out of caches', async () => {
    const { send } = await served()
    expect((await send('/api/solutions/desk/documents')).headers['cache-control']).toBe('no-store')
    expect((await send('/api/solutions/nosuch/documents')).headers['cache-control']).toBe('no-store')
  })
})

describe('the rate limit', () => {
  it('holds back one address, says for how long, and leaves reading free', async () => {
    const { post, send, upload } = await served({ requestsPerMinute: 3 })
    const spoofed = (n: number) => post(searchPath, { query: '主轴' }, { 'x-forwarded-for': `10.0.0.${n}` })
    expect([(await spoofed(1)).status, (await spoofed(2)).status, (await spoofed(3)).status]).toEqual([200, 200, 200])
    const held = await spoofed(4)
    expect(held).toMatchObject({
      status: 429,
      headers: { 'retry-after': '20' },
      body: { code: 'RATE_LIMITED', retryable: true, detail: '请求太频繁，请 20 秒后再试' },
    })
    expect((await post('/api/solutions/desk/answer', { question: '主轴' })).status).toBe(429)
    expect((await upload('a.md', '# a')).status).toBe(429)
    expect((await send('/api/solutions/desk/documents')).status).toBe(200)
  })

  it('counts what is refused, too, before anything is read of it', async () => {
    const { post } = await served({ requestsPerMinute: 1 })
    expect((await post(searchPath, '{')).status).toBe(400)
    expect((await post(searchPath, '{')).status).toBe(429)
  })
})

describe('the log', () => {
  it('has one line a request: method, path without query, status, time, id', async () => {
    const { send, post, logs } = await served()
    await send('/api/solutions?token=s3cret', { headers: { 'x-request-id': 'req-from-proxy' } })
    await post(searchPath, { query: '主轴保密问题' }, { authorization: 'Bearer s3cret' })
    const lines = logs.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ msg }) => msg === 'request')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({ method: 'GET', path: '/api/solutions', status: 400, requestId: 'req-from-proxy' })
    expect(lines[0]!['ms']).toBeTypeOf('number')
    expect(logs.join()).not.toMatch(/s3cret|保密/)
  })
})
