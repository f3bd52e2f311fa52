import type { UsageMetadata } from '@langchain/core/messages'
import type { ChatGenerationChunk } from '@langchain/core/outputs'
import { KaiwuError, type ChatEvent, type ChatMessage, type ChatModel, type Usage } from '@kaiwu/core'
import { checkedFetch } from './checked-fetch.ts'
import { idleGuard, type IdleGuard } from './idle-guard.ts'
import type { ModelCall } from './model-call.ts'
import type { ModelConfig } from './model-config.ts'
import { modelKey } from './model-key.ts'
import { toKaiwuError } from './to-kaiwu-error.ts'

/**
 * Opens a model behind any OpenAI-compatible API, through LangChain's `ChatOpenAI`. Nothing is sent before the first call.
 * Retries are off: a truncated answer that was paid for is never asked for again in silence.
 * @param environment where the key is read from at each call
 * @throws MODEL_NOT_CONFIGURED when the base URL or the key is missing, MODEL_KEY_MALFORMED
 */
export function openChatModel(config: ModelConfig, environment: Readonly<Record<string, string | undefined>>): ChatModel {
  const { baseUrl } = config
  if (!baseUrl) throw new KaiwuError('MODEL_NOT_CONFIGURED', { ref: config.ref, missing: 'models.chat.baseUrl / KAIWU_BASE_URL' })
  modelKey(config, environment)
  return Object.freeze({
    ref: config.ref,
    ...(config.price ? { price: config.price } : {}),
    async *stream(messages: readonly ChatMessage[], options: { signal?: AbortSignal } = {}) {
      const call = { url: baseUrl, keyEnv: config.keyEnv ?? 'KAIWU_API_KEY', key: modelKey(config, environment) }
      yield* streamChat(config, call, messages, options.signal)
    },
  })
}

async function* streamChat(
  config: ModelConfig,
  call: ModelCall,
  messages: readonly ChatMessage[],
  signal?: AbortSignal,
): AsyncGenerator<ChatEvent> {
  const checked = checkedFetch(call)
  const start = await chunkStream(config, call, checked.fetch, messages)
  const { firstTokenTimeoutMs = 60_000, idleTimeoutMs = 30_000, totalTimeoutMs = 300_000 } = config
  const guard = idleGuard({ firstMs: firstTokenTimeoutMs, idleMs: idleTimeoutMs, totalMs: totalTimeoutMs }, signal)
  try {
    yield* eventsOf(start(guard.signal), guard, messages, call.url)
  } catch (error) {
    throw toKaiwuError(checked.refused() ?? error, { call, guard, cancelled: signal?.aborted === true })
  } finally {
    guard.stop()
  }
}

type StartStream = (signal: AbortSignal) => AsyncIterable<ChatGenerationChunk>

/** LangChain is loaded here, on the first call: it takes about a second, which is not the service's. */
async function chunkStream(
  config: ModelConfig,
  { url, key }: ModelCall,
  fetch: typeof globalThis.fetch,
  messages: readonly ChatMessage[],
): Promise<StartStream> {
  const [{ ChatOpenAI }, { coerceMessageLikeToMessage }] = await Promise.all([
    import('@langchain/openai'),
    import('@langchain/core/messages'),
  ])
  const model = new ChatOpenAI({
    model: config.ref.slice(config.ref.indexOf('/') + 1),
    apiKey: key,
    configuration: { baseURL: url, fetch, logLevel: 'off' },
    maxRetries: 0,
    streamUsage: true,
    useResponsesApi: false,
    temperature: 0,
    ...(config.maxTokens ? { maxTokens: config.maxTokens } : {}),
  })
  const turns = messages.map(({ role, content }) => coerceMessageLikeToMessage([role, content]))
  // Not `stream`: that one sends every prompt to a tracing service when the environment names one.
  return (signal) => model._streamResponseChunks(turns, { signal })
}

async function* eventsOf(
  stream: AsyncIterable<ChatGenerationChunk>,
  guard: IdleGuard,
  messages: readonly ChatMessage[],
  url: string,
): AsyncGenerator<ChatEvent> {
  let text = ''
  let finish: string | undefined
  let reported: UsageMetadata | undefined
  try {
    for await (const { message, text: piece, generationInfo } of stream) {
      finish = (generationInfo?.['finish_reason'] as string | undefined) ?? finish
      const usage = (message as { usage_metadata?: UsageMetadata }).usage_metadata
      if (usage && usage.output_tokens > 0) reported = usage
      if (piece !== '' || message.additional_kwargs['reasoning_content']) guard.beat()
      if (piece === '') continue
      text += piece
      yield { type: 'text', text: piece }
    }
    // The client ends an aborted stream in silence.
    guard.signal.throwIfAborted()
  } catch (error) {
    // What breaks after the finish takes nothing away from the answer.
    if (finish === undefined || guard.signal.aborted) throw error
  }
  if (text === '' && (finish === undefined || finish === 'stop'))
    throw new KaiwuError('MODEL_PROTOCOL', { url, reason: 'no completion in the stream' })
  yield { type: 'end', finish: finishOf(finish), usage: usageOf(reported, messages, text) }
}

function usageOf(reported: UsageMetadata | undefined, messages: readonly ChatMessage[], text: string): Usage {
  return reported
    ? { promptTokens: reported.input_tokens, completionTokens: reported.output_tokens, estimated: false }
    : {
        promptTokens: estimateTokens(messages.map(({ content }) => content).join('\n')),
        completionTokens: estimateTokens(text),
        estimated: true,
      }
}

const finishes: Readonly<Record<string, 'length' | 'filtered' | 'cut-off'>> = {
  length: 'length',
  content_filter: 'filtered',
  sensitive: 'filtered',
  insufficient_system_resource: 'cut-off',
  network_error: 'cut-off',
}

// A stream that ends without saying why was cut off, whatever the client library makes of it.
function finishOf(reason: string | undefined): 'stop' | 'length' | 'filtered' | 'cut-off' {
  return reason === undefined ? 'cut-off' : (finishes[reason] ?? 'stop')
}

/** Tokens of a text when a service reports none: 0.6 a Chinese character, 0.3 any other, as vendors' own guides put it. */
export function estimateTokens(text: string): number {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  return Math.ceil(han * 0.6 + ([...text].length - han) * 0.3)
}
