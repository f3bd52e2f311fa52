import { createHash } from 'node:crypto'
import { KaiwuError } from '@kaiwu/core'
import type { AttachmentContent, KeptContent } from './attachment-store.ts'

const pieceBytes = 1_000_000

/**
 * Reads content, hands it on in pieces of a megabyte, the last one smaller, and says afterwards what it was.
 * @throws ATTACHMENT_TOO_LARGE as soon as there is more than allowed
 */
export async function readContent(
  content: AttachmentContent,
  mostBytes: number,
  take: (piece: Uint8Array) => Promise<void>,
): Promise<KeptContent> {
  const hash = createHash('sha256')
  let bytes = 0
  let held: Uint8Array[] = []
  let heldBytes = 0
  const hand = async (): Promise<void> => {
    if (heldBytes > 0) await take(Buffer.concat(held, heldBytes))
    held = []
    heldBytes = 0
  }
  for await (const part of content instanceof Uint8Array ? [content] : content) {
    bytes += part.length
    if (bytes > mostBytes) throw new KaiwuError('ATTACHMENT_TOO_LARGE', { most: `${mostBytes / 1_000_000} MB` })
    hash.update(part)
    for (let rest = part; rest.length > 0;) {
      const next = rest.subarray(0, pieceBytes - heldBytes)
      held.push(next)
      heldBytes += next.length
      rest = rest.subarray(next.length)
      if (heldBytes === pieceBytes) await hand()
    }
  }
  await hand()
  return Object.freeze({ sha256: hash.digest('hex'), bytes })
}
