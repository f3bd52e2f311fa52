import { AIMessageChunk, HumanMessage, ToolMessage } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { fakeModelServer } from '@kaiwu/testkit'
import OpenAI, { APIUserAbortError, InternalServerError } from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import {
  event,
  gatewayed,
  sendJson,
  sendStream,
  settingsFor,
  streamOf,
  upstream,
  usageEvent,
  wholeOf,
  type Upstream,
} from './test-gateway.ts'

const messages = [{ role: 'user' as const, content: '主轴温度？' }]
const weather = {
  type: 'function' as const,
  function: {
    name: 'weather',
    description: 'Weather of a city',
    parameters: { type: 'object', properties: { city: { type: 'string' } } },
  },
}

const callDelta = (index: number, id: string | undefined, name: string | undefined, text: string): object => ({
  tool_calls: [{ index, ...(id ? { id, type: 'function' } : {}), function: { ...(name ? { name } : {}), arguments: text } }],
})

const toolStream = [
  event({ role: 'assistant', content: null }),
  event(callDelta(0, 'call_1', 'weather', '')),
  event(callDelta(0, undefined, undefined, '{"city":')),
  event(callDelta(0, undefined, undefined, '"云泽"}')),
  event(callDelta(1, 'call_2', 'weather', '{"city":"南州"}')),
  event({}, 'tool_calls'),
  usageEvent,
  'data: [DONE]\n\n',
].join('')

const toolWhole = JSON.stringify({
  id: 'c-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"云泽"}' } }],
      },
      finish_reason: 'tool_calls',
    },
  ],
  usage: { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 },
})

/** Calls a tool until the result of one is among the messages; says 停机 otherwise. */
async function service(): Promise<Upstream> {
  return upstream(({ body }, response) => {
    const said = body['messages'] as readonly { role: string }[]
    const calls = Array.isArray(body['tools']) && !said.some(({ role }) => role === 'tool')
    if (body['stream'] === true) sendStream(response, calls ? toolStream : streamOf(['停', '机']))
    else sendJson(response, calls ? toolWhole : wholeOf('停机'))
  })
}

describe.each([
  ['bytes that pass unread', 'volcengine'],
  ['answers put into OpenAI’s form', 'vllm'],
])('foreign clients and %s', (_, like) => {
  async function clients() {
    const up = await service()
    const { url, models } = await gatewayed(settingsFor(up.url, { like }))
    const configuration = { baseURL: `${url}/v1` }
    return {
      up,
      models,
      openai: new OpenAI({ apiKey: 'none', ...configuration, maxRetries: 0 }),
      langchain: new ChatOpenAI({ model: 'fast', apiKey: 'none', configuration, maxRetries: 0, streamUsage: true }),
    }
  }

  it('openai: a whole answer and a stream with usage', async () => {
    const { openai } = await clients()
    const whole = await openai.chat.completions.create({ model: 'fast', messages })
    expect(whole).toMatchObject({
      choices: [{ message: { content: '停机' }, finish_reason: 'stop' }],
      usage: { total_tokens: 14 },
    })
    const stream = await openai.chat.completions.create({
      model: 'fast',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('停机')
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 11, completion_tokens: 3 } })
    expect(chunks.at(-2)!.choices[0]!.finish_reason).toBe('stop')
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('openai: tools, whole and streamed, and their results', async () => {
    const { openai, up } = await clients()
    const whole = await openai.chat.completions.create({ model: 'fast', messages, tools: [weather], tool_choice: 'auto' })
    const { message, finish_reason } = whole.choices[0]!
    expect([finish_reason, message.content]).toEqual(['tool_calls', null])
    expect(message.tool_calls).toEqual([
      { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"云泽"}' } },
    ])
    const final = await openai.chat.completions.stream({ model: 'fast', messages, tools: [weather] }).finalChatCompletion()
    expect(
      final.choices[0]!.message.tool_calls?.map((call) => [call.id, call.type === 'function' && call.function.arguments]),
    ).toEqual([
      ['call_1', '{"city":"云泽"}'],
      ['call_2', '{"city":"南州"}'],
    ])
    const next = await openai.chat.completions.create({
      model: 'fast',
      messages: [...messages, message, { role: 'tool', tool_call_id: 'call_1', content: '31 度' }],
      tools: [weather],
    })
    expect(next.choices[0]!.message.content).toBe('停机')
    expect(up.seen.at(-1)!.body).toMatchObject({
      messages: [
        { role: 'user' },
        { role: 'assistant', tool_calls: [{ id: 'call_1' }] },
        { role: 'tool', tool_call_id: 'call_1', content: '31 度' },
      ],
      tools: [{ function: { name: 'weather', parameters: weather.function.parameters } }],
    })
  })

  it('openai: an abort ends the service’s work, and is charged', async () => {
    const server = await fakeModelServer({ answer: '一二三四', fault: 'endless' })
    onTestFinished(() => server.close())
    const { url, models } = await gatewayed(settingsFor(server.url, { like }))
    const openai = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 0 })
    const stream = await openai.chat.completions.create({ model: 'fast', messages, stream: true })
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
    await expect.poll(() => server.closedEarly.length, { timeout: 1000 }).toBe(1)
    const controller = new AbortController()
    const whole = openai.chat.completions.create({ model: 'fast', messages, stream: true }, { signal: controller.signal })
    setTimeout(() => controller.abort(), 30)
    await expect(
      whole.then(async (chunks) => {
        for await (const _chunk of chunks) continue
        throw new APIUserAbortError()
      }),
    ).rejects.toBeInstanceOf(APIUserAbortError)
    await expect.poll(() => server.closedEarly.length, { timeout: 1000 }).toBe(2)
    await expect.poll(() => models.ledger!.rows().map(({ outcome }) => outcome)).toEqual(['cancelled', 'cancelled'])
  })

  it.each([
    ['overloaded', 3],
    ['unauthorized', 1],
    ['quota-used-up', 1],
  ] as const)('openai: retries are not multiplied (%s: at most %i requests)', async (fault, most) => {
    const server = await fakeModelServer({ answer: 'x', fault })
    onTestFinished(() => server.close())
    const { url } = await gatewayed(settingsFor(server.url, { like }))
    const openai = new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries: 2 })
    await expect(openai.chat.completions.create({ model: 'fast', messages })).rejects.toBeInstanceOf(InternalServerError)
    expect(server.requests).toHaveLength(most)
  })

  it('ChatOpenAI: invoke, stream, usage', async () => {
    const { langchain, models } = await clients()
    const message = await langchain.invoke('主轴温度？')
    expect(message.content).toBe('停机')
    expect(message.usage_metadata).toMatchObject({ input_tokens: 11, output_tokens: 3 })
    let whole: AIMessageChunk | undefined
    for await (const chunk of await langchain.stream('主轴温度？')) whole = whole ? whole.concat(chunk) : chunk
    expect(whole!.content).toBe('停机')
    expect(whole!.usage_metadata).toMatchObject({ input_tokens: 11, output_tokens: 3 })
    expect(models.ledger!.rows().map(({ usage }) => usage)).toMatchObject([{ completionTokens: 3 }, { completionTokens: 3 }])
  })

  it('ChatOpenAI: bound tools, there and back', async () => {
    const { langchain } = await clients()
    const forecast = tool(async () => '31 度', {
      name: 'weather',
      description: 'Weather',
      schema: z.object({ city: z.string() }),
    })
    const bound = langchain.bindTools([forecast])
    const asked = await bound.invoke('天气？')
    expect(asked.tool_calls).toMatchObject([{ name: 'weather', args: { city: '云泽' }, id: 'call_1' }])
    let streamed: AIMessageChunk | undefined
    for await (const chunk of await bound.stream('天气？')) streamed = streamed ? streamed.concat(chunk) : chunk
    expect(streamed!.tool_calls).toMatchObject([{ args: { city: '云泽' } }, { args: { city: '南州' } }])
    const told = await bound.invoke([
      new HumanMessage('天气？'),
      asked,
      new ToolMessage({ content: '31 度', tool_call_id: 'call_1' }),
    ])
    expect(told.content).toBe('停机')
  })
})
