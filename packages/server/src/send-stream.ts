import { once } from 'node:events'
import type { Response } from 'express'
import type { ServerContext } from './server-context.ts'

/**
 * Sends a file piece by piece, no faster than it is taken. One that fails on its way, or whose end cannot be recorded, is broken off, so
 * that nobody takes the part for the whole.
 * @param last what is done after the last piece and before the end, such as trailers
 */
export function sendStream(
  response: Response,
  { running }: Pick<ServerContext, 'running'>,
  pieces: AsyncIterable<Uint8Array>,
  last: () => Promise<void> = async () => undefined,
): Promise<void> {
  return running.run(response, async (signal) => {
    for await (const piece of pieces) {
      signal.throwIfAborted()
      if (!response.write(piece)) await once(response, 'drain', { signal })
    }
    await last()
    response.end()
  })
}
