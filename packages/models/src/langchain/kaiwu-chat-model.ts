import type { ChatModel } from '@kaiwu/core'
import type { CallbackManagerForLLMRun } from '@langchain/core/callbacks/manager'
import type { BaseLanguageModelInput, StructuredOutputMethodOptions } from '@langchain/core/language_models/base'
import {
  BaseChatModel,
  type BaseChatModelParams,
  type BindToolsInput,
  type LangSmithParams,
} from '@langchain/core/language_models/chat_models'
import type { ChatModelStreamEvent } from '@langchain/core/language_models/event'
import type { ModelProfile } from '@langchain/core/language_models/profile'
import type { AIMessageChunk, BaseMessage, MessageContent } from '@langchain/core/messages'
import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs'
import type { Runnable } from '@langchain/core/runnables'
import { estimateTokens } from '../estimate/estimate-tokens.ts'
import type { StructuredOutput } from '../provider/provider.ts'
import type { AnswerSchema } from '../structured/answer-schema.ts'
import { toAiMessage } from './chat-answer.ts'
import { toCallOptions, toChatRequest, type ChatDefaults, type KaiwuCallOptions } from './chat-call.ts'
import { chatChunks } from './chat-chunks.ts'
import { chatStreamEvents } from './chat-stream-events.ts'
import { toChatTool, toOpenAiTool } from './chat-tools.ts'
import { textIn } from './content-parts.ts'
import { withoutTracer } from './no-tracer.ts'
import { KaiwuStructuredModel } from './kaiwu-structured-model.ts'
import { unbrokenEvents, type OnReset, type UnbrokenEvent } from './unbroken-events.ts'

/** How to make a {@link KaiwuChatModel}. */
export type KaiwuChatModelInput = BaseChatModelParams &
  ChatDefaults &
  Readonly<{
    model: ChatModel
    /** What its service supports for answers of a given form; default `none`: the form is asked for in words. */
    structuredOutput?: StructuredOutput
    /** What a stream does when another model takes over after the first piece; default `fail`. */
    onReset?: OnReset
    /** Tokens it takes, for middleware that shortens histories. */
    contextTokens?: number
  }>

/**
 * A model of Kaiwu's as a chat model of LangChain's: for chains, agents and graphs. Metering, budgets, retries and routing are
 * those of the model inside; LangChain adds none. What a model thought is in `additional_kwargs.reasoning_content` and goes back to
 * services that demand it. Errors are KaiwuErrors, as they were thrown.
 *
 * The environment alone never makes it trace: with `LANGSMITH_TRACING` set it still sends nothing to LangSmith when called
 * directly. A tracer given in `callbacks` works, and a chain, agent or graph of LangChain's that is traced itself traces what goes
 * through it, the model's part included; to keep such a program from calling home, leave these variables unset.
 * @example
 * const agent = createAgent({ model: new KaiwuChatModel({ model: models.chat('deepseek/deepseek-flash') }), tools })
 */
export class KaiwuChatModel extends BaseChatModel<KaiwuCallOptions> {
  /** Where LangChain says this class lives. */
  override lc_namespace = ['kaiwu', 'chat_models']
  /** `provider/model`, or an alias. */
  readonly model: string
  readonly #chat: ChatModel
  readonly #defaults: ChatDefaults
  readonly #support: StructuredOutput
  readonly #onReset: OnReset
  readonly #contextTokens: number | undefined

  /** The name under which LangChain reports runs. */
  static override lc_name(): string {
    return 'KaiwuChatModel'
  }

  constructor(input: KaiwuChatModelInput) {
    const { model, structuredOutput = 'none', onReset = 'fail', contextTokens, ...rest } = input
    const { temperature, topP, maxTokens, stop, seed, thinking, extra, chargedTo, ...base } = rest
    // The model inside has its own way to retry, which knows what was billed.
    super({ ...base, maxRetries: 0, callbacks: withoutTracer(base.callbacks) })
    this.model = model.ref
    this.#chat = model
    this.#defaults = Object.freeze(present({ temperature, topP, maxTokens, stop, seed, thinking, extra, chargedTo }))
    this.#support = structuredOutput
    this.#onReset = onReset
    this.#contextTokens = contextTokens
  }

  /** What LangChain's agents ask of a model before they choose how to ask it. */
  override get profile(): ModelProfile {
    return {
      structuredOutput: this.#support === 'json_schema',
      ...(this.#contextTokens === undefined ? {} : { maxInputTokens: this.#contextTokens }),
    }
  }

  /** The kind of model, for LangChain. */
  override _llmType(): string {
    return 'kaiwu'
  }

  /** What tells its answers from another model's, for LangChain's cache. */
  override _identifyingParams(): Record<string, unknown> {
    const { chargedTo: _, ...asked } = this.#defaults
    return { _model: this.model, ...asked }
  }

  /** What a tracer of the caller's own is told. */
  override getLsParams(options: this['ParsedCallOptions']): LangSmithParams {
    const [provider = '', ...name] = this.model.split('/')
    return { ...super.getLsParams(options), ls_provider: provider, ls_model_name: name.join('/') }
  }

  /** Tokens of a text, estimated here: LangChain would fetch a tokenizer from the network. */
  override getNumTokens(content: MessageContent): Promise<number> {
    return Promise.resolve(estimateTokens(textIn(content)))
  }

  /**
   * The same model with tools that it may call: LangChain's, zod schemas with a title, OpenAI's form.
   * @throws REQUEST_INVALID for what is no tool
   */
  override bindTools(
    tools: BindToolsInput[],
    options: Partial<KaiwuCallOptions> = {},
  ): Runnable<BaseLanguageModelInput, AIMessageChunk, KaiwuCallOptions> {
    return this.withConfig({ ...options, tools: tools.map((tool) => toOpenAiTool(toChatTool(tool))) })
  }

  /** Called by `invoke` and `batch`. */
  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    const request = toChatRequest(messages, options, this.#defaults)
    const completion = await this.#chat.complete(request, toCallOptions(options, this.#defaults))
    const message = toAiMessage(completion)
    const generationInfo = { finish_reason: message.response_metadata['finish_reason'] as unknown }
    return { generations: [{ text: completion.text, message, generationInfo }] }
  }

  /** Called by `stream`, and by `invoke` where somebody listens for tokens. */
  override async *_streamResponseChunks(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
    run?: CallbackManagerForLLMRun,
  ): AsyncGenerator<ChatGenerationChunk> {
    const version = (options.outputVersion ?? this.outputVersion) === 'v1' ? 'v1' : 'v0'
    for await (const chunk of chatChunks(this.#events(messages, options), version)) {
      yield chunk
      await run?.handleLLMNewToken(chunk.text, { prompt: 0, completion: 0 }, undefined, undefined, undefined, { chunk })
    }
  }

  /** Called by `streamEvents`. */
  override async *_streamChatModelEvents(
    messages: BaseMessage[],
    options: this['ParsedCallOptions'],
  ): AsyncGenerator<ChatModelStreamEvent> {
    yield* chatStreamEvents(this.#events(messages, options))
  }

  #events(messages: BaseMessage[], options: this['ParsedCallOptions']): AsyncGenerator<UnbrokenEvent> {
    const request = toChatRequest(messages, options, this.#defaults)
    return unbrokenEvents(this.#chat.stream(request, toCallOptions(options, this.#defaults)), this.#onReset)
  }

  override withStructuredOutput<T extends object>(
    schema: AnswerSchema<T>,
    options?: StructuredOutputMethodOptions<false>,
  ): Runnable<BaseLanguageModelInput, T>
  override withStructuredOutput<T extends object>(
    schema: AnswerSchema<T>,
    options?: StructuredOutputMethodOptions<true>,
  ): Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: T }>
  /**
   * The same model giving values of a form: asked for by the best means its service has, checked here, repaired once. `method`
   * chooses the means: `jsonSchema`, `jsonMode`, `functionCalling`; default what `structuredOutput` says.
   * @throws (when invoked) MODEL_ANSWER_INVALID, MODEL_ANSWER_INCOMPLETE; with `includeRaw` an invalid answer gives `parsed: null`
   */
  override withStructuredOutput<T extends object>(
    schema: AnswerSchema<T>,
    options: StructuredOutputMethodOptions<boolean> = {},
  ): Runnable<BaseLanguageModelInput, T> | Runnable<BaseLanguageModelInput, { raw: BaseMessage; parsed: T }> {
    const { name, method, strict, includeRaw = false } = options
    const support = (method === undefined ? undefined : methods[method]) ?? this.#support
    return new KaiwuStructuredModel<T, T>({
      chat: this,
      schema,
      support,
      includeRaw,
      ...(name === undefined ? {} : { name }),
      ...(strict === undefined ? {} : { strict }),
    })
  }
}

const methods: Readonly<Record<string, StructuredOutput | 'tool' | undefined>> = {
  jsonSchema: 'json_schema',
  jsonMode: 'json_object',
  functionCalling: 'tool',
}

function present(given: { [K in keyof ChatDefaults]: ChatDefaults[K] | undefined }): ChatDefaults {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ChatDefaults
}
