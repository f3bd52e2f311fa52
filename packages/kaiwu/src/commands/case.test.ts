import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { leaveDesk, leaveFolder, password } from '../test-leave.ts'
import { printed, startKaiwu, type Ran } from '../test-run-kaiwu.ts'

const desk = await leaveDesk()
afterAll(() => desk.close())

type Case = Readonly<{ id: string; no: string; state: string; fields: Record<string, unknown>; proposals: readonly object[] }>

const kaiwu = (action: string, ...words: readonly string[]): Promise<Ran> => desk.run(['case', action, leaveFolder, ...words])
const caseOf = async (action: string, ...words: readonly string[]): Promise<Case> =>
  (await desk.json('case', action, leaveFolder, ...words))['case'] as Case

const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
const started = (): Promise<Case> =>
  caseOf('start', 'leave', '--as', 'zhang', '--set', 'days=2', '--set', 'reason=带家人旅游，休年假')
const submit = (no: string, ...more: readonly string[]): readonly string[] => [
  ...[no, 'submit', '--as', 'zhang', '--set', `from=${tomorrow}`, '--rows', `handover=${desk.data.path}/handover.csv`],
  ...more,
]

/** A request for leave that waits for its signers. */
async function waiting(): Promise<Case> {
  const { no } = await started()
  await caseOf('act', ...submit(no, '--yes'))
  return caseOf('act', no, 'confirm', '--as', 'zhang', '--set', 'kind=年假', '--yes')
}

describe('kaiwu case on a folder', () => {
  it('carries a case from its start to an export that is checked, each as somebody', { timeout: 120_000 }, async () => {
    const draft = await started()
    expect(draft).toMatchObject({ state: 'request', fields: { days: 2 } })
    const proposed = await caseOf('act', ...submit(draft.no, '--yes'))
    expect(proposed).toMatchObject({ state: 'proposed', fields: { handover: [{ done: true }, { done: true }, { done: true }] } })
    const sent = await caseOf('act', draft.no, 'confirm', '--as', 'zhang', '--accept', 'all', '--set', 'kind=年假', '--yes')
    expect(sent.state).toBe('approval')
    expect(sent.proposals).toContainEqual(expect.objectContaining({ decided: { kind: 'edited' } }))
    expect((await kaiwu('tasks', '--as', 'li')).out).toContain(draft.no)
    await writeFile(`${desk.data.path}/票.txt`, '车票')
    await caseOf('comment', draft.id, '请尽快', '--as', 'zhang')
    await caseOf('sign', draft.no, 'approve', '--as', 'li', '--yes')
    expect((await caseOf('sign', draft.no, 'approve', '--as', 'wang', '--yes')).state).toBe('granted')
    const shown = await kaiwu('show', draft.no, '--as', 'zhang')
    expect(shown.out).toMatch(/休假中[^]*改后采纳[^]*close/)
    expect((await kaiwu('list', '--as', 'zhang', '--open', '--type', 'leave')).out).toContain(draft.no)
    const folder = `${desk.data.path}/out`
    const exported = await desk.json('case', 'export', leaveFolder, draft.no, folder, '--as', 'wang')
    const sums = await readFile(`${folder}/SHA256SUMS`)
    expect(exported['sha256']).toBe(createHash('sha256').update(sums).digest('hex'))
    expect(await readFile(`${folder}/case.json`, 'utf8')).toContain(draft.no)
    const again = await kaiwu('export', draft.no, folder, '--as', 'wang')
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('EXPORT_FOLDER_IN_USE')])
    const log = await desk.run(['audit', 'list', leaveFolder, '--case', draft.no, '--limit', '500'])
    expect(log.out).toMatch(/李四\s+case\.signed/)
    expect((await desk.run(['audit', 'list', leaveFolder, '--action', 'sign-in', '--json'])).out).toContain('"with": "operator"')
  })

  it('attaches a file to a field', async () => {
    const { no } = await started()
    await writeFile(`${desk.data.path}/病历.txt`, '三天')
    expect((await caseOf('attach', no, 'proof', `${desk.data.path}/病历.txt`, '--as', 'zhang')).fields['proof']).toMatchObject([
      { name: '病历.txt', bytes: 6 },
    ])
    expect((await kaiwu('attach', no, 'proof', `${desk.data.path}/没有.txt`, '--as', 'zhang')).err).toContain('PATH_UNUSABLE')
  })

  it('signs nothing that nobody has confirmed', async () => {
    const { no } = await started()
    const ran = await kaiwu('act', ...submit(no))
    expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('--yes')])
    expect((await caseOf('show', no, '--as', 'zhang')).state).toBe('request')
  })

  it('names the fields that are wrong, and those that are not there', async () => {
    const { no } = await started()
    const wrong = await kaiwu('act', ...submit(no, '--set', 'days=abc', '--set', 'phone=12', '--yes', '--json'))
    const { error } = JSON.parse(wrong.out) as { error: { code: string; fields: { field: string }[] } }
    expect([wrong.code, error.code]).toEqual([2, 'CASE_VALUES_INVALID'])
    expect(error.fields.map(({ field }) => field)).toEqual(expect.arrayContaining(['days', 'phone']))
    expect((await kaiwu('act', ...submit(no, '--set', 'dys=1', '--yes'))).err).toContain('是不是 days')
    expect((await kaiwu('act', ...submit(no, '--set', 'days', '--yes'))).err).toContain('字段=值')
    expect((await kaiwu('act', ...submit(no, '--set', 'proof=a.pdf', '--yes'))).err).toContain('kaiwu case attach')
    await writeFile(`${desk.data.path}/bad.csv`, 'item,谁\n值班,li\n')
    const rows = await kaiwu('act', no, 'submit', '--as', 'zhang', '--rows', `handover=${desk.data.path}/bad.csv`, '--yes')
    expect([rows.code, rows.err]).toEqual([2, expect.stringMatching(/bad\.csv:1 没有“谁”这一列/)])
  })

  it('lets nobody do what is not theirs, and says when there is no such case, action or person', async () => {
    const { no } = await waiting()
    const cases: readonly (readonly [readonly string[], string])[] = [
      [['sign', no, 'approve', '--as', 'zhang', '--yes'], 'CASE_NOT_YOURS'],
      [['sign', no, 'maybe', '--as', 'li', '--yes'], 'approve'],
      [['act', no, 'fly', '--as', 'zhang', '--yes'], 'CASE_ACTION_UNKNOWN'],
      [['show', 'QJ-0', '--as', 'zhang'], 'CASE_NOT_FOUND'],
      [['show', no, '--as', 'sun'], 'CASE_NOT_FOUND'],
      [['list', '--as', 'nobody'], 'PERSON_NOT_FOUND'],
      [['list'], '--as'],
      [['start', 'holiday', '--as', 'zhang'], 'CASE_TYPE_UNKNOWN'],
      [['show', '--as', 'zhang'], '写法：kaiwu case show [folder] <case>'],
      [['delete', no], '没有“delete”这个操作'],
    ]
    for (const [[action = '', ...words], said] of cases) {
      const ran = await kaiwu(action, ...words)
      expect([ran.code, ran.err]).toEqual([2, expect.stringContaining(said)])
    }
  })

  it('prints the diagram of a case type without opening the base', async () => {
    const ran = await desk.run(['case', 'graph', leaveFolder, 'leave', '--lang', 'en'], { KAIWU_DATA: '/nowhere' })
    expect([ran.code, ran.out]).toEqual([0, expect.stringMatching(/^stateDiagram-v2\n[^]*To be approved/)])
    expect((await kaiwu('graph', 'other')).err).toContain('CASE_TYPE_UNKNOWN')
  })
})

/** Tries again until it is done, a few times. */
async function reaching(run: () => Promise<Ran>): Promise<Ran> {
  for (let tries = 1; ; tries++) {
    const ran = await run()
    if (ran.code === 0) return ran
    if (tries === 10) throw new Error(ran.err + ran.out)
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

describe('kaiwu case through a server', () => {
  it(
    'goes by a key or a password, signs with the password, and refuses what a folder refuses',
    { timeout: 120_000 },
    async () => {
      const [own, first] = [['password', leaveFolder], { KAIWU_PASSWORD: password }]
      for (const login of ['zhang', 'wang']) expect((await desk.run(['people', ...own, login], first)).code).toBe(0)
      const server = startKaiwu(['serve', leaveFolder, '--port', '0'], { env: desk.env })
      onTestFinished(async () => {
        server.kill('SIGTERM')
        if (server.exitCode === null) await once(server, 'exit')
      })
      server.stderr!.resume()
      const [, url = ''] = await printed(server, 'stdout', /(http:\/\/localhost:\d+)/)
      const at = (words: readonly string[], env: Readonly<Record<string, string>> = first): Promise<Ran> =>
        desk.run(['case', ...words, '--url', url], env)

      const elsewhere = await kaiwu('list', '--as', 'zhang')
      expect([elsewhere.code, elsewhere.err]).toEqual([78, expect.stringMatching(/SERVED_ELSEWHERE[^]*--url/)])
      expect((await desk.run(['audit', 'verify', leaveFolder])).out).toContain('日志完好')

      const begun = await at(['start', 'leave', '--as', 'zhang', '--set', 'days=1', '--set', 'reason=家里有事要处理', '--json'])
      const { no } = (JSON.parse(begun.out) as { case: Case }).case
      expect((await at(['act', ...submit(no, '--yes')])).code).toBe(0)
      // What follows by itself is done by the server, a moment later.
      await reaching(() => at(['act', no, 'confirm', '--as', 'zhang', '--set', 'kind=年假', '--yes']))
      const done = await reaching(() => at(['act', no, 'file', '--as', 'wang', '--yes', '--json']))
      expect((JSON.parse(done.out) as { case: { acts: object[] } }).case.acts).toHaveLength(3)

      expect((await at(['list', '--as', 'zhang'], { KAIWU_PASSWORD: 'wrong wrong wrong' })).err).toContain('SIGN_IN_FAILED')
      expect((await at(['list', '--as', 'zhang'], {})).err).toContain('KAIWU_PASSWORD')
      const key = `kw_${'0'.repeat(52)}`
      const stranger = await at(['list'], { KAIWU_KEY: key })
      expect([stranger.code, stranger.err.includes('SIGN_IN_REQUIRED'), stranger.err.includes(key)]).toEqual([2, true, false])
      expect((await at(['list'], {})).err).toContain('KAIWU_KEY')
      expect((await at(['list', leaveFolder, '--as', 'zhang'])).err).toContain('只能写一个')
    },
  )

  it('says that a server is away, or is another program', async () => {
    const env = { KAIWU_KEY: `kw_${'0'.repeat(52)}` }
    const other = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<h1>hi</h1>'))
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
    const foreign = await desk.run(['case', 'list'], { ...env, KAIWU_URL: url })
    expect([foreign.code, foreign.err]).toEqual([78, expect.stringContaining('SERVER_FOREIGN')])
    other.close()
    other.closeAllConnections()
    await once(other, 'close')
    const away = await desk.run(['case', 'list', '--url', url], env)
    expect([away.code, away.err]).toEqual([78, expect.stringContaining('SERVER_UNREACHABLE')])
    expect((await desk.run(['case', 'list', '--url', 'localhost:3000'], env)).code).toBe(2)
  })
})
