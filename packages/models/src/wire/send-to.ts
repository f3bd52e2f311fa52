import type { Channel } from './channel.ts'
import type { Http, HttpResponse } from './http.ts'
import { keyHeader } from './key-header.ts'
import { errorFor } from './service-error.ts'

/** One request to a channel, ready to be sent. */
export type Sending = Readonly<{
  channel: Channel
  http: Http
  /** Whole address. */
  url: string
  /** JSON text. */
  body: string
  key: string
  signal: AbortSignal
  accept: string
}>

/**
 * Sends a request with the channel's key and lets only a success through.
 * @throws the error that the service's answer is, MODEL_UNREACHABLE, or what the signal was aborted with
 */
export async function sendTo({ channel, http, url, body, key, signal, accept }: Sending): Promise<HttpResponse> {
  const response = await http.send({
    method: 'POST',
    url,
    headers: {
      ...Object.fromEntries([keyHeader(channel, key)]),
      'content-type': 'application/json',
      accept,
      'user-agent': 'kaiwu',
    },
    body,
    connectTimeoutMs: channel.policy.timeouts.connectMs,
    signal,
  })
  const { status, headers } = response
  if (status >= 200 && status < 300) return response
  throw errorFor(channel, { status, headers, key }, await beginningOf(response))
}

const mostErrorBytes = 64 * 1024

/** The first part of a body; the rest is not waited for. */
export async function beginningOf(response: HttpResponse): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of response.body) {
    text += decoder.decode(part, { stream: true })
    if (text.length > mostErrorBytes) break
  }
  return text
}

/** A whole body. @param tooLong makes the error for one that is longer than `most` bytes */
export async function wholeOf(response: HttpResponse, most: number, tooLong: () => Error): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body) {
    bytes += part.length
    if (bytes > most) throw tooLong()
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
