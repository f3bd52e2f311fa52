import { KaiwuError, type ContentPart } from '@kaiwu/core'
import type { BaseMessage } from '@langchain/core/messages'

type Block = Readonly<Record<string, unknown>>

/**
 * The content of a message for a chat model: text alone where there is nothing else. Images come in the forms of OpenAI, of
 * Anthropic and of LangChain's standard blocks, old and new.
 * @throws REQUEST_INVALID for what no chat model here takes, such as sound or files
 */
export function contentParts(content: BaseMessage['content']): string | readonly ContentPart[] {
  if (typeof content === 'string') return content
  const parts = (content as readonly (Block | string)[]).map(partOf)
  if (parts.every((part) => part.type === 'text')) return parts.map(({ text }) => text).join('')
  return parts
}

/** The words in a message, whatever else is in it. */
export function textIn(content: BaseMessage['content']): string {
  if (typeof content === 'string') return content
  return (content as readonly (Block | string)[])
    .map((block) => (typeof block === 'string' ? block : block['type'] === 'text' ? textOf(block) : ''))
    .join('')
}

/** What a model thought, where a message holds it as blocks; nothing when it holds none. */
export function reasoningIn(content: BaseMessage['content']): string | undefined {
  if (typeof content === 'string') return undefined
  const thoughts = (content as readonly (Block | string)[]).flatMap((block) => {
    if (typeof block === 'string') return []
    const said = block['type'] === 'reasoning' ? block['reasoning'] : block['type'] === 'thinking' ? block['thinking'] : undefined
    return typeof said === 'string' ? [said] : []
  })
  return thoughts.length === 0 ? undefined : thoughts.join('')
}

function partOf(block: Block | string): ContentPart {
  if (typeof block === 'string') return { type: 'text', text: block }
  const { type } = block
  if (type === 'text' || type === 'text-plain') return { type: 'text', text: textOf(block) }
  const image = type === 'image_url' ? linkedImage(block['image_url']) : type === 'image' ? imageUrl(block) : undefined
  if (image) return { type: 'image_url', image_url: image }
  throw new KaiwuError('REQUEST_INVALID', {
    reason: `a message holds a part of the type ${JSON.stringify(type)} that cannot be sent; text and images (url or base64) can`,
  })
}

function textOf(block: Block): string {
  const text = block['text']
  return typeof text === 'string' ? text : ''
}

type Image = Readonly<{ url: string; detail?: string }>

function linkedImage(image: unknown): Image | undefined {
  if (typeof image === 'string') return { url: image }
  const { url, detail } = (image ?? {}) as { url?: unknown; detail?: unknown }
  if (typeof url !== 'string') return undefined
  return typeof detail === 'string' ? { url, detail } : { url }
}

function imageUrl(block: Block): Image | undefined {
  // Anthropic keeps everything one level down.
  const held = (typeof block['source'] === 'object' && block['source'] !== null ? block['source'] : block) as Block
  if (typeof held['url'] === 'string') return { url: held['url'] }
  const { data } = held
  const kind = held['mimeType'] ?? held['mime_type'] ?? held['media_type'] ?? 'image/png'
  const base64 = data instanceof Uint8Array ? Buffer.from(data).toString('base64') : data
  return typeof base64 === 'string' && typeof kind === 'string' ? { url: `data:${kind};base64,${base64}` } : undefined
}
