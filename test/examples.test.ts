import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fakeModelServer } from '@kaiwu/testkit'
import { afterEach, describe, expect, it } from 'vitest'
import { repository, sourceFiles } from './source-files.ts'

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

function start(name: string, env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, ['--conditions=kaiwu-src', join('examples', `${name}.ts`)], {
    cwd: repository,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  return child
}

async function run(name: string, env: Record<string, string> = {}): Promise<string> {
  const child = start(name, env)
  let output = ''
  let errors = ''
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr!.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  const [code] = (await once(child, 'exit')) as [number]
  expect(errors).toBe('')
  expect(code).toBe(0)
  return output
}

/** Starts the example that serves, and gives its address once it prints it. */
async function served(): Promise<string> {
  const child = start('mount-in-express', { PORT: '0' })
  let output = ''
  for await (const chunk of child.stdout!) {
    output += String(chunk)
    const url = /http:\/\/\S+(?=\/)/.exec(output)?.[0]
    if (url) return url
  }
  throw new Error(`it ended: ${output}`)
}

const examples: Readonly<Record<string, () => Promise<void>>> = {
  'search-a-folder': async () => {
    const output = await run('search-a-folder')
    expect(output).toContain('8 documents read, 0 failed')
    expect(output).toContain('ISO VG 32')
  },
  'solution-in-typescript': async () => {
    const output = await run('solution-in-typescript')
    expect(output).toContain('E-302')
    expect(output).toMatch(/\[1\] .* ✓/)
  },
  'ask-a-template': async () => {
    const output = await run('ask-a-template')
    expect(output).toContain('as of 2021-12-31')
    expect(output).toContain('云政规〔2020〕11号')
    expect(output).toContain('¥0.00, 0 issues')
  },
  'check-an-answer': async () => {
    const output = await run('check-an-answer')
    expect(output).toContain('number-not-found: 8000元')
    expect(output).toContain('quote-not-found')
    expect(output).toContain('unknown-mark: [7]')
    expect(output).not.toContain('number-not-found: 1000元')
  },
  'langchain-agent': async () => {
    const model = await fakeModelServer({ answer: () => '查到了：E-302 是主轴前轴承温度超限停机。' })
    const output = await run('langchain-agent', { KAIWU_MODEL: 'test', KAIWU_BASE_URL: model.url, KAIWU_API_KEY: 'test' })
    await model.close()
    expect(output).toContain('ai: 查到了')
    expect(JSON.stringify(model.requests[0])).toContain('search_manuals')
  },
  'several-models': async () => {
    const output = await run('several-models')
    expect(output).toContain('void: deepseek/deepseek-flash broke off (MODEL_UNREACHABLE), qianfan/ernie-5.1 begins anew')
    expect(output).toMatch(/先停机，再查润滑。\nqianfan\/ernie-5.1, stop, ¥0\.\d+/)
    expect(output).toMatch(/deepseek\/deepseek-flash: failed, ¥0\.0000\d+/)
  },
  'structured-answer': async () => {
    const output = await run('structured-answer')
    expect(output).toContain('HX-630, high: 停机 → 查润滑\n2 calls, repaired')
    expect(output).toContain('- urgency: ')
  },
  'record-and-replay': async () => {
    const output = await run('record-and-replay')
    const [recorded = '', replayed = ''] = output.split('\n')
    expect(recorded).toContain('|')
    expect(replayed).toBe(recorded.replace('recorded', 'replayed'))
    expect(output).toContain('another question: RECORDING_MISSING')
    expect(output).toContain('the key is in the file: false; the question is: true')
  },
  budget: async () => {
    const output = await run('budget')
    expect(output).toMatch(/li: ¥0\.00326\nli: ¥0\.00326\nli: The budget "each user" does not cover this call/)
    expect(output).toContain('3 requests reached the service\nli: 2 calls, ¥0.00652\nwang: 1 calls, ¥0.00326')
  },
  'mount-in-express': async () => {
    const url = await served()
    expect(await (await fetch(new URL('/', url))).text()).toBe('my own page')
    const { solutions } = (await (await fetch(`${url}/api/solutions`)).json()) as { solutions: { name: string }[] }
    expect(solutions.map(({ name }) => name)).toEqual(['government'])
  },
  'openai-client': async () => {
    const url = await served()
    const output = await run('openai-client', { KAIWU_URL: url })
    expect(output).toContain('model government')
    expect(output).toContain('食品经营许可')
  },
}

describe('examples', () => {
  it('are all run here, and each is at most 40 lines', () => {
    expect(
      readdirSync(join(repository, 'examples'))
        .filter((name) => name.endsWith('.ts'))
        .map((name) => name.slice(0, -3))
        .sort(),
    ).toEqual(Object.keys(examples).sort())
    expect(
      sourceFiles('examples/*.ts')
        .filter(({ lines }) => lines > 40)
        .map(({ path }) => path),
    ).toEqual([])
  })

  it.each(Object.entries(examples))('%s does what it says', async (_, check) => check(), 60_000)

  it('leave carries a case from start to end', async () => {
    const output = await run('leave/walk')
    expect(output).toContain("classifier proposes, high: { kind: '年假' }")
    expect(output).toContain('第一条 年假应提前三个工作日申请')
    expect(output).toContain('approval, by rule: 审批')
    expect(output).toContain('granted; attendance was told 1 time')
    expect(output).toMatch(/closed after \d+ events\nthe log of \d+ rows is sound/)
  }, 60_000)
})
