import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { tempFolder } from '@kaiwu/testkit'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { deskFiles, deskManifest } from '../test-desk.ts'
import { leaveDesk, leaveFolder } from '../test-leave.ts'
import { environment, NODE_COMPILE_CACHE, printed, runProcess } from '../test-run-kaiwu.ts'

vi.setConfig({ testTimeout: 120_000 })

const desk = await leaveDesk()
afterAll(() => desk.close())

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const commandLine = (...words: readonly string[]): string[] => ['--conditions=kaiwu-src', main, 'mcp', ...words]
const env = environment({ NODE_COMPILE_CACHE, ...desk.env })

/** The official client, which starts the real command line. Whatever is no message on stdout is an error here. */
async function connected(words: readonly string[], mode: 'legacy' | 'auto' = 'legacy') {
  const transport = new StdioClientTransport({ command: process.execPath, args: commandLine(...words), env, stderr: 'pipe' })
  const client = new Client({ name: 'test', version: '1.0.0' }, { versionNegotiation: { mode } })
  const errors: Error[] = []
  client.onerror = (error) => errors.push(error)
  let stderr = ''
  transport.stderr?.on('data', (piece: Buffer) => (stderr += String(piece)))
  await client.connect(transport)
  onTestFinished(() => client.close())
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { content, structuredContent, isError = false } = await client.callTool({ name, arguments: args })
    return { isError, value: structuredContent as Record<string, unknown>, text: (content as { text: string }[])[0]!.text }
  }
  /** Asks again while documents are still being read. */
  const ready = async (name: string, args: Record<string, unknown>) => {
    await expect.poll(async () => (await call(name, args)).text, { timeout: 60_000 }).not.toMatch(/^SOLUTION_NOT_READY/)
    return call(name, args)
  }
  return { client, call, ready, errors, stderr: () => stderr }
}

describe('kaiwu mcp', () => {
  it.each(['legacy', 'auto'] as const)('serves the tools of a folder to a client (%s), as somebody of it', async (mode) => {
    const { client, call, ready, errors } = await connected([leaveFolder, '--as', 'zhang'], mode)
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['search', 'answer', 'start_case', 'my_tasks', 'read_case'])
    const begun = await call('start_case', { type: 'leave', fields: { days: 2 }, idempotencyKey: `stdio-${mode}` })
    const { id, no, initiator } = begun.value['case'] as { id: string; no: string; initiator: { name: string } }
    expect([initiator.name, begun.value['begun']]).toEqual(['张三', true])
    expect((await call('my_tasks')).text).toContain(no)
    expect((await call('read_case', { case: no })).value).toMatchObject({ case: { id, fields: { days: 2 } } })
    expect((await ready('search', { query: '年假' })).value['passages']).not.toEqual([])
    expect((await ready('answer', { question: '年假有几天？' })).value).toMatchObject({
      outcome: 'answered',
      citations: [{ verified: true }],
    })
    const wrong = await call('search', { query: '' })
    expect([wrong.isError, wrong.text]).toEqual([true, expect.stringMatching(/^REQUEST_INVALID: .*query：不能为空/)])
    await client.close()
    const stranger = await connected([leaveFolder, '--as', 'sun'], mode)
    expect((await stranger.call('read_case', { case: id })).text).toMatch(/^CASE_NOT_FOUND: /)
    expect(errors).toEqual([])
  })

  it('keeps stdout to the protocol, whatever the code of a solution prints', async () => {
    const noisy = `console.log('noise')\nexport default ({ passages }) => {\n  console.log('more noise')\n  process.stdout.write('raw noise')\n  return passages\n}\n`
    const folder = await tempFolder({
      ...deskFiles,
      'solution.yaml': deskManifest({ flow: 'flow:\n  - find: manuals\n  - run: steps/noisy.ts\n  - ask: prompts/answer.md' }),
      'steps/noisy.ts': noisy,
    })
    onTestFinished(() => folder.remove())
    const { client, ready, errors, stderr } = await connected([folder.path, '--data', `${folder.path}/data`])
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['search', 'answer'])
    expect((await ready('answer', { question: '水泵轴承多久加注一次锂基脂？' })).value).toMatchObject({ outcome: 'answered' })
    expect(stderr()).toMatch(/noise[^]*more noise[^]*raw noise/)
    expect(errors).toEqual([])
  })

  it('ends with what is closed or said, and leaves no session', async () => {
    for (const end of [(child: ChildProcess) => child.stdin!.end(), (child: ChildProcess) => child.kill('SIGTERM')]) {
      const child = spawn(process.execPath, commandLine(leaveFolder, '--as', 'zhang'), { env, stdio: 'pipe' })
      const stderr = text(child.stderr)
      const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
      child.stdin.write(`not JSON\n${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello })}\n`)
      const [, reply] = await printed(child, 'stdout', /^(\{.*\})\n/)
      expect(JSON.parse(reply!)).toMatchObject({ id: 1, result: { serverInfo: { name: 'kaiwu-leave', title: '请假台' } } })
      end(child)
      const [code] = (await once(child, 'close')) as [number | null]
      expect([code, await stderr]).toEqual([0, expect.not.stringMatching(/\n\s+at /)])
    }
    const log = await desk.run(['audit', 'list', leaveFolder, '--json', '--limit', '20'])
    expect(log.out).toMatch(/"action": "sign-out"/)
  })

  it('says on stderr why it does not serve', async () => {
    const served = await connected([leaveFolder, '--as', 'li'])
    for (const [words, code, said] of [
      [[leaveFolder, '--as', 'zhang'], 78, 'SERVED_ELSEWHERE'],
      [['no-such-folder'], 2, 'SOLUTION_FOLDER_MISSING'],
    ] as const)
      expect(await runProcess(['mcp', ...words], { env }), said).toMatchObject({
        code,
        out: '',
        err: expect.stringContaining(said),
      })
    await served.client.close()
    for (const [words, said] of [
      [[leaveFolder], '--as'],
      [[leaveFolder, '--as', 'nobody'], 'PERSON_NOT_FOUND'],
    ] as const)
      expect(await runProcess(['mcp', ...words], { env }), said).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining(said),
      })
  })
})
