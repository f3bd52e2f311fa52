import { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { ByteHead, ByteSink } from '@kaiwu/models'
import type { Response } from 'express'

/** An answer on its way to a client. */
export type ClientBytes = ByteSink &
  Readonly<{
    /** The head was sent: no status can be told any more. */
    begun(): boolean
    end(): void
  }>

// A client that reads nothing for this long is taken for gone.
const stalledMs = 60_000

/**
 * Writes an answer to a client. A stream's bytes go to the socket in one write for each piece, past Node's three; where anything else
 * has a hand in the response (a middleware that compresses, HTTP/1.0, a response that waits for another), they go the usual way.
 */
export function clientBytes(response: Response): ClientBytes {
  let begun = false
  let socket: Socket | undefined
  return Object.freeze({
    begun: () => begun,
    begin({ type, ref, length }: ByteHead) {
      begun = true
      response.status(200).set({
        'Content-Type': type,
        'x-kaiwu-model': ref,
        ...(length === undefined
          ? { 'Cache-Control': 'no-cache, no-transform', 'X-Accel-Buffering': 'no' }
          : { 'Cache-Control': 'no-store', 'Content-Length': String(length) }),
      })
      response.flushHeaders()
      if (length === undefined) socket = ownSocket(response)
    },
    write(bytes: Buffer) {
      if (response.destroyed || response.writableEnded) return true
      return socket ? socket.write(chunkOf(bytes)) : response.write(bytes)
    },
    async drained() {
      const writing = socket ?? response
      if (response.destroyed || !writing.writableNeedDrain) return
      await new Promise<void>((resolve) => {
        const stalled = setTimeout(() => response.destroy(), stalledMs)
        const go = (): void => {
          clearTimeout(stalled)
          writing.off('drain', go)
          response.off('close', go)
          resolve()
        }
        writing.on('drain', go)
        response.on('close', go)
      })
    },
    end() {
      if (!response.destroyed) response.end()
    },
  })
}

function ownSocket(response: Response): Socket | undefined {
  const plain = response.write === ServerResponse.prototype.write && response.end === ServerResponse.prototype.end
  return plain && response.chunkedEncoding && response.writableLength === 0 ? (response.socket ?? undefined) : undefined
}

const [carriageReturn, lineFeed] = [13, 10]

/** A chunk of `Transfer-Encoding: chunked`, in one piece. */
function chunkOf(bytes: Buffer): Buffer {
  const size = bytes.length.toString(16)
  const chunk = Buffer.allocUnsafe(size.length + bytes.length + 4)
  chunk.write(size, 0, 'latin1')
  chunk[size.length] = carriageReturn
  chunk[size.length + 1] = lineFeed
  chunk.set(bytes, size.length + 2)
  chunk[chunk.length - 2] = carriageReturn
  chunk[chunk.length - 1] = lineFeed
  return chunk
}
