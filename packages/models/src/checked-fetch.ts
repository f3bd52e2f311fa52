import { KaiwuError } from '@kaiwu/core'
import { jsonIn, saidIn, shortened, statusError, type ModelCall } from './model-call.ts'

/** A `fetch` for one call, and what it refused. */
export type CheckedFetch = Readonly<{ fetch: typeof fetch; refused(): KaiwuError | undefined }>

const ownHeaders = ['accept', 'authorization', 'content-type'] as const
const mostErrorBytes = 64 * 1024

/**
 * A `fetch` that lets only a stream through. A status, a page or a JSON answer in its place becomes an error that says what the
 * service said: the OpenAI client takes some of these for an empty success. Redirects are not followed, for a prompt may not
 * travel to an address that nobody configured. Headers that tell of this machine are left out.
 */
export function checkedFetch(call: ModelCall): CheckedFetch {
  let refused: KaiwuError | undefined
  return Object.freeze({
    async fetch(input: string | URL | Request, init: RequestInit = {}) {
      const sent = new Headers(init.headers)
      const headers = ownHeaders.flatMap((name) => (sent.has(name) ? [[name, sent.get(name)!] as [string, string]] : []))
      const response = await fetch(input, { ...init, headers: [...headers, ['user-agent', 'kaiwu']], redirect: 'manual' })
      refused = await refusalIn(response, call)
      if (refused) throw refused
      return response
    },
    refused: () => refused,
  })
}

async function refusalIn(response: Response, call: ModelCall): Promise<KaiwuError | undefined> {
  const { url, key } = call
  if (!response.ok) return statusError(call, response.status, saidIn(await beginningOf(response)))
  const type = response.headers.get('content-type') ?? ''
  if (!/\b(json|html)\b/.test(type)) return undefined
  const body = await beginningOf(response)
  const json = jsonIn(body)
  if (json && !('choices' in json)) return statusError(call, response.status, saidIn(body))
  return new KaiwuError('MODEL_PROTOCOL', { url, reason: shortened(`${type} in place of a stream`, key) })
}

/** The first part of a body; the rest is not waited for. */
async function beginningOf(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of response.body ?? []) {
    text += decoder.decode(part, { stream: true })
    if (text.length > mostErrorBytes) break
  }
  return text
}
