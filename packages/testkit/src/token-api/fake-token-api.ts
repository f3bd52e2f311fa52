import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { vendorForms, type VendorId } from '../vendors/all-vendors.ts'
import type { VendorForm } from '../vendors/vendor-form.ts'
import { answerTo, type ApiState } from './answer-request.ts'
import { faultChooser } from './fault-choice.ts'
import type { TokenRequest, TokenScript } from './token-script.ts'

/** Which vendor is played, with which key, and what the model behind it does. */
export type FakeTokenApiOptions = TokenScript &
  Readonly<{
    /** A vendor the testkit knows, or a form of one's own. */
    vendor: VendorId | VendorForm
    /** The one key that is let in; default {@link fakeKey}. */
    key?: string
  }>

/** A fake token API at work. */
export type FakeTokenApi = Readonly<{
  vendor: VendorForm
  /** Without a path: `http://127.0.0.1:40123`. */
  origin: string
  /** The vendor's base URL of chat on this server, without a slash at its end. */
  url: string
  /** Base URL of embeddings, where they have one of their own. */
  embeddingsUrl: string
  /** Whole address of the vendor's first way to rerank; empty when it has none. */
  rerankUrl: string
  key: string
  /** Every request seen, in order of arrival. */
  requests: readonly TokenRequest[]
  /** How many requests of each kind were seen. */
  hits: Readonly<Record<TokenRequest['kind'], number>>
  /** When clients left before their answer was complete, on the clock of `performance.now()`. */
  closedEarly: readonly number[]
  /** Pieces of answers handed out so far: what a vendor would charge for. */
  readonly tokensSent: number
  /** Bytes of requests that came in so far. */
  readonly bytesIn: number
  /** What the model does from now on, in place of what it did. Lists of faults begin anew. */
  play(script: TokenScript): void
  /** Stops listening and breaks every connection. */
  close(): Promise<void>
}>

/** The key the fake API lets in unless another is set: long and odd enough to be found wherever it leaks. */
export const fakeKey = 'sk-kaiwu-canary-7f3a9c51e08d4b26'

/**
 * Starts a vendor's token API on 127.0.0.1 at a free port: its paths, its way to say things, its demands, its errors, and any
 * fault when asked for. The model behind it is scripted.
 * @example
 * const api = await fakeTokenApi({ vendor: 'deepseek', answer: '八百元。', reasoning: '查第八条' })
 * onTestFinished(() => api.close())
 * await ask(`${api.url}/chat/completions`, api.key)
 */
export async function fakeTokenApi({ vendor, key = fakeKey, ...script }: FakeTokenApiOptions): Promise<FakeTokenApi> {
  const form = typeof vendor === 'string' ? vendorForms[vendor] : vendor
  const state: ApiState = {
    form,
    key,
    script,
    scriptBegan: 0,
    chooseFault: faultChooser(),
    requests: [],
    closedEarly: [],
    hits: { chat: 0, embeddings: 0, rerank: 0, other: 0 },
    tokensSent: 0,
    bytesIn: 0,
  }
  const server = createServer((incoming, response) => {
    void serve(state, incoming, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.freeze({
    vendor: form,
    origin,
    url: `${origin}${form.base}`,
    embeddingsUrl: `${origin}${form.embeddings?.base ?? form.base}`,
    rerankUrl: form.rerank?.[0] ? `${origin}${form.rerank[0].path}` : '',
    key,
    requests: state.requests,
    hits: state.hits,
    closedEarly: state.closedEarly,
    get tokensSent() {
      return state.tokensSent
    },
    get bytesIn() {
      return state.bytesIn
    },
    play(next: TokenScript) {
      state.script = next
      state.scriptBegan = state.requests.length
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

async function serve(state: ApiState, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await readText(incoming)
  state.bytesIn += Buffer.byteLength(text)
  await answerTo(state, incoming, response, text)
}
