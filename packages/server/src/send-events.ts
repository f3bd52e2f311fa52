import type { Request, Response } from 'express'
import { problemFor } from './error-response.ts'
import { openEventStream, type EventStream } from './event-stream.ts'
import type { ServerContext } from './server-context.ts'

/** Where events go, and what ends them. */
export type EventsTo = Readonly<{ request: Request; response: Response; context: ServerContext; signal: AbortSignal }>

/** Opens a stream of events for work, and ends it with the work. What goes wrong is the last event, `error` with a problem. */
export async function withEventStream(
  { request, response, context, signal }: EventsTo,
  work: (send: EventStream['send']) => Promise<void>,
): Promise<void> {
  const stream = openEventStream(response, context.heartbeatMs)
  try {
    await work(stream.send)
  } catch (error) {
    // A client that left, or a server that stops, ends the work: what that makes it throw is not what happened.
    if (!response.destroyed)
      await stream.send(problemFor(signal.aborted ? signal.reason : error, request, response, context.logger), 'error')
  } finally {
    stream.end()
  }
}

/** Streams events as they come, each under its type; what goes wrong after the first is the event `error` with a problem. */
export function sendEvents<Event extends Readonly<{ type: string }>>(
  to: EventsTo,
  events: AsyncIterable<Event>,
  payloadOf: (event: Event) => unknown,
): Promise<void> {
  return withEventStream(to, async (send) => {
    for await (const event of events) {
      if (to.signal.aborted) throw to.signal.reason
      await send(payloadOf(event), event.type)
    }
  })
}
