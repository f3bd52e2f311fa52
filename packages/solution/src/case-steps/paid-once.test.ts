import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { fakeTokenApi, tempFolder } from '@kaiwu/testkit'
import { expect, it, onTestFinished } from 'vitest'
import { caseFile, documents, findAndAsk, prompt } from './test-case-desk.ts'

const script = fileURLToPath(new URL('./test-steps-child.ts', import.meta.url))

/** Runs the process to its end, or to where it is killed. */
async function run(task: object, failpoint: string): Promise<Readonly<{ said: string; signal: string | null }>> {
  const env = { ...process.env, KAIWU_FAILPOINT: failpoint }
  const child = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  const [, signal] = (await once(child, 'close')) as [unknown, string | null]
  return { said, signal }
}

it(
  'a model is paid once for a step, killed between its reply and the record, and again before the commit',
  { timeout: 120_000 },
  async () => {
    const own = { 'solution.yaml': '', 'cases/subsidy.yaml': caseFile(findAndAsk), 'prompts/suggest.md': prompt, ...documents }
    const folder = await tempFolder(own)
    // The first answer has no form: there is a repair, and a reply of each.
    const answers = ['一千五', '{"amount": {"value": 1500}}']
    const api = await fakeTokenApi({ vendor: 'deepseek', answer: () => answers.shift() ?? '{"amount": {"value": 9}}' })
    onTestFinished(async () => {
      await api.close()
      await folder.remove()
    })
    const task = { root: folder.path, url: api.url, key: api.key }
    expect((await run(task, 'case-reply-kept:1')).signal).toBe('SIGKILL')
    expect(api.hits.chat).toBe(1)
    expect((await run(task, 'case-reply-kept:1')).signal).toBe('SIGKILL')
    expect(api.hits.chat).toBe(2)
    // Both replies are there: this time it dies in the transaction that records what came of them.
    expect((await run(task, 'case-before-commit:1')).signal).toBe('SIGKILL')
    const { said, signal } = await run(task, '')
    expect([said, signal]).toEqual([expect.stringMatching(/^case_\w+ 1 2 0\n$/), null])
    expect(api.hits.chat).toBe(2)
  },
)
