import type { ChatRequest } from '@kaiwu/core'
import type { AIMessageChunk } from '@langchain/core/messages'
import { tool } from '@langchain/core/tools'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { KaiwuChatModel } from './kaiwu-chat-model.ts'
import { scriptedModel, type ScriptedTurn } from './test-scripted-model.ts'

const calls = [
  { id: 'c1', name: 'look_up', arguments: '{"part":"轴承"}' },
  { id: 'c2', name: 'look_up', arguments: '{"part":"油封"}' },
]
const full: ScriptedTurn = { text: '好' }
const open = (turn: ScriptedTurn) => {
  const model = scriptedModel(turn)
  return { model, chat: new KaiwuChatModel({ model }) }
}

async function joined(stream: AsyncIterable<AIMessageChunk>): Promise<{ all: AIMessageChunk; chunks: AIMessageChunk[] }> {
  const chunks: AIMessageChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return { chunks, all: chunks.reduce((a, b) => a.concat(b)) }
}

describe('bindTools', () => {
  it('binds tools of every form', async () => {
    const { model, chat } = open({ toolCalls: calls })
    const schema = z.object({ part: z.string().describe('零件') })
    const bound = chat.bindTools(
      [
        tool(() => '3', { name: 'look_up', description: '查库存', schema }),
        { type: 'function', function: { name: 'open_ai', parameters: { type: 'object', properties: {} } } },
        { name: 'plain', description: 'd', schema },
        { name: 'anthropic', input_schema: { type: 'object', properties: {} } },
        schema.meta({ title: 'titled', description: '按名' }),
      ],
      { tool_choice: 'any' },
    )
    const message = await bound.invoke('查')
    expect(message.tool_calls).toMatchObject([{ id: 'c1', name: 'look_up', args: { part: '轴承' } }, { id: 'c2' }])
    const [{ tools, toolChoice }] = model.requests as [ChatRequest]
    expect(tools!.map(({ name }) => name)).toEqual(['look_up', 'open_ai', 'plain', 'anthropic', 'titled'])
    expect(tools![0]).toMatchObject({
      description: '查库存',
      parameters: { properties: { part: { type: 'string' } }, required: ['part'] },
    })
    expect(tools![4]).toMatchObject({ description: '按名', parameters: { type: 'object', required: ['part'] } })
    expect(JSON.stringify(tools)).not.toContain('$schema')
    expect(toolChoice).toBe('required')
  })

  it.each([
    ['auto', 'auto'],
    ['none', 'none'],
    ['required', 'required'],
    ['look_up', { name: 'look_up' }],
    [{ type: 'function', function: { name: 'look_up' } }, { name: 'look_up' }],
  ])('understands the tool choice %j', async (choice, expected) => {
    const { model, chat } = open(full)
    await chat.bindTools([{ name: 'look_up', parameters: { type: 'object' } }], { tool_choice: choice }).invoke('查')
    expect(model.requests[0]!.toolChoice).toEqual(expected)
  })

  it.each([[{ type: 'web_search' }], [z.object({})], [{ name: '' }]])('refuses to bind what is no tool: %#', (what) => {
    expect(() => open(full).chat.bindTools([what])).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }))
  })

  it('streams tool calls by their index, two at once', async () => {
    const { chat } = open({ text: '查一下', toolCalls: calls })
    const { all, chunks } = await joined(await chat.stream('查'))
    expect(all.tool_calls).toMatchObject([
      { id: 'c1', name: 'look_up', args: { part: '轴承' } },
      { id: 'c2', name: 'look_up', args: { part: '油封' } },
    ])
    expect(new Set(chunks.flatMap(({ tool_call_chunks: some = [] }) => some.map(({ index }) => index)))).toEqual(new Set([0, 1]))
    expect(all.response_metadata['finish_reason']).toBe('tool_calls')
  })

  it('keeps arguments that are no object apart', async () => {
    const { chat } = open({
      toolCalls: [
        { id: 'c1', name: 'look_up', arguments: '[1]' },
        { id: 'c2', name: 'now', arguments: '' },
      ],
    })
    const message = await chat.invoke('查')
    expect(message.tool_calls).toMatchObject([{ id: 'c2', args: {} }])
    expect(message.invalid_tool_calls).toMatchObject([{ id: 'c1', args: '[1]' }])
  })

  it('never makes a tool call whole that broke off', async () => {
    const { chat } = open({ toolCalls: [{ id: 'c1', name: 'pay', arguments: '{"amount":1' }], finish: 'length' })
    await expect(joined(await chat.stream('付'))).rejects.toMatchObject({ code: 'MODEL_ANSWER_INCOMPLETE' })
    const whole = await chat.invoke('付')
    expect(whole.tool_calls).toEqual([])
    expect(whole.response_metadata['finish_reason']).toBe('length')
  })
})
