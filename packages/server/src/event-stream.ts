import type { Response } from 'express'

/** A stream of server-sent events on a response. After the client has left, sending does nothing. */
export type EventStream = Readonly<{
  /** Sends one event, as JSON on one line; waits while the client reads slower than events come. */
  send(data: unknown, name?: string): Promise<void>
  /** Sends the one line that is no JSON: how OpenAI's streams end. */
  sendDone(): Promise<void>
  end(): void
}>

// A client that reads nothing for this long is taken for gone.
const stalledMs = 60_000

/**
 * Begins a stream of events: the headers go out at once, and a comment whenever `heartbeatMs` pass, so that proxies keep the
 * connection and a client that is gone is noticed.
 */
export function openEventStream(response: Response, heartbeatMs: number): EventStream {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  })
  response.flushHeaders()
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) void write(response, ': \n\n')
  }, heartbeatMs)
  response.once('close', () => clearInterval(heartbeat))
  return Object.freeze({
    // JSON escapes line breaks: no text can begin an event of its own.
    send: (data: unknown, name?: string) =>
      write(response, `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(data)}\n\n`),
    sendDone: () => write(response, 'data: [DONE]\n\n'),
    end() {
      clearInterval(heartbeat)
      if (!response.destroyed) response.end()
    },
  })
}

async function write(response: Response, text: string): Promise<void> {
  if (response.destroyed || response.writableEnded || response.write(text)) return
  await new Promise<void>((resolve) => {
    const stalled = setTimeout(() => response.destroy(), stalledMs)
    const go = (): void => {
      clearTimeout(stalled)
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.on('drain', go).on('close', go)
  })
}
