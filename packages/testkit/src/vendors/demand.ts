import type { VendorCall, WireBody } from './vendor-form.ts'

/** Something a vendor insists on. `refuses` gives the text of its refusal, or nothing. */
export type Demand = Readonly<{ name: string; refuses(call: VendorCall): string | undefined }>

/** Whether a model's id is meant. */
export type ModelTest = (model: string) => boolean

/** Models whose id matches, wherever a host puts the vendor's name before it. */
export function named(pattern: RegExp): ModelTest {
  return (model) => pattern.test(model)
}

/** Any model. */
export const everyModel: ModelTest = () => true

/** The messages of a request, as far as they are objects. */
export function messagesOf(body: WireBody): readonly WireBody[] {
  const messages = body['messages']
  return Array.isArray(messages) ? messages.filter((one): one is WireBody => typeof one === 'object' && one !== null) : []
}

/** Everything a prompt says, in the order of its messages. */
export function promptText(body: WireBody): string {
  return messagesOf(body)
    .map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content ?? '')))
    .join('\n\n')
}

/** A field of a field of a body. */
export function inner(body: WireBody, outer: string, name: string): unknown {
  const value = body[outer]
  return typeof value === 'object' && value !== null ? (value as WireBody)[name] : undefined
}

/** Whether a request insists that a tool be called. */
export function forcesTool(body: WireBody): boolean {
  const choice = body['tool_choice']
  return choice === 'required' || (typeof choice === 'object' && choice !== null)
}

function demand(name: string, refuses: Demand['refuses']): Demand {
  return Object.freeze({ name, refuses })
}

function when(applies: ModelTest, name: string, refuses: Demand['refuses']): Demand {
  return demand(name, (call) => (applies(call.model) ? refuses(call) : undefined))
}

/** What every vendor refuses: no messages, a role nobody knows, the result of a tool that nobody called. */
export const wellFormed = demand('well-formed', ({ body, model }) => {
  const messages = messagesOf(body)
  if (model === '') return "you must provide a model parameter ('model' is empty)"
  if (messages.length === 0) return "'messages' must contain at least one message"
  const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool'])
  const odd = messages.find(({ role }) => typeof role !== 'string' || !roles.has(role))
  if (odd) return `Invalid value for role: ${String(odd['role'])}`
  return orphanedResult(messages)
})

function orphanedResult(messages: readonly WireBody[]): string | undefined {
  const called = new Set<unknown>()
  for (const message of messages) {
    const calls = message['tool_calls']
    if (Array.isArray(calls)) for (const call of calls as readonly WireBody[]) called.add(call['id'])
    if (message['role'] !== 'tool') continue
    if (typeof message['tool_call_id'] !== 'string' || message['tool_call_id'] === '')
      return 'a tool message needs a tool_call_id'
    if (!called.has(message['tool_call_id'])) return `tool_call_id '${message['tool_call_id']}' is not found`
  }
  return undefined
}

/** An assistant's turn with tool calls must carry what the model thought, be it empty, while it thinks. */
export function wantsReasoningBack(applies: ModelTest, thinks: (call: VendorCall) => boolean, text: string): Demand {
  return when(applies, 'reasoning-replay', (call) => {
    const turns = messagesOf(call.body).filter((one) => one['role'] === 'assistant' && Array.isArray(one['tool_calls']))
    return thinks(call) && turns.some((turn) => typeof turn['reasoning_content'] !== 'string') ? text : undefined
  })
}

/** Old reasoning models refuse to be told what they thought. */
export function wantsNoReasoningBack(applies: ModelTest): Demand {
  return when(applies, 'no-reasoning-replay', ({ body }) =>
    messagesOf(body).some((one) => 'reasoning_content' in one)
      ? "reasoning_content is not allowed in the input 'messages' of this model"
      : undefined,
  )
}

/** A JSON answer is given only when the prompt says the word. */
export function wantsWordJson(text: string): Demand {
  return demand('json-word', ({ body }) =>
    inner(body, 'response_format', 'type') === 'json_object' && !/json/i.test(promptText(body)) ? text : undefined,
  )
}

/** No tool can be forced while the model thinks. */
export function noForcedToolWhenThinking(applies: ModelTest, thinks: (call: VendorCall) => boolean, text: string): Demand {
  return when(applies, 'no-forced-tool-when-thinking', (call) => (thinks(call) && forcesTool(call.body) ? text : undefined))
}

/** No JSON answer can be asked for while the model thinks. */
export function noJsonWhenThinking(applies: ModelTest, thinks: (call: VendorCall) => boolean, text: string): Demand {
  return when(applies, 'no-json-when-thinking', (call) =>
    thinks(call) && call.body['response_format'] !== undefined ? text : undefined,
  )
}

/** These models answer in streams alone. */
export function streamOnly(applies: ModelTest, text: string): Demand {
  return when(applies, 'stream-only', ({ body }) => (body['stream'] === true ? undefined : text))
}

const sampling = ['temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'n'] as const

/** Sampling is fixed: a value other than the model's own is refused. */
export function fixedSampling(applies: ModelTest, text: (name: string) => string): Demand {
  return when(applies, 'fixed-sampling', ({ body }) => {
    const name = sampling.find((one) => body[one] !== undefined && body[one] !== 1)
    return name && text(name)
  })
}

/** Temperature 0 is refused. */
export function positiveTemperature(text: string): Demand {
  return demand('positive-temperature', ({ body }) => (Number(body['temperature'] ?? 1) > 0 ? undefined : text))
}

/** The limit of an answer has another name for these models. */
export function wantsMaxCompletionTokens(applies: ModelTest): Demand {
  return when(applies, 'max-completion-tokens', ({ body }) =>
    body['max_tokens'] === undefined
      ? undefined
      : "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
  )
}

/** These models know no system message. */
export function noSystemRole(applies: ModelTest, text: string): Demand {
  return when(applies, 'no-system-role', ({ body }) =>
    messagesOf(body).some(({ role }) => role === 'system' || role === 'developer') ? text : undefined,
  )
}

/** Fields the vendor has never heard of are refused. */
export function knowsOnly(fields: readonly string[], text: (name: string) => string): Demand {
  const known = new Set(fields)
  return demand('unknown-fields', ({ body }) => {
    const odd = Object.keys(body).find((name) => !known.has(name))
    return odd && text(odd)
  })
}

/** Fields of a message the vendor has never heard of are refused, `name` among them. */
export function knowsOnlyInMessages(fields: readonly string[], text: (name: string, index: number) => string): Demand {
  const known = new Set(fields)
  return demand('no-message-names', ({ body }) => {
    for (const [index, message] of messagesOf(body).entries()) {
      const odd = Object.keys(message).find((name) => !known.has(name))
      if (odd) return text(odd, index)
    }
    return undefined
  })
}

/** Tool schemas must be objects at their root and carry no `$schema`. */
export const plainToolSchemas = demand('plain-tool-schemas', ({ body }) => {
  const tools = Array.isArray(body['tools']) ? (body['tools'] as readonly WireBody[]) : []
  for (const tool of tools) {
    const parameters = inner(tool, 'function', 'parameters') as WireBody | undefined
    if (parameters && '$schema' in parameters)
      return "function parameters is not a valid moonshot flavored json schema: '$schema'"
    if (parameters && parameters['type'] !== 'object')
      return 'function parameters is not a valid moonshot flavored json schema: root'
  }
  return undefined
})

/** An effort of thinking must be one the model knows. */
export function knownEfforts(applies: ModelTest, efforts: readonly string[], text: (effort: string) => string): Demand {
  return when(applies, 'known-efforts', ({ body }) => {
    const effort = body['reasoning_effort']
    if (effort === undefined || (typeof effort === 'string' && efforts.includes(effort))) return undefined
    return text(typeof effort === 'string' ? effort : JSON.stringify(effort))
  })
}
