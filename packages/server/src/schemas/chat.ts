import { z } from 'zod'
import { kaiwuField } from './answer.ts'

const part = z.looseObject({ type: z.string(), text: z.string().exactOptional() })
const message = z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(part), z.null()]).exactOptional() })

/**
 * What any chat completion request has. For a model alias all else goes to the model as it stands; for a solution
 * {@link chatRequest} holds beside it.
 */
export const anyChatRequest = z
  .looseObject({
    model: z.string().min(1).max(100).meta({ description: 'Name of a solution, or a model alias.' }),
    messages: z.array(z.looseObject({ role: z.string() })).min(1),
    stream: z.boolean().nullable().exactOptional(),
  })
  .meta({ id: 'AnyChatRequest' })

/** A checked {@link anyChatRequest}. */
export type AnyChatRequest = z.output<typeof anyChatRequest>

/**
 * A chat completion request, as far as it is heeded: the last user message is the question. What else OpenAI's clients send
 * (temperature, earlier turns, tools) is accepted and has no effect.
 */
export const chatRequest = z
  .looseObject({
    model: z.string().min(1).max(100).meta({ description: 'Name of a solution.' }),
    messages: z.array(message).min(1).max(1000),
    stream: z.boolean().nullable().exactOptional(),
    stream_options: z.looseObject({ include_usage: z.boolean().exactOptional() }).nullable().exactOptional(),
  })
  .meta({ id: 'ChatRequest' })

/** A checked {@link chatRequest}. */
export type ChatRequest = z.output<typeof chatRequest>

const usage = z.strictObject({ prompt_tokens: z.int(), completion_tokens: z.int(), total_tokens: z.int() })
const finishReason = z.enum(['stop', 'length'])

/** A whole chat completion. */
export const chatCompletion = z
  .strictObject({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.strictObject({
        index: z.literal(0),
        message: z.strictObject({ role: z.literal('assistant'), content: z.string(), refusal: z.null(), kaiwu: kaiwuField }),
        logprobs: z.null(),
        finish_reason: finishReason,
      }),
    ),
    usage,
  })
  .meta({ id: 'ChatCompletion' })

/** One event of a streamed chat completion; `kaiwu` comes with the reason it finished. */
export const chatChunk = z
  .strictObject({
    id: z.string(),
    object: z.literal('chat.completion.chunk'),
    created: z.int(),
    model: z.string(),
    choices: z.array(
      z.strictObject({
        index: z.literal(0),
        delta: z.strictObject({ role: z.literal('assistant').exactOptional(), content: z.string().exactOptional() }),
        logprobs: z.null(),
        finish_reason: finishReason.nullable(),
      }),
    ),
    usage: usage.nullable().exactOptional(),
    kaiwu: kaiwuField.exactOptional(),
  })
  .meta({ id: 'ChatChunk' })

/** The solutions, and the model aliases that the caller may use, as OpenAI's clients list models. */
export const modelList = z
  .strictObject({
    object: z.literal('list'),
    data: z.array(z.strictObject({ id: z.string(), object: z.literal('model'), created: z.int(), owned_by: z.literal('kaiwu') })),
  })
  .meta({ id: 'ModelList' })
