import { hash, randomBytes } from 'node:crypto'

/**
 * A new random identifier of 80 bits, readable by its prefix.
 * @example
 * newId('doc') // 'doc_3v5t0q6n1c8m2k4x'
 */
export function newId(prefix: string): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
  let id = ''
  for (const byte of randomBytes(16)) id += alphabet[byte & 31]
  return `${prefix}_${id}`
}

/** SHA-256 of bytes or text, in hexadecimal: tells whether a document changed. */
export function contentHash(content: Uint8Array | string): string {
  return hash('sha256', content)
}
