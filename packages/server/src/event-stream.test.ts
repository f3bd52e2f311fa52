import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express from 'express'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openEventStream } from './event-stream.ts'

const events = 600
const large = 'x'.repeat(100_000)

/** Sends large events to one client; says how many have gone out and whether sending is over. */
async function sending(): Promise<{ client: IncomingMessage; sent: () => number; over: () => boolean }> {
  let sent = 0
  let over = false
  const app = express()
  app.get('/', async (_, response) => {
    const stream = openEventStream(response, 10)
    for (; sent < events && !response.destroyed; sent++) await stream.send({ large })
    stream.end()
    over = true
  })
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => server.closeAllConnections())
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const [client] = (await once(get({ port: (server.address() as AddressInfo).port, agent: false }), 'response')) as [
    IncomingMessage,
  ]
  client.on('error', () => undefined)
  return { client, sent: () => sent, over: () => over }
}

describe('an event stream', () => {
  it('waits for a client that does not read, and goes on when it does', async () => {
    const { client, sent } = await sending()
    await sleep(500)
    const before = sent()
    await sleep(300)
    expect(sent()).toBe(before)
    expect(before).toBeLessThan(events / 2)
    let bytes = 0
    for await (const piece of client) bytes += (piece as Buffer).length
    expect(bytes).toBeGreaterThan(events * large.length)
    expect(sent()).toBe(events)
  })

  it('stops waiting when the client leaves', async () => {
    const { client, sent, over } = await sending()
    await sleep(300)
    client.destroy()
    await expect.poll(over, { timeout: 2000 }).toBe(true)
    expect(sent()).toBeLessThan(events)
  })
})
