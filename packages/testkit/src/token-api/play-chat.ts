import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatForm, VendorCall, VendorForm, WireBody } from '../vendors/vendor-form.ts'
import { chatFrames, completionOf, type PlayedFrame } from './chat-frames.ts'
import { clientLeft, openEventStream, type EventStream } from './event-stream.ts'
import { bodyWith } from './frame-faults.ts'
import { vendorError } from './play-refusal.ts'
import type { Played } from './played-text.ts'
import { sendBody } from './send-body.ts'
import type { TokenFault } from './token-fault.ts'

/** One chat answer to be sent. */
export type ChatPlay = Readonly<{
  form: VendorForm
  chat: ChatForm
  call: VendorCall
  played: Played
  fault: TokenFault | undefined
  /** Pieces sent before a fault begins. */
  after: number
  pieceDelayMs: number
  keepAlives: number
  slowMs: number
  endlessMs: number
  headers: Record<string, string>
  /** Called for every piece that was sent. */
  onPiece(): void
}>

const keepAliveMs = 20

/** Sends a whole completion. Faults inside a stream become faults inside its body. */
export async function playWhole(response: ServerResponse, play: ChatPlay): Promise<void> {
  const { form, chat, call, played, fault } = play
  const breaks = typeof fault === 'object' || fault === 'vendor-error-mid-stream'
  const body = breaks ? form.errorReply(brokenOff(play), call).body : fault === 'error-mid-stream' ? overloaded : undefined
  if (body === undefined) played.pieces.forEach(() => play.onPiece())
  await sendBody(response, JSON.stringify(body ?? bodyWith(fault, completionOf(chat, call, played))), play)
}

/** Streams a completion. Returns when it is over or the client has left. */
export async function playStream(response: ServerResponse, play: ChatPlay, usageWanted: boolean): Promise<void> {
  const { chat, call, played, fault, headers, slowMs } = play
  if (fault === 'json-instead-of-stream' || fault === 'truncated-json') {
    const text = JSON.stringify(completionOf(chat, call, played))
    response.writeHead(200, { 'content-type': 'application/json', ...headers })
    return void response.end(fault === 'truncated-json' ? text.slice(0, text.length / 2) : text)
  }
  const stream = openEventStream(response, fault, { blankAfterColon: chat.blankAfterColon, headers, slowMs })
  if (fault === 'keep-alive-only') return repeat(response, keepAliveMs, () => stream.comment(chat.keepAlive ?? ': keep-alive'))
  if (chat.keepAlive) for (let sent = 0; sent < play.keepAlives; sent += 1) await stream.comment(chat.keepAlive)
  const frames = chatFrames(chat, call, played, usageWanted)
  if (fault === 'empty-choices' || fault === 'choices-missing') {
    await stream.frame(bodyWith(fault, frames[0]?.body ?? {}))
    return stream.done()
  }
  if (await playPieces(response, stream, frames, play)) return
  await playEnding(response, stream, frames, play)
}

/** Streams the head and the pieces. Returns true when a fault has put an end to the stream. */
async function playPieces(
  response: ServerResponse,
  stream: EventStream,
  frames: readonly PlayedFrame[],
  play: ChatPlay,
): Promise<boolean> {
  const { fault, after, pieceDelayMs, onPiece } = play
  const breaks = typeof fault === 'object' ? breakOff : fault && breakers[fault]
  let pieces = 0
  for (const { part, body } of frames) {
    if (part !== 'head' && part !== 'piece') break
    if (breaks && part === 'piece' && pieces >= after) break
    await stream.frame(bodyWith(fault, body))
    if (part === 'head') continue
    pieces += 1
    onPiece()
    if (pieceDelayMs > 0) await sleep(pieceDelayMs)
    if (response.destroyed) return true
  }
  if (!breaks) return false
  // Lets what was written reach the client before the connection breaks.
  await sleep(10)
  const next = frames.find(({ part }) => part === 'piece')?.body ?? {}
  return breaks({ response, stream, play, next })
}

async function playEnding(
  response: ServerResponse,
  stream: EventStream,
  frames: readonly PlayedFrame[],
  { fault, chat }: ChatPlay,
): Promise<void> {
  for (const { part, body } of frames) {
    if (part !== 'finish' && part !== 'usage') continue
    await stream.frame(bodyWith(fault, body))
    if (part === 'finish' && fault === 'reset-after-finish') break
  }
  if (fault === 'reset-after-finish' && chat.finishes) {
    await sleep(10)
    return reset(response)
  }
  if (fault === 'done-missing') return void response.end()
  await stream.done()
}

type Breaking = Readonly<{ response: ServerResponse; stream: EventStream; play: ChatPlay; next: WireBody }>
/** Returns whether the stream is over; if not, it goes on to its end. */
type Breaker = (breaking: Breaking) => Promise<boolean>

const overloaded = { error: { message: 'The engine is overloaded', type: 'server_error', code: 'engine_overloaded' } }

const over =
  (act: (breaking: Breaking) => Promise<void> | void): Breaker =>
  async (breaking) => {
    await act(breaking)
    return true
  }

const thenDone = (text: string | Uint8Array): Breaker =>
  over(async ({ stream }) => {
    await stream.raw(text)
    await stream.done()
  })

function brokenOff({ form, chat, fault }: ChatPlay): ReturnType<typeof vendorError> {
  return typeof fault === 'object' ? vendorError(form, fault.error, fault.code) : chat.breaksOffWith
}

const breakOff = over(async ({ stream, play }) => {
  const { body } = play.form.errorReply(brokenOff(play), play.call)
  await stream.frame(typeof body === 'string' ? { error: body } : (body as WireBody))
  await stream.done()
})

const breakers: Partial<Record<string, Breaker>> = {
  stall: over(({ response }) => clientLeft(response)),
  reset: over(({ response }) => reset(response)),
  'end-without-finish': over(({ response }) => void response.end()),
  'error-mid-stream': over(async ({ stream }) => {
    await stream.frame(overloaded)
    await stream.done()
  }),
  'vendor-error-mid-stream': breakOff,
  'malformed-line': thenDone('data: {"id":"chatcmpl-test","choices":[{\n\n'),
  'nul-in-json': thenDone('data: {"choices":[{"index":0,"delta":{"content":"\0"}}]}\n\n'),
  endless: over(({ response, stream, play, next }) =>
    repeat(response, play.endlessMs, async () => {
      await stream.frame(next)
      play.onPiece()
    }),
  ),
  'done-without-finish': over(({ stream }) => stream.done()),
  'two-jsons-in-a-line': over(async ({ stream, next }) => {
    await stream.joined(next, next)
    await stream.done()
  }),
  async 'invalid-utf8'({ stream, next }) {
    const [head, tail] = JSON.stringify(withContent(next, '\u0001')).split('\\u0001')
    await stream.raw(Buffer.concat([Buffer.from(`data: ${head}`), Uint8Array.of(0xe4, 0xff, 0xfe), Buffer.from(`${tail}\n\n`)]))
    return false
  },
  async 'long-line'({ stream, next }) {
    await stream.frame(withContent(next, '长'.repeat(3_500_000)))
    return false
  },
}

function withContent(frame: WireBody, content: string): WireBody {
  const [choice] = (frame['choices'] ?? []) as readonly WireBody[]
  return { ...frame, choices: [{ ...choice, delta: { content } }] }
}

async function repeat(response: ServerResponse, everyMs: number, send: () => Promise<void>): Promise<void> {
  while (!response.destroyed) {
    await send()
    await sleep(everyMs)
  }
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy()
}
