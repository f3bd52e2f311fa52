import { readLog } from '@kaiwu/cases'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { oneCase } from './case-desk.ts'
import { caseType } from './schemas/case-type.ts'
import { caseRow, caseTask } from './schemas/case.ts'
import { problem } from './schemas/problem.ts'
import { caseOf, caseServer, type CaseServer, type Client, codeOf, deciding, sentLeave } from './test-case-server.ts'
import { served, type Returned } from './test-served.ts'

let at: CaseServer
let [nobody, zhang, li, sun, admin, shen]: Client[] = []
beforeAll(async () => {
  at = await caseServer({ app: { maxJsonBytes: 50_000 } })
  ;[nobody, zhang, li, sun, admin, shen] = await Promise.all(
    ['', 'zhang', 'li', 'sun', 'admin', 'shen'].map((login) => at.as(login)),
  )
}, 60_000)
afterAll(() => at?.close())

const rowsOf = (reply: Returned) =>
  z.strictObject({ cases: z.array(caseRow), next: z.string().exactOptional() }).parse(reply.body)
let starts = 0
const key = () => ({ 'idempotency-key': `start-${++starts}` })

describe('cases over HTTP', () => {
  it('go from a form through a table to a signature', async () => {
    const draft = await zhang!.post('cases', { type: 'leave', fields: { days: 5 } }, key())
    expect([draft.status, draft.text]).toEqual([201, expect.any(String)])
    const { id } = oneCase.parse(draft.body).case
    expect(draft.headers.location).toBe(`/api/solutions/desk/cases/${id}`)
    const sent = await zhang!.post(`cases/${id}/actions/submit`, { values: { reason: '家中有事需处理' } }, deciding(draft))
    expect([sent.status, caseOf(sent).state]).toEqual([200, 'waiting'])
    const { tasks } = z.strictObject({ tasks: z.array(caseTask) }).parse((await li!.get('tasks')).body)
    expect(tasks).toMatchObject([{ caseId: id, kind: 'approval', type: 'leave', dueAt: expect.any(String) }])
    const seen = await li!.get(`cases/${id}`)
    expect(seen.headers.etag).toMatch(/^"[0-9a-f]{64}\.[0-9a-f]{16}"$/)
    const done = await li!.post(`cases/${id}/signature`, { decision: 'approve', comment: '同意' }, deciding(seen))
    const acts = [{ what: 'draft.submit' }, { what: 'waiting.approval', decision: 'approve', person: { name: '李四' } }]
    expect(caseOf(done)).toMatchObject({ state: 'granted', acts })
    expect(rowsOf(await zhang!.get('cases?type=leave&ended=true')).cases.map((row) => row.id)).toContain(id)
  })

  it('are listed a page at a time, and only to who may see them', async () => {
    for (let one = 0; one < 5; one++) await sun!.post('cases', { type: 'leave' }, key())
    const first = rowsOf(await sun!.get('cases?limit=3'))
    const second = rowsOf(await sun!.get(`cases?limit=3&after=${first.next}`))
    expect([first.cases.length, second.cases.length, second.next]).toEqual([3, 2, undefined])
    expect(new Set([...first.cases, ...second.cases].map(({ id }) => id)).size).toBe(5)
    expect(rowsOf(await zhang!.get('cases')).cases.some(({ ownerId }) => ownerId === at.people.get('sun')!.id)).toBe(false)
    expect(rowsOf(await sun!.get('cases?state=granted')).cases).toEqual([])
    expect(rowsOf(await sun!.get('cases?dueBefore=2000-01-01T00:00:00Z')).cases).toEqual([])
    expect(rowsOf(await sun!.get(`cases?no=${first.cases[0]!.no}`)).cases.length).toBe(1)
  })

  it.each(['limit=0', 'limit=101', 'limit=ten', 'ended=perhaps', 'dueBefore=tomorrow', 'state=a&state=b', 'colour=red', 'type='])(
    'are not listed by %s',
    async (query) => expect(codeOf(await zhang!.get(`cases?${query}`))).toEqual([400, 'REQUEST_INVALID']),
  )

  it('answer 304 to who has what there is', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const seen = await zhang!.get(`cases/${id}`)
    const again = await zhang!.get(`cases/${id}`, { 'if-none-match': seen.headers.etag! })
    expect([again.status, again.text]).toEqual([304, ''])
    const reads = async (): Promise<number> =>
      (await readLog(at.solutions[0]!.database, { caseId: id, action: 'case.read' })).rows.length
    // What somebody has seen is recorded when they see it.
    expect(await reads()).toBe(1)
    await zhang!.post(`cases/${id}/comments`, { text: '请尽快' })
    const changed = await zhang!.get(`cases/${id}`, { 'if-none-match': seen.headers.etag! })
    expect([changed.status, await reads()]).toEqual([200, 2])
    // A comment is seen, but is nothing that a decision is bound to.
    expect([caseOf(changed).shown, changed.headers.etag === seen.headers.etag]).toEqual([caseOf(seen).shown, false])
  })

  it('are refused to who has not signed in, or has a key for something else', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const asking = await at.withKey('zhang', ['answer.ask'])
    for (const path of ['cases', `cases/${id}`, 'tasks', 'case-types', 'log', 'deliveries']) {
      expect(codeOf(await nobody!.get(path))).toEqual([401, 'SIGN_IN_REQUIRED'])
      expect((await asking.get(path)).status).toBe(403)
    }
    expect(codeOf(await nobody!.post('cases', { type: 'leave' }, key()))).toEqual([401, 'SIGN_IN_REQUIRED'])
    const program = await at.withKey('zhang', ['case.read'])
    expect((await program.get(`cases/${id}`)).status).toBe(200)
    expect(codeOf(await program.post('cases', { type: 'leave' }, key()))).toEqual([403, 'RIGHT_MISSING'])
  })

  it('that are somebody else’s answer like those that are not there', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const missing = 'case_zzzzzzzzzzzzzzzz'
    const plain = ({ status, text }: Returned, one: string) => [status, text.replaceAll(one, 'ID').replace(/req_\w+/, 'REQ')]
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/export'],
      ['GET', `/files/${'a'.repeat(64)}`],
      ['POST', '/comments'],
      ['POST', '/signature'],
      ['POST', '/actions/submit'],
    ] as const) {
      const body = { '/comments': '{"text":"?"}', '/signature': '{"decision":"approve"}' }[path as string] ?? '{}'
      const headers = { 'content-type': 'application/json', 'idempotency-key': 'k', 'if-match': `"${'0'.repeat(64)}"` }
      const ask = (one: string) =>
        method === 'GET' ? sun!.get(`cases/${one}${path}`) : sun!.send(method, `cases/${one}${path}`, headers, body)
      const foreign = plain(await ask(id), id)
      expect([path, ...foreign]).toEqual([path, ...plain(await ask(missing), missing)])
      expect(foreign[0]).toBe(404)
    }
  })

  it('name each field of a form that is wrong, in the reader’s language', async () => {
    const draft = await zhang!.post('cases', { type: 'leave' }, key())
    const { id } = caseOf(draft)
    const values = { days: 90, reason: '病', route: '备案', ['__proto__']: 1 }
    const wrong = await zhang!.post(`cases/${id}/actions/submit`, { values }, { ...deciding(draft), 'accept-language': 'en' })
    expect(wrong.headers['content-type']).toContain('application/problem+json')
    const told = problem.parse(wrong.body)
    expect([told.status, told.code]).toEqual([422, 'CASE_VALUES_INVALID'])
    expect(told.fields?.toSorted((a, b) => (a.field < b.field ? -1 : 1))).toEqual([
      { field: 'days', message: 'at most 60' },
      { field: 'reason', message: 'at least 4 characters' },
      { field: 'route', message: 'this form has no such field' },
    ])
    expect(told.detail).toContain('days: at most 60')
    const zh = await zhang!.post(`cases/${id}/actions/submit`, { values: {} }, deciding(draft))
    expect(problem.parse(zh.body).fields).toContainEqual({ field: 'days', message: '必填' })
    expect(caseOf(await zhang!.get(`cases/${id}`)).events).toBe(caseOf(draft).events)
  })

  it('are refused a state, a type, a key, a body and a size that are not right', async () => {
    const sent = await sentLeave(zhang!)
    const { id } = caseOf(sent)
    expect(codeOf(await zhang!.post(`cases/${id}/actions/submit`, {}, deciding(sent)))).toEqual([409, 'CASE_ACTION_UNKNOWN'])
    expect(codeOf(await zhang!.post(`cases/${id}/actions/constructor`, {}, deciding(sent)))).toEqual([409, 'CASE_ACTION_UNKNOWN'])
    expect(codeOf(await zhang!.post('cases', { type: '__proto__' }, key()))).toEqual([404, 'CASE_TYPE_UNKNOWN'])
    expect(codeOf(await zhang!.post('cases', { type: 'repair' }, key()))).toEqual([403, 'CASE_START_FORBIDDEN'])
    expect(codeOf(await zhang!.post('cases', { type: 'leave' }))).toEqual([428, 'HEADER_REQUIRED'])
    expect(codeOf(await zhang!.post('cases', { type: 'leave', state: 'granted' }, key()))).toEqual([400, 'REQUEST_INVALID'])
    expect(codeOf(await zhang!.post('cases', { type: 'leave', fields: { reason: 'x'.repeat(60_000) } }, key()))).toEqual([
      413,
      'REQUEST_TOO_LARGE',
    ])
    expect(codeOf(await zhang!.post(`cases/${id}/comments`, { text: ' ' }))).toEqual([400, 'REQUEST_INVALID'])
    expect(codeOf(await zhang!.send('POST', `cases/${id}/comments`, { 'content-type': 'text/plain' }, 'x'))).toEqual([
      415,
      'MEDIA_TYPE_UNSUPPORTED',
    ])
    expect(codeOf(await zhang!.send('PUT', `cases/${id}`))).toEqual([405, 'METHOD_NOT_ALLOWED'])
  })

  it('are listed as a file for spreadsheets, as one may see them and as the list was narrowed down', async () => {
    const { no } = caseOf(await sentLeave(zhang!))
    const all = await zhang!.get('cases.csv?language=zh')
    expect(all.headers['content-type']).toContain('text/csv')
    expect(all.text.split('\r\n')[0]).toBe('编号,业务,状态,部门,发起人,发起时间,期限,办结时间')
    const line = all.text.split('\r\n').find((one) => one.startsWith(`${no},`))
    expect(line).toMatch(/^[^,]+,请假,[^,]+,[^,]*,张三,\d{4}-\d\d-\d\d \d\d:\d\d,\d{4}-\d\d-\d\d \d\d:\d\d,$/)
    const listed = (await zhang!.get('cases?limit=100')).body as { cases: unknown[] }
    expect(all.text.trim().split('\r\n').length).toBe(listed.cases.length + 1)
    expect((await zhang!.get('cases.csv?ended=true')).text).not.toContain(no)
    expect((await zhang!.get('cases.csv?limit=5')).status).toBe(400)
    const sun = await at.as('sun')
    expect((await sun.get('cases.csv')).text).not.toContain(no)
  })

  it('keep what people write as they wrote it', async () => {
    const reason = '<script>alert(1)</script> ${x} {{y}} =1+1 {"lc":1,"type":"secret","id":["MES_SECRET"]}'
    const sent = await sentLeave(zhang!, 5, { reason })
    expect(caseOf(sent).fields['reason']).toBe(reason)
    expect(sent.text).not.toContain('x'.repeat(32))
    expect(sent.headers['content-type']).toContain('application/json')
  })
})

describe('case types', () => {
  it('tell what a page needs, and whether one may start one', async () => {
    const { types } = z.strictObject({ types: z.array(caseType) }).parse((await zhang!.get('case-types')).body)
    expect(types.map(({ key: one, mayStart }) => [one, mayStart])).toEqual([
      ['leave', true],
      ['repair', false],
    ])
    expect(types[0]!.graph.en).toContain('stateDiagram-v2')
    expect(types[0]!.fields[0]).toMatchObject({ key: 'days', type: 'number', unit: '天', max: 60, required: true })
    expect(types[0]!.calendar).toMatchObject({ weekend: [6, 7], years: [2026] })
    expect(types[0]!.calendar!.days.at(-1)).toEqual({ day: '2026-10-10', kind: 'workday', name: '调休' })
    expect(types[0]!.fields[3]).toMatchObject({ key: 'route', values: ['备案', '批准'] })
  })

  it('are none in a solution without any, which says how to add one', async () => {
    const { send, post, app } = await served()
    const [{ code } = { code: '' }] = await app.setupCodes()
    const made = await post('/api/solutions/desk/first-administrator', {
      code,
      login: 'admin',
      name: '管理员',
      password: '开物成务 tian-gong 7',
    })
    expect(made.status).toBe(201)
    const cookie = made.headers['set-cookie']![0]!.split(';')[0]!
    for (const path of ['case-types', 'cases', 'tasks', 'deliveries', 'jobs/parked']) {
      const reply = await send(`/api/solutions/desk/${path}`, { headers: { cookie } })
      expect([path, ...codeOf(reply)]).toEqual([path, 404, 'CASES_NONE'])
      expect(reply.text).toContain('cases/<')
    }
  })
})

describe('what goes on behind cases', () => {
  it('is for administrators', async () => {
    for (const client of [zhang!, li!, shen!]) {
      expect(codeOf(await client.get('deliveries'))).toEqual([403, 'RIGHT_MISSING'])
      expect(codeOf(await client.get('jobs/parked'))).toEqual([403, 'RIGHT_MISSING'])
      expect(codeOf(await client.post('deliveries/a/retry'))).toEqual([403, 'RIGHT_MISSING'])
    }
    expect((await admin!.get('deliveries')).body).toEqual({ deliveries: [] })
    expect((await admin!.get('jobs/parked')).body).toEqual({ jobs: [] })
    expect(codeOf(await admin!.post('deliveries/none/retry'))).toEqual([409, 'DELIVERY_NOT_FAILED'])
    expect(codeOf(await admin!.post('jobs/none/retry'))).toEqual([409, 'JOB_NOT_PARKED'])
  })
})
