import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { oneCase } from '../case-desk.ts'
import { answer } from '../schemas/answer.ts'
import { caseServer, deciding, sentLeave, type CaseServer } from '../test-case-server.ts'
import { peopleServer } from '../test-people.ts'
import { callTool, codeOfError, eras, mcpClient } from './test-mcp-client.ts'

vi.setConfig({ testTimeout: 60_000 })

const question = '主轴温度超过多少度要停机？'
const every = ['search', 'answer', 'start_case', 'my_tasks', 'read_case']

let at: CaseServer

beforeAll(async () => {
  at = await caseServer()
  await at.solutions[0]!.sync()
}, 60_000)
afterAll(() => at.close())

const toldAnswer = answer.omit({ passages: true, usage: true, elapsedMs: true })
type Found = Readonly<{ passages: readonly Readonly<{ title: string; locator: string; text: string; validity: string }>[] }>
type TaskList = Readonly<{ tasks: readonly Readonly<{ caseId: string; no: string; kind: string }>[] }>

describe.each(eras)('over HTTP, a client of the %s revision', (era) => {
  it('is told the tools with their forms, in the language it asks for', async () => {
    const { headers } = await at.as('zhang')
    const client = await mcpClient(at.url, headers, { era })
    expect(client.getServerVersion()).toMatchObject({ name: 'kaiwu-desk', title: '检修台' })
    expect(client.getInstructions()).toContain('只能由人')
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(every)
    expect(tools.map(({ annotations }) => annotations?.readOnlyHint)).toEqual([true, true, false, true, true])
    for (const { inputSchema, outputSchema } of tools)
      expect([inputSchema.type, outputSchema?.type]).toEqual(['object', 'object'])
    const start = tools.find(({ name }) => name === 'start_case')!
    expect(start).toMatchObject({ title: '发起业务', inputSchema: { required: ['type', 'idempotencyKey'] } })
    expect(start.description).toMatch(/- leave: 请假: days \(number\*\) 天数; reason \(longText\*\) 事由;/)
    expect(start.description).not.toContain('repair')
    const english = await mcpClient(at.url, { ...headers, 'accept-language': 'en' }, { era })
    const listed = (await english.listTools()).tools.find(({ name }) => name === 'start_case')!
    expect([listed.title, listed.description]).toEqual([
      'Start a case',
      expect.stringContaining('- leave: Leave: days (number*) Days'),
    ])
    expect(codeOfError(await callTool(english, 'read_case', { case: 'X-1' }))).toBe('CASE_NOT_FOUND')
    expect((await callTool(english, 'search', {})).error).toContain('query: missing')
  })

  it('searches, and is answered with citations', async () => {
    const client = await mcpClient(at.url, (await at.as('zhang')).headers, { era })
    const { passages } = (await callTool(client, 'search', { query: question, top: 1 })).value as Found
    expect(passages).toEqual([
      expect.objectContaining({
        title: '主轴检修规程',
        locator: '第一条',
        validity: 'in-force',
        text: expect.stringContaining('75 ℃'),
      }),
    ])
    const told = toldAnswer.parse((await callTool(client, 'answer', { question })).value)
    expect(told).toMatchObject({ outcome: 'answered', citations: [{ verified: true, locator: '第一条' }] })
    const refused = toldAnswer.parse((await callTool(client, 'answer', { question: '护照过期了在哪里换？' })).value)
    expect(refused).toMatchObject({ outcome: 'refused', contact: '设备科 8001', citations: [] })
  })

  it('starts a case once for a key, finds it among its tasks, and reads it', async () => {
    const client = await mcpClient(at.url, (await at.as('zhang')).headers, { era })
    const request = { type: 'leave', fields: { days: 3 }, idempotencyKey: `from-mcp-${era}` }
    const begun = await callTool(client, 'start_case', request)
    const shown = oneCase.extend({ begun: z.boolean() }).parse(begun.value)
    expect(shown).toMatchObject({
      begun: true,
      case: { type: 'leave', state: 'draft', fields: { days: 3 }, initiator: { name: '张三' } },
    })
    const again = await callTool(client, 'start_case', request)
    expect(again.value).toMatchObject({ begun: false, case: { id: shown.case.id } })
    expect(codeOfError(await callTool(client, 'start_case', { ...request, fields: { days: 4 } }))).toBe('CASE_REQUEST_DIFFERENT')
    const { tasks } = (await callTool(client, 'my_tasks')).value as TaskList
    expect(tasks.filter(({ caseId }) => caseId === shown.case.id)).toEqual([
      expect.objectContaining({ no: shown.case.no, kind: 'action' }),
    ])
    for (const word of [shown.case.id, shown.case.no]) {
      const read = oneCase.parse((await callTool(client, 'read_case', { case: word })).value)
      expect(read.case).toMatchObject({ id: shown.case.id, fields: { days: 3 } })
    }
    const { rows } = (await (await at.as('shen')).get(`log?case=${shown.case.id}&order=oldest`)).body as {
      rows: { action: string; actorName: string }[]
    }
    expect(rows.map(({ action, actorName }) => `${actorName} ${action}`)).toEqual(
      ['started', 'entered', 'read', 'read'].map((what) => `张三 case.${what}`),
    )
  })
})

describe('by MCP one may do what one may by the API, and no more', () => {
  it('a case of somebody else is one that is not there', async () => {
    const sent = await sentLeave(await at.as('zhang'), 5, { phone: '13800001111' })
    const { id, no } = oneCase.parse(sent.body).case
    const stranger = await mcpClient(at.url, (await at.as('sun')).headers)
    const errors = await Promise.all(
      [id, no, 'case_nobody', 'QJ-20991231-999'].map((word) => callTool(stranger, 'read_case', { case: word })),
    )
    expect(new Set(errors.map(codeOfError))).toEqual(new Set(['CASE_NOT_FOUND']))
    const bare = errors.map(({ error = '' }, index) =>
      error.replace([id, no, 'case_nobody', 'QJ-20991231-999'][index]!, 'X').replace(/req_\w+/, ''),
    )
    expect(new Set(bare).size).toBe(1)
    expect((await callTool(stranger, 'my_tasks')).value).toEqual({ tasks: [] })
    // Who is to sign sees the case, and of a sensitive field what the API shows them.
    const manager = await at.as('li')
    const signer = await mcpClient(at.url, manager.headers)
    const seen = oneCase.parse((await callTool(signer, 'read_case', { case: no })).value).case
    expect(seen.fields['phone']).not.toBe('13800001111')
    expect(seen).toMatchObject({ maySign: true, hidden: ['phone'] })
    expect(seen).toEqual(oneCase.parse((await manager.get(`cases/${id}`)).body).case)
  })

  it('nothing decides: there is no tool for it, and reading is no signature', async () => {
    const sent = await sentLeave(await at.as('zhang'))
    const manager = await at.as('li')
    const client = await mcpClient(at.url, manager.headers)
    for (const name of ['sign', 'act', 'signature', 'decide', 'submit', 'approve', 'constructor', '__proto__'])
      await expect(client.callTool({ name, arguments: {} })).rejects.toThrow(/no tool/)
    const { id } = oneCase.parse(sent.body).case
    await callTool(client, 'read_case', { case: id })
    expect(oneCase.parse((await manager.get(`cases/${id}`)).body).case).toMatchObject({ state: 'waiting', maySign: true })
    expect(
      (await manager.post(`cases/${id}/signature`, { decision: 'approve' }, deciding(await manager.get(`cases/${id}`)))).status,
    ).toBe(200)
  })

  it('a key does what is among its scopes', async () => {
    const reader = await mcpClient(at.url, (await at.withKey('wang', ['case.read'])).headers)
    expect((await reader.listTools()).tools.map(({ name }) => name)).toEqual(['my_tasks', 'read_case'])
    for (const [name, args] of [
      ['search', { query: '主轴' }],
      ['answer', { question }],
      ['start_case', { type: 'leave', idempotencyKey: 'k' }],
    ] as const)
      expect(codeOfError(await callTool(reader, name, args)), name).toBe('RIGHT_MISSING')
    expect((await callTool(reader, 'my_tasks')).value).toEqual({ tasks: [] })
    const none = await at.withKey('wang', ['people.names'])
    await expect(mcpClient(at.url, none.headers)).rejects.toThrow(/403|RIGHT_MISSING/)
  })

  it('whoever has not signed in, or comes from a foreign page, is nobody', async () => {
    const anybody = await at.as('')
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const both = { accept: 'application/json, text/event-stream' }
    expect(await anybody.post('mcp', list, both)).toMatchObject({
      status: 401,
      body: { code: 'SIGN_IN_REQUIRED' },
      headers: { 'www-authenticate': 'Bearer' },
    })
    await expect(mcpClient(at.url, { authorization: 'Bearer kw_garbage' })).rejects.toThrow()
    const { headers } = await at.as('zhang')
    const { 'x-kaiwu-request': _, ...cookie } = headers
    const forged = { 'content-type': 'application/json', ...both }
    const send = (more: Record<string, string>) => anybody.send('POST', 'mcp', { ...forged, ...more }, JSON.stringify(list))
    expect(await send(cookie)).toMatchObject({ status: 403, body: { code: 'REQUEST_FORGED' } })
    expect(await send({ ...headers, origin: 'https://evil.example' })).toMatchObject({
      status: 403,
      body: { code: 'ORIGIN_REFUSED' },
    })
    expect(await send({ ...headers, host: 'evil.example' })).toMatchObject({ status: 403, body: { code: 'ORIGIN_REFUSED' } })
    expect((await send(headers)).status).toBe(200)
  })

  it('until somebody has been set up, everybody searches and asks, and nothing else', async () => {
    const at = await peopleServer()
    const client = await mcpClient(at.url)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['search', 'answer'])
    expect((await callTool(client, 'answer', { question })).value).toMatchObject({ outcome: 'answered' })
    expect(codeOfError(await callTool(client, 'my_tasks'))).toBe('NOBODY_SET_UP')
  })

  it('documents with labels are not there for who holds none', async () => {
    const at = await peopleServer()
    const author = { cookie: await at.cookie('desk', 'author', ['author', '设备部', 'administrator']), 'x-kaiwu-request': '1' }
    const member = { cookie: await at.cookie('desk', 'member'), 'x-kaiwu-request': '1' }
    const [holder, other] = [await mcpClient(at.url, author), await mcpClient(at.url, member)]
    const find = async (client: typeof holder) =>
      ((await callTool(client, 'search', { query: '主轴温度' })).value as Found).passages
    const { documents } = (await at.send('/api/solutions/desk/documents', { headers: author })).body as {
      documents: { id: string; path: string }[]
    }
    const { id } = documents.find(({ path }) => path.endsWith('spindle.md'))!
    expect((await find(other)).length).toBeGreaterThan(0)
    const body = '{"labels":["设备部"]}'
    await at.send(`/api/solutions/desk/documents/${id}/access`, {
      method: 'PUT',
      headers: { ...author, 'content-type': 'application/json' },
      body,
    })
    expect((await find(holder)).length).toBeGreaterThan(0)
    expect(JSON.stringify(await find(other))).not.toContain('主轴')
    expect((await callTool(other, 'answer', { question })).value).toMatchObject({ outcome: 'refused' })
  })

  it('two solutions are never mixed, however many ask at once', async () => {
    const at = await peopleServer(['desk', 'other'])
    const cookies = {
      desk: await at.cookie('desk', 'a', ['administrator']),
      other: await at.cookie('other', 'b', ['administrator']),
    }
    const of = (solution: 'desk' | 'other', cookie: string) => mcpClient(at.url, { cookie, 'x-kaiwu-request': '1' }, { solution })
    await expect(of('other', cookies.desk)).rejects.toThrow()
    const clients = [await of('desk', cookies.desk), await of('other', cookies.other)] as const
    const names = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const begun = await callTool(clients[index % 2]!, 'start_case', { type: 'leave', idempotencyKey: `k-${index >> 1}` })
        return [index % 2, oneCase.shape.case.parse(begun.value?.['case'])] as const
      }),
    )
    for (const [index, one] of names) expect(one.initiator.name).toBe(index === 0 ? 'a' : 'b')
    for (const client of clients) expect(((await callTool(client, 'my_tasks')).value as TaskList).tasks).toHaveLength(10)
    const [foreign] = names.filter(([index]) => index === 1)
    expect(codeOfError(await callTool(clients[0], 'read_case', { case: foreign![1].id }))).toBe('CASE_NOT_FOUND')
    expect(clients.map((client) => client.getServerVersion()?.name)).toEqual(['kaiwu-desk', 'kaiwu-other'])
  })
})
