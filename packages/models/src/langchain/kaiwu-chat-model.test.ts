import { KaiwuError } from '@kaiwu/core'
import { AIMessageChunk, HumanMessage } from '@langchain/core/messages'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { StringOutputParser } from '@langchain/core/output_parsers'
import { describe, expect, it, vi } from 'vitest'
import { estimateTokens } from '../estimate/estimate-tokens.ts'
import { KaiwuChatModel, type KaiwuChatModelInput } from './kaiwu-chat-model.ts'
import { scriptedModel, type ScriptedTurn } from './test-scripted-model.ts'

const usage = { promptTokens: 100, completionTokens: 20, estimated: false, cachedTokens: 60, reasoningTokens: 8 }
const full: ScriptedTurn = {
  text: '先停机，再测温🌡️。',
  reasoning: '想一想：主轴过热…',
  usage,
  model: 'deepseek/deepseek-flash',
  cost: { micros: 1200, currency: 'CNY' },
  requestId: 'req-9',
}
const calls = [
  { id: 'c1', name: 'look_up', arguments: '{"part":"轴承"}' },
  { id: 'c2', name: 'look_up', arguments: '{"part":"油封"}' },
]

const open = (turn: ScriptedTurn, more: Partial<KaiwuChatModelInput> = {}) => {
  const model = scriptedModel(turn)
  return { model, chat: new KaiwuChatModel({ model, ...more }) }
}

async function joined(stream: AsyncIterable<AIMessageChunk>): Promise<{ all: AIMessageChunk; chunks: AIMessageChunk[] }> {
  const chunks: AIMessageChunk[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return { chunks, all: chunks.reduce((a, b) => a.concat(b)) }
}

const told = {
  content: full.text,
  additional_kwargs: { reasoning_content: full.reasoning },
  usage_metadata: {
    input_tokens: 100,
    output_tokens: 20,
    total_tokens: 120,
    input_token_details: { cache_read: 60 },
    output_token_details: { reasoning: 8 },
  },
  response_metadata: {
    finish_reason: 'stop',
    model_name: 'deepseek-flash',
    model_provider: 'deepseek',
    kaiwu: { model: 'deepseek/deepseek-flash', cost: { micros: 1200, currency: 'CNY' }, requestId: 'req-9', id: 'chatcmpl-1' },
  },
}
const blocks = [
  { type: 'reasoning', reasoning: full.reasoning },
  { type: 'text', text: full.text },
]

describe('KaiwuChatModel', () => {
  it('tells the same of an answer whole and streamed', async () => {
    const { chat } = open(full)
    const whole = await chat.invoke('主轴过热')
    const { all, chunks } = await joined(await chat.stream('主轴过热'))
    for (const message of [whole, all]) {
      expect(message).toMatchObject(told)
      expect(message.contentBlocks).toEqual(blocks)
    }
    expect(chunks.length).toBeGreaterThan(5)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    const thought = chunks.flatMap(({ contentBlocks }) => contentBlocks).filter(({ type }) => type === 'reasoning')
    expect(thought.map((block) => block['reasoning']).join('')).toBe(full.reasoning)
    expect(whole.id).not.toBe(all.id)
  })

  it('gives standard blocks as content in the form v1, streamed too', async () => {
    const { chat } = open({ ...full, toolCalls: calls }, { outputVersion: 'v1' })
    const whole = await chat.invoke('问')
    expect(whole.content).toMatchObject([
      ...blocks,
      { type: 'tool_call', id: 'c1', args: { part: '轴承' } },
      { type: 'tool_call', id: 'c2' },
    ])
    const { all } = await joined(await chat.stream('问'))
    expect(all.content).toMatchObject([
      ...blocks,
      { type: 'tool_call_chunk', args: calls[0]!.arguments },
      { id: 'c2', args: calls[1]!.arguments },
    ])
    expect(all.tool_calls).toMatchObject([{ id: 'c1', args: { part: '轴承' } }, { id: 'c2' }])
    expect(all.text).toBe(full.text)
  })

  it('sends what it was made with, what the call says going first', async () => {
    const { model, chat } = open(full, {
      temperature: 0,
      maxTokens: 500,
      thinking: 'off',
      seed: 7,
      topP: 0.9,
      extra: { a: 1 },
      stop: ['完'],
      chargedTo: { solution: 'repair' },
    })
    await chat.invoke('问', { temperature: 0.5, thinking: 'high', extra: { b: 2 }, chargedTo: { user: 'wang' } })
    expect(model.requests[0]).toEqual({
      messages: [{ role: 'user', content: '问' }],
      temperature: 0.5,
      maxTokens: 500,
      thinking: 'high',
      seed: 7,
      topP: 0.9,
      extra: { a: 1, b: 2 },
      stop: ['完'],
    })
    expect(model.options[0]!.chargedTo).toEqual({ solution: 'repair', user: 'wang' })
  })

  it('sends nothing that nobody set', async () => {
    const { model, chat } = open(full)
    await chat.invoke([new HumanMessage('问')], { tool_choice: 'any', stop: [] })
    expect(model.requests[0]).toEqual({ messages: [{ role: 'user', content: '问' }] })
  })

  it.each([
    ['length', 'length'],
    ['filtered', 'content_filter'],
    ['cut-off', 'cut_off'],
  ] as const)('says when an answer ended for the reason %s', async (finish, name) => {
    const { chat } = open({ ...full, finish })
    expect((await chat.invoke('问')).response_metadata['finish_reason']).toBe(name)
    expect((await joined(await chat.stream('问'))).all.response_metadata['finish_reason']).toBe(name)
  })

  it('passes errors on as they are, whole and streamed, and asks once', async () => {
    const error = new KaiwuError('MODEL_RATE_LIMITED', { url: 'https://a.example', status: 429, reason: 'slow down' })
    const { model, chat } = open({ error })
    await expect(chat.invoke('问')).rejects.toBe(error)
    await expect(chat.stream('问').then(joined)).rejects.toBe(error)
    await expect(chat.batch(['一', '二'])).rejects.toBe(error)
    expect(model.requests).toHaveLength(4)
  })

  it('passes on an error in the middle of a stream after what came before', async () => {
    const error = new KaiwuError('MODEL_UNREACHABLE', { url: 'https://a.example', reason: 'reset' })
    const { chat } = open({ events: [{ type: 'text', text: '先停' }], error })
    const got: string[] = []
    const reading = (async () => {
      for await (const { text } of await chat.stream('问')) got.push(text)
    })()
    await expect(reading).rejects.toBe(error)
    expect(got).toEqual(['先停'])
  })

  it('stops when the caller does', async () => {
    const { model, chat } = open({ ...full, text: '很长'.repeat(1000) })
    const leaving = new AbortController()
    const reading = (async () => {
      for await (const _ of await chat.stream('问', { signal: leaving.signal })) leaving.abort()
    })()
    await expect(reading).rejects.toThrow()
    expect(model.options[0]!.signal?.aborted).toBe(true)
    await expect(chat.invoke('问', { signal: AbortSignal.abort() })).rejects.toThrow()
  })

  it('lets go of the stream when the reader leaves', async () => {
    let closed = false
    const model = scriptedModel(full)
    const chat = new KaiwuChatModel({
      model: {
        ...model,
        async *stream() {
          try {
            for (;;) yield { type: 'text', text: '…' } as const
          } finally {
            closed = true
          }
        },
      },
    })
    for await (const _ of await chat.stream('问')) break
    expect(closed).toBe(true)
  })

  it('works as a step of a chain, and in batches', async () => {
    const { model, chat } = open(full)
    const chain = ChatPromptTemplate.fromMessages([
      ['system', '你是{role}'],
      ['human', '{question}'],
    ])
      .pipe(chat)
      .pipe(new StringOutputParser())
    expect(await chain.invoke({ role: '助手', question: '问' })).toBe(full.text)
    expect(model.requests[0]!.messages[0]).toEqual({ role: 'system', content: '你是助手' })
    expect(await chat.batch(['一', '二', '三'])).toHaveLength(3)
    let said = ''
    for await (const piece of await chain.stream({ role: '助手', question: '问' })) said += piece
    expect(said).toBe(full.text)
  })

  it('counts tokens by itself, without the network', async () => {
    const fetching = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'))
    const { chat } = open(full)
    expect(await chat.getNumTokens('主轴过热，先停机再测温。')).toBe(estimateTokens('主轴过热，先停机再测温。'))
    expect(await chat.getNumTokens([{ type: 'text', text: '主轴' }])).toBe(estimateTokens('主轴'))
    expect(fetching).not.toHaveBeenCalled()
    fetching.mockRestore()
  })

  it('tells callbacks of tokens, and of the end', async () => {
    const { chat } = open(full)
    const tokens: string[] = []
    let ended: unknown
    const callbacks = [
      { handleLLMNewToken: (token: string) => void tokens.push(token), handleLLMEnd: (output: unknown) => void (ended = output) },
    ]
    await joined(await chat.stream('问', { callbacks }))
    expect(tokens.join('')).toBe(full.text)
    expect(ended).toMatchObject({ llmOutput: { tokenUsage: { totalTokens: 120 } } })
  })

  it('keeps answers of different models apart in a cache of LangChain', async () => {
    const first = open(full, { cache: true, temperature: 0 })
    const again = new KaiwuChatModel({ model: first.model, cache: true, temperature: 1 })
    await first.chat.invoke('缓存')
    await first.chat.invoke('缓存')
    expect(first.model.requests).toHaveLength(1)
    await again.invoke('缓存')
    expect(first.model.requests).toHaveLength(2)
  })

  it('names itself and its model', () => {
    const { chat } = open(full, { structuredOutput: 'json_schema', contextTokens: 64_000 })
    expect(chat.model).toBe('test/scripted-1')
    expect(KaiwuChatModel.lc_name()).toBe('KaiwuChatModel')
    expect(chat.profile).toEqual({ structuredOutput: true, maxInputTokens: 64_000 })
    expect(JSON.stringify(chat)).not.toContain('requests')
  })
})
