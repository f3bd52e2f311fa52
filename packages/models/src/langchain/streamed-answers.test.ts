import type { ChatEvent } from '@kaiwu/core'
import type { AIMessageChunk } from '@langchain/core/messages'
import { describe, expect, it } from 'vitest'
import { KaiwuChatModel, type KaiwuChatModelInput } from './kaiwu-chat-model.ts'
import { completionOf, eventsOf, scriptedModel, type ScriptedTurn } from './test-scripted-model.ts'

const usage = { promptTokens: 100, completionTokens: 20, estimated: false, cachedTokens: 60, reasoningTokens: 8 }
const full = { text: '先停机，再测温🌡️。', reasoning: '想一想：主轴过热…', usage, requestId: 'req-9' }
const calls = [
  { id: 'c1', name: 'look_up', arguments: '{"part":"轴承"}' },
  { id: 'c2', name: 'look_up', arguments: '{"part":"油封"}' },
]
const blocks = [
  { type: 'reasoning', reasoning: full.reasoning },
  { type: 'text', text: full.text },
]
const open = (turn: ScriptedTurn, more: Partial<KaiwuChatModelInput> = {}) => ({
  chat: new KaiwuChatModel({ model: scriptedModel(turn), ...more }),
})

async function joined(stream: AsyncIterable<AIMessageChunk>): Promise<AIMessageChunk> {
  const chunks: AIMessageChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return chunks.reduce((a, b) => a.concat(b))
}

describe('a stream in which another model takes over', () => {
  const reset = { type: 'reset', from: 'a/one', to: 'b/two', reason: 'MODEL_UNREACHABLE' } as const
  const second = eventsOf(completionOf({ text: '从头说起' }))

  it('is not noticed before the first piece', async () => {
    const { chat } = open({ events: [reset, ...second] })
    expect((await joined(await chat.stream('问'))).text).toBe('从头说起')
  })

  it.each<[string, ChatEvent]>([
    ['words', { type: 'text', text: '先' }],
    ['thoughts', { type: 'reasoning', text: '想' }],
    ['a tool call', { type: 'tool-call', index: 0, id: 'c1', name: 'pay', arguments: '{' }],
  ])('ends with an error after %s: two answers are never joined', async (_, piece) => {
    const { chat } = open({ events: [piece, reset, ...second] })
    const got: string[] = []
    const reading = (async () => {
      for await (const chunk of await chat.stream('问')) got.push(chunk.text)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'MODEL_ANSWER_RESTARTED', details: { from: 'a/one', to: 'b/two' } })
    expect(got.join('')).not.toContain('从头')
  })

  it('gives the second answer alone when it holds back', async () => {
    const { chat } = open(
      { events: [{ type: 'text', text: '先' }, { type: 'reasoning', text: '想' }, reset, ...second] },
      { onReset: 'hold' },
    )
    const all = await joined(await chat.stream('问'))
    expect(all.text).toBe('从头说起')
    expect(all.additional_kwargs).toEqual({})
  })
})

describe('streamEvents', () => {
  it('gives thoughts, words and tool calls as blocks of their own', async () => {
    const { chat } = open({ ...full, toolCalls: calls })
    const stream = chat.streamEvents('问')
    const [text, reasoning, tools, counted, message] = await Promise.all([
      stream.text,
      stream.reasoning,
      stream.toolCalls,
      stream.usage,
      stream.output,
    ])
    expect(text).toBe(full.text)
    expect(reasoning).toBe(full.reasoning)
    expect(tools).toMatchObject([
      { id: 'c1', args: { part: '轴承' } },
      { id: 'c2', args: { part: '油封' } },
    ])
    expect(counted).toMatchObject({ total_tokens: 120, input_token_details: { cache_read: 60 } })
    expect(message.contentBlocks).toMatchObject([...blocks, { type: 'tool_call', id: 'c1' }, { type: 'tool_call', id: 'c2' }])
    expect(message.response_metadata).toMatchObject({ finish_reason: 'tool_use', kaiwu: { requestId: 'req-9' } })
    const kinds: string[] = []
    for await (const { event } of stream) kinds.push(event)
    expect(kinds[0]).toBe('message-start')
    expect(kinds.at(-1)).toBe('message-finish')
    expect(kinds.filter((kind) => kind === 'content-block-start')).toHaveLength(4)
    expect(kinds.filter((kind) => kind === 'content-block-finish')).toHaveLength(4)
  })
})
