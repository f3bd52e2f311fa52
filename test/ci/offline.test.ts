import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repository } from './running-demo.ts'

/**
 * Everything a user does, in a network namespace that has only loopback, with every connect and send of every process traced:
 * nothing may even try another address.
 */
const folder = mkdtempSync(join(tmpdir(), 'kaiwu-offline-'))
const trace = join(folder, 'network.trace')
let output = ''

beforeAll(() => {
  for (const template of ['government', 'manufacturing']) {
    cpSync(join(repository, 'templates', template), join(folder, template), {
      recursive: true,
      filter: (path) => !path.includes('.kaiwu'),
    })
  }
  const inside = [
    'ip link set lo up',
    `exec strace --seccomp-bpf -f -q -e trace=connect,sendto -e signal=none -o ${trace} ${process.execPath} ${join(import.meta.dirname, 'offline-session.ts')} ${folder}`,
  ]
  const run = spawnSync('unshare', ['--net', 'bash', '-c', inside.join(' && ')], {
    encoding: 'utf8',
    env: { ...process.env, KAIWU_MODEL: '' },
  })
  output = `${run.stdout}\n${run.stderr}`
  expect(run.status, output).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// Chromium itself asks the kernel, with a UDP connect that sends nothing, whether there is a route to this address; see
// IPv6 reachability in its net/dns. No page or flag can keep it from that.
const chromiumProbe = '2001:4860:4860::8888'

describe('with no network at all', () => {
  it('starts, answers, takes an upload, evaluates both templates, shows the page and brings every workflow to its end', () => {
    for (const done of [
      'answered',
      'uploaded',
      'asked about the upload',
      'government gates passed',
      'manufacturing gates passed',
      'page answered',
      'government workflows ended',
      'manufacturing workflows ended',
    ])
      expect(output).toContain(`ok ${done}`)
  })

  it('never tries an address that is not this machine', () => {
    const lines = readFileSync(trace, 'utf8').split('\n')
    const addresses = lines.flatMap(
      (line) => /sin6?_addr=(?:inet_addr\()?"?([^")]+)|inet_pton\(AF_INET6, "([^"]+)"/.exec(line)?.slice(1).filter(Boolean) ?? [],
    )
    expect(addresses.length).toBeGreaterThan(5)
    expect(
      [...new Set(addresses)].filter((address) => !/^(127\.|::1$|0\.0\.0\.0$|::$)/.test(address) && address !== chromiumProbe),
    ).toEqual([])
  })

  it('has a trace that would have shown one', () => {
    const probe = join(folder, 'probe.trace')
    spawnSync('unshare', [
      '--net',
      'strace',
      '-f',
      '-q',
      '-e',
      'trace=connect',
      '-o',
      probe,
      process.execPath,
      '-e',
      "require('net').connect(80, '192.0.2.1').on('error', () => {})",
    ])
    expect(readFileSync(probe, 'utf8')).toContain('192.0.2.1')
    expect(execFileSync('unshare', ['--net', 'bash', '-c', 'ip -brief link'], { encoding: 'utf8' })).toMatch(/^lo\b[^\n]*\n$/)
  })
})
