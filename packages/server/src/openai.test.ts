import { citeFirstPassage, fakeModelServer } from '@kaiwu/testkit'
import OpenAI, { APIError, BadRequestError, NotFoundError, RateLimitError } from 'openai'
import { describe, expect, it, onTestFinished } from 'vitest'
import { eventsOf, served, type Served } from './test-served.ts'
import { chatChunk, chatCompletion, modelList } from './schemas/chat.ts'
import { openAiError } from './schemas/problem.ts'

const question = '主轴温度超过多少度要停机？'
const path = '/v1/chat/completions'
const messages = [{ role: 'user' as const, content: question }]

/** The official client, which knows nothing of Kaiwu. */
function clientOf({ url }: Served, maxRetries = 0): OpenAI {
  return new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, maxRetries })
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe("OpenAI's own client", () => {
  it('lists the solutions as models', async () => {
    const desk = await served()
    expect((await clientOf(desk).models.list()).data.map(({ id, owned_by }) => [id, owned_by])).toEqual([['desk', 'kaiwu']])
    modelList.parse((await desk.send('/v1/models')).body)
  })

  it('gets an answer with its sources as text, and all of it in the field kaiwu', async () => {
    const desk = await served()
    const completion = await clientOf(desk).chat.completions.create({
      model: 'desk',
      messages,
      temperature: 0.2,
      max_tokens: 100,
    })
    const { message, finish_reason } = chatCompletion.parse(completion).choices[0]!
    expect(finish_reason).toBe('stop')
    expect(message.content).toMatch(/75 ℃[^]*\[1\]\n\n来源：\n\[1\] 《主轴检修规程》，第一条：“[^”]*75 ℃[^”]*”$/)
    expect(message.kaiwu).toMatchObject({
      outcome: 'answered',
      citations: [{ mark: 1, verified: true, locator: '第一条' }],
      issues: [],
    })
  })

  it('gets a stream of a role, the text and an end, and the usage when it asks for it', async () => {
    const desk = await served()
    const stream = await clientOf(desk).chat.completions.create({
      model: 'desk',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    })
    const chunks = []
    for await (const chunk of stream) chunks.push(chatChunk.parse(chunk))
    expect(chunks[0]!.choices[0]!.delta).toEqual({ role: 'assistant', content: '' })
    const [finish, usage] = chunks.slice(-2)
    expect([finish!.choices[0]!.finish_reason, finish!.kaiwu?.outcome]).toEqual(['stop', 'answered'])
    expect([usage!.choices, usage!.usage?.total_tokens]).toEqual([[], 0])
    const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
    const whole = await clientOf(desk).chat.completions.create({ model: 'desk', messages })
    expect(text).toBe(whole.choices[0]!.message.content)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
  })

  it('ends with [DONE], and sends no usage when nobody asks', async () => {
    const desk = await served()
    const events = eventsOf((await desk.post(path, { model: 'desk', messages, stream: true })).text)
    expect(events.at(-1)!.data).toBe('[DONE]')
    expect(
      events
        .slice(0, -1)
        .map(({ data }) => chatChunk.parse(data))
        .filter(({ usage }) => usage),
    ).toEqual([])
  })

  it('is asked by the last user message, also one in parts', async () => {
    const desk = await served()
    const earlier = [
      { role: 'system' as const, content: '不用出处' },
      { role: 'user' as const, content: '润滑油？' },
      { role: 'assistant' as const, content: '…' },
    ]
    const parts = [
      { type: 'text' as const, text: '主轴温度超过多少度' },
      { type: 'text' as const, text: '要停机？' },
    ]
    const completion = await clientOf(desk).chat.completions.create({
      model: 'desk',
      messages: [...earlier, { role: 'user', content: parts }],
    })
    expect(completion.choices[0]!.message.content).toContain('75 ℃')
  })

  it('gets a refusal as an answer that names whom to ask, without a list of sources', async () => {
    const desk = await served()
    const completion = await clientOf(desk).chat.completions.create({
      model: 'desk',
      messages: [{ role: 'user', content: 'Who wrote Hamlet?' }],
    })
    const { message, finish_reason } = chatCompletion.parse(completion).choices[0]!
    expect([finish_reason, message.kaiwu.outcome, message.kaiwu.citations]).toEqual(['stop', 'refused', []])
    expect(message.content).toContain('Equipment office 8001')
    expect(message.content).not.toContain('Sources:')
  })

  it('gets what the model broke off with the reason length', async () => {
    const model = await fakeModelServer({ answer: citeFirstPassage, fault: 'end-without-finish' })
    onTestFinished(() => model.close())
    const desk = await served({ environment: { KAIWU_MODEL: 'fake', KAIWU_BASE_URL: model.url } })
    const completion = await clientOf(desk).chat.completions.create({ model: 'desk', messages })
    expect(chatCompletion.parse(completion).choices[0]).toMatchObject({
      finish_reason: 'length',
      message: { kaiwu: { outcome: 'incomplete' } },
    })
  })
})

describe('errors as the client knows them', () => {
  it('names a solution that is not there', async () => {
    const desk = await served()
    const error = await errorOf(clientOf(desk).chat.completions.create({ model: 'gpt-5', messages }))
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toMatchObject({ status: 404, code: 'model_not_found', param: 'model', type: 'invalid_request_error' })
    expect((error as NotFoundError).message).toContain('desk')
    expect((error as NotFoundError).requestID).toMatch(/^req_/)
  })

  it('refuses what is no chat, with a body in its form', async () => {
    const { post } = await served()
    const long = { role: 'user', content: '问'.repeat(4001) }
    const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,' } }] }
    const bodies = [
      {},
      { model: 'desk' },
      { model: 'desk', messages: [] },
      { model: 'desk', messages: 'hi' },
      { model: 7, messages },
      { model: 'desk', messages: [{ content: 'x' }] },
      { model: 'desk', messages: [{ role: 'system', content: 'x' }] },
      { model: 'desk', messages: [{ role: 'user', content: '' }] },
      { model: 'desk', messages: [{ role: 'user', content: null }] },
      { model: 'desk', messages: [long] },
      { model: 'desk', messages: [image] },
      { model: 'desk', messages, stream: 'yes' },
      '{',
    ]
    for (const body of bodies) {
      const returned = await post(path, body)
      expect([JSON.stringify(body).slice(0, 80), returned.status]).toEqual([JSON.stringify(body).slice(0, 80), 400])
      openAiError.parse(returned.body)
    }
    expect(await errorOf(clientOf(await served()).chat.completions.create({ model: 'desk', messages: [] }))).toBeInstanceOf(
      BadRequestError,
    )
  })

  it('tells the client when a retry can help', async () => {
    const desk = await served({ requestsPerMinute: 1 })
    await clientOf(desk).chat.completions.create({ model: 'desk', messages })
    const error = await errorOf(clientOf(desk).chat.completions.create({ model: 'desk', messages }))
    expect(error).toBeInstanceOf(RateLimitError)
    expect((error as RateLimitError).headers?.get('retry-after')).toBe('60')
    expect((error as RateLimitError).headers?.get('x-should-retry')).toBe('true')
  })

  it('keeps the client from repeating what cannot succeed', async () => {
    const model = await fakeModelServer({ answer: 'x', fault: 'unauthorized' })
    onTestFinished(() => model.close())
    const desk = await served({ environment: { KAIWU_MODEL: 'fake', KAIWU_BASE_URL: model.url, KAIWU_API_KEY: 'sk-wrong' } })
    expect(await errorOf(clientOf(desk, 2).chat.completions.create({ model: 'desk', messages }))).toMatchObject({
      status: 502,
      code: 'model_refused_key',
    })
    expect(model.requests).toHaveLength(1)
  })

  it('tells an error inside a stream, which the client throws', async () => {
    const model = await fakeModelServer({ answer: citeFirstPassage, fault: 'reset-before-headers' })
    onTestFinished(() => model.close())
    const desk = await served({ environment: { KAIWU_MODEL: 'fake', KAIWU_BASE_URL: model.url } })
    const stream = await clientOf(desk).chat.completions.create({ model: 'desk', messages, stream: true })
    const texts: string[] = []
    const error = await errorOf(
      (async () => {
        for await (const chunk of stream) texts.push(chunk.choices[0]?.delta.content ?? '')
      })(),
    )
    expect(error).toBeInstanceOf(APIError)
    expect((error as APIError).code).toBe('model_unreachable')
    expect(texts).toEqual([''])
  })

  it('answers an unknown address below /v1 with a problem', async () => {
    const { send } = await served()
    expect(await send('/v1/completions', { method: 'POST' })).toMatchObject({ status: 404, body: { code: 'ROUTE_NOT_FOUND' } })
  })

  it('ends the call of the model when the client aborts its stream', async () => {
    const model = await fakeModelServer({ answer: citeFirstPassage, fault: 'stall', after: 1 })
    onTestFinished(() => model.close())
    const desk = await served({ environment: { KAIWU_MODEL: 'fake', KAIWU_BASE_URL: model.url } })
    const stream = await clientOf(desk).chat.completions.create({ model: 'desk', messages, stream: true })
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break
    await expect.poll(() => model.closedEarly.length, { timeout: 1000 }).toBe(1)
  })
})
