import { KaiwuError } from '@kaiwu/core'
import type { IndexFile } from '../passages/index-file.ts'
import { checkSegment } from './check-segment.ts'
import { Segment } from './segment.ts'
import { TermDictionary } from './term-dictionary.ts'

/** What the file of a keyword index says of itself. The form is raised whenever the parts or the analysis of texts change. */
export const keywordFile = Object.freeze({ kind: 'keyword', form: 1 })

const dictionaryParts = 3
const segmentParts = 8

/** The parts of a file: three of the dictionary, then eight of each segment. */
export function partsOfIndex(dictionary: TermDictionary, segments: readonly Segment[]): readonly Uint8Array[] {
  const parts: (Uint8Array | Uint16Array | Uint32Array | Int32Array)[] = [...dictionary.arrays()]
  for (const { arrays, removed } of segments) {
    const { terms, starts, bytes, blocks, lengths, runOrdinals, runPassages } = arrays
    parts.push(terms, starts, bytes, blocks, lengths, runOrdinals, runPassages, removed.slice())
  }
  return parts.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength))
}

/**
 * Puts an index together from the parts of its file; its arrays are views of them.
 * @param check `all` reads every posting; `shapes` leaves these to the checksum of the file they come from
 * @throws INDEX_FILE_UNFIT
 */
export function readIndexParts(
  { parts }: IndexFile,
  check: 'all' | 'shapes',
): Readonly<{ dictionary: TermDictionary; segments: readonly Segment[] }> {
  if (parts.length < dictionaryParts || (parts.length - dictionaryParts) % segmentParts !== 0) throw unfit('number of parts')
  const dictionary = new TermDictionary()
  const keys = wordsOf(parts[0]!)
  const flaw = dictionary.restore([
    new Int32Array(keys.buffer, keys.byteOffset, keys.length),
    wordsOf(parts[1]!),
    unitsOf(parts[2]!),
  ])
  if (flaw) throw unfit(flaw)
  const segments: Segment[] = []
  let behind = 0
  for (let at = dictionaryParts; at < parts.length; at += segmentParts) {
    const segment = readSegment(parts.slice(at, at + segmentParts), { termCount: dictionary.size, behind, check })
    segments.push(segment)
    behind = segment.passageOf(segment.count - 1) + 1
  }
  return { dictionary, segments }
}

function readSegment(parts: readonly Uint8Array[], wanted: Parameters<typeof checkSegment>[2]): Segment {
  const [terms, starts, bytes, blocks, lengths, runOrdinals, runPassages, removed] = parts
  const arrays = {
    terms: wordsOf(terms!),
    starts: wordsOf(starts!),
    bytes: bytes!,
    blocks: wordsOf(blocks!),
    lengths: wordsOf(lengths!),
    runOrdinals: wordsOf(runOrdinals!),
    runPassages: wordsOf(runPassages!),
  }
  const gone = wordsOf(removed!).slice()
  const flaw = checkSegment(arrays, gone, wanted)
  if (flaw) throw unfit(flaw)
  return new Segment(arrays, gone)
}

function wordsOf(part: Uint8Array): Uint32Array {
  if (part.byteLength % 4 !== 0) throw unfit('length of a part')
  const { buffer, byteOffset } = part.byteOffset % 4 === 0 ? part : part.slice()
  return new Uint32Array(buffer, byteOffset, part.byteLength / 4)
}

function unitsOf(part: Uint8Array): Uint16Array {
  if (part.byteLength % 2 !== 0) throw unfit('length of a part')
  const { buffer, byteOffset } = part.byteOffset % 2 === 0 ? part : part.slice()
  return new Uint16Array(buffer, byteOffset, part.byteLength / 2)
}

function unfit(reason: string): KaiwuError {
  return new KaiwuError('INDEX_FILE_UNFIT', { reason })
}
