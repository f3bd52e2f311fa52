import { fakeModelServer } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf } from '../test-served.ts'
import { event, gatewayed, sendJson, sendStream, settingsFor, streamOf, upstream, wholeOf } from './test-gateway.ts'

const path = '/v1/chat/completions'
const messages = [{ role: 'user', content: '?' }]

type Chunk = Readonly<{
  id: string
  object: string
  model: string
  created: number
  choices: readonly Readonly<{ delta: Readonly<Record<string, unknown>>; finish_reason: string | null }>[]
  usage?: object
}>

function chunksOf(text: string): Chunk[] {
  return eventsOf(text).flatMap(({ data }) => (data === '[DONE]' ? [] : [data as Chunk]))
}

describe('answers put into OpenAI’s form', () => {
  it('tell thoughts in reasoning_content, whatever the service calls them', async () => {
    const up = await upstream(({ body }, response) =>
      body['stream'] === true
        ? sendStream(
            response,
            `${event({ reasoning: '想一想' })}${event({ content: '<think>再想' })}${event({ content: '</think>停机' })}${event({}, 'stop')}data: [DONE]\n\n`,
          )
        : sendJson(response, wholeOf('<think>想</think>停机')),
    )
    const { post } = await gatewayed(settingsFor(up.url, { like: 'vllm' }))
    const { text, headers } = await post(path, { model: 'fast', messages, stream: true })
    expect(headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'x-kaiwu-model': 'up/m' })
    const chunks = chunksOf(text)
    const joined = (key: string): string => chunks.map(({ choices }) => (choices[0]?.delta[key] ?? '') as string).join('')
    expect([joined('reasoning_content'), joined('content')]).toEqual(['想一想再想', '停机'])
    expect(chunks[0]).toMatchObject({
      object: 'chat.completion.chunk',
      model: 'fast',
      choices: [{ delta: { role: 'assistant', content: '' }, finish_reason: null }],
    })
    expect(chunks.at(-1)!.choices[0]!.finish_reason).toBe('stop')
    expect(new Set(chunks.map(({ id, created, model }) => `${id} ${created} ${model}`)).size).toBe(1)
    expect(chunks.filter(({ usage }) => usage)).toEqual([])
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true)
    const whole = await post(path, { model: 'fast', messages })
    expect(whole.body).toMatchObject({
      object: 'chat.completion',
      model: 'fast',
      choices: [{ message: { content: '停机', reasoning_content: '想' } }],
    })
  })

  it('keep a text with quotes, line ends and halves of characters in one event', async () => {
    const odd = ['"quoted" \\ back', 'a\nb\r\n\ndata: {}', '😀']
    const up = await upstream((_, response) => sendStream(response, streamOf(odd)))
    const { post } = await gatewayed(settingsFor(up.url, { like: 'vllm' }))
    const { text } = await post(path, { model: 'fast', messages, stream: true })
    expect(
      chunksOf(text)
        .map(({ choices }) => (choices[0]?.delta['content'] ?? '') as string)
        .join(''),
    ).toBe(odd.join(''))
  })

  it('ask in the service’s own form', async () => {
    const up = await upstream((_, response) => sendJson(response, wholeOf('x')))
    const { post } = await gatewayed(settingsFor(up.url, { like: 'vllm' }))
    await post(path, {
      model: 'fast',
      messages: [
        { role: 'developer', content: '简短' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '看图' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QQ==' } },
          ],
        },
      ],
      max_completion_tokens: 50,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      stop: 'END',
      top_k: 20,
      user: 'zhang',
      store: true,
    })
    expect(up.seen[0]!.body).toEqual({
      model: 'm',
      messages: [
        { role: 'system', content: '简短' },
        {
          role: 'user',
          content: [
            { type: 'text', text: '看图' },
            { type: 'image_url', image_url: { url: 'data:image/png;base64,QQ==' } },
          ],
        },
      ],
      max_tokens: 50,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      stop: ['END'],
      top_k: 20,
    })
  })

  it.each([
    ['several answers', { n: 2 }, 'n'],
    ['sound', { messages: [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }] }, 'messages.0.content.0'],
    ['an unknown role', { messages: [{ role: 'narrator', content: 'x' }] }, 'messages.0.role'],
    ['functions of old', { functions: [{ name: 'f' }] }, 'functions'],
    ['tools of another kind', { tools: [{ type: 'web_search' }] }, 'tools.0'],
  ])('refuse what they cannot say (%s), in place of dropping it', async (_, more, field) => {
    const up = await upstream((__, response) => sendJson(response, wholeOf('x')))
    const { post } = await gatewayed(settingsFor(up.url, { like: 'vllm' }))
    const returned = await post(path, { model: 'fast', messages, ...more }, { 'accept-language': 'en' })
    expect(returned).toMatchObject({
      status: 400,
      body: { error: { code: 'request_invalid', message: expect.stringContaining(`: ${field}`) } },
    })
    expect(up.seen).toHaveLength(0)
  })

  it('are an error when they broke off, whole or streamed', async () => {
    const server = await fakeModelServer({ answer: '一二三四五六', fault: 'end-without-finish', pieceLength: 1 })
    onTestFinished(() => server.close())
    const { post } = await gatewayed(settingsFor(server.url, { like: 'vllm' }))
    const { text } = await post(path, { model: 'fast', messages, stream: true })
    expect(text).toContain('"code":"model_protocol"')
    expect(text).not.toContain('[DONE]')
  })
})

describe('a server that stops', () => {
  it.each(['volcengine', 'vllm'])('tells so in streams under way, and closes their calls (%s)', async (like) => {
    const model = await fakeModelServer({ answer: '一二三四', fault: 'endless' })
    onTestFinished(() => model.close())
    const { post, server, models } = await gatewayed(settingsFor(model.url, { like }), { graceMs: 200 })
    const streaming = post(path, { model: 'fast', messages, stream: true })
    await expect.poll(() => model.requests.length).toBe(1)
    const closed = server.close()
    expect((await streaming).text).toContain('"code":"server_stopping"')
    await closed
    expect(models.ledger!.rows()).toMatchObject([{ outcome: 'cancelled' }])
    await expect.poll(() => model.closedEarly.length).toBe(1)
  })
})
