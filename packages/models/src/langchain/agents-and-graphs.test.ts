import { KaiwuError, type ChatMessage, type ChatRequest } from '@kaiwu/core'
import { AIMessage, HumanMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages'
import { MemorySaver, MessagesAnnotation, START, StateGraph } from '@langchain/langgraph'
import { createAgent, providerStrategy, tool } from 'langchain'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { KaiwuChatModel, type KaiwuChatModelInput } from './kaiwu-chat-model.ts'
import { scriptedModel, type ScriptedTurn } from './test-scripted-model.ts'

const stock = tool(({ part }) => `${part}：3 件`, {
  name: 'stock',
  description: '查库存',
  schema: z.object({ part: z.string() }),
})
const ask: ScriptedTurn = { reasoning: '要先查库存', toolCalls: [{ id: 'call_0', name: 'stock', arguments: '{"part":"轴承"}' }] }
const done: ScriptedTurn = { reasoning: '够了', text: '轴承还有 3 件。' }

/** A service that refuses a turn with tool calls that does not bring back what it thought, as DeepSeek does. */
function demanding(turn: ScriptedTurn): (request: ChatRequest) => ScriptedTurn {
  return ({ messages }) => {
    const bare = messages.some((message) => message.role === 'assistant' && message.toolCalls && message.reasoning === undefined)
    return bare ? { error: new KaiwuError('MODEL_BAD_REQUEST', { reason: 'reasoning_content is missing' }) } : turn
  }
}

const open = (
  turns: readonly (ScriptedTurn | ((request: ChatRequest) => ScriptedTurn))[],
  more: Partial<KaiwuChatModelInput> = {},
) => {
  const model = scriptedModel(...turns)
  return { model, chat: new KaiwuChatModel({ model, ...more }) }
}
const texts = (messages: readonly BaseMessage[]) => messages.map(({ text }) => text)

describe('createAgent', () => {
  it('runs a loop with a tool, thoughts going back to the service, over several turns', async () => {
    const { model, chat } = open([ask, demanding(done), demanding(ask), demanding({ text: '还是 3 件。' })])
    const agent = createAgent({ model: chat, tools: [stock], systemPrompt: '你是仓库助手', checkpointer: new MemorySaver() })
    const config = { configurable: { thread_id: '1' } }
    const first = await agent.invoke({ messages: [new HumanMessage('轴承还有吗')] }, config)
    expect(texts(first.messages)).toEqual(['轴承还有吗', '', '轴承：3 件', '轴承还有 3 件。'])
    const second = await agent.invoke({ messages: [new HumanMessage('再查一次')] }, config)
    expect(texts(second.messages).at(-1)).toBe('还是 3 件。')
    expect(second.messages).toHaveLength(8)
    const last = model.requests.at(-1)!.messages
    expect(last[0]).toEqual({ role: 'system', content: '你是仓库助手' })
    expect(
      last
        .filter(({ role }) => role === 'assistant')
        .map((message) => (message as ChatMessage & { role: 'assistant' }).reasoning),
    ).toEqual(['要先查库存', '够了', '要先查库存'])
    expect(model.requests[0]!.tools).toMatchObject([{ name: 'stock', parameters: { required: ['part'] } }])
  })

  it('streams tokens, and thoughts survive on that way too', async () => {
    const { chat } = open([ask, demanding(done)])
    const agent = createAgent({ model: chat, tools: [stock] })
    let said = ''
    for await (const [message] of await agent.stream({ messages: [new HumanMessage('轴承？')] }, { streamMode: 'messages' }))
      if (AIMessage.isInstance(message)) said += message.text
    expect(said).toBe('轴承还有 3 件。')
  })

  it('gets a structured answer, from a service that holds to a schema and from one that calls tools', async () => {
    const schema = z.object({ part: z.string(), count: z.number() })
    const value = { part: '轴承', count: 3 }
    const native = open([{ text: JSON.stringify(value) }], { structuredOutput: 'json_schema' })
    const first = await createAgent({ model: native.chat, tools: [], responseFormat: schema }).invoke({
      messages: [new HumanMessage('?')],
    })
    expect(first.structuredResponse).toEqual(value)
    expect(native.model.requests[0]!.format).toMatchObject({ type: 'json_schema', strict: true })

    const byTool = open([({ tools }) => ({ toolCalls: [{ id: 'c1', name: tools![0]!.name, arguments: JSON.stringify(value) }] })])
    const second = await createAgent({ model: byTool.chat, tools: [], responseFormat: schema }).invoke({
      messages: [new HumanMessage('?')],
    })
    expect(second.structuredResponse).toEqual(value)
    expect(byTool.model.requests[0]).toMatchObject({ toolChoice: 'required' })
  })

  it('does not hold a service to a strict schema whose nulls the agent would refuse', async () => {
    const schema = z.object({ part: z.string(), note: z.string().optional() })
    const { model, chat } = open([{ text: '{"part":"轴承"}' }], { structuredOutput: 'json_schema' })
    const { structuredResponse } = await createAgent({ model: chat, tools: [], responseFormat: providerStrategy(schema) }).invoke(
      {
        messages: [new HumanMessage('?')],
      },
    )
    expect(structuredResponse).toEqual({ part: '轴承' })
    expect(model.requests[0]!.format).toMatchObject({ strict: false, schema: { required: ['part'] } })
  })

  it('ends with the error of the model, as it was thrown', async () => {
    const error = new KaiwuError('BUDGET_EXCEEDED')
    const { chat } = open([{ error }])
    await expect(createAgent({ model: chat, tools: [stock] }).invoke({ messages: [new HumanMessage('?')] })).rejects.toBe(error)
  })
})

describe('LangGraph', () => {
  const graphOf = (chat: KaiwuChatModel) =>
    new StateGraph(MessagesAnnotation)
      .addNode('model', async ({ messages }) => ({ messages: [await chat.invoke(messages)] }))
      .addEdge(START, 'model')
      .compile({ checkpointer: new MemorySaver() })

  it('keeps both answers although the service gives them the same id', async () => {
    const { model, chat } = open([{ text: '第一答', reasoning: '一' }, { text: '第二答' }])
    const graph = graphOf(chat)
    const config = { configurable: { thread_id: '1' } }
    await graph.invoke({ messages: [new HumanMessage('一')] }, config)
    const { messages } = await graph.invoke({ messages: [new HumanMessage('二')] }, config)
    expect(texts(messages)).toEqual(['一', '第一答', '二', '第二答'])
    expect(new Set(messages.map(({ id }) => id)).size).toBe(4)
    expect(model.requests[1]!.messages[1]).toEqual({ role: 'assistant', content: '第一答', reasoning: '一' })
    expect(messages.map(({ response_metadata: more }) => (more['kaiwu'] as { id?: string } | undefined)?.id)).toEqual([
      undefined,
      'chatcmpl-1',
      undefined,
      'chatcmpl-1',
    ])
  })

  it('streams by token, each answer under an id of its own', async () => {
    const { chat } = open([{ text: '一二三四五六七八九' }, { text: '十' }])
    const graph = graphOf(chat)
    const said = new Map<string | undefined, string>()
    for (const question of ['数', '再数']) {
      const config = { streamMode: 'messages', configurable: { thread_id: '1' } } as const
      for await (const [message] of await graph.stream({ messages: [new HumanMessage(question)] }, config))
        said.set(message.id, (said.get(message.id) ?? '') + message.text)
    }
    expect([...said.values()]).toEqual(['一二三四五六七八九', '十'])
    const { values } = await graph.getState({ configurable: { thread_id: '1' } })
    expect(texts((values as { messages: BaseMessage[] }).messages)).toEqual(['数', '一二三四五六七八九', '再数', '十'])
  })

  it('sends back what standard blocks hold, from a message that streamEvents made', async () => {
    const { model, chat } = open([ask, done])
    const first = await chat.bindTools([stock]).invoke('轴承？')
    const assembled = await new KaiwuChatModel({ model: scriptedModel(ask) }).streamEvents('轴承？')
    await chat.invoke([new HumanMessage('轴承？'), assembled, new ToolMessage({ content: '3', tool_call_id: 'call_0' })])
    expect(first.additional_kwargs['reasoning_content']).toBe('要先查库存')
    expect(model.requests[1]!.messages[1]).toEqual({
      role: 'assistant',
      content: '',
      reasoning: '要先查库存',
      toolCalls: [{ id: 'call_0', name: 'stock', arguments: '{"part":"轴承"}' }],
    })
  })
})
