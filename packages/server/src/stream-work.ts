import type { EventStream } from './event-stream.ts'
import { withEventStream, type EventsTo } from './send-events.ts'

/**
 * Does work whose course is told as events: how far it is, then what came. What goes wrong is the last event, `error` with a problem; a
 * client that leaves ends the work.
 * @example
 * await streamWork(call, async (send, signal) => send({ reports: await sync(signal) }, 'report'))
 */
export async function streamWork(
  call: Omit<EventsTo, 'signal'>,
  work: (send: EventStream['send'], signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await call.context.running.run(call.response, (signal) => withEventStream({ ...call, signal }, (send) => work(send, signal)))
}
