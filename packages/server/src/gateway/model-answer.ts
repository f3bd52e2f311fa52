import {
  KaiwuError,
  type CallOptions,
  type ChatCompletion,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type Finish,
  type Usage,
} from '@kaiwu/core'
import type { ChunkHead } from '../chat-completion.ts'
import type { ClientBytes } from './client-bytes.ts'

/** An answer to be told in OpenAI's form. */
export type ModelAnswer = Readonly<{
  model: ChatModel
  request: ChatRequest
  options: CallOptions
  /** Repeated in every event. `model` is the alias that was asked for. */
  head: ChunkHead
  wantsUsage: boolean
  client: ClientBytes
}>

const finishReasons: Readonly<Record<Exclude<Finish, 'cut-off'>, string>> = {
  stop: 'stop',
  'tool-calls': 'tool_calls',
  length: 'length',
  filtered: 'content_filter',
}

/**
 * Streams what a model says as events of OpenAI's form. Each is a few ready-made pieces around one text.
 * @throws what the model throws; MODEL_PROTOCOL when it broke off, or another model began anew after something was handed on: two
 * answers are never joined
 */
export async function streamByModel({ model, request, options, head, wantsUsage, client }: ModelAnswer): Promise<void> {
  const shape = `"id":${JSON.stringify(head.id)},"object":"chat.completion.chunk","created":${head.created},"model":${JSON.stringify(head.model)}`
  const before = `data: {${shape},"choices":[{"index":0,"delta":`
  const after = ',"logprobs":null,"finish_reason":null}]}\n\n'
  const send = async (text: string): Promise<void> => {
    if (!client.begun()) {
      client.begin({ type: 'text/event-stream; charset=utf-8', ref: model.ref })
      client.write(Buffer.from(`${before}{"role":"assistant","content":""}${after}`))
    }
    if (!client.write(Buffer.from(text))) await client.drained()
  }
  for await (const event of model.stream(request, options)) {
    if (event.type === 'reset') {
      if (client.begun()) throw brokeOff(event.from)
    } else if (event.type === 'end') {
      await send(`${before}{},"logprobs":null,"finish_reason":"${finishReason(event.finish, model)}"}]}\n\n`)
      if (wantsUsage) await send(`data: {${shape},"choices":[],"usage":${JSON.stringify(usageOf(event.usage))}}\n\n`)
      await send('data: [DONE]\n\n')
    } else await send(`${before}${deltaOf(event)}${after}`)
  }
}

function deltaOf(event: Exclude<ChatEvent, { type: 'reset' | 'end' }>): string {
  if (event.type === 'text') return `{"content":${JSON.stringify(event.text)}}`
  if (event.type === 'reasoning') return `{"reasoning_content":${JSON.stringify(event.text)}}`
  const { index, id, name, arguments: given } = event
  const opening = id === undefined ? '' : `"id":${JSON.stringify(id)},"type":"function",`
  const named = name === undefined ? '' : `"name":${JSON.stringify(name)},`
  return `{"tool_calls":[{"index":${index},${opening}"function":{${named}"arguments":${JSON.stringify(given)}}}]}`
}

/** Answers in one piece, in OpenAI's form. @throws what the model throws; MODEL_PROTOCOL when it broke off */
export async function completeByModel({ model, request, options, head, client }: Omit<ModelAnswer, 'wantsUsage'>): Promise<void> {
  const completion = await model.complete(request, options)
  const bytes = Buffer.from(JSON.stringify(bodyOf(completion, head, finishReason(completion.finish, model))))
  client.begin({ type: 'application/json; charset=utf-8', ref: completion.model, length: bytes.length })
  client.write(bytes)
}

function bodyOf(
  { text, reasoning, toolCalls, usage }: ChatCompletion,
  { id, created, model }: ChunkHead,
  finish: string,
): object {
  const calls = toolCalls.map(({ id: callId, name, arguments: given }) => ({
    id: callId,
    type: 'function',
    function: { name, arguments: given },
  }))
  const message = {
    role: 'assistant',
    content: text === '' && calls.length > 0 ? null : text,
    refusal: null,
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(calls.length > 0 ? { tool_calls: calls } : {}),
  }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: finish }]
  return { id, object: 'chat.completion', created, model, choices, usage: usageOf(usage) }
}

/** What broke off is an error: clients take any reason to stop they do not know for a good one. */
function finishReason(finish: Finish, { ref }: ChatModel): string {
  if (finish === 'cut-off') throw brokeOff(ref)
  return finishReasons[finish]
}

function brokeOff(ref: string): KaiwuError {
  return new KaiwuError('MODEL_PROTOCOL', { url: ref, reason: 'the answer broke off', billed: 'maybe' })
}

/** Usage in OpenAI's form. */
function usageOf({ promptTokens, completionTokens, cachedTokens, reasoningTokens }: Usage): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
    ...(cachedTokens === undefined ? {} : { prompt_tokens_details: { cached_tokens: cachedTokens } }),
    ...(reasoningTokens === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoningTokens } }),
  }
}
