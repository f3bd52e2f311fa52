import type { AnswerFormat, ChatMessage, ChatRequest, ChatTool, ContentPart, Thinking, ToolCall } from '@kaiwu/core'
import type { RequestBody } from '@kaiwu/models'

/** A request as the models' port has it, and what of it the port cannot say: nothing, for all but rare requests. */
export type ReadRequest = Readonly<{ request: ChatRequest; lost: readonly string[] }>

type Loose = Readonly<Record<string, unknown>>

/** Fields with a place of their own, and those that say something to OpenAI's platform alone. */
const placed: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'temperature',
  'top_p',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'response_format',
  'reasoning_effort',
  'enable_thinking',
  'thinking',
  'n',
  'user',
  'metadata',
  'store',
])

/** Reads a request in OpenAI's form. */
export function chatRequestOf(body: RequestBody): ReadRequest {
  const lost: string[] = []
  const extra = Object.fromEntries(Object.entries(body).filter(([name, value]) => !placed.has(name) && value !== null))
  if (typeof body['n'] === 'number' && body['n'] > 1) lost.push('n')
  if (body['functions'] !== undefined) lost.push('functions')
  const request: ChatRequest = {
    messages: body.messages.map((message, at) => messageOf(message, `messages.${at}`, lost)),
    ...numberAt(body, 'temperature', 'temperature'),
    ...numberAt(body, 'top_p', 'topP'),
    ...numberAt(body, 'max_tokens', 'maxTokens'),
    ...numberAt(body, 'max_completion_tokens', 'maxTokens'),
    ...numberAt(body, 'seed', 'seed'),
    ...stopOf(body['stop']),
    ...toolsOf(body, lost),
    ...formatOf(body['response_format']),
    ...thinkingOf(body),
    ...(Object.keys(extra).length > 0 ? { extra } : {}),
  }
  return { request, lost }
}

function messageOf(message: Loose, path: string, lost: string[]): ChatMessage {
  const { role, content, name } = message
  const named = typeof name === 'string' ? { name } : {}
  if (role === 'tool')
    return {
      role,
      content: textOf(content),
      toolCallId: typeof message['tool_call_id'] === 'string' ? message['tool_call_id'] : '',
    }
  if (role === 'assistant') {
    const toolCalls = Array.isArray(message['tool_calls']) ? message['tool_calls'].map((call) => toolCallOf(call as Loose)) : []
    const thought = message['reasoning_content']
    return {
      role,
      content: textOf(content),
      ...(toolCalls.length > 0 ? { toolCalls } : {}),
      ...(typeof thought === 'string' ? { reasoning: thought } : {}),
      ...named,
    }
  }
  if (role !== 'system' && role !== 'developer' && role !== 'user') lost.push(`${path}.role`)
  return { role: role === 'user' ? 'user' : 'system', content: contentOf(content, path, lost), ...named }
}

function contentOf(content: unknown, path: string, lost: string[]): string | readonly ContentPart[] {
  if (!Array.isArray(content)) return textOf(content)
  const parts = content.flatMap((part: Loose | null, at): ContentPart[] => {
    const { type, text, image_url: image } = part ?? {}
    if (type === 'text' && typeof text === 'string') return [{ type, text }]
    const { url, detail } = (image ?? {}) as Loose
    if (type === 'image_url' && typeof url === 'string')
      return [{ type, image_url: { url, ...(typeof detail === 'string' ? { detail } : {}) } }]
    lost.push(`${path}.content.${at}`)
    return []
  })
  return parts
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: Loose | null) => (typeof part?.['text'] === 'string' ? part['text'] : '')).join('')
}

function toolCallOf({ id, function: called }: Loose): ToolCall {
  const { name, arguments: given } = (called ?? {}) as Loose
  return {
    id: typeof id === 'string' ? id : '',
    name: typeof name === 'string' ? name : '',
    arguments: typeof given === 'string' ? given : JSON.stringify(given ?? {}),
  }
}

function toolsOf(body: RequestBody, lost: string[]): Pick<ChatRequest, 'tools' | 'toolChoice'> {
  const { tools, tool_choice: choice } = body
  const known = (Array.isArray(tools) ? tools : []).flatMap((tool: Loose, at): ChatTool[] => {
    const { name, description, parameters, strict } = (tool['function'] ?? {}) as Loose
    if (typeof name !== 'string') {
      lost.push(`tools.${at}`)
      return []
    }
    return [
      {
        name,
        parameters: (parameters ?? { type: 'object', properties: {} }) as Loose,
        ...(typeof description === 'string' ? { description } : {}),
        ...(typeof strict === 'boolean' ? { strict } : {}),
      },
    ]
  })
  const named = ((choice as Loose | null | undefined)?.['function'] as Loose | undefined)?.['name']
  return {
    ...(known.length > 0 ? { tools: known } : {}),
    ...(choice === 'auto' || choice === 'none' || choice === 'required' ? { toolChoice: choice } : {}),
    ...(typeof named === 'string' ? { toolChoice: { name: named } } : {}),
  }
}

function formatOf(format: unknown): { format?: AnswerFormat } {
  const { type, json_schema: asked } = (format ?? {}) as Loose
  if (type === 'json_object') return { format: { type } }
  if (type !== 'json_schema') return {}
  const { name, schema, strict } = (asked ?? {}) as Loose
  return {
    format: {
      type,
      name: typeof name === 'string' ? name : 'answer',
      schema: (schema ?? {}) as Loose,
      ...(typeof strict === 'boolean' ? { strict } : {}),
    },
  }
}

/** Whether and how hard to think, in whichever vendor's words the client says it. */
function thinkingOf({ reasoning_effort: effort, enable_thinking: enabled, thinking }: RequestBody): { thinking?: Thinking } {
  if (effort === 'low' || effort === 'medium' || effort === 'high') return { thinking: effort }
  if (effort === 'none' || effort === 'minimal') return { thinking: 'off' }
  if (typeof enabled === 'boolean') return { thinking: enabled ? 'on' : 'off' }
  const { type, budget_tokens: budget } = (thinking ?? {}) as Loose
  if (type === 'disabled') return { thinking: 'off' }
  if (type === 'enabled' && typeof budget === 'number') return { thinking: { budgetTokens: budget } }
  return type === 'enabled' || type === 'adaptive' ? { thinking: 'on' } : {}
}

function stopOf(stop: unknown): { stop?: readonly string[] } {
  if (typeof stop === 'string') return { stop: [stop] }
  return Array.isArray(stop) && stop.length > 0 ? { stop: stop.map(String) } : {}
}

function numberAt<Name extends string>(body: RequestBody, field: string, name: Name): { [Key in Name]?: number } {
  const value = body[field]
  return (typeof value === 'number' ? { [name]: value } : {}) as { [Key in Name]?: number }
}
