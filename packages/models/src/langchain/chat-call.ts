import type { AnswerFormat, CallOptions, ChargedTo, ChatRequest, Thinking } from '@kaiwu/core'
import type { BaseChatModelCallOptions, BindToolsInput } from '@langchain/core/language_models/chat_models'
import type { BaseMessage } from '@langchain/core/messages'
import { plainSchema } from '../structured/plain-schema.ts'
import { strictSchema } from '../structured/strict-schema.ts'
import { toChatMessages } from './chat-messages.ts'
import { toChatTool, toToolChoice } from './chat-tools.ts'

/** What holds for every call of a model unless the call says otherwise. */
export type ChatDefaults = Readonly<{
  temperature?: number
  topP?: number
  maxTokens?: number
  stop?: readonly string[]
  seed?: number
  thinking?: Thinking
  /** Further fields of the service's own. */
  extra?: Readonly<Record<string, unknown>>
  chargedTo?: ChargedTo
}>

/** What one call may say. */
export type KaiwuCallOptions = BaseChatModelCallOptions &
  Omit<ChatDefaults, 'stop'> & {
    tools?: BindToolsInput[]
    /** In OpenAI's form, as agents of LangChain ask for an answer of a given form. */
    response_format?: ResponseFormat
    /** In Kaiwu's own form; goes before `response_format`. */
    format?: AnswerFormat
  }

/** OpenAI's way to ask for a form. */
export type ResponseFormat = Readonly<{
  type: string
  json_schema?: Readonly<{ name?: string; schema?: Readonly<Record<string, unknown>>; strict?: boolean | null }>
}>

/** A call of LangChain's as a request of Kaiwu's. Options that LangChain passes on for other vendors are left out. */
export function toChatRequest(
  messages: readonly BaseMessage[],
  options: Partial<KaiwuCallOptions>,
  defaults: ChatDefaults,
): ChatRequest {
  const { tools = [], tool_choice: choice, response_format: asked } = options
  const pick = <K extends keyof ChatDefaults>(key: K): ChatDefaults[K] => (options as ChatDefaults)[key] ?? defaults[key]
  const stop = pick('stop')
  const extra = { ...defaults.extra, ...options.extra }
  const given = {
    tools: tools.length > 0 ? tools.map(toChatTool) : undefined,
    toolChoice: tools.length > 0 && choice !== undefined ? toToolChoice(choice) : undefined,
    temperature: pick('temperature'),
    topP: pick('topP'),
    maxTokens: pick('maxTokens'),
    stop: stop && stop.length > 0 ? stop : undefined,
    seed: pick('seed'),
    thinking: pick('thinking'),
    format: options.format ?? (asked && toFormat(asked)),
    extra: Object.keys(extra).length > 0 ? extra : undefined,
  }
  const present = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { messages: toChatMessages(messages), ...(present as Omit<ChatRequest, 'messages'>) }
}

/** How the call is made: who may stop it, and whom it is charged to. */
export function toCallOptions({ signal, chargedTo }: Partial<KaiwuCallOptions>, defaults: ChatDefaults): CallOptions {
  const charged = defaults.chargedTo || chargedTo ? { chargedTo: { ...defaults.chargedTo, ...chargedTo } } : {}
  return { ...(signal ? { signal } : {}), ...charged }
}

function toFormat({ type, json_schema: asked }: ResponseFormat): AnswerFormat | undefined {
  if (type === 'json_object') return { type: 'json_object' }
  if (type !== 'json_schema' || !asked?.schema) return undefined
  const { name = 'answer', schema, strict } = asked
  // A strict form with nulls for what is optional would not pass the check of whoever asked.
  const held = strict === false ? undefined : strictSchema(schema)
  return held && !held.widened
    ? { type: 'json_schema', name, schema: held.schema, strict: true }
    : { type: 'json_schema', name, schema: plainSchema(schema), strict: false }
}
