import { KaiwuError, type ChatMessage, type ToolCall } from '@kaiwu/core'
import { AIMessage, HumanMessage, SystemMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages'
import { contentParts, reasoningIn, textIn } from './content-parts.ts'

/**
 * A conversation of LangChain's as Kaiwu has it. What a model thought comes along, so that services that demand it back get it.
 * @throws REQUEST_INVALID for a message or a part of one that cannot be sent
 */
export function toChatMessages(messages: readonly BaseMessage[]): readonly ChatMessage[] {
  const answered = new Set(messages.flatMap((message) => (ToolMessage.isInstance(message) ? [message.tool_call_id] : [])))
  return messages.flatMap((message) => {
    const one = toChatMessage(message, answered)
    return isNothing(one) ? [] : [one]
  })
}

function toChatMessage(message: BaseMessage, answered: ReadonlySet<string>): ChatMessage {
  const { content } = message
  const named = nameOf(message)
  if (AIMessage.isInstance(message)) return assistantTurn(message, answered)
  if (ToolMessage.isInstance(message)) return { role: 'tool', content: toolText(message), toolCallId: message.tool_call_id }
  const role = roleOf(message)
  if (role === 'assistant') return { role, content: textIn(content), ...named }
  return { role, content: contentParts(content), ...named }
}

function roleOf(message: BaseMessage): 'system' | 'user' | 'assistant' {
  const type = message.type as string
  if (type === 'human') return 'user'
  if (type === 'system' || type === 'developer') return 'system'
  const role = (message as { role?: unknown }).role
  if (role === 'system' || role === 'user' || role === 'assistant') return role
  throw new KaiwuError('REQUEST_INVALID', {
    reason: `a message of the type ${JSON.stringify(type)} cannot be sent; system, human, ai and tool can`,
  })
}

function assistantTurn(message: AIMessage, answered: ReadonlySet<string>): ChatMessage {
  const { content, additional_kwargs: more, tool_calls: calls = [], invalid_tool_calls: invalid = [] } = message
  const kept = more['reasoning_content']
  const reasoning = typeof kept === 'string' ? kept : reasoningIn(content)
  const toolCalls: readonly ToolCall[] = [
    ...calls.map(({ id = '', name, args }) => ({ id, name, arguments: JSON.stringify(args) })),
    // A call that nobody answered must not be sent: services refuse a conversation with an open one.
    ...invalid.flatMap(({ id = '', name = '', args = '' }) => (answered.has(id) ? [{ id, name, arguments: args }] : [])),
  ]
  return {
    role: 'assistant',
    content: textIn(content),
    ...(toolCalls.length > 0 ? { toolCalls } : {}),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...nameOf(message),
  }
}

function toolText({ content }: ToolMessage): string {
  const parts = contentParts(content)
  if (typeof parts === 'string') return parts
  throw new KaiwuError('REQUEST_INVALID', { reason: 'a tool gave an image; only what tools say in text can be sent' })
}

// What services take; a name that none takes is left out rather than the call refused.
const sendableName = /^[^\s<|\\/>]{1,64}$/

function nameOf({ name }: BaseMessage): Readonly<{ name?: string }> {
  return name !== undefined && sendableName.test(name) ? { name } : {}
}

function isNothing(message: ChatMessage): boolean {
  return message.role === 'assistant' && message.content === '' && !message.toolCalls && !message.reasoning
}

/** Kaiwu's conversation as LangChain has it: for a question that Kaiwu changed and that goes through LangChain once more. */
export function toBaseMessages(messages: readonly ChatMessage[]): BaseMessage[] {
  return messages.map((message) => {
    if (message.role === 'tool') return new ToolMessage({ content: message.content, tool_call_id: message.toolCallId })
    const name = message.name === undefined ? {} : { name: message.name }
    if (message.role === 'assistant')
      return new AIMessage({
        content: message.content,
        ...name,
        ...(message.reasoning === undefined ? {} : { additional_kwargs: { reasoning_content: message.reasoning } }),
        ...toolCallsOf(message.toolCalls ?? []),
      })
    const content = typeof message.content === 'string' ? message.content : message.content.map((part) => ({ ...part }))
    return message.role === 'system' ? new SystemMessage({ content, ...name }) : new HumanMessage({ content, ...name })
  })
}

/** Tool calls as LangChain has them: those whose arguments are an object, and the others. */
export function toolCallsOf(calls: readonly ToolCall[]): Required<Pick<AIMessage, 'tool_calls' | 'invalid_tool_calls'>> {
  const valid: NonNullable<AIMessage['tool_calls']> = []
  const invalid: NonNullable<AIMessage['invalid_tool_calls']> = []
  for (const { id, name, arguments: said } of calls) {
    const args = argumentsIn(said)
    if (args) valid.push({ id, name, args, type: 'tool_call' })
    else invalid.push({ id, name, args: said, error: 'The arguments are not a JSON object.', type: 'invalid_tool_call' })
  }
  return { tool_calls: valid, invalid_tool_calls: invalid }
}

/** The arguments of a tool call, if they are an object. Nothing at all counts as an empty one: tools without parameters get it. */
export function argumentsIn(said: string): Record<string, unknown> | undefined {
  if (said.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(said)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
