import { blockFields, blockPostings } from './postings-writer.ts'
import type { SegmentArrays } from './segment.ts'

/** No ordinal: the list has ended. */
export const noOrdinal = 0x7fff_ffff

/** Reads one list of postings, forwards. It stands on a posting, told by `ordinal` and `value`, or behind the last. */
export class PostingsCursor {
  ordinal = noOrdinal
  value = 0
  /** How many postings the list has, and how many stand behind this one. */
  count = 0
  left = 0
  /** Where the next posting begins. */
  at = 0
  readonly bytes: Uint8Array
  private readonly blocks: Uint32Array
  private readonly starts: Uint32Array
  /** Place of the first block in `blocks`; -1 when the list is not told of by blocks. */
  private firstBlock = -1
  private block = 0

  /** @param entry a place among the terms of the segment */
  constructor({ bytes, blocks, starts }: SegmentArrays, entry: number) {
    this.bytes = bytes
    this.blocks = blocks
    this.starts = starts
    this.moveTo(entry)
  }

  /** Goes to the first posting of another list of the segment. */
  moveTo(entry: number): void {
    this.at = this.starts[entry]!
    this.count = this.left = this.varint()
    this.firstBlock = this.block = -1
    if (this.count > blockPostings) {
      let block = 0
      for (let shift = 0; shift < 32; shift += 8) block += this.bytes[this.at++]! * 2 ** shift
      this.firstBlock = this.block = block * blockFields
    }
    this.ordinal = -1
    this.next()
  }

  /** Whether parts of the list can be passed by without reading them. */
  get hasBlocks(): boolean {
    return this.firstBlock >= 0
  }

  /** Goes to the next posting. */
  next(): void {
    if (this.left === 0) {
      this.ordinal = noOrdinal
      return
    }
    const { bytes } = this
    let { at } = this
    let byte = bytes[at++]!
    let token = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++]!
      token |= (byte & 127) << shift
    }
    let value = 4
    if ((token & 1) === 1) {
      byte = bytes[at++]!
      value = byte & 127
      for (let shift = 7; byte > 127; shift += 7) {
        byte = bytes[at++]!
        value |= (byte & 127) << shift
      }
    }
    this.left--
    this.at = at
    this.ordinal += (token >>> 1) + 1
    this.value = value
  }

  /** Goes to the first posting of an ordinal not below `target`; never back. */
  advance(target: number): void {
    if (this.ordinal >= target) return
    if (this.firstBlock >= 0) this.skipBlocks(target)
    while (this.ordinal < target) this.next()
  }

  private endOfBlocks(): number {
    return this.firstBlock + Math.ceil(this.count / blockPostings) * blockFields
  }

  private skipBlocks(target: number): void {
    const { blocks } = this
    const end = this.endOfBlocks()
    let block = this.block
    while (block < end && blocks[block]! < target) block += blockFields
    this.block = block
    if (block === this.firstBlock) return
    const passed = ((block - this.firstBlock) / blockFields) * blockPostings
    const left = Math.max(0, this.count - passed)
    // The block may be the one the cursor stands in.
    if (left >= this.left) return
    this.left = left
    this.at = blocks[block - blockFields + 1]!
    this.ordinal = blocks[block - blockFields]!
    this.next()
  }

  private varint(): number {
    const { bytes } = this
    let byte = bytes[this.at++]!
    let value = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[this.at++]!
      value |= (byte & 127) << shift
    }
    return value >>> 0
  }
}
