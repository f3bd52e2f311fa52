import { messagesOf, promptText } from '../vendors/demand.ts'
import type { PlayedUsage } from '../vendors/vendor-form.ts'
import type { PlayedText, PlayedToolCall, TokenRequest, TokenScript } from './token-script.ts'

/** What one answer consists of, taken from the script. */
export type Played = Readonly<{
  reasoning: readonly string[]
  pieces: readonly string[]
  toolCalls: readonly (Required<Omit<PlayedToolCall, 'arguments'>> & Readonly<{ arguments: string }>)[]
  finish: string
  usage: PlayedUsage | null
}>

/** The pieces of a text: as given, or cut by characters. */
export function piecesOf(text: PlayedText, request: TokenRequest, pieceLength: number): readonly string[] {
  const given = typeof text === 'function' ? text(request) : text
  if (typeof given !== 'string') return given
  const characters = [...given]
  return Array.from({ length: Math.ceil(characters.length / pieceLength) }, (_, index) =>
    characters.slice(index * pieceLength, (index + 1) * pieceLength).join(''),
  )
}

/** What the model does with a request. */
export function playedFor(script: TokenScript, request: TokenRequest, thinks: boolean, serial: number): Played {
  const length = script.pieceLength ?? 4
  const toolCalls = toolCallsFor(script, request).map((call, index) => ({
    id: call.id ?? `call_${serial}_${index}`,
    name: call.name,
    arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
  }))
  const reasoning = thinks && script.reasoning !== undefined ? piecesOf(script.reasoning, request, length) : []
  const said = toolCalls.length > 0 ? (script.beforeCalls ?? '') : (script.answer ?? '好的。')
  const pieces = piecesOf(said, request, length)
  const used = {
    promptTokens: promptText(request.body).length,
    completionTokens: [...reasoning, ...pieces, ...toolCalls.map((call) => call.arguments)].join('').length,
    reasoningTokens: reasoning.join('').length,
  }
  return {
    reasoning,
    pieces,
    toolCalls,
    finish: script.finish ?? (toolCalls.length > 0 ? 'tool-calls' : 'stop'),
    usage: script.usage === undefined ? used : script.usage,
  }
}

function toolCallsFor({ toolCalls }: TokenScript, request: TokenRequest): readonly PlayedToolCall[] {
  if (toolCalls === undefined) return []
  if (typeof toolCalls === 'function') return toolCalls(request) ?? []
  const { tools, tool_choice: choice } = request.body
  const offered = Array.isArray(tools) && tools.length > 0 && choice !== 'none'
  return offered && messagesOf(request.body).at(-1)?.['role'] !== 'tool' ? toolCalls : []
}
