/** Postings of a list are kept in blocks of this many; a list that has no more is one without any block told of. */
export const blockPostings = 128
/** What is kept of each block, so that a reader can pass it by: its last ordinal, and where it ends. */
export const blockFields = 2

/**
 * Writes lists of postings one after another. A list: how many postings; where its blocks are told of, if it has several; then for each
 * posting the distance of its ordinal to the one before, and a bit that is 0 when the term stands in the body once and nowhere else,
 * else its value behind it: 4 × how often in the body + 2 in the path + 1 in the title. All but the place of the blocks as varints.
 */
export class PostingsWriter {
  /** Where the next list begins. */
  end = 0
  private bytes: Uint8Array
  private blocks: Uint32Array = new Uint32Array(64 * blockFields)
  private blocksUsed = 0
  private last = -1
  private inBlock = 0
  private several = false

  /** @param expected bytes of all lists */
  constructor(expected: number) {
    this.bytes = new Uint8Array(Math.max(64, expected))
  }

  /** Begins a list of `count` postings. */
  begin(count: number): void {
    // No posting takes more than five bytes twice.
    this.roomFor(10 + 10 * count)
    this.varint(count)
    this.last = -1
    this.several = count > blockPostings
    if (!this.several) return
    const block = this.blocksUsed / blockFields
    for (let shift = 0; shift < 32; shift += 8) this.bytes[this.end++] = (block >>> shift) & 255
    this.inBlock = 0
  }

  /** Adds a posting to the list. */
  put(ordinal: number, value: number): void {
    const { bytes } = this
    let { end } = this
    let rest = (ordinal - this.last - 1) * 2
    if (value !== 4) rest++
    while (rest > 127) {
      bytes[end++] = (rest & 127) | 128
      rest >>>= 7
    }
    bytes[end++] = rest
    if (value !== 4) {
      rest = value
      while (rest > 127) {
        bytes[end++] = (rest & 127) | 128
        rest >>>= 7
      }
      bytes[end++] = rest
    }
    this.end = end
    this.last = ordinal
    if (this.several && ++this.inBlock === blockPostings) this.endBlock()
  }

  /** Ends the list. */
  finish(): void {
    if (this.several && this.inBlock > 0) this.endBlock()
  }

  /** Everything written: the lists, and what is told of their blocks. */
  written(): Readonly<{ bytes: Uint8Array; blocks: Uint32Array }> {
    return { bytes: this.bytes.subarray(0, this.end), blocks: this.blocks.slice(0, this.blocksUsed) }
  }

  private endBlock(): void {
    if (this.blocksUsed === this.blocks.length) {
      const larger = new Uint32Array(2 * this.blocks.length)
      larger.set(this.blocks)
      this.blocks = larger
    }
    this.blocks[this.blocksUsed] = this.last
    this.blocks[this.blocksUsed + 1] = this.end
    this.blocksUsed += blockFields
    this.inBlock = 0
  }

  private varint(value: number): void {
    let rest = value
    while (rest > 127) {
      this.bytes[this.end++] = (rest & 127) | 128
      rest >>>= 7
    }
    this.bytes[this.end++] = rest
  }

  private roomFor(more: number): void {
    if (this.end + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.end + more, Math.ceil(1.5 * this.bytes.length)))
    larger.set(this.bytes.subarray(0, this.end))
    this.bytes = larger
  }
}
