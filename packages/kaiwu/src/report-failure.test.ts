import { PassThrough } from 'node:stream'
import { KaiwuError } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { reportFailure } from './report-failure.ts'
import { openTerminal } from './terminal.ts'

function terminalFor({ json = false, signal = new AbortController().signal }: { json?: boolean; signal?: AbortSignal } = {}) {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const terminal = openTerminal({ language: 'en', languageAsked: true, json, environment: {}, signal, stdin: {}, stdout, stderr })
  return { terminal, out: () => String(stdout.read() ?? ''), err: () => String(stderr.read() ?? '') }
}

describe('reportFailure', () => {
  it('shows what somebody can put right without a stack, and exits by whose fault it is', () => {
    const { terminal, out, err } = terminalFor()
    expect(reportFailure(new KaiwuError('PORT_TAKEN', { port: 80 }), terminal)).toBe(78)
    expect(out()).toBe('')
    expect(err()).toBe('Error PORT_TAKEN: Port 80 is taken; choose another with PORT, for example PORT=3001 npm start\n')
  })

  it('shows a fault of its own with an id and the stack, on stderr, and exits with 70', () => {
    const { terminal, out, err } = terminalFor()
    expect(reportFailure(new TypeError('boom'), terminal)).toBe(70)
    expect(out()).toBe('')
    expect(err()).toMatch(/^Error INTERNAL: Internal error \(id err_\w{16}\).*\nTypeError: boom\n\s+at /)
  })

  it('keeps stdout one JSON document, also for a fault of its own', () => {
    const { terminal, out, err } = terminalFor({ json: true })
    expect(reportFailure('not even an error', terminal)).toBe(70)
    expect(JSON.parse(out())).toMatchObject({
      error: { code: 'INTERNAL', fault: 'kaiwu', details: { id: expect.stringMatching(/^err_/) } },
    })
    expect(err()).toBe('not even an error\n')
  })

  it('does not print a second document when a command fails after its result', () => {
    const { terminal, out, err } = terminalFor({ json: true })
    terminal.result({ url: 'x' })
    reportFailure(new KaiwuError('PORT_TAKEN', { port: 80 }), terminal)
    expect(JSON.parse(out())).toEqual({ url: 'x' })
    expect(err()).toContain('PORT_TAKEN')
  })

  it('takes what the file system refuses for a matter of the machine', () => {
    const { terminal, err } = terminalFor()
    const refused = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', path: '/data/x' })
    expect(reportFailure(refused, terminal)).toBe(78)
    expect(err()).toBe('Error PATH_UNUSABLE: /data/x cannot be used: ENOSPC: no space left on device\n')
  })

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ])('exits after %s with %i', (name, code) => {
    const stop = new AbortController()
    stop.abort(name)
    const { terminal, err } = terminalFor({ signal: stop.signal })
    expect(reportFailure(new KaiwuError('CANCELLED'), terminal)).toBe(code)
    expect(err()).toBe('Stopped.\n')
  })
})

describe('terminal', () => {
  it('colours on a terminal only, and not with NO_COLOR', () => {
    const painted = (isTTY: boolean, environment: Record<string, string>) => {
      const stdout = Object.assign(new PassThrough(), { isTTY })
      const settings = {
        language: 'en',
        languageAsked: false,
        json: false,
        signal: new AbortController().signal,
        stdin: {},
        stdout,
        stderr: new PassThrough(),
      } as const
      return openTerminal({ ...settings, environment }).paint('red', 'x')
    }
    expect(painted(true, {})).toBe('\u001b[31mx\u001b[39m')
    expect(painted(true, { NO_COLOR: '1' })).toBe('x')
    expect(painted(false, {})).toBe('x')
  })

  it('drops what would steer a terminal from the text of documents and models', () => {
    const { terminal, out } = terminalFor()
    terminal.write('a\u001b]0;owned\u0007b\r\u009b2J\n\tc')
    expect(out()).toBe('a]0;ownedb2J\n\tc')
  })
})
