import { KaiwuError, type Answer, type Citation, type Language } from '@kaiwu/core'
import type { z } from 'zod'
import { parseInput } from './parse-input.ts'
import type { kaiwuField } from './schemas/answer.ts'
import type { chatChunk, chatCompletion, ChatRequest } from './schemas/chat.ts'
import { question } from './schemas/request.ts'

type Chunk = z.output<typeof chatChunk>
type Completion = z.output<typeof chatCompletion>
type Delta = Chunk['choices'][number]['delta']

/** What every event of a streamed completion repeats. `created` is in seconds since 1970. */
export type ChunkHead = Readonly<{ id: string; created: number; model: string }>

/**
 * The question of a chat: the text of its last user message.
 * @throws REQUEST_INVALID when there is none, or it is empty or too long
 */
export function questionOf({ messages }: ChatRequest, language: Language): string {
  const content = messages.findLast(({ role }) => role === 'user')?.content ?? undefined
  if (content === undefined) {
    throw new KaiwuError('REQUEST_INVALID', {
      reason: language === 'zh' ? 'messages：没有 user 的消息' : 'messages: there is no message of the user',
    })
  }
  const text =
    typeof content === 'string' ? content : content.flatMap((part) => (part.type === 'text' ? (part.text ?? []) : [])).join('\n')
  return parseInput(question, text, language)
}

/**
 * The list of sources put after an answer's text, for clients that show text alone; empty without citations.
 * @example
 * sourcesText(answer) // '\n\n来源：\n[1] 《设备检修规程》，3.2.1，第 12 页：“润滑油温超过 60 ℃ 时停机。”'
 */
export function sourcesText({ citations, language }: Pick<Answer, 'citations' | 'language'>): string {
  if (citations.length === 0) return ''
  const heading = language === 'zh' ? '来源：' : 'Sources:'
  return `\n\n${heading}\n${citations.map((citation) => sourceLine(citation, language)).join('\n')}`
}

function sourceLine({ mark, title, number, locator, page, quote }: Citation, language: Language): string {
  if (language === 'zh') {
    const name = `《${title.replace(/[《》]/g, '')}》${number === undefined ? '' : `（${number}）`}`
    const where = [name, locator, page === undefined ? '' : `第 ${page} 页`].filter((part) => part !== '').join('，')
    return `[${mark}] ${where}：“${quote}”`
  }
  const name = number === undefined ? title : `${title} (${number})`
  const where = [name, locator, page === undefined ? '' : `p. ${page}`].filter((part) => part !== '').join(', ')
  return `[${mark}] ${where}: "${quote}"`
}

/** An answer as a whole chat completion. */
export function completionOf(answer: Answer, head: ChunkHead): Completion {
  const content = answer.text + sourcesText(answer)
  return {
    id: head.id,
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content, refusal: null, kaiwu: kaiwuOf(answer) },
        logprobs: null,
        finish_reason: finishOf(answer),
      },
    ],
    usage: usageOf(answer),
  }
}

/** A piece of a streamed completion. */
export function chunkOf(head: ChunkHead, delta: Delta, finish: Answer | null = null): Chunk {
  return {
    ...shapeOf(head),
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish && finishOf(finish) }],
    ...(finish ? { kaiwu: kaiwuOf(finish) } : {}),
  }
}

/** The event that tells what a streamed completion used, sent to clients that ask for it. */
export function usageChunkOf(head: ChunkHead, answer: Answer): Chunk {
  return { ...shapeOf(head), choices: [], usage: usageOf(answer) }
}

function shapeOf({ id, created, model }: ChunkHead): Pick<Chunk, 'id' | 'object' | 'created' | 'model'> {
  return { id, object: 'chat.completion.chunk', created, model }
}

// A refusal is a complete answer; one the model broke off is told the way clients know: as cut short.
function finishOf({ outcome }: Answer): 'stop' | 'length' {
  return outcome === 'incomplete' ? 'length' : 'stop'
}

function usageOf({ usage: { promptTokens, completionTokens } }: Answer): Completion['usage'] {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens }
}

function kaiwuOf({ id, outcome, asOf, citations, issues, notes }: Answer): z.output<typeof kaiwuField> {
  return {
    id,
    outcome,
    asOf,
    citations: citations.map(({ figures, ...citation }) => ({
      ...citation,
      path: [...citation.path],
      ...(figures ? { figures: [...figures] } : {}),
    })),
    issues: issues.map((issue) => ({ ...issue })),
    notes: [...notes],
  }
}
