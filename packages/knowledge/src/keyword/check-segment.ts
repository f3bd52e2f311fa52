import { blockFields, blockPostings } from './postings-writer.ts'
import type { SegmentArrays } from './segment.ts'

/**
 * What is wrong with the arrays of a segment that were read from a file, if anything: places out of range, numbers that do not rise,
 * postings that do not end where the next begin, blocks that are not where they say.
 * @param wanted `termCount`: how many terms the dictionary has. `behind`: the number behind the last passage of the segment before.
 *   `check`: whether every posting is read
 */
export function checkSegment(
  arrays: SegmentArrays,
  removed: Uint32Array,
  { termCount, behind, check }: Readonly<{ termCount: number; behind: number; check: 'all' | 'shapes' }>,
): string | undefined {
  const { terms, starts, lengths } = arrays
  if (starts.length !== terms.length + 1) return 'places of postings'
  if (removed.length !== (lengths.length + 31) >>> 5) return 'marks of removed passages'
  if (!rises(terms) || (terms.at(-1) ?? -1) >= termCount) return 'terms'
  if (!runsFit(arrays, behind)) return 'runs of passages'
  if (!rises(starts) || starts[0] !== 0 || starts.at(-1)! > arrays.bytes.length) return 'places of postings'
  if (check === 'shapes') return undefined
  const lists = new ListCheck(arrays)
  for (let entry = 0; entry < terms.length; entry++) if (!lists.fits(starts[entry]!, starts[entry + 1]!)) return 'postings'
  return lists.isWhole ? undefined : 'end of postings'
}

function rises(numbers: Uint32Array): boolean {
  for (let at = 1; at < numbers.length; at++) if (numbers[at]! <= numbers[at - 1]!) return false
  return true
}

function runsFit({ lengths, runOrdinals, runPassages }: SegmentArrays, behind: number): boolean {
  if (lengths.length === 0 || lengths.length > 0x7fff_ffff) return false
  if (runOrdinals.length !== runPassages.length || runOrdinals[0] !== 0 || !rises(runOrdinals)) return false
  let least = behind
  for (let run = 0; run < runOrdinals.length; run++) {
    const end = runOrdinals[run + 1] ?? lengths.length
    if (runPassages[run]! < least || end <= runOrdinals[run]!) return false
    least = runPassages[run]! + end - runOrdinals[run]!
  }
  return least <= 0xffff_ffff
}

/** Reads lists one after another, never past the end of the bytes. */
class ListCheck {
  private readonly arrays: SegmentArrays
  private at = 0
  private nextBlock = 0

  constructor(arrays: SegmentArrays) {
    this.arrays = arrays
  }

  /** Everything was read. */
  get isWhole(): boolean {
    return this.at === this.arrays.bytes.length && this.nextBlock === this.arrays.blocks.length
  }

  /** Whether a good list stands from `start` up to `end`, which is where the next begins. */
  fits(start: number, end: number): boolean {
    if (this.at !== start || end > this.arrays.bytes.length) return false
    const count = this.varint()
    if (count === 0 || count > this.arrays.lengths.length) return false
    if (count > blockPostings && !this.pointsToNextBlock()) return false
    let ordinal = -1
    for (let left = count; left > 0; left -= blockPostings) {
      ordinal = this.readBlock(ordinal, Math.min(left, blockPostings))
      if (ordinal < 0 || this.at > end || (count > blockPostings && !this.isNextBlock(ordinal))) return false
    }
    return this.at === end
  }

  private pointsToNextBlock(): boolean {
    let block = 0
    for (let shift = 0; shift < 32; shift += 8) block += this.arrays.bytes[this.at++]! * 2 ** shift
    return block * blockFields === this.nextBlock
  }

  private isNextBlock(ordinal: number): boolean {
    const { blocks } = this.arrays
    const at = this.nextBlock
    this.nextBlock += blockFields
    return blocks[at] === ordinal && blocks[at + 1] === this.at
  }

  /** @returns the last ordinal of a block; −1 when something is wrong */
  private readBlock(before: number, size: number): number {
    const last = this.arrays.lengths.length - 1
    let ordinal = before
    for (let posting = 0; posting < size; posting++) {
      const token = this.varint()
      ordinal += (token >>> 1) + 1
      if (ordinal > last || ((token & 1) === 1 && this.varint() === 0)) return -1
    }
    return ordinal
  }

  /** Behind the end of the bytes all is 0. */
  private varint(): number {
    const { bytes } = this.arrays
    let byte = bytes[this.at++] ?? 0
    let value = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[this.at++] ?? 0
      value |= (byte & 127) << shift
    }
    return value >>> 0
  }
}
