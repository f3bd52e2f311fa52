import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { KaiwuError, type ChatEvent, type ChatRequest } from '@kaiwu/core'
import { expectNoSecret, fakeModelServer, modelFaults, type FakeModelOptions } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { channelChatModel } from '../wire/channel-chat-model.ts'
import type { Http, HttpRequest } from '../wire/http.ts'
import { openHttp } from '../wire/open-http.ts'
import { testChannel } from '../wire/test-channel.ts'
import { recordingHttp } from './recording-http.ts'
import { replayingHttp } from './replaying-http.ts'
import { canary, piecesOf, plainServer, post, recordings, textOf, written } from './test-recording.ts'

const ask = (content: string): ChatRequest => ({ messages: [{ role: 'user', content }] })

async function modelServer(options: Partial<FakeModelOptions> = {}) {
  const server = await fakeModelServer({ answer: '主轴过热时先停机，再查冷却液。[1]', ...options })
  onTestFinished(() => server.close())
  return server
}

/** What a call of a model comes to: its events without what is new each time, or its error. */
async function outcomeOf(http: Http, url: string, request: ChatRequest): Promise<unknown> {
  const model = channelChatModel(testChannel(url, { timeouts: { firstTokenMs: 300, idleMs: 300, totalMs: 800 } }), http)
  const events: ChatEvent[] = []
  try {
    for await (const event of model.stream(request)) events.push(event)
    return { events: said(events) }
  } catch (error) {
    return {
      events: said(events),
      code: KaiwuError.is(error) ? error.code : 'unknown',
      details: KaiwuError.is(error) ? error.details : {},
    }
  }
}

function said(events: readonly ChatEvent[]): unknown[] {
  const text = events.map((event) => (event.type === 'text' ? event.text : '')).join('')
  const end = events.find((event) => event.type === 'end')
  return [text, end && { ...end, id: '' }]
}

describe('recordingHttp and replayingHttp', () => {
  it('plays a run again without a network, byte for byte and piece by piece', async () => {
    const server = await modelServer({ pieceDelayMs: 5 })
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    const request = post(
      `${server.url}/chat/completions`,
      JSON.stringify({ model: 'm', stream: true, messages: [{ role: 'user', content: '你好' }] }),
    )
    const live = await piecesOf(recorder, request)
    await recorder.close()
    await server.close()
    expect(live.pieces.length).toBeGreaterThan(3)
    const replayed = await piecesOf(replayingHttp(folder), request)
    expect(replayed.status).toBe(200)
    expect(replayed.headers['content-type']).toBe(live.headers['content-type'])
    expect(replayed.pieces.map((piece) => Buffer.from(piece).toString('hex'))).toEqual(
      live.pieces.map((piece) => Buffer.from(piece).toString('hex')),
    )
  })

  it('changes nothing for the one who is recorded', async () => {
    const server = await modelServer()
    const folder = await recordings()
    const plain = openHttp()
    const recorder = recordingHttp(openHttp(), folder)
    onTestFinished(async () => void (await Promise.all([plain.close(), recorder.close()])))
    expect(await outcomeOf(recorder, server.url, ask('一'))).toEqual(await outcomeOf(plain, server.url, ask('一')))
  })

  it.each(modelFaults.filter((fault) => fault !== 'endless' && fault !== 'keep-alive-only'))(
    'plays %s again as it was',
    async (fault) => {
      const server = await modelServer({ fault })
      const folder = await recordings()
      const recorder = recordingHttp(openHttp(), folder)
      const live = await outcomeOf(recorder, server.url, ask('一'))
      await recorder.close()
      await server.close()
      const replayed = await outcomeOf(replayingHttp(folder), server.url, ask('一'))
      // Where the service repeated the key, stars stand in the recording; the live message leaves the key out in its own way.
      expect(JSON.parse(JSON.stringify(replayed).replace(/\*{18}/, '…'))).toEqual(JSON.parse(JSON.stringify(live)))
      expectNoSecret(written(folder), 'sk-test-4f9c1b7e2d')
    },
  )

  it('plays a server that is not there again as one that cannot be reached', async () => {
    const url = await plainServer(() => undefined)
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    const gone = post(`${url.replace(/\d+$/, '1')}/x`)
    await expect(recorder.send(gone)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE' })
    await recorder.close()
    await expect(replayingHttp(folder).send(gone)).rejects.toMatchObject({ code: 'MODEL_UNREACHABLE', details: { billed: 'no' } })
  })

  it('answers equal requests in the order in which they were recorded, and no more often', async () => {
    let count = 0
    const url = await plainServer((_, response) => response.end(`answer ${++count}`))
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    for (let index = 0; index < 3; index++) await piecesOf(recorder, post(`${url}/a`))
    await recorder.close()
    const replay = replayingHttp(folder)
    const answers = []
    for (let index = 0; index < 3; index++) answers.push(textOf((await piecesOf(replay, post(`${url}/a`))).pieces))
    expect(answers).toEqual(['answer 1', 'answer 2', 'answer 3'])
    await expect(replay.send(post(`${url}/a`))).rejects.toMatchObject({ code: 'RECORDING_MISSING' })
    expect(count).toBe(3)
  })

  it('takes the order of the beginnings where answers overtook one another', async () => {
    let count = 0
    const url = await plainServer((_, response) => {
      const mine = ++count
      setTimeout(() => response.end(`answer ${mine}`), mine === 1 ? 120 : 0)
    })
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    const first = piecesOf(recorder, post(`${url}/a`))
    await new Promise((resolve) => setTimeout(resolve, 40))
    await Promise.all([first, piecesOf(recorder, post(`${url}/a`))])
    await recorder.close()
    const replay = replayingHttp(folder)
    expect(textOf((await piecesOf(replay, post(`${url}/a`))).pieces)).toBe('answer 1')
    expect(textOf((await piecesOf(replay, post(`${url}/a`))).pieces)).toBe('answer 2')
  })

  it.each([
    ['another body', (url: string) => post(`${url}/a`, '{"a":2}')],
    ['another address', (url: string) => post(`${url}/b`, '{"a":1}')],
    ['another query', (url: string) => post(`${url}/a?x=2`, '{"a":1}')],
    ['another method', (url: string): HttpRequest => ({ method: 'GET', url: `${url}/a`, headers: {}, connectTimeoutMs: 1_000 })],
  ])('never goes to the network for %s', async (_, changed) => {
    let asked = 0
    const url = await plainServer((_, response) => {
      asked++
      response.end('answer')
    })
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    await piecesOf(recorder, post(`${url}/a`, '{"a":1}'))
    await recorder.close()
    const refusal = await replayingHttp(folder)
      .send(changed(url))
      .catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'RECORDING_MISSING', details: { folder } })
    expect((refusal as KaiwuError).text('zh')).toContain('回放从不联网')
    expect(asked).toBe(1)
  })

  it('plays with another key, or none, what was recorded with one', async () => {
    const url = await plainServer((_, response) => response.end('answer'))
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    await piecesOf(recorder, post(`${url}/a?api_key=${canary}`, `{"key":"${canary}"}`))
    await recorder.close()
    const other = 'another-key-of-another-length-0123456789'
    const again = post(`${url}/a?api_key=${other}`, `{"key":"${other}"}`, { authorization: `Bearer ${other}` })
    expect(textOf((await piecesOf(replayingHttp(folder), again)).pieces)).toBe('answer')
    const { authorization: _, ...bare } = post('').headers
    await piecesOf(replayingHttp(folder), { ...again, headers: bare, body: '{"key":"<removed>"}' })
  })

  it('leaves off a line that its process died over, and says which other line is damaged', async () => {
    const url = await plainServer((_, response) => response.end('answer'))
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    await piecesOf(recorder, post(`${url}/a`))
    await piecesOf(recorder, post(`${url}/b`))
    await recorder.close()
    const file = join(folder, readdirSync(folder)[0]!)
    const whole = readFileSync(file, 'utf8')
    writeFileSync(file, whole.slice(0, -20))
    expect(textOf((await piecesOf(replayingHttp(folder), post(`${url}/a`))).pieces)).toBe('answer')
    await expect(replayingHttp(folder).send(post(`${url}/b`))).rejects.toMatchObject({ code: 'RECORDING_MISSING' })
    writeFileSync(file, whole.slice(20))
    await expect(replayingHttp(folder).send(post(`${url}/b`))).rejects.toThrow(/line 1 of /)
    await expect(replayingHttp(join(folder, 'nowhere')).send(post(url))).rejects.toMatchObject({ code: 'RECORDING_MISSING' })
  })

  it('keeps the pauses of the recording when asked to, and else takes no time', async () => {
    const server = await modelServer({ pieceDelayMs: 40 })
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    await outcomeOf(recorder, server.url, ask('一'))
    await recorder.close()
    const timed = async (speed: 'recorded' | 'at-once'): Promise<number> => {
      const start = performance.now()
      await outcomeOf(replayingHttp(folder, { speed }), server.url, ask('一'))
      return performance.now() - start
    }
    const slow = await timed('recorded')
    expect(slow).toBeGreaterThan(150)
    expect(await timed('at-once')).toBeLessThan(slow / 2)
  })

  it.each(['recorded', 'at-once'] as const)('lets a caller leave a replay (%s)', async (speed) => {
    const server = await modelServer({ fault: 'stall', after: 2 })
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    await outcomeOf(recorder, server.url, ask('一'))
    await recorder.close()
    const leaving = new AbortController()
    const model = channelChatModel(testChannel(server.url), replayingHttp(folder, { speed }))
    const events: ChatEvent[] = []
    const read = async (): Promise<void> => {
      for await (const event of model.stream(ask('一'), { signal: leaving.signal })) events.push(event)
    }
    const reading = read()
    await expect.poll(() => events.length).toBeGreaterThan(0)
    leaving.abort()
    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' })
    const request = post(`${server.url}/chat/completions`)
    await expect(replayingHttp(folder).send({ ...request, signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone')
  })

  it('writes down what its caller left when the recorder is closed', async () => {
    const url = await plainServer((_, response) => void response.write('half'))
    const folder = await recordings()
    const recorder = recordingHttp(openHttp(), folder)
    const response = await recorder.send(post(`${url}/a`))
    for await (const piece of response.body) if (piece.length > 0) break
    response.cancel()
    void (await recorder.send(post(`${url}/b`)))
    await recorder.close()
    expect(textOf((await piecesOf(replayingHttp(folder), post(`${url}/a`))).pieces)).toBe('half')
    expect(
      Object.values(written(folder))
        .join('')
        .match(/"end":"let-go"/g),
    ).toHaveLength(2)
  })
})
