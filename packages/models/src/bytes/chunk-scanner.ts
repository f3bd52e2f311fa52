const carriageReturn = 13
const lineFeed = 10
const semicolon = 59
const longestLine = 4_096

/**
 * Takes the framing off a body sent as `Transfer-Encoding: chunked` (RFC 9112, 7.1), without copying what one chunk holds.
 * Trailers are read and forgotten.
 */
export class ChunkScanner {
  /** The last chunk and the line after it were seen. */
  done = false
  /** Something came after the end: the connection is not to be used again. */
  excess = false
  #state: 'size' | 'data' | 'data-end' | 'trailer' = 'size'
  #left = 0
  #digits = 0
  #line = 0
  #inExtension = false

  /**
   * The body's bytes in a piece of what was received; nothing when it holds framing alone.
   * @throws Error when the framing is wrong
   */
  take(received: Buffer): Buffer | undefined {
    let only: Buffer | undefined
    let several: Buffer[] | undefined
    let at = 0
    while (at < received.length) {
      if (this.done) {
        this.excess = true
        break
      }
      if (this.#state !== 'data') {
        this.#framing(received[at]!)
        at += 1
        continue
      }
      const end = Math.min(received.length, at + this.#left)
      const piece = at === 0 && end === received.length ? received : received.subarray(at, end)
      this.#left -= end - at
      at = end
      if (this.#left === 0) this.#state = 'data-end'
      if (several) several.push(piece)
      else if (only) several = [only, piece]
      else only = piece
    }
    return several ? Buffer.concat(several) : only
  }

  #framing(byte: number): void {
    this.#line += 1
    if (this.#line > longestLine) throw new Error('a line of the framing is too long')
    if (this.#state === 'size') return this.#size(byte)
    if (byte === carriageReturn) return
    if (byte !== lineFeed) {
      if (this.#state === 'data-end') throw new Error('a chunk is longer than it said')
      this.#digits += 1
      return
    }
    // In a trailer, a line without anything in it is the end.
    if (this.#state === 'trailer' && this.#digits === 0) this.done = true
    this.#nextLine(this.#state === 'trailer' ? 'trailer' : 'size')
  }

  #size(byte: number): void {
    if (byte === lineFeed) {
      if (this.#digits === 0) throw new Error('a chunk without a size')
      return this.#nextLine(this.#left === 0 ? 'trailer' : 'data')
    }
    if (byte === carriageReturn || this.#inExtension) return
    if (byte === semicolon) {
      this.#inExtension = true
      return
    }
    const digit = hexadecimal(byte)
    if (digit < 0 || this.#digits >= 8) throw new Error('a chunk size that is none')
    this.#digits += 1
    this.#left = this.#left * 16 + digit
  }

  #nextLine(state: 'size' | 'data' | 'trailer'): void {
    this.#state = state
    this.#line = 0
    this.#digits = 0
    this.#inExtension = false
  }
}

function hexadecimal(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
