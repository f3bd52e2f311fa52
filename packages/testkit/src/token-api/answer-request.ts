import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ChatForm, RerankForm, VendorCall, VendorError, VendorForm, WireBody } from '../vendors/vendor-form.ts'
import { chatRefusal, embeddingsRefusal, keyOf, rerankRefusal } from './check-request.ts'
import type { FaultChooser } from './fault-choice.ts'
import { playedWith } from './frame-faults.ts'
import { playStream, playWhole } from './play-chat.ts'
import { playRefusal, refuse, vendorError, type Refusal } from './play-refusal.ts'
import { rerankBody } from './play-rerank.ts'
import { embeddingsBody } from './play-vectors.ts'
import { playedFor } from './played-text.ts'
import { sendBody } from './send-body.ts'
import type { TokenFault } from './token-fault.ts'
import type { TokenRequest, TokenScript } from './token-script.ts'

/** What a fake token API keeps while it runs. */
export type ApiState = {
  readonly form: VendorForm
  readonly key: string
  script: TokenScript
  /** Number of the request at which the script began. */
  scriptBegan: number
  readonly chooseFault: FaultChooser
  readonly requests: TokenRequest[]
  readonly closedEarly: number[]
  readonly hits: Record<TokenRequest['kind'], number>
  tokensSent: number
  bytesIn: number
}

type Asked = Readonly<{ request: TokenRequest; call: VendorCall; fault: TokenFault | undefined; refusal: Refusal }>

const brokenHere: ReadonlySet<unknown> = new Set(['reset', 'reset-after-finish', 'reset-before-headers'])

/** Answers one request, from key to last byte. */
export async function answerTo(
  state: ApiState,
  incoming: IncomingMessage,
  response: ServerResponse,
  text: string,
): Promise<void> {
  const asked = readRequest(state, incoming, text)
  const { request, fault, refusal } = asked
  if (fault === 'reset-before-headers') return void incoming.socket.resetAndDestroy()
  // Unless the server broke it on purpose, a connection that closes unfinished was closed by the client.
  response.once('close', () => {
    if (!response.writableFinished && !brokenHere.has(fault)) state.closedEarly.push(performance.now())
  })
  if (fault === 'no-headers') return
  if (request.kind === 'other') return notFound(response)
  if (await playRefusal(response, fault, refusal)) return
  const said = refusalOf(state, asked)
  if (said) return refuse(response, said, refusal)
  if (request.kind === 'chat') return playChat(state, response, asked)
  const body =
    request.kind === 'embeddings'
      ? embeddingsBody(state.form.embeddings!, asked.call, state.script, fault)
      : rerankBody(rerankForm(state.form, request.path)!, asked.call, state.script, fault)
  await sendBody(response, JSON.stringify(body), { fault, slowMs: refusal.slowMs, headers: refusal.headers })
}

function readRequest(state: ApiState, incoming: IncomingMessage, text: string): Asked {
  const { form, script, requests } = state
  const path = incoming.url ?? ''
  const body = parsed(text)
  const serial = requests.length
  const requestId = form.newRequestId(serial)
  const call: VendorCall = {
    path,
    body,
    model: typeof body['model'] === 'string' ? body['model'] : '',
    key: keyOf(form, incoming.headers),
    serial,
    requestId,
  }
  const kind = kindOf(form, path)
  const ids = [requestId, ...(form.chat && kind === 'chat' ? [form.chat.id(call)] : [])]
  const request: TokenRequest = Object.freeze({
    method: incoming.method ?? '',
    path,
    headers: incoming.headers,
    kind,
    body,
    text,
    ids,
  })
  requests.push(request)
  state.hits[kind] += 1
  const stream = body['stream'] === true
  const headers: Record<string, string> = form.requestIdHeader ? { [form.requestIdHeader]: requestId } : {}
  const port = incoming.socket.localPort ?? 0
  const refusal: Refusal = { form, chat: form.chat, call, stream, headers, port, slowMs: script.slowMs ?? 1000 }
  return { request, call, fault: state.chooseFault(script, request, serial - state.scriptBegan), refusal }
}

function parsed(text: string): WireBody {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as WireBody) : {}
  } catch {
    return {}
  }
}

function kindOf(form: VendorForm, path: string): TokenRequest['kind'] {
  const [plain] = path.split('?')
  const bases = [form.base, ...(form.otherBases ?? [])]
  if (form.chat && bases.some((base) => plain === `${base}${form.chat?.path}`)) return 'chat'
  const { embeddings } = form
  const embeddingBases = embeddings?.base === undefined ? bases : [embeddings.base]
  if (embeddings && embeddingBases.some((base) => plain === `${base}${embeddings.path}`)) return 'embeddings'
  return rerankForm(form, path) ? 'rerank' : 'other'
}

function rerankForm(form: VendorForm, path: string): RerankForm | undefined {
  const [plain] = path.split('?')
  return form.rerank?.find((one) => one.path === plain)
}

function refusalOf({ form, key }: ApiState, { request, call }: Asked): VendorError | undefined {
  if (form.auth !== 'any' && call.key !== key) return vendorError(form, 'auth')
  if (request.kind === 'chat') return chatRefusal(form, form.chat!, call)
  if (request.kind === 'embeddings') return embeddingsRefusal(form, form.embeddings!, call)
  return rerankRefusal(form, rerankForm(form, request.path)!, call)
}

async function playChat(state: ApiState, response: ServerResponse, { request, call, fault, refusal }: Asked): Promise<void> {
  const { form, script } = state
  const chat: ChatForm = form.chat!
  const played = playedWith(fault, playedFor(script, request, chat.thinks(call), call.serial))
  const play = {
    form,
    chat,
    call,
    played,
    fault,
    after: script.after ?? 2,
    pieceDelayMs: script.pieceDelayMs ?? 0,
    keepAlives: script.keepAlives ?? 2,
    slowMs: refusal.slowMs,
    endlessMs: script.endlessMs ?? 5,
    headers: refusal.headers,
    onPiece: () => {
      state.tokensSent += 1
    },
  }
  if (!refusal.stream) return playWhole(response, play)
  const options = call.body['stream_options'] as WireBody | undefined
  return playStream(response, play, options?.['include_usage'] === true)
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no such address"}}')
}
