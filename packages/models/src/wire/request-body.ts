import type { AnswerFormat, ChatMessage, ChatRequest, Thinking } from '@kaiwu/core'
import type { Quirk, RequestContext } from '../quirks/quirk.ts'
import type { Channel } from './channel.ts'
import type { RequestBody } from './frame.ts'
import { switchThinking } from './thinking-switch.ts'

/** The body of a request in the service's form: OpenAI's, then what its quirks make of it, then what the caller adds. */
export function requestBody(channel: Channel, quirks: readonly Quirk[], request: ChatRequest, stream: boolean): RequestBody {
  const body = openAiBody(channel, request, stream)
  const { thinkingSwitch: way, efforts, thinking: can } = channel.facts
  const { thinking } = request
  // A model that never thinks, or always does, may refuse to be told.
  if (thinking !== undefined && way && can !== 'never' && !(thinking === 'off' && can === 'always'))
    switchThinking(body, thinking, way, efforts)
  const context = contextOf(channel, request, (wanted) => {
    if (channel.facts.thinking !== 'switchable' || !way) return false
    switchThinking(body, wanted, way, efforts)
    return true
  })
  for (const quirk of quirks) quirk.request?.(body, context)
  return request.extra ? Object.assign(body, request.extra) : body
}

function contextOf(channel: Channel, request: ChatRequest, switchTo: (thinking: Thinking) => boolean): RequestContext {
  const { thinking: can, replay = 'never' } = channel.facts
  const thinks = can === 'always' || can === 'hidden' || (can === 'switchable' && request.thinking !== 'off')
  return { request, replay, thinks, stopThinking: () => switchTo('off') }
}

function openAiBody(channel: Channel, request: ChatRequest, stream: boolean): RequestBody {
  const { temperature, topP, stop, seed, tools, toolChoice } = request
  const maxTokens = mostAsked(channel, request.maxTokens)
  const body: RequestBody = { model: channel.model, messages: request.messages.map(openAiMessage) }
  if (stream) Object.assign(body, { stream: true, stream_options: { include_usage: true } })
  if (temperature !== undefined) body['temperature'] = temperature
  if (topP !== undefined) body['top_p'] = topP
  if (maxTokens !== undefined) body['max_tokens'] = maxTokens
  if (stop && stop.length > 0) body['stop'] = stop
  if (seed !== undefined) body['seed'] = seed
  if (tools && tools.length > 0) {
    body['tools'] = tools.map((tool) => ({ type: 'function', function: tool }))
    if (toolChoice !== undefined)
      body['tool_choice'] =
        typeof toolChoice === 'string' ? toolChoice : { type: 'function', function: { name: toolChoice.name } }
  }
  if (request.format) askFor(request.format, body, channel.facts.structuredOutput ?? 'none')
  return body
}

/** The longest answer to ask for: the caller's wish within the settings' limit. */
export function mostAsked({ maxTokens, answerTokens }: Channel, wish: number | undefined): number | undefined {
  if (wish === undefined) return maxTokens ?? answerTokens
  return maxTokens === undefined ? wish : Math.min(wish, maxTokens)
}

function openAiMessage(message: ChatMessage): Record<string, unknown> {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.content }
  const named = message.name === undefined ? {} : { name: message.name }
  if (message.role !== 'assistant') return { role: message.role, content: message.content, ...named }
  if (!message.toolCalls || message.toolCalls.length === 0) return { role: 'assistant', content: message.content, ...named }
  return {
    role: 'assistant',
    content: message.content === '' ? null : message.content,
    tool_calls: message.toolCalls.map(({ id, name, arguments: said }) => ({
      id,
      type: 'function',
      function: { name, arguments: said },
    })),
    ...named,
  }
}

/** Asks for a form by the best means the service has; what it cannot be held to is said in words. */
function askFor(format: AnswerFormat, body: RequestBody, support: 'json_schema' | 'json_object' | 'none'): void {
  if (format.type === 'json_schema' && support === 'json_schema') {
    const { name, schema, strict } = format
    body['response_format'] = { type: 'json_schema', json_schema: { name, schema, ...(strict === undefined ? {} : { strict }) } }
    return
  }
  if (support !== 'none') body['response_format'] = { type: 'json_object' }
  if (format.type === 'json_schema')
    addToSystem(body, `Answer with one JSON object of this JSON Schema:\n${JSON.stringify(format.schema)}`)
  else if (support === 'none') addToSystem(body, 'Answer with one JSON object and nothing else.')
}

/** Adds a sentence to the system message, or puts one in front. */
export function addToSystem(body: RequestBody, text: string): void {
  const first = body.messages[0]
  if (first?.['role'] === 'system' && typeof first['content'] === 'string') first['content'] = `${first['content']}\n\n${text}`
  else body.messages.unshift({ role: 'system', content: text })
}
