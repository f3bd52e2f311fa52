import { request } from 'node:http'
import { fakeModelServer } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { evalList, evalRunReply } from './schemas/evals.ts'
import { caseFiles, caseServer, type CaseServer, type Client, codeOf, until } from './test-case-server.ts'
import type { Returned } from './test-served.ts'

const rows = [
  {
    id: 'q1',
    question: '主轴温度超过多少度要停机？',
    sources: [{ document: 'knowledge/manuals/spindle.md' }],
    contains: ['75'],
    tags: ['amount'],
  },
  {
    id: 'q2',
    question: '润滑油多久更换一次？',
    sources: [{ document: 'knowledge/manuals/spindle.md' }],
    contains: ['九百小时'],
    tags: ['amount'],
  },
  { id: 'q3', question: '今天股市行情怎么样？', refuse: true, tags: ['refuse'] },
]
const evals = 'evals: { questions: evals/questions.jsonl, gates: { coverage: 0.9, refusalRecall: 1 } }\n'
const files = {
  ...caseFiles(),
  'solution.yaml': `${caseFiles()['solution.yaml']}${evals}`,
  'evals/questions.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
}

let at: CaseServer
let [admin, shen, zhang]: Client[] = []
beforeAll(async () => {
  at = await caseServer({ files })
  await at.solutions[0]!.sync()
  ;[admin, shen, zhang] = await Promise.all(['admin', 'shen', 'zhang'].map((login) => at.as(login)))
}, 60_000)
afterAll(() => at?.close())

type Event = Readonly<{ name: string; data: Readonly<Record<string, unknown>> }>

function eventsOf({ text }: Returned): readonly Event[] {
  return text.split('\n\n').flatMap((block) => {
    const [, name, data] = /^event: (\w+)\ndata: (.*)$/m.exec(block) ?? []
    return name === undefined ? [] : [{ name, data: JSON.parse(data ?? '{}') as Event['data'] }]
  })
}

const listed = async (client = admin!) => evalList.parse((await client.get('evals')).body)
const runOf = async (id: unknown) =>
  z.strictObject({ run: evalRunReply }).parse((await admin!.get(`evals/${String(id)}`)).body).run

describe('evaluations over HTTP', () => {
  it('tell how far they are, are kept, and say what they were made with', async () => {
    expect(await listed()).toEqual({
      runs: [],
      unreadable: 0,
      most: 100,
      questions: 3,
      tags: ['amount', 'refuse'],
      running: false,
    })
    const events = eventsOf(await admin!.post('evals', {}))
    expect(events.map(({ name }) => name)).toEqual(['progress', 'progress', 'progress', 'run'])
    expect(events[1]!.data).toEqual({ done: 2, total: 3 })
    const run = await runOf(events[3]!.data['id'])
    expect(run).toMatchObject({
      by: { name: '管理员', via: 'page' },
      ...{ model: 'local/extractive', passed: false, total: 3, right: 2, gates: { coverage: 0.9, refusalRecall: 1 } },
      missed: [{ gate: 'coverage', least: 0.9, reached: 0.5 }],
      versions: { settings: expect.stringMatching(/^[0-9a-f]{12}$/), prompts: {}, knowledge: { documents: 2 } },
    })
    expect(run.questions.map(({ id, right }) => [id, right])).toEqual([
      ['q1', true],
      ['q2', false],
      ['q3', true],
    ])
    const { runs, running } = await listed(shen)
    expect([runs.map(({ id }) => id), running]).toEqual([[run.id], false])
  })

  it('ask only what has a tag, and hold against gates only what they measured', async () => {
    const events = eventsOf(await admin!.post('evals', { only: 'refuse' }))
    expect(await runOf(events.at(-1)!.data['id'])).toMatchObject({ only: 'refuse', total: 1, passed: true, missed: [] })
    expect(codeOf(await admin!.post('evals', { only: 'nosuch' }))).toEqual([400, 'REQUEST_INVALID'])
    expect(codeOf(await admin!.post('evals', { sql: 1 }))).toEqual([400, 'REQUEST_INVALID'])
  })

  it('are started by administrators in person, and read by who may see the settings', async () => {
    const key = await at.withKey('admin', ['settings.read', 'case.read'])
    for (const client of [shen!, zhang!, key]) expect(codeOf(await client.post('evals', {}))).toEqual([403, 'RIGHT_MISSING'])
    for (const path of ['evals', 'evals/eval_20261123080000000_00000a']) {
      expect(codeOf(await zhang!.get(path))).toEqual([403, 'RIGHT_MISSING'])
      expect((await (await at.as('')).get(path)).status).toBe(401)
    }
    expect((await key.get('evals')).status).toBe(200)
    for (const id of ['eval_20261123080000000_00000a', '..%2f..%2fsolution.yaml', '%00'])
      expect(codeOf(await admin!.get(`evals/${id}`))).toEqual([404, 'EVAL_RUN_NOT_FOUND'])
  })
})

it('run one at a time; who leaves ends theirs, and nothing of it is kept', async () => {
  const model = await fakeModelServer({ answer: '75 ℃ [1]', fault: 'stall', after: 1 })
  const slow = await caseServer({ files, environment: { KAIWU_BASE_URL: model.url, KAIWU_MODEL: 'openai-compatible/m' } })
  try {
    await slow.solutions[0]!.sync()
    const client = await slow.as('admin')
    const running = async () => evalList.parse((await client.get('evals')).body).running
    const headers = { ...client.headers, 'content-type': 'application/json' }
    const sending = request(`${slow.url}/api/solutions/desk/evals`, { method: 'POST', headers })
    const left = new Promise((resolve) => sending.once('error', resolve).once('close', resolve))
    sending.end('{}')
    expect(await until(running, (now) => now)).toBe(true)
    expect(codeOf(await client.post('evals', {}))).toEqual([409, 'EVALS_RUNNING'])
    sending.destroy()
    await left
    expect(await until(running, (now) => !now)).toBe(false)
    expect(evalList.parse((await client.get('evals')).body).runs).toEqual([])
    expect(model.requests.length).toBeLessThan(rows.length)
  } finally {
    await slow.close()
    await model.close()
  }
}, 90_000)

it('are listed where there are no questions, and not started', async () => {
  const none = await caseServer()
  try {
    const client = await none.as('admin')
    await none.solutions[0]!.sync()
    expect(evalList.parse((await client.get('evals')).body)).toMatchObject({ runs: [], questions: 0, tags: [] })
    expect(codeOf(await client.post('evals', {}))).toEqual([422, 'EVALS_MISSING'])
  } finally {
    await none.close()
  }
}, 90_000)
