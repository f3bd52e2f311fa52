import { fakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { gatewayed, sendStream, settingsFor, streamOf, upstream } from './test-gateway.ts'

const path = '/v1/chat/completions'
const messages = [{ role: 'user', content: '主轴温度超过多少度要停机？' }]
const asked = { model: 'fast', messages, stream: true }

describe('metering of bytes that pass unread', () => {
  it('is what the service reported, with its id of the request', async () => {
    const up = await upstream((_, response) => sendStream(response, streamOf(['停', '机'])))
    const { post, models } = await gatewayed(settingsFor(up.url))
    await post(path, asked)
    expect(models.ledger!.rows()).toMatchObject([
      {
        kind: 'chat',
        model: 'up/m',
        outcome: 'ok',
        usage: { promptTokens: 11, completionTokens: 3, estimated: false },
        cost: { micros: 31, currency: 'CNY' },
        requestId: 'up-7',
      },
    ])
  })

  it('is read off the last bytes of an answer of any length', async () => {
    const up = await upstream((_, response) => sendStream(response, streamOf(Array.from({ length: 5000 }, () => '轴承过热'))))
    const { post, models } = await gatewayed(settingsFor(up.url))
    await post(path, asked)
    expect(models.ledger!.rows()).toMatchObject([{ outcome: 'ok', usage: { completionTokens: 3, estimated: false } }])
  })

  it.each([5, 3000])('is estimated where the service does not report (%i pieces), from all that came', async (pieces) => {
    const up = await upstream((_, response) =>
      sendStream(
        response,
        streamOf(
          Array.from({ length: pieces }, () => '主轴温度过高'),
          false,
        ),
      ),
    )
    const { post, models } = await gatewayed(settingsFor(up.url))
    await post(path, asked)
    const [row] = models.ledger!.rows()
    expect(row).toMatchObject({ outcome: 'ok', usage: { estimated: true } })
    // Five tokens a piece, more or less.
    expect(row!.usage!.completionTokens / pieces).toBeGreaterThan(3)
    expect(row!.usage!.completionTokens / pieces).toBeLessThan(7)
  })

  it(
    'charges what was received when the client leaves, once, and ends the service’s work within a quarter of a second',
    { retry: 2 },
    async () => {
      const server = await fakeModelServer({ answer: '主轴'.repeat(20), fault: 'endless', after: 10 })
      onTestFinished(() => server.close())
      const { url, models } = await gatewayed(settingsFor(server.url))
      for (let n = 0; n < 10; n++) {
        const controller = new AbortController()
        const response = await fetch(`${url}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(asked),
          signal: controller.signal,
        })
        await response.body!.getReader().read()
        const left = performance.now()
        controller.abort()
        await expect.poll(() => server.closedEarly.length, { timeout: 2000, interval: 5 }).toBe(n + 1)
        expect(server.closedEarly[n]! - left).toBeLessThan(250)
      }
      const rows = models.ledger!.rows()
      expect(rows).toHaveLength(10)
      for (const row of rows) {
        expect(row).toMatchObject({ outcome: 'cancelled', usage: { estimated: true } })
        expect(row.usage!.promptTokens).toBeGreaterThan(5)
        expect(row.cost!.micros).toBeGreaterThan(0)
      }
    },
  )

  it('charges the prompt when the client leaves before the first piece', async () => {
    const server = await fakeModelServer({ answer: 'x', fault: 'no-headers' })
    onTestFinished(() => server.close())
    const { url, models } = await gatewayed(settingsFor(server.url))
    const controller = new AbortController()
    const refused = fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
      signal: controller.signal,
    })
    refused.catch(() => undefined)
    await expect.poll(() => server.requests.length).toBe(1)
    controller.abort()
    await expect.poll(() => server.closedEarly.length, { timeout: 250, interval: 5 }).toBe(1)
    await expect.poll(() => models.ledger!.rows()[0]?.outcome).toBe('cancelled')
    expect(models.ledger!.rows()).toMatchObject([{ usage: { completionTokens: 0, estimated: true } }])
  })
})
