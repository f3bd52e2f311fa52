import {
  KaiwuError,
  type CallOptions,
  type ChatCompletion,
  type ChatModel,
  type ChatRequest,
  type Finish,
  type Money,
} from '@kaiwu/core'
import type { BaseLanguageModelInput } from '@langchain/core/language_models/base'
import type { BaseChatModel } from '@langchain/core/language_models/chat_models'
import {
  coerceMessageLikeToMessage,
  HumanMessage,
  type AIMessageChunk,
  type BaseMessage,
  type UsageMetadata,
} from '@langchain/core/messages'
import { Runnable, type RunnableConfig } from '@langchain/core/runnables'
import type { AnswerSchema } from '../structured/answer-schema.ts'
import { structuredAnswer, type StructuredQuestion } from '../structured/structured-answer.ts'
import { finishReasons } from './chat-answer.ts'
import type { KaiwuCallOptions } from './chat-call.ts'
import { toBaseMessages, toChatMessages } from './chat-messages.ts'
import { toOpenAiTool } from './chat-tools.ts'
import { textIn } from './content-parts.ts'

/** How to make a {@link KaiwuStructuredModel}. */
export type KaiwuStructuredModelInput<T> = Readonly<{
  chat: Pick<BaseChatModel<KaiwuCallOptions>, 'invoke'> & Readonly<{ model: string }>
  schema: AnswerSchema<T>
  support: StructuredQuestion<T>['support']
  includeRaw: boolean
  name?: string
  strict?: boolean
}>

/**
 * A chat model that gives values of a form, as a step of LangChain's. Each question and each repair is an ordinary call of the chat
 * model, which callbacks see and meters count. It keeps no run of its own, so that it adds no tracer either.
 */
export class KaiwuStructuredModel<T, Output> extends Runnable<BaseLanguageModelInput, Output> {
  /** Where LangChain says this class lives. */
  override lc_namespace = ['kaiwu', 'chat_models']
  readonly #input: KaiwuStructuredModelInput<T>

  /** The name under which LangChain reports runs. */
  static override lc_name(): string {
    return 'KaiwuStructuredModel'
  }

  constructor(input: KaiwuStructuredModelInput<T>) {
    super()
    this.#input = input
  }

  /** Asks, checks, repairs once. @throws MODEL_ANSWER_INVALID, MODEL_ANSWER_INCOMPLETE, and whatever the chat model throws */
  override async invoke(input: BaseLanguageModelInput, config: Partial<RunnableConfig> = {}): Promise<Output> {
    const { schema, support, includeRaw, name, strict } = this.#input
    let raw: BaseMessage | undefined
    const model = throughLangChain(this.#input.chat, config, (message) => (raw = message))
    const messages = toChatMessages(messagesOf(input))
    try {
      const { value } = await structuredAnswer(model, {
        request: { messages },
        schema,
        support,
        ...(name === undefined ? {} : { name }),
        ...(strict === undefined ? {} : { strict }),
      })
      return (includeRaw ? { raw, parsed: value } : value) as Output
    } catch (error) {
      const answered = KaiwuError.is(error) && (error.code === 'MODEL_ANSWER_INVALID' || error.code === 'MODEL_ANSWER_INCOMPLETE')
      if (includeRaw && answered) return { raw, parsed: null } as Output
      throw error
    }
  }
}

function messagesOf(input: BaseLanguageModelInput): readonly BaseMessage[] {
  if (typeof input === 'string') return [new HumanMessage(input)]
  return Array.isArray(input) ? input.map(coerceMessageLikeToMessage) : input.toChatMessages()
}

/** The chat model as Kaiwu's port, every call by way of LangChain, so that callbacks, caches and tags of the caller's count. */
function throughLangChain(
  chat: KaiwuStructuredModelInput<unknown>['chat'],
  config: Partial<RunnableConfig>,
  note: (message: BaseMessage) => void,
): ChatModel {
  const complete = async (
    { messages, tools, toolChoice, format }: ChatRequest,
    { signal }: CallOptions = {},
  ): Promise<ChatCompletion> => {
    const message = await chat.invoke(toBaseMessages(messages), {
      ...config,
      ...(signal ? { signal } : {}),
      ...(tools ? { tools: tools.map(toOpenAiTool) } : {}),
      ...(typeof toolChoice === 'object' ? { tool_choice: toolChoice.name } : {}),
      ...(format ? { format } : {}),
    })
    note(message)
    return completionOf(message, message.usage_metadata)
  }
  return {
    ref: chat.model,
    complete,
    async *stream(request, options) {
      const { text, reasoning: _, toolCalls: __, ...end } = await complete(request, options)
      yield { type: 'text', text }
      yield { type: 'end', ...end }
    },
  }
}

function completionOf(message: AIMessageChunk, usage: UsageMetadata | undefined): ChatCompletion {
  const {
    response_metadata: metadata,
    additional_kwargs: more,
    tool_calls: calls = [],
    invalid_tool_calls: invalid = [],
  } = message
  const { model = '', id = '', cost } = (metadata['kaiwu'] ?? {}) as { model?: string; id?: string; cost?: Money }
  const finish = Object.entries(finishReasons).find(([, name]) => name === metadata['finish_reason'])?.[0]
  const reasoning = more['reasoning_content']
  return {
    text: textIn(message.content),
    reasoning: typeof reasoning === 'string' ? reasoning : '',
    toolCalls: [
      ...calls.map(({ id: call = '', name, args }) => ({ id: call, name, arguments: JSON.stringify(args) })),
      ...invalid.map(({ id: call = '', name = '', args = '' }) => ({ id: call, name, arguments: args })),
    ],
    finish: (finish ?? 'stop') as Finish,
    usage: { promptTokens: usage?.input_tokens ?? 0, completionTokens: usage?.output_tokens ?? 0, estimated: false },
    model,
    id,
    ...(cost ? { cost } : {}),
  }
}
