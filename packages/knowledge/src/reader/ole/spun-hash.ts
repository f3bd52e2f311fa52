import { hash } from 'node:crypto'

/** The hash of bytes; `algorithm` as Node.js names it. */
export function digest(algorithm: string, ...parts: readonly Uint8Array[]): Buffer {
  return hash(algorithm, Buffer.concat(parts), 'buffer')
}

/** A number as four bytes, as all of Office's key forms want it. */
export function fourBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** A password hashed over and over, which makes guessing slow ([MS-OFFCRYPTO] 2.3.4.7 and 2.3.4.11). */
export function spunHash(algorithm: string, salt: Uint8Array, password: string, spins: number): Buffer {
  let last = digest(algorithm, salt, Buffer.from(password, 'utf16le'))
  const round = Buffer.alloc(4 + last.length)
  for (let at = 0; at < spins; at++) {
    round.writeUInt32LE(at)
    last.copy(round, 4)
    last = hash(algorithm, round, 'buffer')
  }
  return last
}
