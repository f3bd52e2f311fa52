import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fakeModelServer, type ModelFault } from '@kaiwu/testkit'
import OpenAI from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { event, gatewayed, sendJson, sendStream, settingsFor, streamOf, upstream, usageEvent, wholeOf } from './test-gateway.ts'

const path = '/v1/chat/completions'
const messages = [{ role: 'user', content: '主轴温度超过多少度要停机？' }]
const asked = { model: 'fast', messages, stream: true }

describe('bytes that pass unread', () => {
  it('reach the client as they were sent, whatever their form', async () => {
    const odd = `: hello\n\n${event({ role: 'assistant', content: '' })}data:{"choices":[{"index":0,"delta":{"content":"停  机"}}] , "x":1}\r\n\r\n: keep-alive\n\nevent: message\n${event({ content: '☃' }, 'stop')}${usageEvent}data: [DONE]\n\n`
    const up = await upstream((_, response) => sendStream(response, odd))
    const { post } = await gatewayed(settingsFor(up.url))
    const { status, headers, text } = await post(path, { ...asked, stream_options: { include_usage: true } })
    expect([status, text]).toEqual([200, odd])
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      'x-kaiwu-model': 'up/m',
    })
  })

  it('are the request as the client made it, but for the model and the usage that is always reported', async () => {
    const up = await upstream((_, response) => sendStream(response, streamOf(['x'])))
    const { post } = await gatewayed(settingsFor(up.url))
    const body = {
      ...asked,
      temperature: 0.25,
      safety: { level: 2 },
      messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'QQ==' } }] }],
    }
    await post(path, body, { 'x-secret': 'not for the vendor' })
    expect(up.seen).toHaveLength(1)
    const [{ body: sent, headers, path: at }] = up.seen as [(typeof up.seen)[number]]
    expect(sent).toEqual({ ...body, model: 'm', stream_options: { include_usage: true } })
    expect(at).toBe('/v1/chat/completions')
    expect(headers['authorization']).toBe('Bearer sk-up-secret')
    expect(headers).not.toHaveProperty('x-secret')
  })

  it.each([1, 7, 64, 1000])('lose the event of usage that nobody asked for, however they are cut (%i bytes)', async (size) => {
    const all = Buffer.from(streamOf(['甲"usage":{', '乙', '丙']))
    const up = await upstream(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (let at = 0; at < all.length; at += size) {
        response.write(all.subarray(at, at + size))
        if (size > 1 || at % 50 === 0) await sleep(0)
      }
      response.end()
    })
    const { post, models } = await gatewayed(settingsFor(up.url))
    const { text } = await post(path, asked)
    expect(text).toBe(all.toString().replace(usageEvent.trimEnd(), '').replace('\n\n\n\n', '\n\n\n'))
    expect(models.ledger!.rows()).toMatchObject([
      { outcome: 'ok', usage: { promptTokens: 11, completionTokens: 3, estimated: false } },
    ])
  })

  it('keep usage that stands in an event with text, or that the client asked for', async () => {
    const deepseek = `${event({ content: '停机' })}${event({}, 'stop', { usage: { prompt_tokens: 1, completion_tokens: 1 } })}data: [DONE]\n\n`
    const up = await upstream((_, response) => sendStream(response, deepseek))
    const { post } = await gatewayed(settingsFor(up.url))
    expect((await post(path, asked)).text).toBe(deepseek)
    expect((await post(path, { ...asked, stream_options: { include_usage: true } })).text).toBe(deepseek)
  })

  it('are a whole completion, byte for byte', async () => {
    const whole = `${wholeOf('停机').replace('{', '{ "zzz" : 1,\n')}\n`
    const up = await upstream((_, response) => sendJson(response, whole))
    const { post, models } = await gatewayed(settingsFor(up.url))
    const { status, text, headers } = await post(path, { model: 'fast', messages })
    expect([status, text]).toEqual([200, whole])
    expect(headers['content-length']).toBe(String(Buffer.byteLength(whole)))
    expect(up.seen[0]!.body).toEqual({ model: 'm', messages })
    expect(models.ledger!.rows()).toMatchObject([{ outcome: 'ok', cost: { micros: 31, currency: 'CNY' } }])
  })

  it('travel on one connection, one answer after the other, on both sides', async () => {
    const ports = new Set<number | undefined>()
    const up = await upstream((_, response) => {
      ports.add(response.socket?.remotePort)
      sendStream(response, streamOf(['一', '二']))
    })
    const { url } = await gatewayed(settingsFor(up.url))
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    const body = JSON.stringify(asked)
    const request = `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    let received = ''
    socket.on('data', (data) => (received += data.toString()))
    for (let n = 1; n <= 3; n++) {
      socket.write(request)
      await expect.poll(() => received.split('\r\n0\r\n\r\n').length - 1, { timeout: 3000 }).toBe(n)
    }
    expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(3)
    expect(ports.size).toBe(1)
  })
})

describe('a client that reads slowly', () => {
  it('holds the service back, in place of filling the memory', async () => {
    const piece = event({ content: 'x'.repeat(1000) })
    const total = 40_000
    let written = 0
    const up = await upstream(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      for (; written < total && !response.destroyed; written++) if (!response.write(piece)) await once(response, 'drain')
      response.end(`${event({}, 'stop')}data: [DONE]\n\n`)
    })
    const { url } = await gatewayed(settingsFor(up.url))
    const before = process.memoryUsage().rss
    const body = JSON.stringify(asked)
    const socket = connect(Number(new URL(url).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
    socket.pause()
    let last = -1
    // Until nothing moves any more: the kernel's buffers are full, and ours hold what they may.
    while (written !== last || written === 0) {
      last = written
      await sleep(200)
    }
    expect(written * piece.length).toBeLessThan(total * piece.length * 0.5)
    expect(process.memoryUsage().rss - before).toBeLessThan(60_000_000)
    let bytes = 0
    socket.on('data', (data) => (bytes += data.length))
    socket.resume()
    await expect.poll(() => written, { timeout: 15_000 }).toBe(total)
    await expect.poll(() => bytes, { timeout: 5_000 }).toBeGreaterThan(total * piece.length)
  })
})

const silent: readonly (readonly [ModelFault, number, string])[] = [
  ['unauthorized', 502, 'model_refused_key'],
  ['quota-used-up', 503, 'model_quota_exhausted'],
  ['rate-limited', 503, 'model_rate_limited'],
  ['context-too-long', 413, 'model_context_too_long'],
  ['server-error-html', 502, 'model_failed'],
  ['overloaded', 503, 'model_overloaded'],
  ['redirect', 502, 'model_failed'],
  ['reset-before-headers', 502, 'model_unreachable'],
  ['html', 502, 'model_protocol'],
  ['error-as-200', 502, 'model_failed'],
  ['empty-body', 502, 'model_protocol'],
  ['json-instead-of-stream', 502, 'model_protocol'],
]

describe('what goes wrong on the way', () => {
  it.each(silent)('before the first piece (%s) is an error of its status, after one request', async (fault, status, code) => {
    const server = await fakeModelServer({ answer: 'x', fault })
    onTestFinished(() => server.close())
    const { post, models, logs } = await gatewayed(settingsFor(server.url))
    const returned = await post(path, asked)
    expect([returned.status, returned.body]).toMatchObject([status, { error: { code } }])
    expect(server.requests).toHaveLength(1)
    expect(returned.headers['retry-after']).toBe(fault === 'rate-limited' ? '1' : undefined)
    expect(models.ledger!.rows()).toMatchObject([{ outcome: 'failed' }])
    expect(returned.text + logs.join()).not.toContain('sk-up-secret')
  })

  it.each([
    ['error-mid-stream', 'engine_overloaded'],
    ['reset', 'model_unreachable'],
    ['end-without-finish', 'model_protocol'],
    ['malformed-line', 'model_protocol'],
  ] as const)('after the first piece (%s) is thrown by the client, with what was said kept', async (fault, code) => {
    const server = await fakeModelServer({ answer: '一二三四五六七八九十', fault, pieceLength: 2 })
    onTestFinished(() => server.close())
    const { url, models } = await gatewayed(settingsFor(server.url))
    const client = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 })
    const stream = await client.chat.completions.create({
      model: 'fast',
      messages: [{ role: 'user', content: '?' }],
      stream: true,
    })
    let text = ''
    const read = async (): Promise<void> => {
      for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    }
    if (fault === 'malformed-line') await expect(read()).rejects.toThrow(SyntaxError)
    else await expect(read()).rejects.toMatchObject({ code })
    expect(text).toBe('一二三四')
    expect(models.ledger!.rows()[0]!.outcome).toMatch(/^(?:failed|incomplete)$/)
    expect(models.ledger!.rows()[0]!.usage).toMatchObject({ estimated: true })
  })

  it('after the reason to stop takes nothing away', async () => {
    const server = await fakeModelServer({ answer: '停机检查', fault: 'reset-after-finish' })
    onTestFinished(() => server.close())
    const { post, models } = await gatewayed(settingsFor(server.url))
    const { text } = await post(path, asked)
    expect(text).not.toContain('"error"')
    expect(models.ledger!.rows()).toMatchObject([{ outcome: 'ok' }])
  })

  it('is silence: comments do not count as life', async () => {
    const server = await fakeModelServer({ answer: 'x', fault: 'keep-alive-only' })
    onTestFinished(() => server.close())
    const yaml = settingsFor(server.url).replace('keyEnv: UP_KEY', 'keyEnv: UP_KEY, timeouts: { firstTokenSeconds: 0.3 }')
    const { post } = await gatewayed(yaml)
    expect(await post(path, asked)).toMatchObject({ status: 504, body: { error: { code: 'model_timeout' } } })
  })

  it('is a stall after some pieces, told in the stream', async () => {
    const server = await fakeModelServer({ answer: '一二三四五六七八', fault: 'stall' })
    onTestFinished(() => server.close())
    const yaml = settingsFor(server.url).replace('keyEnv: UP_KEY', 'keyEnv: UP_KEY, timeouts: { idleSeconds: 0.3 }')
    const { post } = await gatewayed(yaml)
    expect((await post(path, asked)).text).toMatch(/"code":"model_timeout"/)
    await expect.poll(() => server.closedEarly.length).toBe(1)
  })
})
