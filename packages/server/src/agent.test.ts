import { fakeTokenApi, type FakeTokenApi } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { one, turns } from '../../solution/src/agent/test-agent-desk.ts'
import { agentReply } from './schemas/agent.ts'
import { caseFiles, caseOf, caseServer, codeOf, sentLeave, type CaseServer } from './test-case-server.ts'
import { eventsOf } from './test-served.ts'

const right = '主轴温度超过 75 ℃ 时，应当立即停机检查。[1]'
const question = '主轴温度超过多少度要停机？'
const search = one('search', { query: '主轴温度 停机' })
const sse = { accept: 'text/event-stream' }

type AgentServer = CaseServer & Readonly<{ api: FakeTokenApi }>

/** A server with people and cases, and a model that calls tools. @param agent what the manifest says of the assistant */
async function agentServer(agent: string): Promise<AgentServer> {
  const api = await fakeTokenApi({ vendor: 'deepseek' })
  const files = caseFiles()
  const models = `models: { chat: { model: deepseek/deepseek-flash, baseUrl: '${api.url}', keyEnv: TEST_KEY } }\n`
  const at = await caseServer({
    files: { ...files, 'solution.yaml': `${files['solution.yaml']}${models}${agent}` },
    environment: { TEST_KEY: api.key },
  })
  await at.solutions[0]!.sync()
  const stop = at.close
  const close = async (): Promise<void> => {
    await stop()
    await api.close()
  }
  return Object.assign(at, { api, close })
}

let at: AgentServer
beforeAll(async () => void (at = await agentServer('agent: { steps: 2 }\n')), 60_000)
afterAll(() => at.close())

describe('POST …/agent', { timeout: 60_000 }, () => {
  it('gives the answer with its steps', async () => {
    at.api.play(turns(search, right))
    const { status, body } = await (await at.as('zhang')).post('agent', { question })
    expect(status).toBe(200)
    const { answer, steps, prepared, bound } = agentReply.parse(body)
    expect(answer).toMatchObject({ outcome: 'answered', text: right, issues: [], citations: [{ mark: 1, verified: true }] })
    expect([steps.length, prepared, bound]).toEqual([1, [], undefined])
    expect(at.solutions[0]!.models.ledger!.rows({ user: '张三' }).map(({ chargedTo }) => chargedTo.step)).toEqual([
      'agent',
      'agent',
    ])
  })

  it('streams steps, forms and the bound in both languages, and the answer last', async () => {
    const fill = one('prepare_case', { type: 'leave', fields: { days: 3, reason: '家中有事需处理', route: '批准' } })
    at.api.play(turns(fill, search, one('search', { query: '别的' })))
    const { status, text } = await (await at.as('zhang')).post('agent', { question }, sse)
    const events = eventsOf(text)
    expect(status).toBe(200)
    expect(events.map(({ name }) => name).filter((name) => name !== 'token')).toEqual([
      ...['step', 'passages', 'prepared', 'step', 'step', 'passages', 'step', 'bound', 'answer'],
    ])
    expect(events.find(({ name }) => name === 'prepared')!.data).toEqual({
      type: 'leave',
      title: { zh: '请假', en: 'Leave' },
      fields: { days: 3, reason: '家中有事需处理' },
      problems: [{ field: 'route', message: { zh: expect.any(String), en: expect.any(String) } }],
    })
    expect(events.find(({ name }) => name === 'bound')!.data).toEqual({ bound: 'steps', limit: '2' })
    expect(events.at(-1)!.data).toMatchObject({ outcome: 'answered', model: 'local/extractive' })
    // The form was filled in and nothing was started.
    expect(await (await at.as('zhang')).get('cases')).toMatchObject({ body: { cases: [] } })
  })

  it('sees what whoever asks sees, and no more', async () => {
    const { id, no } = caseOf(await sentLeave(await at.as('zhang'), 5, { phone: '13800138000' }))
    at.api.play(turns(one('read_case', { case: no }), '请假 5 天。[1]'))
    const own = await (await at.as('zhang')).post('agent', { question: `${no} 请几天？` })
    expect(own.body).toMatchObject({ answer: { outcome: 'answered', issues: [] }, steps: [{ state: 'done', ids: [id] }] })
    for (const client of [await at.as('sun'), await at.withKey('zhang', ['answer.ask'])]) {
      const { body } = await client.post('agent', { question: `${no} 请几天？` })
      expect(body).toMatchObject({ answer: { outcome: 'refused' }, steps: [{ state: 'failed', count: 0 }] })
    }
    expect(at.api.requests.map(({ text }) => text).join()).not.toContain('13800138000')
    const log = await (await at.as('shen')).get(`log?case=${id}`)
    expect(log.text).toContain('key agent')
  })

  it('is offered where there is a model', async () => {
    const files = caseFiles()
    const local = await caseServer({ files: { ...files, 'solution.yaml': `${files['solution.yaml']}agent: {}\n` } })
    onTestFinished(() => local.close())
    const offered = async ({ url }: CaseServer) => {
      const { solutions } = (await (await fetch(`${url}/api/solutions`)).json()) as { solutions: { agent: boolean }[] }
      return solutions.map(({ agent }) => agent)
    }
    expect([await offered(at), await offered(local)]).toEqual([[true], [false]])
  })

  it('is refused to nobody, to keys without the right, and where it is not set up', async () => {
    const without = await agentServer('')
    onTestFinished(() => without.close())
    expect(codeOf(await (await at.as('')).post('agent', { question }))).toEqual([401, 'SIGN_IN_REQUIRED'])
    expect(codeOf(await (await at.withKey('zhang', ['case.read'])).post('agent', { question }))).toEqual([403, 'RIGHT_MISSING'])
    const zhang = await without.as('zhang')
    expect(codeOf(await zhang.post('agent', { question }))).toEqual([422, 'AGENT_NONE'])
    expect(codeOf(await zhang.post('agent', { question }, sse))).toEqual([422, 'AGENT_NONE'])
    expect(codeOf(await zhang.post('agent', { question, steps: 99 }))).toEqual([400, 'REQUEST_INVALID'])
    expect(without.api.requests).toEqual([])
  })

  it('lets go of the model when the client leaves', async () => {
    at.api.play({ ...turns(search, right.repeat(200)), pieceDelayMs: 20 })
    const [asked, sent] = [at.api.requests.length, at.api.tokensSent]
    const { headers } = await at.as('zhang')
    const leave = new AbortController()
    const reply = fetch(`${at.url}/api/solutions/desk/agent`, {
      method: 'POST',
      headers: { ...headers, ...sse, 'content-type': 'application/json' },
      body: JSON.stringify({ question }),
      signal: leave.signal,
    })
    await vi.waitFor(() => expect([at.api.requests.length, at.api.tokensSent > sent + 10]).toEqual([asked + 2, true]), 20_000)
    leave.abort()
    await expect(reply.then((one) => one.text())).rejects.toThrow()
    await vi.waitFor(() => expect(at.api.closedEarly).toHaveLength(1), 5_000)
  })
})
