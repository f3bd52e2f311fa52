import { AIMessageChunk } from '@langchain/core/messages'
import { ChatGenerationChunk } from '@langchain/core/outputs'
import { messageForm, newMessageId, responseMetadata, usageMetadata } from './chat-answer.ts'
import type { UnbrokenEvent } from './unbroken-events.ts'

type Fields = ConstructorParameters<typeof AIMessageChunk>[0] & object

/**
 * The events of an answer as LangChain's pieces, all with the same id. In the form `v1` thoughts and tool calls are numbered
 * blocks of the content as well.
 */
export async function* chatChunks(
  events: AsyncIterable<UnbrokenEvent>,
  version: 'v0' | 'v1',
): AsyncGenerator<ChatGenerationChunk> {
  const id = newMessageId()
  const metadata = { model_provider: messageForm, ...(version === 'v1' ? { output_version: 'v1' } : {}) }
  const blocks = new BlockNumbers()
  for await (const event of events) {
    if (event.type === 'end') {
      const end = responseMetadata(event)
      yield chunk(
        '',
        {
          id,
          content: version === 'v1' ? [] : '',
          response_metadata: { ...end, ...metadata },
          usage_metadata: usageMetadata(event.usage),
        },
        { finish_reason: end['finish_reason'] },
      )
      continue
    }
    const fields = version === 'v1' ? blockFields(event, blocks.numberOf(event)) : plainFields(event)
    yield chunk(event.type === 'text' ? event.text : '', { id, response_metadata: metadata, ...fields })
  }
}

function chunk(text: string, fields: object, generationInfo: Record<string, unknown> = {}): ChatGenerationChunk {
  return new ChatGenerationChunk({ text, message: new AIMessageChunk(fields as Fields), generationInfo })
}

type Piece = Exclude<UnbrokenEvent, { type: 'end' }>

function plainFields(event: Piece): object {
  if (event.type === 'text') return { content: event.text }
  if (event.type === 'reasoning') return { content: '', additional_kwargs: { reasoning_content: event.text } }
  return { content: '', tool_call_chunks: [callChunk(event, event.index)] }
}

function blockFields(event: Piece, index: number): object {
  if (event.type === 'text') return { content: [{ type: 'text', text: event.text, index }] }
  if (event.type === 'tool-call') return { content: [callChunk(event, index)], tool_call_chunks: [callChunk(event, event.index)] }
  const { text: reasoning } = event
  return { content: [{ type: 'reasoning', reasoning, index }], additional_kwargs: { reasoning_content: reasoning } }
}

function callChunk({ id, name, arguments: args }: Piece & { type: 'tool-call' }, index: number) {
  return {
    type: 'tool_call_chunk' as const,
    index,
    args,
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
  }
}

/** Numbers the blocks of an answer in the order in which they begin: thoughts, words, each tool call. */
export class BlockNumbers {
  readonly #numbers = new Map<string, number>()
  #last: string | undefined
  #runs = 0

  /** The number of the block that a piece belongs to. Words after thoughts after words are a block of their own. */
  numberOf(piece: Piece): number {
    const kind = piece.type === 'tool-call' ? `call ${piece.index}` : piece.type
    if (kind !== this.#last && piece.type !== 'tool-call') this.#runs++
    this.#last = kind
    const block = piece.type === 'tool-call' ? kind : `${kind} ${this.#runs}`
    const number = this.#numbers.get(block) ?? this.#numbers.size
    this.#numbers.set(block, number)
    return number
  }
}
