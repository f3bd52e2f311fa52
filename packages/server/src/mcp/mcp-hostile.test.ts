import { citeFirstPassage, fakeModelServer, type FakeModelOptions, type FakeModelServer } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { caseServer, type CaseServer } from '../test-case-server.ts'
import { callTool, codeOfError, eras, mcpClient } from './test-mcp-client.ts'

vi.setConfig({ testTimeout: 60_000 })

const question = '主轴温度超过多少度要停机？'
let at: CaseServer

beforeAll(async () => {
  at = await caseServer()
  await at.solutions[0]!.sync()
}, 60_000)
afterAll(() => at.close())

/** A server, with a model behind it. */
async function deskWithModel(model: FakeModelOptions): Promise<Readonly<{ desk: CaseServer; model: FakeModelServer }>> {
  const server = await fakeModelServer(model)
  onTestFinished(() => server.close())
  const desk = await caseServer({
    environment: { KAIWU_MODEL: 'fake', KAIWU_BASE_URL: server.url, KAIWU_API_KEY: 'sk-canary-73f1' },
  })
  onTestFinished(() => desk.close())
  await desk.solutions[0]!.sync()
  return { desk, model: server }
}

describe('an MCP endpoint holds out against', () => {
  it('words that are too long, wrong or hostile', async () => {
    const client = await mcpClient(at.url, (await at.as('wang')).headers)
    const wrong: readonly (readonly [string, Record<string, unknown>])[] = [
      ['answer', { question: '长'.repeat(10_000) }],
      ['answer', { question: ' ' }],
      ['answer', {}],
      ['answer', { question, asOf: '2021-02-30' }],
      ['search', { query: '主轴', top: 51 }],
      ['search', { query: '主轴', weights: { keyword: 1, vector: 1, title: 1, path: 1 } }],
      ['search', { query: ['主轴'] }],
      ['start_case', { type: 'leave' }],
      ['start_case', { type: 'leave', idempotencyKey: 'with space' }],
      ['start_case', { type: 'leave', idempotencyKey: 'k', fields: { days: '\ud800' } }],
      ['my_tasks', { of: 'li' }],
      ['read_case', { case: 'x'.repeat(10_000) }],
    ]
    for (const [name, args] of wrong)
      expect(codeOfError(await callTool(client, name, args)), JSON.stringify(args).slice(0, 80)).toBe('REQUEST_INVALID')
    expect(codeOfError(await callTool(client, 'search', { query: '主轴', knowledge: '__proto__' }))).toBe('KNOWLEDGE_NOT_FOUND')
    expect(codeOfError(await callTool(client, 'start_case', { type: 'constructor', idempotencyKey: 'k' }))).toBe(
      'CASE_TYPE_UNKNOWN',
    )
    const invalid = await callTool(client, 'start_case', {
      type: 'leave',
      idempotencyKey: 'k',
      fields: { days: 'many', __proto__x: 1 },
    })
    expect(invalid.error).toMatch(/^CASE_VALUES_INVALID: .*\n(.*\n)*days: /)
    const inert = JSON.parse(`{"question":"${question}","__proto__":{"access":"all","question":"x"}}`) as Record<string, unknown>
    expect((await callTool(client, 'answer', inert)).value).toMatchObject({ question, outcome: 'answered' })
    const sql = "'; DROP TABLE cases; --"
    expect(codeOfError(await callTool(client, 'read_case', { case: sql }))).toBe('CASE_NOT_FOUND')
    expect((await callTool(client, 'search', { query: `${sql} <script> {{question}} ../../etc/passwd` })).value).toBeDefined()
    expect((await callTool(client, 'my_tasks')).value).toEqual({ tasks: [] })
  })

  it('messages that are none, several at once, and the methods of sessions', async () => {
    const { post, send } = await at.as('zhang')
    const both = { accept: 'application/json, text/event-stream' }
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    for (const body of [[list, list], [], 'x', 1, null, {}, { jsonrpc: '1.0', id: 1, method: 'tools/list' }])
      expect(await post('mcp', body, both), JSON.stringify(body)).toMatchObject({
        status: 400,
        body: { code: 'REQUEST_INVALID' },
      })
    expect((await send('POST', 'mcp', { 'content-type': 'text/plain', ...both }, JSON.stringify(list))).status).toBe(415)
    expect(
      (
        await send(
          'POST',
          'mcp',
          { 'content-type': 'application/json', ...both },
          `{"jsonrpc":"2.0","x":"${'x'.repeat(1_100_000)}"}`,
        )
      ).status,
    ).toBe(413)
    expect((await post('mcp', list, { accept: 'text/html' })).status).toBe(406)
    for (const method of ['GET', 'DELETE'])
      expect(await send(method, 'mcp', both)).toMatchObject({ status: 405, headers: { allow: 'POST' } })
    for (const message of [
      { jsonrpc: '2.0', id: 1 },
      { jsonrpc: '2.0', id: 1, method: 'no/such' },
      { ...list, method: '__proto__' },
      { ...list, params: 7 },
      { ...list, method: 'tools/call', params: { name: 7 } },
    ]) {
      const { status, text } = await post('mcp', message, both)
      expect(status, JSON.stringify(message)).toBeLessThan(500)
      expect(text).toMatch(/"error"/)
    }
    expect((await post('mcp', { jsonrpc: '2.0', method: 'notifications/initialized' }, both)).status).toBe(202)
    expect((await post('mcp', list, both)).headers).not.toHaveProperty('mcp-session-id')
  })

  it('too many requests', async () => {
    const busy = await caseServer({ app: { requestsPerMinute: 5 } })
    onTestFinished(() => busy.close())
    const { post } = await busy.as('zhang')
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const replies = []
    for (let asked = 0; asked < 8; asked++)
      replies.push(await post('mcp', list, { accept: 'application/json, text/event-stream' }))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 429, 429, 429])
    expect(replies.at(-1)).toMatchObject({
      body: { code: 'RATE_LIMITED' },
      headers: { 'retry-after': expect.stringMatching(/^\d+$/) },
    })
  })
})

describe('answers by MCP', () => {
  it('are charged to who asks, and failures of a model are told without its inside', async () => {
    const { desk, model } = await deskWithModel({ answer: citeFirstPassage })
    const client = await mcpClient(desk.url, (await desk.withKey('zhang', ['answer.ask'])).headers)
    expect((await callTool(client, 'answer', { question })).value).toMatchObject({
      outcome: 'answered',
      model: 'openai-compatible/fake',
    })
    const rows = desk.solutions[0]!.models.ledger!.rows()
    expect(rows.map(({ chargedTo }) => [chargedTo.solution, chargedTo.user, typeof chargedTo.key])).toEqual([
      ['desk', '张三', 'string'],
    ])
    await model.close()
    const { error = '' } = await callTool(client, 'answer', { question: '主轴润滑油多久更换？' })
    expect(error).toMatch(/^MODEL_UNREACHABLE: /)
    expect(error + desk.logs.join()).not.toContain('canary')
  })

  it.each(eras)('end with the client of the %s revision that asked', async (era) => {
    const { desk, model } = await deskWithModel({ answer: citeFirstPassage, pieceLength: 1, pieceDelayMs: 1_000 })
    const client = await mcpClient(desk.url, (await desk.as('zhang')).headers, { era })
    const leaving = new AbortController()
    const asked = client.callTool({ name: 'answer', arguments: { question } }, { signal: leaving.signal })
    await expect.poll(() => model.requests.length, { timeout: 10_000 }).toBe(1)
    leaving.abort()
    await expect(asked).rejects.toThrow()
    await client.close()
    const outcomes = () => desk.solutions[0]!.models.ledger!.rows().map(({ outcome }) => outcome)
    await expect.poll(outcomes, { timeout: 10_000 }).toEqual(['cancelled'])
    await expect.poll(() => model.closedEarly.length, { timeout: 10_000 }).toBe(1)
  })
})
