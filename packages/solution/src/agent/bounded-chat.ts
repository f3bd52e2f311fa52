import {
  KaiwuError,
  localText,
  type CallOptions,
  type ChatCompletion,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type Language,
} from '@kaiwu/core'
import { completionOf } from '@kaiwu/models'
import { readReply, type Reply } from '../read-reply.ts'

/** What a model in a loop with tools may do, and who hears of it. */
export type BoundedChatOptions = Readonly<{
  chat: ChatModel
  /** For every call: who may stop it, and whom it is charged to. */
  options: CallOptions
  language: Language
  /** Whether tools may still be called; where they may not, the next answer is the last. */
  mayCall(): boolean
  /** Asked before each call. @throws what keeps the call from being made */
  allow(request: ChatRequest): void
  /** Hears the words of an answer as they come, and that those so far are void. */
  told(piece: Readonly<{ text: string }> | Readonly<{ void: string }>): void
}>

/** What a model said last, and whether another model took over on the way. */
export type LastReply = Readonly<{ reply: Reply; switched: boolean }>

/** A chat model that can be put into a loop with tools. */
export type BoundedChat = Readonly<{ chat: ChatModel; last(): LastReply | undefined }>

/**
 * A chat model around a chat model: asks whether a call may be made, hands its words on as they come, and takes the tools away when no
 * more may be called. Arguments of tools that are no object become one that no tool takes.
 */
export function boundedChat(bounded: BoundedChatOptions): BoundedChat {
  const { chat, options, language, mayCall, allow, told } = bounded
  let last: LastReply | undefined
  const complete = async (given: ChatRequest): Promise<ChatCompletion> => {
    const isLast = !mayCall()
    const request = isLast ? withoutTools(given, language) : given
    allow(request)
    const events: ChatEvent[] = []
    let said: Reply | undefined
    let shown = false
    let switched = false
    for await (const piece of readReply(noted(chat.stream(request, options), events))) {
      if (typeof piece === 'string') {
        shown ||= piece !== ''
        told({ text: piece })
      } else if ('reset' in piece) {
        ;[shown, switched] = [false, true]
        told({ void: piece.reset })
      } else said = piece
    }
    if (!said) throw new Error('a reply ends with itself')
    last = { reply: said, switched }
    if (said.failure) return brokenOff(said, chat.ref)
    const completion = await completionOf(replayed(events))
    // A call that broke off is never made whole.
    const isWhole = completion.finish !== 'length' && completion.finish !== 'cut-off'
    const toolCalls = isLast || !isWhole ? [] : completion.toolCalls.map(withObject)
    // What it said before it calls a tool is none of the answer.
    if (toolCalls.length > 0 && shown) told({ void: 'tool-calls' })
    return { ...completion, toolCalls }
  }
  return Object.freeze({
    chat: Object.freeze({ ref: chat.ref, stream: () => notStreamed(), complete }),
    last: () => last,
  })
}

// Services want the tools named that a conversation holds calls of, so they stay.
function withoutTools(request: ChatRequest, language: Language): ChatRequest {
  const content = localText(answerNow, language)
  return { ...request, toolChoice: 'none', messages: [...request.messages, { role: 'user', content }] }
}

const answerNow = {
  zh: '工具已经用完。现在只根据上面带编号的内容作答，每句话末尾标 [编号]；回答不了就只输出 [0]。',
  en: 'No more tools. Answer now, only from the numbered material above, each sentence with its [number]; when it does not answer, output only [0].',
}

async function* noted(stream: AsyncIterable<ChatEvent>, events: ChatEvent[]): AsyncGenerator<ChatEvent> {
  for await (const event of stream) {
    events.push(event)
    yield event
  }
}

async function* replayed(events: readonly ChatEvent[]): AsyncGenerator<ChatEvent> {
  yield* events
}

function withObject(call: ChatCompletion['toolCalls'][number]): ChatCompletion['toolCalls'][number] {
  return isObject(call.arguments) ? call : { ...call, arguments: JSON.stringify({ malformed: call.arguments.slice(0, 200) }) }
}

function isObject(text: string): boolean {
  if (text.trim() === '') return true
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** What was said before it broke off stands, and ends the loop. */
function brokenOff({ text, finish }: Reply, model: string): ChatCompletion {
  const usage = { promptTokens: 0, completionTokens: 0, estimated: true }
  return { text, reasoning: '', toolCalls: [], finish: finish as ChatCompletion['finish'], usage, model, id: 'cut-off' }
}

function notStreamed(): never {
  throw new KaiwuError('REQUEST_INVALID', { reason: 'a model in a loop with tools is asked for whole answers' })
}
