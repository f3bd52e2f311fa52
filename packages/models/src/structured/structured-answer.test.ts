import { KaiwuError, type ChatRequest } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { scriptedModel } from '../langchain/test-scripted-model.ts'
import { structuredAnswer } from './structured-answer.ts'

const Steps = z.object({ steps: z.array(z.string()).min(1), urgent: z.boolean().optional() })
const request: ChatRequest = {
  messages: [
    { role: 'system', content: '你是检修助手。' },
    { role: 'user', content: '主轴过热，先查什么？' },
  ],
  temperature: 0,
}
const good = '{"steps":["停机","测温"]}'
const value = { steps: ['停机', '测温'] }

describe('structuredAnswer', () => {
  it('holds the service to a strict schema where it can, and reads nulls as left out', async () => {
    const model = scriptedModel({ text: '{"steps":["停机"],"urgent":null}' })
    const answer = await structuredAnswer(model, { request, schema: Steps, name: '步骤 v1', support: 'json_schema' })
    expect(answer).toMatchObject({ value: { steps: ['停机'] }, repaired: false, completions: { length: 1 } })
    expect(answer.value).not.toHaveProperty('urgent')
    const [asked] = model.requests
    expect(asked!.messages).toEqual(request.messages)
    expect(asked!.temperature).toBe(0)
    expect(asked!.format).toMatchObject({
      type: 'json_schema',
      name: '_v1',
      strict: true,
      schema: { required: ['steps', 'urgent'] },
    })
  })

  it('sends a schema that cannot be strict as it is, and none when told not to', async () => {
    const open = z.object({ counts: z.record(z.string(), z.number()) })
    const model = scriptedModel({ text: '{"counts":{"a":1}}' }, { text: good })
    await structuredAnswer(model, { request, schema: open, support: 'json_schema' })
    await structuredAnswer(model, { request, schema: Steps, support: 'json_schema', strict: false })
    expect(model.requests.map(({ format }) => format)).toMatchObject([
      { strict: false },
      { strict: false, schema: { required: ['steps'] } },
    ])
    expect(JSON.stringify(model.requests)).not.toContain('$schema')
  })

  it('asks for JSON with the schema in words where that is what the service has', async () => {
    const model = scriptedModel({ text: good })
    expect(await structuredAnswer(model, { request, schema: Steps, support: 'json_object' })).toMatchObject({ value })
    const [{ format, messages }] = model.requests as [ChatRequest]
    expect(format).toEqual({ type: 'json_object' })
    expect(messages).toHaveLength(2)
    expect(messages[0]!.content).toMatch(/^你是检修助手。\n\n[\s\S]*JSON[\s\S]*"steps"/)
  })

  it('asks in words alone where the service has nothing, also without a system message', async () => {
    const model = scriptedModel({ text: `好的。\n\`\`\`json\n${good}\n\`\`\`` })
    const [, user] = request.messages
    await structuredAnswer(model, { request: { messages: [user!] }, schema: Steps, support: 'none' })
    const [{ format, messages }] = model.requests as [ChatRequest]
    expect(format).toBeUndefined()
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user'])
  })

  it.each(['json_schema', 'json_object', 'tool'] as const)(
    'asks for a list in words, for no service is held to one: %s',
    async (support) => {
      const model = scriptedModel({ text: '["停机","测温"]' })
      const answer = await structuredAnswer(model, { request, schema: z.array(z.string()), support })
      expect(answer.value).toEqual(['停机', '测温'])
      expect(model.requests[0]!.format).toBeUndefined()
      expect(model.requests[0]!.tools).toBeUndefined()
    },
  )

  it('takes the arguments of a tool when asked for by one', async () => {
    const model = scriptedModel({ toolCalls: [{ id: 'c1', name: 'answer', arguments: good }] })
    expect(await structuredAnswer(model, { request, schema: Steps, support: 'tool' })).toMatchObject({ value })
    expect(model.requests[0]).toMatchObject({
      toolChoice: { name: 'answer' },
      tools: [{ name: 'answer', parameters: { type: 'object' } }],
    })
  })

  it('shows the model its answer and the precise mistakes, once', async () => {
    const model = scriptedModel({ text: '{"steps":[1],"urgent":"是"}', reasoning: '想一想' }, { text: good })
    const answer = await structuredAnswer(
      model,
      { request, schema: Steps, support: 'json_object' },
      { chargedTo: { case: 'W-1' } },
    )
    expect(answer).toMatchObject({ value, repaired: true, completions: { length: 2 } })
    const [, second] = model.requests
    expect(second!.messages.slice(-2)).toMatchObject([
      { role: 'assistant', content: '{"steps":[1],"urgent":"是"}', reasoning: '想一想' },
      { role: 'user', content: expect.stringMatching(/steps\.0: .*string[\s\S]*urgent: .*boolean/) as string },
    ])
    expect(second!.format).toEqual({ type: 'json_object' })
    expect(model.options.map(({ chargedTo }) => chargedTo)).toEqual([{ case: 'W-1' }, { case: 'W-1' }])
  })

  it('gives up after one repair and says what is still wrong', async () => {
    const model = scriptedModel({ text: '不知道' }, { text: '{"steps":[]}' })
    const wrong = structuredAnswer(model, { request, schema: Steps, support: 'none' })
    await expect(wrong).rejects.toMatchObject({
      code: 'MODEL_ANSWER_INVALID',
      details: { model: 'test/scripted-1', reason: expect.stringContaining('steps') as string },
    })
    expect(model.requests).toHaveLength(2)
  })

  it.each(['length', 'filtered', 'cut-off'] as const)(
    'reports an answer that broke off (%s) and pays for no repair',
    async (finish) => {
      const model = scriptedModel({ text: good, finish })
      const broken = structuredAnswer(model, { request, schema: Steps, support: 'none' })
      await expect(broken).rejects.toMatchObject({ code: 'MODEL_ANSWER_INCOMPLETE', details: { finish } })
      expect(model.requests).toHaveLength(1)
    },
  )

  it('repairs nothing when the call itself fails', async () => {
    const error = new KaiwuError('BUDGET_EXCEEDED')
    const model = scriptedModel({ error })
    await expect(structuredAnswer(model, { request, schema: Steps, support: 'none' })).rejects.toBe(error)
    expect(model.requests).toHaveLength(1)
  })

  it('asks an empty answer again without an empty turn, which services refuse', async () => {
    const model = scriptedModel({ text: '' }, { text: good })
    await structuredAnswer(model, { request, schema: Steps, support: 'none' })
    expect(model.requests[1]!.messages.map(({ role }) => role)).toEqual(['system', 'user', 'user'])
  })

  it('does not send a huge answer back whole', async () => {
    const model = scriptedModel({ text: `{"steps":[${'"x",'.repeat(300_000)}]}` }, { text: good })
    await structuredAnswer(model, { request, schema: Steps, support: 'none' })
    expect(JSON.stringify(model.requests[1]).length).toBeLessThan(200_000)
  })

  it('checks against JSON Schema too, and names the place', async () => {
    const schema = {
      type: 'object',
      properties: { 'a/b': { type: 'array', items: { type: 'integer', minimum: 1 } }, note: { type: 'string' } },
      required: ['a/b'],
      additionalProperties: false,
    }
    const model = scriptedModel({ text: '{"a/b":[1,0],"more":1}' }, { text: '{"a/b":[2]}' })
    const { value: found } = await structuredAnswer(model, { request, schema, support: 'json_schema' })
    expect(found).toEqual({ 'a/b': [2] })
    const repair = model.requests[1]!.messages.at(-1)!.content
    expect(repair).toContain('a/b.1: ')
    expect(repair).toContain('more')
  })

  it('refuses a schema that cannot be told', async () => {
    const model = scriptedModel({ text: good })
    const asked = structuredAnswer(model, { request, schema: z.object({ at: z.date() }), support: 'none' })
    await expect(asked).rejects.toMatchObject({ code: 'USAGE_INVALID' })
    expect(model.requests).toHaveLength(0)
  })

  it('applies defaults and transformations of zod', async () => {
    const schema = z.object({ n: z.string().transform(Number), unit: z.string().default('℃') })
    const model = scriptedModel({ text: '{"n":"12","unit":null}' })
    const { value: found } = await structuredAnswer(model, { request, schema, support: 'json_schema' })
    expect(found).toEqual({ n: 12, unit: '℃' })
  })
})
