import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'
import { completionBody, type ReportedUsage, type StreamStyle } from './completion-frames.ts'
import type { ModelFault } from './model-fault.ts'
import type { ChatBody, ModelRequest } from './model-request.ts'
import { playRefusal } from './play-refusal.ts'
import { playStream } from './play-stream.ts'
import { promptOf, type ScriptedAnswer } from './scripted-answer.ts'

/** How the fake model behaves. */
export type FakeModelOptions = Readonly<{
  answer: ScriptedAnswer
  fault?: ModelFault
  /** Pieces sent before a fault inside the stream begins; default 2. */
  after?: number
  /** Characters a piece; default 4. Pieces given in `answer` are sent as they are. */
  pieceLength?: number
  /** What the model thinks before it answers, in `reasoning_content`, piece by piece. */
  reasoning?: readonly string[]
  /** Wait after each piece; default 0. */
  pieceDelayMs?: number
  /** Whose habits the stream follows; default `openai`. */
  style?: StreamStyle
  /** What is reported; default one token for each character of prompt and answer. */
  usage?: ReportedUsage
}>

/** A fake model server at work. */
export type FakeModelServer = Readonly<{
  /** Base of the API, ending in /v1. */
  url: string
  /** Every request seen, in order of arrival. */
  requests: readonly ModelRequest[]
  /** When clients left before their answer was complete, on the clock of `performance.now()`. */
  closedEarly: readonly number[]
  /** Stops listening and breaks every connection. */
  close(): Promise<void>
}>

/**
 * Starts a token API on 127.0.0.1 at a free port: OpenAI's chat completions, streamed and whole, with scripted answers
 * and, when asked for, one of {@link ModelFault}.
 * @example
 * const server = await fakeModelServer({ answer: citeFirstPassage, fault: 'stall', after: 1 })
 * onTestFinished(() => server.close())
 */
export async function fakeModelServer(options: FakeModelOptions): Promise<FakeModelServer> {
  const requests: ModelRequest[] = []
  const closedEarly: number[] = []
  const server = createServer((incoming, response) => {
    void answer(incoming, response, options, requests, closedEarly).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return Object.freeze({
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    closedEarly,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  })
}

async function answer(
  incoming: IncomingMessage,
  response: ServerResponse,
  options: FakeModelOptions,
  requests: ModelRequest[],
  closedEarly: number[],
): Promise<void> {
  const { fault, after = 2, pieceDelayMs = 0, style = 'openai', reasoning = [] } = options
  const sent = await readText(incoming)
  const body = (sent === '' ? {} : JSON.parse(sent)) as ChatBody
  const request: ModelRequest = Object.freeze({
    method: incoming.method ?? '',
    path: incoming.url ?? '',
    headers: incoming.headers,
    body,
  })
  requests.push(request)
  if (request.path !== '/v1/chat/completions')
    return void response.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no such address"}}')
  if (fault === 'reset-before-headers') return void incoming.socket.resetAndDestroy()
  // Unless the server broke it on purpose, a connection that closes unfinished was closed by the client.
  response.once('close', () => {
    if (!response.writableFinished && !brokenHere.has(fault)) closedEarly.push(performance.now())
  })
  if (fault === 'no-headers') return
  const pieces = piecesOf(options, request)
  const text = pieces.join('')
  const usage = options.usage ?? { promptTokens: promptOf(request).length, completionTokens: text.length }
  const key = (incoming.headers.authorization ?? '').replace(/^Bearer /, '')
  const { model } = body
  if (playRefusal(response, fault, { port: incoming.socket.localPort ?? 0, key, model, text, usage })) return
  if (body.stream !== true)
    return void response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify(completionBody(model, text, usage)))
  await playStream(response, {
    model,
    reasoning,
    pieces,
    usage: body.stream_options?.include_usage ? usage : undefined,
    style,
    fault,
    after,
    pieceDelayMs,
  })
}

const brokenHere: ReadonlySet<ModelFault | undefined> = new Set(['reset', 'reset-after-finish'] as const)

function piecesOf({ answer, pieceLength = 4 }: FakeModelOptions, request: ModelRequest): readonly string[] {
  const given = typeof answer === 'function' ? answer(request) : answer
  if (typeof given !== 'string') return given
  const characters = [...given]
  return Array.from({ length: Math.ceil(characters.length / pieceLength) }, (_, index) =>
    characters.slice(index * pieceLength, (index + 1) * pieceLength).join(''),
  )
}
