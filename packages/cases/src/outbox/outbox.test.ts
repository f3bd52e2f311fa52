import { createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { until } from '../jobs/test-jobs-base.ts'
import { testBases } from '../test-database.ts'
import { openTestOutbox, type TestOutbox } from './test-outbox-base.ts'
import { environment, outboxMigrations, secret } from './test-outbox-schema.ts'
import { startReceiver, status } from './test-receiver.ts'

const bases = testBases(outboxMigrations)
const settled = (base: TestOutbox, key: string) =>
  until(async () => ['delivered', 'failed'].includes((await base.one(key)).state), 15_000)

describe.each(bases.kinds)('an outbox on %s', (kind) => {
  it('delivers what was put in, signed, once for a key', async () => {
    const receiver = await startReceiver(secret)
    const base = await openTestOutbox(bases, kind, receiver.url)
    const delivery = {
      key: 'case_1:order',
      target: 'mes',
      body: { part: '6205-2RS', count: 2, b: 'a\0' },
      caseId: 'case_1',
      about: '派工',
    }
    expect(await base.put(delivery)).toEqual({ outcome: 'put' })
    expect(await base.put({ ...delivery, body: { b: 'a\0', count: 2, part: '6205-2RS' } })).toEqual({ outcome: 'known' })
    expect(await base.put({ ...delivery, body: { part: '6204' } })).toMatchObject({
      outcome: 'refused',
      error: { code: 'OUTBOX_KEY_REUSED' },
    })
    expect(await base.put({ ...delivery, key: 'k', target: 'https://evil.example/' })).toMatchObject({
      outcome: 'refused',
      error: { code: 'OUTBOX_TARGET_UNKNOWN' },
    })
    await settled(base, delivery.key)
    await wait(100)
    expect(receiver.received).toHaveLength(1)
    expect(receiver.received[0]).toMatchObject({
      method: 'POST',
      key: delivery.key,
      body: String.raw`{"b":"a\u0000","count":2,"part":"6205-2RS"}`,
    })
    expect(receiver.received[0]!.headers['content-type']).toBe('application/json')
    expect(await base.outbox.deliveries({ caseId: 'case_1', state: 'delivered' })).toEqual([
      expect.objectContaining({
        key: delivery.key,
        state: 'delivered',
        tries: 1,
        status: 200,
        response: '{"ok":true}',
        about: '派工',
      }),
    ])
    expect(await base.outbox.deliveries({ caseId: 'case_2' })).toEqual([])
    expect(await base.told()).toEqual(['case_1:order delivered'])
    expect(await base.put(delivery)).toEqual({ outcome: 'known' })
    await expect(base.put({ ...delivery, key: 'with space' })).rejects.toMatchObject({ code: 'OUTBOX_BODY_INVALID' })
    await expect(base.put({ ...delivery, key: 'big', body: 'x'.repeat(1_000_001) })).rejects.toMatchObject({
      code: 'OUTBOX_BODY_INVALID',
    })
  })

  it('sends nothing of a transaction that failed', async () => {
    const receiver = await startReceiver(secret)
    const base = await openTestOutbox(bases, kind, receiver.url)
    const failing = base.database.transaction(async (inside) => {
      await base.outbox.put(inside, { key: 'k', target: 'mes', body: 1 })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await wait(300)
    expect([receiver.received.length, (await base.outbox.deliveries()).length]).toEqual([0, 0])
  })

  it('tries again after 5xx, 408, 425, 429 and a lost connection, and as late as it is asked to', async () => {
    const receiver = await startReceiver(secret)
    const base = await openTestOutbox(bases, kind, receiver.url, { attempts: 9 })
    receiver.answers(
      status(500, {}, 'oops'),
      status(408),
      status(425),
      status(429, { 'retry-after': '1' }),
      status(503, { 'retry-after': new Date(Date.now() - 60_000).toUTCString() }),
      (response) => response.socket!.destroy(),
      (response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half of it')
        setTimeout(() => response.socket!.destroy(), 20)
      },
      status(202),
    )
    await base.put({ key: 'k', target: 'mes', body: 1 })
    await settled(base, 'k')
    expect(await base.one('k')).toMatchObject({ state: 'delivered', tries: 8, status: 202 })
    expect((await base.one('k')).error).toBeUndefined()
    const times = receiver.received.map(({ atMs }) => atMs)
    expect(times).toHaveLength(8)
    expect(times[4]! - times[3]!).toBeGreaterThanOrEqual(990)
    expect(new Set(receiver.received.map(({ key }) => key)).size).toBe(1)
    expect(await base.told()).toEqual(['k delivered'])
    await until(async () => (await base.jobs.counts()).running === 0)
    expect(await base.jobs.counts()).toEqual({ due: 0, later: 0, running: 0, parked: 0 })
  })

  it('fails in the end, and at once where trying again is of no use, until a person has it tried again', async () => {
    const receiver = await startReceiver(secret)
    const base = await openTestOutbox(bases, kind, receiver.url)
    receiver.answers(status(503))
    await base.put({ key: 'k', target: 'mes', body: 1 })
    await settled(base, 'k')
    expect(await base.one('k')).toMatchObject({ state: 'failed', tries: 3, status: 503, error: 'the receiver answered 503' })
    for (const [index, code] of [400, 401, 404, 410, 422].entries()) {
      receiver.answers(status(code, {}, 'no such order'))
      await base.put({ key: `k${index}`, target: 'mes', body: 1 })
      await settled(base, `k${index}`)
      expect(await base.one(`k${index}`)).toMatchObject({ state: 'failed', tries: 1, status: code, response: 'no such order' })
    }
    expect([...(await base.told())].sort()).toEqual(['k failed', 'k0 failed', 'k1 failed', 'k2 failed', 'k3 failed', 'k4 failed'])
    receiver.answers(status(200))
    const retry = (key: string) => base.database.transaction((inside) => base.outbox.retry(inside, key))
    expect([await retry('k'), await retry('k'), await retry('unknown')]).toEqual([true, false, false])
    await settled(base, 'k')
    expect(await base.one('k')).toMatchObject({ state: 'delivered', tries: 4 })
    expect(await retry('k')).toBe(false)
  })

  it('follows no redirect', async () => {
    const other = await startReceiver(secret)
    const receiver = await startReceiver(secret)
    const base = await openTestOutbox(bases, kind, receiver.url)
    for (const code of [301, 302, 303, 307, 308]) {
      receiver.answers(status(code, { location: `${other.url}?token=hidden` }))
      await base.put({ key: `k${code}`, target: 'mes', body: 1 })
      await settled(base, `k${code}`)
      const { state, error } = await base.one(`k${code}`)
      expect([state, error]).toEqual(['failed', expect.stringContaining(`${code} (to ${new URL(other.url).origin})`)])
      expect(error).not.toContain('hidden')
    }
    expect(other.connections()).toBe(0)
  })

  it('reads so much of an answer and waits so long for it', async () => {
    const receiver = await startReceiver(secret)
    const base = await openTestOutbox(bases, kind, receiver.url, { timeoutMs: 400, attempts: 1 })
    let written = 0
    let closed = false
    receiver.answers((response) => {
      response.on('close', () => (closed = true))
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && written < 5e8) {
          written += 65_536
          if (!response.write(`<b>\u001b[31m${'长'.repeat(21_840)}`)) break
        }
      }
      response.on('drain', more)
      more()
    })
    await base.put({ key: 'huge', target: 'mes', body: 1 })
    await settled(base, 'huge')
    const huge = await base.one('huge')
    expect([huge.state, Buffer.byteLength(huge.response!)]).toEqual(['delivered', 8 + 3 * 680])
    expect(huge.response).toMatch(/^<b>\?\[31m长+$/)
    await until(() => closed)
    expect(written).toBeLessThan(20_000_000)
    receiver.answers(() => undefined)
    await base.put({ key: 'silent', target: 'mes', body: 1 })
    await settled(base, 'silent')
    expect(await base.one('silent')).toMatchObject({ state: 'failed', error: 'no answer within 0.4 s' })
    receiver.answers((response) => {
      const drip = setInterval(() => response.write('.'), 50)
      response.writeHead(200).on('close', () => clearInterval(drip))
    })
    await base.put({ key: 'slow', target: 'mes', body: 1 })
    await settled(base, 'slow')
    expect(await base.one('slow')).toMatchObject({ state: 'failed', error: 'no answer within 0.4 s' })
  })

  it('says what is wrong with a receiver that is not there, speaks no HTTP, or whose secret is missing', async () => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as { port: number }
    closed.close()
    const base = await openTestOutbox(bases, kind, `http://127.0.0.1:${port}/`)
    await base.put({ key: 'k', target: 'mes', body: 1 })
    await settled(base, 'k')
    expect(await base.one('k')).toMatchObject({ state: 'failed', tries: 3, error: expect.stringContaining('ECONNREFUSED') })
    const mute = createServer((socket) => void socket.on('error', () => undefined).end('SSH-2.0-x\r\n')).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    const speaking = await openTestOutbox(bases, kind, `https://127.0.0.1:${(mute.address() as { port: number }).port}/`)
    await speaking.put({ key: 'k', target: 'mes', body: 1 })
    await settled(speaking, 'k')
    expect(await speaking.one('k')).toMatchObject({ state: 'failed', tries: 3 })
    mute.close()
    const receiver = await startReceiver(secret)
    const without = await openTestOutbox(bases, kind, receiver.url, { environment: {} })
    await without.put({ key: 'k', target: 'mes', body: 1 })
    await settled(without, 'k')
    expect(await without.one('k')).toMatchObject({ state: 'failed', tries: 1, error: expect.stringContaining('MES_SECRET') })
    expect(receiver.connections()).toBe(0)
  })

  it('keeps the secret to itself', async () => {
    const receiver = await startReceiver(secret)
    const base = await openTestOutbox(bases, kind, receiver.url)
    receiver.answers(status(500, {}, 'x'), status(400, {}, 'y'))
    await base.put({ key: 'k', target: 'mes', body: { a: 1 } })
    await settled(base, 'k')
    const everything = [await base.database.all('SELECT * FROM outbox'), await base.jobs.parked(), await base.outbox.deliveries()]
    expect(JSON.stringify([everything, receiver.received])).not.toContain(environment.MES_SECRET)
  })
})
