import { KaiwuError, newId, type Language } from '@kaiwu/core'
import { estimatePrompt, type Candidate, type RequestBody } from '@kaiwu/models'
import type { Response } from 'express'
import { chatRequestOf, type ReadRequest } from './chat-request-of.ts'
import { clientBytes, type ClientBytes } from './client-bytes.ts'
import { chargedTo, type Gateway, type Payer } from './gateway.ts'
import { completeByModel, streamByModel } from './model-answer.ts'

/** A chat request for an alias, of a caller who may use it. */
export type GatewayChat = Readonly<{
  gateway: Gateway
  body: RequestBody
  key: Payer | undefined
  response: Response
  language: Language
  signal: AbortSignal
  /** Milliseconds since 1970. */
  now: number
  /** Tells an error inside a stream that has begun. */
  frameOf(error: unknown): string
}>

/**
 * Answers a chat request by one of the models behind an alias. Where a model's service speaks OpenAI's form as it is, bytes pass
 * unread; else its answer is put into that form. Another model is asked only while nothing was handed on.
 * @throws the last error, before anything was handed on; after that it is told in the stream
 */
export async function gatewayChat(chat: GatewayChat): Promise<void> {
  const { gateway, body, signal } = chat
  const read = chatRequestOf(body)
  const way = gateway.journey(body.model, read.request)
  const client = clientBytes(chat.response)
  let retried = false
  for (let asked: Candidate = way.first(); ;) {
    try {
      await askOne(asked, { ...chat, client, read })
      return client.end()
    } catch (error) {
      if (client.begun()) return tellIn(chat, client, error)
      retried ||= asked.lane?.carries(body) !== true
      const next: Candidate | undefined = signal.aborted ? undefined : way.next({ from: asked.ref, error })
      if (!next) throw withRetries(way.told(error), retried)
      asked = next
    }
  }
}

type Asking = GatewayChat & Readonly<{ client: ClientBytes; read: ReadRequest }>

async function askOne({ model, lane }: Candidate, asking: Asking): Promise<void> {
  const { body, key, client, read, signal, language, now } = asking
  const { request, lost } = read
  const wantsUsage = wantsUsageAtEnd(body)
  const charged = chargedTo(key)
  if (lane?.carries(body)) {
    const mayThink = request.thinking !== 'off'
    return lane.pass({ body, wantsUsage, promptTokens: estimatePrompt(request), mayThink, chargedTo: charged, signal }, client)
  }
  if (lost.length > 0) throw notForThisModel(model.ref, lost, language)
  const head = { id: newId('chatcmpl'), created: Math.floor(now / 1000), model: body.model }
  const answer = { model, request, options: { signal, chargedTo: charged }, head, client }
  return body.stream === true ? streamByModel({ ...answer, wantsUsage }) : completeByModel(answer)
}

function wantsUsageAtEnd({ stream_options: options }: RequestBody): boolean {
  return typeof options === 'object' && options !== null && (options as { include_usage?: unknown }).include_usage === true
}

function notForThisModel(ref: string, lost: readonly string[], language: Language): KaiwuError {
  const fields = lost.slice(0, 5).join(', ')
  return new KaiwuError('REQUEST_INVALID', {
    reason: language === 'zh' ? `${ref} 用不了这些字段：${fields}` : `these fields cannot be used with ${ref}: ${fields}`,
  })
}

/** Marks an error after which the client is not to try again by itself: its retries would multiply those made here. */
function withRetries(error: unknown, retried: boolean): unknown {
  if (!retried || !KaiwuError.is(error)) return error
  return new KaiwuError(error.code, { ...error.details, retried: 'yes' }, { cause: error })
}

function tellIn({ response, signal, frameOf }: GatewayChat, client: ClientBytes, error: unknown): void {
  // A server that stops says so, whatever its stopping made of the call.
  if (!response.destroyed) client.write(Buffer.from(frameOf(signal.aborted ? signal.reason : error)))
  client.end()
}
