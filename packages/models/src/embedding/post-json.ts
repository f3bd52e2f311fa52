import { KaiwuError } from '@kaiwu/core'
import { callGuard } from '../wire/call-guard.ts'
import type { Channel } from '../wire/channel.ts'
import type { Http, HttpResponse } from '../wire/http.ts'
import { requestIdOf } from '../wire/request-id.ts'
import { sendTo, wholeOf } from '../wire/send-to.ts'
import { saidInJson, serviceError, shortened } from '../wire/service-error.ts'

/** A question to a channel whose answer is one piece of JSON. */
export type JsonQuestion = Readonly<{ channel: Channel; http: Http; url: string; body: object; signal?: AbortSignal | undefined }>

/** What came back, and the service's id of the request. */
export type JsonReply = Readonly<{ json: object; requestId?: string }>

// 2,048 vectors of 4,096 numbers written out take half of it.
const mostBytes = 128 * 1024 * 1024

/**
 * Posts JSON and reads JSON. An error that a service says at status 200 is an error too.
 * @param expected the name that an answer in the right form has, or none where it is a list
 * @throws the error that the service's answer is, MODEL_UNREACHABLE, MODEL_TIMEOUT, MODEL_PROTOCOL, VECTOR_INVALID for NaN, CANCELLED
 */
export async function postJson(question: JsonQuestion, expected: string | undefined): Promise<JsonReply> {
  const { channel, http, url, body, signal } = question
  const key = channel.key()
  const guard = callGuard(url, channel.policy.timeouts, { outer: signal, whole: true })
  let response: HttpResponse | undefined
  try {
    guard.signal.throwIfAborted()
    const sent = JSON.stringify(body)
    response = await sendTo({ channel, http, url, body: sent, key, signal: guard.signal, accept: 'application/json' })
    const text = await wholeOf(response, mostBytes, () => protocol(url, `more than ${mostBytes} bytes`))
    const json = parsed(text, question)
    if (expected === undefined ? Array.isArray(json) : expected in json) return { json, ...requestId(response, json) }
    const said = Array.isArray(json) ? undefined : saidInJson(json as Readonly<Record<string, unknown>>)
    throw said ? serviceError(channel, { status: 200, key }, said) : protocol(url, shortened(text, key))
  } catch (error) {
    throw guard.signal.aborted ? guard.signal.reason : error
  } finally {
    guard.stop()
    response?.cancel()
  }
}

function parsed(text: string, { channel, url }: JsonQuestion): object {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null) return json
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    // Python writes these, and they are no JSON.
    const bad = /[[,:]\s*(-?Infinity|NaN)\b/.exec(text)?.[1]
    if (bad) throw new KaiwuError('VECTOR_INVALID', { model: channel.ref, reason: bad, billed: 'maybe' })
  }
  throw protocol(url, `not JSON: ${text.slice(0, 80)}`)
}

function requestId({ headers }: HttpResponse, json: object): Readonly<{ requestId?: string }> {
  const inBody = (json as { request_id?: unknown }).request_id
  const id = requestIdOf(headers) ?? inBody
  return typeof id === 'string' && id !== '' ? { requestId: id } : {}
}

function protocol(url: string, reason: string): KaiwuError {
  return new KaiwuError('MODEL_PROTOCOL', { url, reason, billed: 'maybe' })
}
