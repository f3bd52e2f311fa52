import { createHash } from 'node:crypto'
import { PassThrough } from 'node:stream'
import { checkModelSettings } from '@kaiwu/solution'
import { describe, expect, it } from 'vitest'
import { openTerminal } from '../terminal.ts'
import { key } from './key.ts'

type Printed = Readonly<{ out: string; err: string; code: number }>

/** Runs the command in this process, with streams that are kept. */
async function made(words: readonly string[], { json = false, language = 'en' as 'zh' | 'en' } = {}): Promise<Printed> {
  const stdout = new PassThrough()
  const stderr = new PassThrough()
  const terminal = openTerminal({
    language,
    languageAsked: true,
    json,
    environment: {},
    signal: new AbortController().signal,
    stdin: {},
    stdout,
    stderr,
  })
  const code = await key.run({ words, options: {} }, terminal)
  return { code, out: String(stdout.read() ?? ''), err: String(stderr.read() ?? '') }
}

const pattern = /kw-[\w-]{43}/g

describe('kaiwu key', () => {
  it('shows the key once, and a row for models.yaml that holds its hash and is right as it is', async () => {
    const { code, out, err } = await made(['质检科 "MES"'])
    expect([code, err]).toEqual([0, ''])
    const keys = out.match(pattern)
    expect(keys).toHaveLength(1)
    const sha256 = createHash('sha256').update(keys![0]).digest('hex')
    const yaml = out.slice(out.indexOf('keys:'))
    expect(yaml).not.toContain('kw-')
    expect(checkModelSettings(yaml).settings?.keys).toEqual([{ name: '质检科 "MES"', sha256 }])
  })

  it('makes another one each time, as data under --json', async () => {
    const rows = await Promise.all([made(['a'], { json: true }), made(['a'], { json: true })])
    const [one, two] = rows.map(({ out }) => JSON.parse(out) as { name: string; key: string; sha256: string })
    expect(one!.sha256).toBe(createHash('sha256').update(one!.key).digest('hex'))
    expect(one!.key).not.toBe(two!.key)
  })

  it.each([[[]], [['']], [['  ']], [['a\nb']], [['x'.repeat(101)]]])('wants to know whose it is: %j', async (words) => {
    await expect(made(words)).rejects.toMatchObject({ code: 'USAGE_INVALID' })
    await expect(made(words, { language: 'zh' })).rejects.toThrow('请写上这是谁的密钥')
  })
})
