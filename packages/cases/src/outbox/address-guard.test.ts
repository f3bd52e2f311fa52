import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addressProblem, checkedAddresses, isAddressRefusal, systemResolve, type HostAddress } from './address-guard.ts'
import { outboxTargets, targetProblem } from './outbox-target.ts'
import { postBody } from './post-body.ts'

const lan = Object.values(networkInterfaces())
  .flat()
  .find((one) => one && !one.internal && one.family === 'IPv4')?.address
const servers: Server[] = []
let connections = 0
let port = 0

// Somebody within the house who must not be called.
beforeAll(async () => {
  for (const host of ['127.0.0.1', '::1', lan]) {
    if (host === undefined) continue
    const server = createServer((socket) => {
      connections++
      socket.on('error', () => undefined).destroy()
    })
    server.on('error', () => undefined).listen({ port, host })
    await Promise.race([once(server, 'listening'), once(server, 'error')])
    port ||= (server.address() as AddressInfo).port
    servers.push(server)
  }
})
afterAll(() => {
  for (const server of servers) server.close()
})

const v4 = (address: string): HostAddress => ({ address, family: 4 })
const post = (url: string, resolve = systemResolve) =>
  postBody({
    url,
    headers: {},
    body: '{}',
    internal: false,
    resolve,
    signal: new AbortController().signal,
    timeoutMs: 3_000,
  })

const spellings = [
  ...['127.0.0.1', '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '017700000001', '0x7f.0.0.1', '127.0.0.1.', '0.0.0.0', '0'],
  ...[
    '①②⑦.⓪.⓪.①',
    '127。0。0。1',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
  ],
  ...[
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd12:3456::1]',
    '[fd00:ec2::254]',
    '[2001:0:7f00:1::1]',
  ],
  ...[
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.254',
    '192.168.1.1',
    '169.254.169.254',
    '100.100.100.200',
    '100.64.0.1',
    '192.0.0.192',
  ],
  ...['198.18.0.1', '224.0.0.1', '255.255.255.255', '127.255.255.254', 'localhost', 'localhost.', 'user:pw@127.0.0.1'],
]

describe('the guard of addresses', () => {
  // AU-20
  it('lets nothing through to the house, however it is spelt', async () => {
    const hosts = lan === undefined ? spellings : [...spellings, lan]
    for (const host of hosts) {
      for (const scheme of ['https', 'http']) {
        const told = await post(`${scheme}://${host}:${port}/`).catch((error: unknown) => error)
        expect([host, isAddressRefusal(told) || (told as NodeJS.ErrnoException).code === 'ENOTFOUND']).toEqual([host, true])
      }
    }
    for (const [name, ...addresses] of [
      ['127.0.0.1.nip.io', v4('127.0.0.1')],
      ['only6.example', { address: '::1', family: 6 as const }],
      ['mapped.example', { address: '::ffff:127.0.0.1', family: 6 as const }],
      ['mixed.example', v4('93.184.216.34'), v4('127.0.0.1')],
      ['strange.example', v4('not an address')],
      ['empty.example'],
    ] as const) {
      const told = await post(`https://${name}:${port}/`, async () => addresses).catch((error: unknown) => error)
      expect([name, told]).toEqual([name, expect.any(Error)])
    }
    expect(connections).toBe(0)
    // It would have been noticed.
    const options = { headers: {}, body: '{}', internal: true, resolve: systemResolve, signal: new AbortController().signal }
    await expect(postBody({ ...options, url: `http://127.1:${port}/`, timeoutMs: 3_000 })).rejects.toThrow()
    expect(connections).toBe(1)
  })

  it('connects to what it looked at, though a name would be another the next time', async () => {
    const heard: string[] = []
    const receiver = createServer((socket) => {
      heard.push('called')
      socket.on('error', () => undefined).end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
    }).listen(0, '127.0.0.1')
    await once(receiver, 'listening')
    servers.push(receiver)
    let looks = 0
    const rebinding = async (): Promise<HostAddress[]> => [v4(++looks === 1 ? '127.0.0.1' : '127.0.0.99')]
    const url = `http://rebinding.example:${(receiver.address() as AddressInfo).port}/`
    const options = { url, headers: {}, body: '{}', internal: true, resolve: rebinding, signal: new AbortController().signal }
    expect(await postBody({ ...options, timeoutMs: 2_000 })).toMatchObject({ status: 200 })
    expect([looks, heard]).toEqual([1, ['called']])
  })

  it('knows public addresses, and those that nobody may call', async () => {
    for (const address of ['93.184.216.34', '223.5.5.5', '172.32.0.1', '2400:3200::1'])
      expect(addressProblem(address, false)).toBeUndefined()
    for (const address of ['127.0.0.1', '10.1.2.3', '::1', 'fd12::1', '100.64.1.1'])
      expect(addressProblem(address, true)).toBeUndefined()
    for (const address of ['169.254.169.254', '100.100.100.200', 'fe80::1', '0.0.0.0', '224.0.0.1', '::7f00:1', 'fd00:ec2::254'])
      expect([address, addressProblem(address, true)]).toEqual([address, expect.any(String)])
    await expect(checkedAddresses('x.example', true, async () => [v4('10.0.0.1'), v4('169.254.169.254')])).rejects.toThrow(
      '169.254',
    )
  })
})

describe('targets', () => {
  it.each([
    ['http://mes.example.com/hook', false, 'http: is for targets marked internal'],
    ['ftp://mes.example.com/', true, 'ftp: is neither'],
    ['file:///etc/passwd', true, 'file: is neither'],
    ['gopher://127.0.0.1:70/', true, 'gopher: is neither'],
    ['not a url', false, 'its url is none'],
    ['https://user:pw@mes.example.com/', false, 'has a user'],
    ['https://2130706433/', false, 'within the house'],
    ['http://169.254.169.254/latest', true, 'nobody may call'],
  ])('%s is refused', (url, internal, problem) => {
    expect(targetProblem({ url, internal, secretEnv: 'MES_SECRET' })).toContain(problem)
    expect(() => outboxTargets({ mes: { url, internal, secretEnv: 'MES_SECRET' } })).toThrow(
      expect.objectContaining({ code: 'OUTBOX_TARGET_INVALID' }),
    )
  })

  it('are right with https outside, with either inside, and with the name of a variable', () => {
    expect(targetProblem({ url: 'https://mes.example.com/hook', secretEnv: 'MES_SECRET' })).toBeUndefined()
    expect(targetProblem({ url: 'http://10.0.0.8:8080/hook', secretEnv: 'MES_SECRET', internal: true })).toBeUndefined()
    expect(targetProblem({ url: 'https://mes.example.com/hook', secretEnv: 'sk-123' })).toContain('not the secret')
  })
})
