import { KaiwuError } from '@kaiwu/core'
import { HumanMessage } from '@langchain/core/messages'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { KaiwuChatModel, type KaiwuChatModelInput } from './kaiwu-chat-model.ts'
import { scriptedModel, type ScriptedTurn } from './test-scripted-model.ts'

const Fault = z.object({ part: z.string(), urgent: z.boolean() })
const value = { part: '主轴', urgent: true }
const text = JSON.stringify(value)

const open = (turns: readonly ScriptedTurn[], more: Partial<KaiwuChatModelInput> = {}) => {
  const model = scriptedModel(...turns)
  return { model, chat: new KaiwuChatModel({ model, ...more }) }
}

describe('withStructuredOutput', () => {
  it('asks by the means that the service has', async () => {
    const { model, chat } = open([{ text }], { structuredOutput: 'json_schema', temperature: 0 })
    const found = await chat.withStructuredOutput(Fault, { name: 'fault' }).invoke('主轴过热')
    expect(found).toEqual(value)
    expect(found.urgent).toBe(true)
    expect(model.requests[0]).toMatchObject({ temperature: 0, format: { type: 'json_schema', name: 'fault', strict: true } })
    await open([{ text }])
      .chat.withStructuredOutput(Fault)
      .invoke([new HumanMessage('主轴过热')])
  })

  it.each([
    ['jsonSchema', { format: { type: 'json_schema' } }],
    ['jsonMode', { format: { type: 'json_object' } }],
    ['functionCalling', { toolChoice: { name: 'answer' }, tools: [{ name: 'answer' }] }],
  ])('asks by the method that the caller chose: %s', async (method, asked) => {
    const turn = method === 'functionCalling' ? { toolCalls: [{ id: 'c', name: 'answer', arguments: text }] } : { text }
    const { model, chat } = open([turn])
    expect(await chat.withStructuredOutput(Fault, { method }).invoke('主轴过热')).toEqual(value)
    expect(model.requests[0]).toMatchObject(asked)
  })

  it('reads nulls of a strict answer as left out', async () => {
    const schema = z.object({ part: z.string(), note: z.string().optional() })
    const { model, chat } = open([{ text: '{"part":"主轴","note":null}' }], { structuredOutput: 'json_schema' })
    expect(await chat.withStructuredOutput(schema).invoke('?')).toEqual({ part: '主轴' })
    expect(model.requests[0]!.format).toMatchObject({ strict: true, schema: { required: ['part', 'note'] } })
  })

  it('takes JSON Schema', async () => {
    const schema = { title: 'Fault', type: 'object', properties: { part: { type: 'string' } }, required: ['part'] }
    const { model, chat } = open([{ text: '{"part":1}' }, { text: '{"part":"主轴"}' }])
    expect(await chat.withStructuredOutput(schema).invoke('?')).toEqual({ part: '主轴' })
    expect(model.requests).toHaveLength(2)
  })

  it('repairs once, by calls that callbacks see', async () => {
    const { model, chat } = open([{ text: '主轴' }, { text }])
    let ended = 0
    const callbacks = [{ handleLLMEnd: () => void ended++ }]
    expect(await chat.withStructuredOutput(Fault).invoke('?', { callbacks })).toEqual(value)
    expect(model.requests).toHaveLength(2)
    expect(ended).toBe(2)
  })

  it('gives the message beside the value when asked to, and null in its place when the answer is no good', async () => {
    const good = await open([{ text, requestId: 'r1' }])
      .chat.withStructuredOutput(Fault, { includeRaw: true })
      .invoke('?')
    expect(good).toMatchObject({ parsed: value, raw: { content: text, response_metadata: { kaiwu: { requestId: 'r1' } } } })
    const bad = await open([{ text: '无' }])
      .chat.withStructuredOutput(Fault, { includeRaw: true })
      .invoke('?')
    expect(bad).toMatchObject({ parsed: null, raw: { content: '无' } })
    const cut = await open([{ text: '{"part', finish: 'length' }])
      .chat.withStructuredOutput(Fault, { includeRaw: true })
      .invoke('?')
    expect(cut).toMatchObject({ parsed: null, raw: { response_metadata: { finish_reason: 'length' } } })
  })

  it('fails with what went wrong', async () => {
    await expect(
      open([{ text: '无' }])
        .chat.withStructuredOutput(Fault)
        .invoke('?'),
    ).rejects.toMatchObject({
      code: 'MODEL_ANSWER_INVALID',
      details: { model: 'test/scripted-1' },
    })
    await expect(
      open([{ text, finish: 'length' }])
        .chat.withStructuredOutput(Fault)
        .invoke('?'),
    ).rejects.toMatchObject({
      code: 'MODEL_ANSWER_INCOMPLETE',
    })
    const error = new KaiwuError('BUDGET_EXCEEDED')
    const failing = open([{ error }]).chat.withStructuredOutput(Fault, { includeRaw: true })
    await expect(failing.invoke('?')).rejects.toBe(error)
  })

  it('works in a chain, in batches and streamed', async () => {
    const { chat } = open([{ text }])
    const chain = ChatPromptTemplate.fromTemplate('分析：{what}').pipe(chat.withStructuredOutput(Fault))
    expect(await chain.invoke({ what: '主轴' })).toEqual(value)
    expect(await chain.batch([{ what: '一' }, { what: '二' }])).toEqual([value, value])
    const got: unknown[] = []
    for await (const piece of await chain.stream({ what: '主轴' })) got.push(piece)
    expect(got).toEqual([value])
  })
})
