import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { choice, frame, type ReportedUsage, type StreamStyle } from './completion-frames.ts'
import type { ModelFault } from './model-fault.ts'

/** What to stream and how. */
export type Stream = Readonly<{
  model: string
  /** What the model thinks first, sent as DeepSeek does. */
  reasoning: readonly string[]
  pieces: readonly string[]
  /** Absent when the request did not ask for it. */
  usage: ReportedUsage | undefined
  style: StreamStyle
  fault: ModelFault | undefined
  /** Pieces sent before a fault begins. */
  after: number
  pieceDelayMs: number
}>

// Short enough for tests, long enough to be many packets.
const keepAliveMs = 20
const endlessMs = 5

/** Streams a completion as server-sent events, with the fault it is to have. Returns when the stream is over or the client has left. */
export async function playStream(response: ServerResponse, stream: Stream): Promise<void> {
  const { model, style, fault, usage } = stream
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  response.flushHeaders()
  const send = (choices: readonly object[], reported?: ReportedUsage) =>
    write(response, `data: ${JSON.stringify(frame(model, choices, reported))}\n\n`, fault)
  if (fault === 'loose-sse') response.write('\ufeff')
  if (style === 'deepseek') await write(response, ': keep-alive\n\n', fault)
  if (fault === 'keep-alive-only') return repeat(response, keepAliveMs, () => write(response, ': keep-alive\n\n', fault))
  if (fault === 'empty-choices') {
    await send([])
    return end(response)
  }
  await send([choice({ role: 'assistant', content: '' })])
  for (const thought of stream.reasoning) {
    await send([choice({ content: null, reasoning_content: thought })])
    await sleep(stream.pieceDelayMs)
  }
  if (await playPieces(response, stream, send)) return
  const finish = finishOf(fault)
  const reported = fault === 'usage-missing' ? undefined : usage
  if (finish) await send([choice({}, finish)], style === 'deepseek' ? reported : undefined)
  if (fault === 'reset-after-finish') return reset(response)
  if (style === 'openai' && reported) await send([], reported)
  return fault === 'done-missing' ? void response.end() : end(response)
}

/** Streams the text. Returns true when a fault has put an end to the stream. */
async function playPieces(
  response: ServerResponse,
  stream: Stream,
  send: (choices: readonly object[]) => Promise<void>,
): Promise<boolean> {
  const { pieces, fault, after, pieceDelayMs } = stream
  const breaks = fault ? breakers[fault] : undefined
  const silent = fault === 'empty-answer' || fault === 'finish-content-filter-empty'
  for (const piece of silent ? [] : breaks ? pieces.slice(0, after) : pieces) {
    await send([choice({ content: piece })])
    if (pieceDelayMs > 0) await sleep(pieceDelayMs)
    if (response.destroyed) return true
  }
  if (!breaks) return false
  // Lets what was written reach the client before the connection breaks.
  await sleep(10)
  await breaks(response, () => send([choice({ content: '又' })]))
  return true
}

type Breaker = (response: ServerResponse, sendPiece: () => Promise<void>) => Promise<void> | void

const breakers: Partial<Record<ModelFault, Breaker>> = {
  stall: (response) => left(response),
  reset,
  'end-without-finish': (response) => void response.end(),
  'error-mid-stream': async (response) => {
    await write(
      response,
      `data: ${JSON.stringify({ error: { message: 'The engine is overloaded', type: 'server_error', code: 'engine_overloaded' } })}\n\n`,
    )
    end(response)
  },
  'malformed-line': async (response) => {
    await write(response, 'data: {"id":"chatcmpl-test","choices":[{\n\n')
    end(response)
  },
  endless: (response, sendPiece) => repeat(response, endlessMs, sendPiece),
}

const finishes: Partial<Record<ModelFault, string | undefined>> = {
  'finish-length': 'length',
  'finish-content-filter': 'content_filter',
  'finish-content-filter-empty': 'content_filter',
  'finish-insufficient-resource': 'insufficient_system_resource',
  'done-without-finish': undefined,
}

function finishOf(fault: ModelFault | undefined): string | undefined {
  return fault && fault in finishes ? finishes[fault] : 'stop'
}

async function write(response: ServerResponse, text: string, fault?: ModelFault): Promise<void> {
  if (response.destroyed) return
  if (fault === 'split-utf8') {
    for (const byte of Buffer.from(text)) {
      response.write(Uint8Array.of(byte))
      await nextTurn()
    }
    return
  }
  const loose = () => `: comment\r\nevent: message\r\n${text.replace(/^data: /, 'data:').replaceAll('\n', '\r\n')}`
  response.write(fault === 'loose-sse' ? loose() : text)
  await nextTurn()
}

async function repeat(response: ServerResponse, everyMs: number, send: () => Promise<void>): Promise<void> {
  while (!response.destroyed) {
    await send()
    await sleep(everyMs)
  }
}

function left(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => (response.destroyed ? resolve() : response.once('close', () => resolve())))
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}

function end(response: ServerResponse): void {
  response.end('data: [DONE]\n\n')
}
