import type { ChatEnd, ChatEvent, Finish } from '@kaiwu/core'
import type { ChatModelStreamEvent, FinishReason } from '@langchain/core/language_models/event'
import { newMessageId, responseMetadata, usageMetadata } from './chat-answer.ts'
import { BlockNumbers } from './chat-chunks.ts'
import { argumentsIn } from './chat-messages.ts'
import type { UnbrokenEvent } from './unbroken-events.ts'

type Piece = Exclude<UnbrokenEvent, { type: 'end' }>
type Block = { type: 'text' | 'reasoning' | 'tool-call'; text: string; id?: string; name?: string }

/**
 * The events of an answer as LangChain's protocol of content blocks has them. LangChain could make them of chunks by itself, but
 * loses thoughts on the way and adds a tool call to the words before it.
 */
export async function* chatStreamEvents(events: AsyncIterable<UnbrokenEvent>): AsyncGenerator<ChatModelStreamEvent> {
  const numbers = new BlockNumbers()
  const open = new Map<number, Block>()
  yield { event: 'message-start', id: newMessageId() }
  for await (const event of events) {
    if (event.type === 'end') {
      yield* finished(open)
      yield* ending(event)
      continue
    }
    const index = numbers.numberOf(event)
    // Thoughts and words are over when something else begins; tool calls may come by turns.
    const over = new Map([...open].filter(([number, { type }]) => number !== index && type !== 'tool-call'))
    for (const number of over.keys()) open.delete(number)
    yield* finished(over)
    yield* grown(open, index, event)
  }
}

function* grown(open: Map<number, Block>, index: number, piece: Piece): Generator<ChatModelStreamEvent> {
  let block = open.get(index)
  if (!block) {
    block = { type: piece.type, text: '', ...(piece.type === 'tool-call' ? namesOf(piece) : {}) }
    open.set(index, block)
    yield { event: 'content-block-start', index, content: beginning(block, index) }
  }
  const text = piece.type === 'tool-call' ? piece.arguments : piece.text
  block.text += text
  if (piece.type === 'tool-call') Object.assign(block, namesOf(piece))
  if (text === '') return
  if (piece.type === 'text') yield { event: 'content-block-delta', index, delta: { type: 'text-delta', text } }
  else if (piece.type === 'reasoning')
    yield { event: 'content-block-delta', index, delta: { type: 'reasoning-delta', reasoning: text } }
  else yield { event: 'content-block-delta', index, delta: { type: 'tool-call-delta', args: text } }
}

function namesOf({ id, name }: ChatEvent & { type: 'tool-call' }): { id?: string; name?: string } {
  return { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }) }
}

function beginning({ type, id, name }: Block, index: number) {
  if (type === 'text') return { type, text: '' } as const
  if (type === 'reasoning') return { type, reasoning: '' } as const
  return {
    type: 'tool_call_chunk',
    args: '',
    index,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
  } as const
}

function* finished(blocks: ReadonlyMap<number, Block>): Generator<ChatModelStreamEvent> {
  for (const [index, { type, text, id = '', name = '' }] of blocks) {
    if (type === 'text') yield { event: 'content-block-finish', index, content: { type, text } }
    else if (type === 'reasoning') yield { event: 'content-block-finish', index, content: { type, reasoning: text } }
    else {
      const args = argumentsIn(text)
      const error = 'The arguments are not a JSON object.'
      const content = args
        ? ({ type: 'tool_call', id, name, args } as const)
        : ({ type: 'invalid_tool_call', id, name, args: text, error } as const)
      yield { event: 'content-block-finish', index, content }
    }
  }
}

const reasons: Readonly<Record<Finish, FinishReason | undefined>> = {
  stop: 'stop',
  'tool-calls': 'tool_use',
  length: 'length',
  filtered: 'content_filter',
  'cut-off': undefined,
}

function* ending(end: ChatEnd): Generator<ChatModelStreamEvent> {
  const usage = usageMetadata(end.usage)
  const reason = reasons[end.finish]
  yield { event: 'usage', usage }
  yield { event: 'message-finish', usage, responseMetadata: responseMetadata(end), ...(reason ? { reason } : {}) }
}
