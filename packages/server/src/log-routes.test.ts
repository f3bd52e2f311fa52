import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer as readBytes } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { caseNotice } from './schemas/case.ts'
import { caseDelivery, parkedJob } from './schemas/case-work.ts'
import { logEntry, logVerification } from './schemas/log.ts'
import {
  caseFiles,
  caseOf,
  caseServer,
  type CaseServer,
  type Client,
  codeOf,
  deciding,
  sentLeave,
  until,
} from './test-case-server.ts'
import type { Returned } from './test-served.ts'

let at: CaseServer
let receiver: Server
let refusing = true
let [zhang, li, shen, admin]: Client[] = []
beforeAll(async () => {
  receiver = createServer((request, response) => {
    request.resume()
    response.writeHead(refusing ? 400 : 200).end('no such order')
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const { port } = receiver.address() as AddressInfo
  at = await caseServer({ files: caseFiles('desk', `http://127.0.0.1:${port}/hook`) })
  ;[zhang, li, shen, admin] = await Promise.all(['zhang', 'li', 'shen', 'admin'].map((login) => at.as(login)))
}, 60_000)
afterAll(async () => {
  await at?.close()
  receiver.close()
})

const pageOf = (reply: Returned) => z.strictObject({ rows: z.array(logEntry), next: z.int().exactOptional() }).parse(reply.body)

/** A file with what came behind it. */
async function fileOf(
  path: string,
  client: Client,
): Promise<Readonly<{ status: number; bytes: Buffer; digest: string | undefined; type: string | undefined }>> {
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(`${at.url}/api/solutions/desk/${path}`, { headers: client.headers })
      .once('error', reject)
      .once('response', resolve)
      .end()
  })
  const bytes = await readBytes(reply)
  const digest = reply.trailers['repr-digest']
  return { status: reply.statusCode ?? 0, bytes, digest, type: reply.headers['content-type'] }
}

describe('the log over HTTP', () => {
  it('is read by auditors alone, a page at a time, and that it was read stands in it', async () => {
    const { id } = caseOf(await sentLeave(zhang!, 5, { phone: '13800138000' }))
    for (const client of [zhang!, li!, admin!]) expect(codeOf(await client.get('log'))).toEqual([403, 'RIGHT_MISSING'])
    const first = pageOf(await shen!.get(`log?case=${id}&order=oldest&limit=2`))
    expect(first.rows.map(({ action }) => action)).toEqual(['case.started', 'case.entered'])
    const second = pageOf(await shen!.get(`log?case=${id}&order=oldest&limit=2&after=${first.next}`))
    expect(second.rows[0]!.seq).toBeGreaterThan(first.rows[1]!.seq)
    const reads = pageOf(await shen!.get('log?action=log.read&limit=1'))
    expect(reads.rows).toMatchObject([{ actorName: '沈八', detail: { caseId: id, limit: 2, order: 'oldest' } }])
    const refused = pageOf(await shen!.get('log?result=refused&from=2000-01-01T00:00:00Z&to=2001-01-01T00:00:00Z'))
    expect(refused.rows).toEqual([])
  })

  it('shows on a page nothing of what was put into fields', async () => {
    const { id } = caseOf(await sentLeave(zhang!, 5, { phone: '13900139000' }))
    const page = await shen!.get(`log?case=${id}&limit=500`)
    expect(pageOf(page).rows.map(({ action }) => action)).toContain('case.acted')
    expect(page.text).not.toContain('13900139000')
    expect((await shen!.get(`cases/${id}`)).text).not.toContain('13900139000')
    expect((await shen!.get(`cases/${id}/history`)).text).not.toContain('13900139000')
  })

  it.each(['limit=501', 'order=up', 'after=0', 'from=yesterday', 'result=maybe', 'actor=', 'sql=1'])(
    'is not read by %s',
    async (query) => {
      expect(codeOf(await shen!.get(`log?${query}`))).toEqual([400, 'REQUEST_INVALID'])
    },
  )

  it('is a file whose hash comes behind it, and stands in the log', async () => {
    await sentLeave(zhang!)
    for (const [format, type] of [
      ['jsonl', 'application/x-ndjson'],
      ['csv', 'text/csv'],
    ] as const) {
      const file = await fileOf(`log/export?format=${format}`, shen!)
      expect([file.status, file.type?.split(';')[0]]).toEqual([200, type])
      const sum = createHash('sha256').update(file.bytes).digest()
      expect(file.digest).toBe(`sha-256=:${sum.toString('base64')}:`)
      const { rows } = pageOf(await shen!.get('log?action=log.export&limit=1'))
      expect(rows[0]!.detail).toMatchObject({ format, sha256: sum.toString('hex') })
    }
    expect((await fileOf('log/export', li!)).status).toBe(403)
  })

  it('is verified with its checkpoints, which names a row that was changed', async () => {
    const sound = logVerification.parse((await shen!.post('log/verification')).body)
    expect([sound.sound, sound.problems]).toEqual([true, []])
    expect(codeOf(await admin!.post('log/verification'))).toEqual([403, 'RIGHT_MISSING'])
    const { database } = at.solutions[0]!
    await database.transaction(async (inside) => {
      await inside.run('DROP TRIGGER logNotChanged')
      await inside.run("UPDATE log SET actorName = '别人' WHERE seq = 5")
    })
    const found = logVerification.parse((await shen!.post('log/verification')).body)
    expect([found.sound, found.problems[0]?.seq, found.problems[0]?.kind]).toEqual([false, 5, 'changed'])
    expect(pageOf(await shen!.get('log?action=log.verify&limit=1')).rows[0]!.detail).toMatchObject({
      sound: false,
      problems: [{ seq: 5 }],
    })
  })
})

describe('what is sent outside', () => {
  it('is told without what was sent, and tried again by an administrator', async () => {
    const { id } = caseOf(await li!.post('cases', { type: 'repair' }, { 'idempotency-key': 'send-1' }))
    const seen = () => li!.get(`cases/${id}`)
    await until(seen, (reply) => caseOf(reply).failure !== undefined)
    const routed = await li!.post(
      `cases/${id}/by-hand`,
      { values: { level: 'B' }, comment: '按经验定级' },
      deciding(await seen()),
    )
    await li!.post(`cases/${id}/actions/done`, {}, deciding(routed))
    const listed = async () =>
      z.strictObject({ deliveries: z.array(caseDelivery) }).parse((await admin!.get(`deliveries?case=${id}`)).body).deliveries
    const [delivery] = await until(listed, ([first]) => first?.state === 'failed')
    expect(delivery).toMatchObject({ target: 'mes', state: 'failed', status: 400, caseId: id })
    expect(JSON.stringify(delivery)).not.toContain('QX-')
    const again = `deliveries/${encodeURIComponent(delivery!.key)}/retry`
    expect(codeOf(await li!.post(again))).toEqual([403, 'RIGHT_MISSING'])
    refusing = false
    expect((await admin!.post(again)).status).toBe(204)
    const [sent] = await until(listed, ([first]) => first?.state === 'delivered')
    expect(sent).toMatchObject({ state: 'delivered' })
    expect(codeOf(await admin!.post(again))).toEqual([409, 'DELIVERY_NOT_FAILED'])
    expect(pageOf(await shen!.get('log?action=delivery.retry')).rows).toMatchObject([
      { actorName: '管理员', objectId: delivery!.key },
    ])
  })
})

describe('work that failed too often', () => {
  it('is tried again by an administrator', async () => {
    const { database, work } = at.solutions[0]!
    await database.transaction((inside) =>
      work.desk!.jobs.enqueue(inside, { kind: 'nobody-does-this', payload: {}, attempts: 1 }),
    )
    const listed = async () => z.strictObject({ jobs: z.array(parkedJob) }).parse((await admin!.get('jobs/parked')).body).jobs
    const [job] = await until(listed, ({ length }) => length > 0)
    expect(job).toMatchObject({ kind: 'nobody-does-this', attempts: 1, error: expect.any(String) })
    expect(codeOf(await li!.post(`jobs/${job!.id}/retry`))).toEqual([403, 'RIGHT_MISSING'])
    expect((await admin!.post(`jobs/${job!.id}/retry`)).status).toBe(204)
    expect(pageOf(await shen!.get('log?action=job.retry')).rows).toMatchObject([{ actorName: '管理员', objectId: job!.id }])
  })
})

describe('notices', () => {
  it('reach who something was handed to, and nobody else reads them away', async () => {
    const { id } = caseOf(await sentLeave(zhang!))
    await li!.post(`cases/${id}/delegation`, { to: at.people.get('wang')!.id }, deciding(await li!.get(`cases/${id}`)))
    const wang = await at.as('wang')
    const listed = async (query = '') =>
      z.strictObject({ notices: z.array(caseNotice) }).parse((await wang.get(`notices${query}`)).body).notices
    const [notice] = await listed('?unread=true')
    expect(notice).toMatchObject({ caseId: id, kind: 'assigned', readAt: null })
    expect(codeOf(await li!.post(`notices/${notice!.id}/read`))).toEqual([404, 'NOTICE_NOT_FOUND'])
    expect((await wang.post(`notices/${notice!.id}/read`)).status).toBe(204)
    expect([(await listed('?unread=true')).length, (await listed())[0]!.readAt]).toEqual([0, expect.any(String)])
  })
})
