import type { ChatMessage, ChatRequest } from '@kaiwu/core'
import { countPieces } from './count-pieces.ts'
import { pieceWeights } from './piece-weights.ts'

// What services add around a message and around a request, as OpenAI documents it for its chat models.
const perMessage = 4
const perRequest = 3
const perTool = 8
// An image of about a megapixel in high detail, as OpenAI charges it; services differ by a factor of ten.
const perImage = 765

/**
 * About how many tokens a text is: learnt from o200k_base, and nearly always within 10 % of it on texts of 200 tokens and more in
 * Chinese, English, code and tables. Other tokenizers differ; `openCalibration` learns by how much from the usage a service
 * reports. Needs no download; tens of megabytes a second.
 * @example
 * estimateTokens('主轴过热时先停机') // 8
 */
export function estimateTokens(text: string): number {
  if (text === '') return 0
  return Math.max(1, Math.round(exactly(text)))
}

/** About how many tokens a request is: messages with what stands around them, calls and results of tools, tools, images. */
export function estimatePrompt(request: ChatRequest): number {
  const { messages, tools = [], format } = request
  let sum = perRequest
  for (const message of messages) sum += perMessage + ofMessage(message)
  for (const { name, description = '', parameters } of tools)
    sum += perTool + exactly(`${name} ${description}`) + exactly(JSON.stringify(parameters))
  if (format?.type === 'json_schema') sum += exactly(JSON.stringify(format.schema))
  return Math.ceil(sum)
}

function exactly(text: string): number {
  const counts = countPieces(text)
  let sum = 0
  for (let index = 0; index < counts.length; index++) sum += counts[index]! * pieceWeights[index]!
  return sum
}

function ofMessage(message: ChatMessage): number {
  const { content } = message
  let sum = 0
  if (typeof content === 'string') sum += exactly(content)
  else for (const part of content) sum += part.type === 'text' ? exactly(part.text) : perImage
  if (message.role === 'assistant') {
    if (message.reasoning) sum += exactly(message.reasoning)
    for (const { name, arguments: given } of message.toolCalls ?? []) sum += perMessage + exactly(name) + exactly(given)
  }
  return sum
}
