import { readLog, verifyLog } from '@kaiwu/cases'
import { startPostgres, type PostgresServer } from '@kaiwu/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from './routes.ts'
import {
  caseOf,
  caseServer,
  type CaseServer,
  type Client,
  codeOf,
  deciding,
  password,
  sentLeave,
  until,
} from './test-case-server.ts'

describe.each(['sqlite', 'postgres'] as const)('decisions over HTTP on %s', (kind) => {
  let at: CaseServer
  let server: PostgresServer | undefined
  let [zhang, li, zhao, wang, sun, admin]: Client[] = []
  beforeAll(async () => {
    server = kind === 'postgres' ? await startPostgres() : undefined
    at = await caseServer(server ? { environment: { KAIWU_DATABASE: server.url } } : {})
    ;[zhang, li, zhao, wang, sun, admin] = await Promise.all(
      ['zhang', 'li', 'zhao', 'wang', 'sun', 'admin'].map((login) => at.as(login)),
    )
  }, 120_000)
  afterAll(async () => {
    await at?.close()
    await server?.close()
  })

  it('WF-17: 50 equal requests at once start one case, also after a restart; another body under the key is refused', async () => {
    const body = { type: 'leave', fields: { days: 2 } }
    const key = { 'idempotency-key': 'the-same' }
    const all = await Promise.all(Array.from({ length: 50 }, () => zhang!.post('cases', body, key)))
    expect(all.filter(({ status }) => status === 201).length).toBe(1)
    expect(all.filter(({ status }) => status === 200).length).toBe(49)
    expect(new Set(all.map((reply) => caseOf(reply).id)).size).toBe(1)
    await at.restart()
    const after = await zhang!.post('cases', body, key)
    expect([after.status, caseOf(after).id]).toEqual([200, caseOf(all[0]!).id])
    expect(codeOf(await zhang!.post('cases', { ...body, fields: { days: 3 } }, key))).toEqual([422, 'CASE_REQUEST_DIFFERENT'])
    // The key is one's own: what another person calls the same is another case.
    expect((await sun!.post('cases', body, key)).status).toBe(201)
  }, 60_000)

  it('WF-08: 50 signatures at once are one; sent again it is the same, the opposite names the first', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const seen = await li!.get(`cases/${id}`)
    const approval = { decision: 'approve', comment: '同意' }
    const rejection = { decision: 'reject', comment: '人手不足' }
    const same = deciding(seen, 'mine-1')
    const [own, others] = await Promise.all([
      Promise.all(Array.from({ length: 25 }, () => li!.post(`cases/${id}/signature`, approval, same))),
      Promise.all(
        Array.from({ length: 25 }, (_, at) => zhao!.post(`cases/${id}/signature`, rejection, deciding(seen, `other-${at}`))),
      ),
    ])
    const kept = [...own, ...others].filter(({ status }) => status === 200)
    const now = caseOf(await li!.get(`cases/${id}`))
    expect(now.acts.filter(({ what }) => what === 'waiting.approval').length).toBe(1)
    expect(kept.length).toBe(now.state === 'granted' ? 25 : 1)
    expect(new Set(kept.map(({ text }) => text)).size).toBe(1)
    const refused = [...own, ...others].filter(({ status }) => status !== 200)
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([409]))
    const first = now.state === 'granted' ? '李四' : '赵六'
    expect(refused.filter(({ text }) => !text.includes(first)).map(({ text }) => text)).toEqual([])
  }, 60_000)

  it('WF-08: the same decision again answers the same body; another under its id is refused by the name of the first', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const seen = await li!.get(`cases/${id}`)
    const headers = deciding(seen, 'once')
    const first = await li!.post(`cases/${id}/signature`, { decision: 'approve' }, headers)
    const again = await li!.post(`cases/${id}/signature`, { decision: 'approve' }, headers)
    expect([again.status, again.text, again.headers.etag]).toEqual([200, first.text, first.headers.etag])
    const opposite = await li!.post(`cases/${id}/signature`, { decision: 'reject', comment: '不' }, headers)
    expect(codeOf(opposite)).toEqual([409, 'CASE_DECIDED'])
    expect(opposite.text).toContain('李四')
  })

  it('WF-09: whoever may not is refused, nothing changes, and that they tried is recorded', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const seen = await li!.get(`cases/${id}`)
    const before = caseOf(seen)
    const attempt = (client: Client) => client.post(`cases/${id}/signature`, { decision: 'approve' }, deciding(seen))
    expect(codeOf(await attempt(zhang!))).toEqual([403, 'CASE_NOT_YOURS'])
    expect(codeOf(await attempt(wang!))).toEqual([403, 'CASE_NOT_YOURS'])
    expect(codeOf(await attempt(admin!))).toEqual([403, 'CASE_NOT_YOURS'])
    expect(codeOf(await attempt(sun!))).toEqual([404, 'CASE_NOT_FOUND'])
    expect(codeOf(await attempt(await at.as('')))).toEqual([401, 'SIGN_IN_REQUIRED'])
    expect(codeOf(await attempt(await at.withKey('li', ['case.read'])))).toEqual([403, 'RIGHT_MISSING'])
    // Who asked does not sign for it, whatever their role.
    const own = caseOf(await sentLeave(li!))
    const mine = await li!.get(`cases/${own.id}`)
    expect(codeOf(await li!.post(`cases/${own.id}/signature`, { decision: 'approve' }, deciding(mine)))).toEqual([
      403,
      'CASE_SAME_PERSON',
    ])
    expect(caseOf(await li!.get(`cases/${id}`))).toEqual(before)
    const { rows } = await readLog(at.solutions[0]!.database, { caseId: id, result: 'refused' })
    const names = rows.map(({ actorName, detail }) => `${actorName} ${JSON.stringify(detail['code'])}`)
    expect(names.sort()).toEqual([
      '孙七 "CASE_NOT_FOUND"',
      '张三 "CASE_NOT_YOURS"',
      '王五 "CASE_NOT_YOURS"',
      '管理员 "CASE_NOT_YOURS"',
    ])
  })

  it('WF-10: a signature for what was changed meanwhile is refused', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const seen = await li!.get(`cases/${id}`)
    const mine = await zhang!.get(`cases/${id}`)
    const back = await zhang!.post(`cases/${id}/withdrawal`, {}, deciding(mine))
    const again = await zhang!.post(`cases/${id}/actions/submit`, { values: { days: 50 } }, deciding(back))
    expect(caseOf(again).state).toBe('waiting')
    const late = await li!.post(`cases/${id}/signature`, { decision: 'approve' }, deciding(seen))
    expect(codeOf(late)).toEqual([409, 'CASE_CHANGED'])
    expect(late.text).toContain('内容已变更')
    const now = await li!.post(`cases/${id}/signature`, { decision: 'approve' }, deciding(await li!.get(`cases/${id}`)))
    expect(caseOf(now)).toMatchObject({ state: 'granted', fields: { days: 50 } })
  })

  it('WF-12: nothing is signed once a case is cancelled', async () => {
    const sent = await sentLeave(zhang!)
    const { id } = caseOf(sent)
    const seen = await li!.get(`cases/${id}`)
    const unsaid = await zhang!.post(`cases/${id}/cancellation`, {}, deciding(sent))
    expect(codeOf(unsaid)).toEqual([422, 'CASE_COMMENT_MISSING'])
    expect(caseOf(await zhang!.post(`cases/${id}/cancellation`, { comment: '不请了' }, deciding(sent))).state).toBe('dropped')
    for (const headers of [deciding(seen), deciding(await li!.get(`cases/${id}`))])
      expect(codeOf(await li!.post(`cases/${id}/signature`, { decision: 'approve' }, headers))).toEqual([409, 'CASE_ENDED'])
  })

  it('WF-11: looking at an address that decides decides nothing', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const before = await li!.get(`cases/${id}`)
    const decidingRoutes = routes.filter(({ tag, method }) => (tag === 'cases' || tag === 'log') && method !== 'get')
    expect(decidingRoutes.length).toBeGreaterThan(14)
    for (const { path } of decidingRoutes) {
      const address = path
        .replace('/api/solutions/:name/', '')
        .replace(':id', id)
        .replace(/:action|:event|:key/, 'submit')
        .replace(':sha256', 'a'.repeat(64))
      const isRead = routes.some((route) => route.path === path && route.method === 'get')
      for (const method of ['GET', 'HEAD']) {
        const reply = await li!.send(method, address, deciding(before))
        if (!isRead) expect([address, reply.status]).toEqual([address, 405])
      }
    }
    expect(caseOf(await li!.get(`cases/${id}`))).toEqual(caseOf(before))
  })

  it('want the headers that bind them', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const seen = await li!.get(`cases/${id}`)
    const { 'if-match': shown, 'idempotency-key': key } = deciding(seen) as Record<'if-match' | 'idempotency-key', string>
    const tried = (headers: Record<string, string>) => li!.post(`cases/${id}/signature`, { decision: 'approve' }, headers)
    expect(codeOf(await tried({ 'if-match': shown }))).toEqual([428, 'HEADER_REQUIRED'])
    expect(codeOf(await tried({ 'idempotency-key': key }))).toEqual([428, 'HEADER_REQUIRED'])
    expect(codeOf(await tried({ 'idempotency-key': key, 'if-match': '*' }))).toEqual([428, 'HEADER_REQUIRED'])
    for (const wrong of ['abc', '"abc"', `${shown}, ${shown}`])
      expect(codeOf(await tried({ 'idempotency-key': key, 'if-match': wrong }))).toEqual([400, 'REQUEST_INVALID'])
    for (const wrong of ['', 'two words', 'x'.repeat(201)])
      expect((await tried({ 'idempotency-key': wrong, 'if-match': shown })).status).toBe(wrong === '' ? 400 : 400)
    expect(codeOf(await tried({ 'idempotency-key': key, 'if-match': `"${'0'.repeat(64)}.${'0'.repeat(16)}"` }))).toEqual([
      409,
      'CASE_CHANGED',
    ])
    // A proxy that compresses makes the tag a weak one.
    expect((await tried({ 'idempotency-key': key, 'if-match': `W/${shown}` })).status).toBe(200)
  })

  it('are signed with one’s own password where the case type wants it, which nobody keeps', async () => {
    const filed = await sentLeave(zhang!, 1)
    const { id } = caseOf(filed)
    expect(caseOf(filed).state).toBe('filed')
    const seen = await wang!.get(`cases/${id}`)
    const file = (body: unknown, client = wang!) => client.post(`cases/${id}/actions/file`, body, deciding(seen))
    expect(codeOf(await file({}))).toEqual([422, 'CASE_SIGNATURE_MISSING'])
    expect(codeOf(await file({ sign: 'password' }))).toEqual([400, 'REQUEST_INVALID'])
    expect(codeOf(await file({ password: 'canary-wrong-5512' }))).toEqual([403, 'CASE_PASSWORD_WRONG'])
    expect(codeOf(await file({ password }, await at.withKey('wang', ['case.read', 'case.act'])))).toEqual([
      403,
      'CASE_SIGNATURE_BY_KEY',
    ])
    expect(caseOf(await wang!.get(`cases/${id}`)).state).toBe('filed')
    const done = await file({ password })
    expect([done.status, caseOf(done).state]).toEqual([200, 'granted'])
    const { rows } = await readLog(at.solutions[0]!.database, { limit: 500 })
    expect(
      rows.find(({ action, caseId, detail }) => action === 'case.acted' && caseId === id && detail['action'] === 'file')?.detail,
    ).toMatchObject({ sign: 'password' })
    expect(rows.some(({ action, result }) => action === 'person.confirm' && result === 'refused')).toBe(true)
    for (const kept of [JSON.stringify(rows), at.logs.join()]) {
      expect(kept).not.toContain(password)
      expect(kept).not.toContain('canary-wrong-5512')
    }
  })

  it('are handed over, and asked of one more', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const [wangId, zhangId] = [at.people.get('wang')!.id, at.people.get('zhang')!.id]
    const seen = await li!.get(`cases/${id}`)
    expect(codeOf(await li!.post(`cases/${id}/delegation`, { to: zhangId }, deciding(seen)))).toEqual([403, 'CASE_SAME_PERSON'])
    expect(codeOf(await li!.post(`cases/${id}/delegation`, { to: 'nobody' }, deciding(seen)))).toEqual([
      422,
      'CASE_PERSON_UNKNOWN',
    ])
    const handed = await li!.post(`cases/${id}/delegation`, { to: wangId, comment: '出差' }, deciding(seen))
    expect(caseOf(handed).seats).toEqual([{ person: { id: wangId, name: '王五' } }])
    const mine = await wang!.get(`cases/${id}`)
    expect(caseOf(mine).maySign).toBe(true)
    const asked = await wang!.post(`cases/${id}/signers`, { to: at.people.get('sun')!.id }, deciding(mine))
    expect(caseOf(asked).seats.length).toBe(2)
    expect(caseOf(await wang!.post(`cases/${id}/signature`, { decision: 'approve' }, deciding(asked))).state).toBe('granted')
  })

  it('give a deadline more time, as often as it may be', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    const more = async (body: unknown, client = li!) =>
      client.post(`cases/${id}/extension`, body, deciding(await client.get(`cases/${id}`)))
    expect(codeOf(await more({ deadline: 'answer', comment: '核实中' }, zhang!))).toEqual([403, 'CASE_NOT_YOURS'])
    const before = caseOf(await li!.get(`cases/${id}`)).deadlines[0]!
    const after = caseOf(await more({ deadline: 'answer', comment: '核实中' })).deadlines[0]!
    expect([before.due.state, after.due.state]).toEqual(['due', 'due'])
    expect(JSON.stringify(after.due) > JSON.stringify(before.due)).toBe(true)
    expect(codeOf(await more({ deadline: 'answer', comment: '再等等' }))).toEqual([409, 'CASE_DEADLINE_CLOSED'])
  })

  it('carry a case on by hand, out of a dead end, through an event to its end', async () => {
    const begun = await li!.post('cases', { type: 'repair' }, { 'idempotency-key': 'repair-1' })
    const { id } = caseOf(begun)
    const stuck = await until(
      () => li!.get(`cases/${id}`),
      (seen) => caseOf(seen).failure !== undefined,
    )
    expect(caseOf(stuck).failure?.reason.zh).toEqual(expect.any(String))
    expect(codeOf(await li!.post(`cases/${id}/by-hand`, { values: { level: 'A' } }, deciding(stuck)))).toEqual([
      422,
      'CASE_COMMENT_MISSING',
    ])
    const byHand = await li!.post(`cases/${id}/by-hand`, { values: { level: 'A' }, comment: '按经验定级' }, deciding(stuck))
    expect(caseOf(byHand).exception?.kind).toBe('approver_empty')
    expect(codeOf(await li!.post(`cases/${id}/reroute`, { to: 'working', comment: '没有专家' }, deciding(byHand)))).toEqual([
      403,
      'CASE_NOT_YOURS',
    ])
    const seen = await admin!.get(`cases/${id}`)
    expect(codeOf(await admin!.post(`cases/${id}/reroute`, { to: 'nowhere', comment: '没有专家' }, deciding(seen)))).toEqual([
      422,
      'CASE_STATE_UNKNOWN',
    ])
    const routed = await admin!.post(`cases/${id}/reroute`, { to: 'working', comment: '没有专家' }, deciding(seen))
    expect(caseOf(routed).state).toBe('working')
    const program = await at.withKey('li', ['case.read', 'case.act'])
    expect(codeOf(await program.post(`cases/${id}/events/fire`, { values: {} }))).toEqual([409, 'CASE_ACTION_UNKNOWN'])
    const tell = (o2: number) => program.post(`cases/${id}/events/gas`, { values: { o2 } }, { 'idempotency-key': 'reading-7' })
    const told = await tell(18.5)
    expect(caseOf(told).fields['oxygen']).toBe(18.5)
    expect(caseOf(await tell(18.5)).fields['oxygen']).toBe(18.5)
    expect(codeOf(await tell(12))).toEqual([409, 'CASE_DECIDED'])
    const call = (text: string) => li!.post(`cases/${id}/comments`, { text }, { 'idempotency-key': 'call-1' })
    expect([(await call('请派人')).status, (await call('请派人')).status]).toEqual([200, 200])
    expect(codeOf(await call('不用了'))).toEqual([409, 'CASE_DECIDED'])
    const { events } = (await li!.get(`cases/${id}/history`)).body as { events: { type: string }[] }
    expect(events.filter(({ type }) => type === 'commented' || type === 'received').length).toBe(2)
    expect(
      caseOf(
        await until(
          () => li!.get(`cases/${id}`),
          (seen) => caseOf(seen).state === 'closed',
        ),
      ).endedAt,
    ).toEqual(expect.any(String))
  })

  it('leave a log that verifies', async () => {
    expect((await verifyLog(at.solutions[0]!.database)).problems).toEqual([])
  })
})
