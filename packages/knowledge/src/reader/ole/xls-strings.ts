import { codePageDecoder } from './code-page.ts'

/** How a workbook writes its strings. */
export type XlsText = Readonly<{
  /** A string with one or two bytes for its length, from an offset on. */
  at(body: Buffer, offset: number, lengthBytes: 1 | 2): string
  /** A string of one record that goes on in the CONTINUE records behind it. */
  whole(segments: readonly Buffer[]): string
}>

/** Strings of Excel 97-2003, which are Unicode. */
export const unicodeText: XlsText = Object.freeze({
  at(body: Buffer, offset: number, lengthBytes: 1 | 2) {
    const reader = segmentReader([body.subarray(offset)])
    return readUnicode(reader, lengthBytes === 1 ? reader.byte() : reader.short())
  },
  whole(segments: readonly Buffer[]) {
    const reader = segmentReader(segments)
    return readUnicode(reader, reader.short())
  },
})

/** Strings of Excel 5 and 95, in the encoding of the system that wrote them. */
export function codePageText(codePage: number): XlsText {
  const decode = codePageDecoder(codePage)
  const at = (body: Buffer, offset: number, lengthBytes: 1 | 2): string => {
    const length = lengthBytes === 1 ? body.readUInt8(offset) : body.readUInt16LE(offset)
    return decode(body.subarray(offset + lengthBytes, offset + lengthBytes + length))
  }
  return Object.freeze({ at, whole: (segments: readonly Buffer[]) => at(Buffer.concat(segments), 0, 2) })
}

/**
 * The shared strings of a workbook. A string that is cut by the end of a record goes on in the next, where a byte says anew
 * how its characters are written ([MS-XLS] 2.5.293).
 */
export function sharedStrings(segments: readonly Buffer[]): readonly string[] {
  const reader = segmentReader(segments)
  reader.skip(4)
  const count = reader.long()
  const strings: string[] = []
  // What a damaged file says of their number is not believed.
  while (strings.length < count && !reader.done()) strings.push(readUnicode(reader, reader.short()))
  return strings
}

const wideFlag = 1
const phoneticFlag = 4
const richFlag = 8

function readUnicode(reader: SegmentReader, length: number): string {
  const flags = reader.byte()
  const runs = (flags & richFlag) === 0 ? 0 : reader.short()
  const phonetic = (flags & phoneticFlag) === 0 ? 0 : reader.long()
  const text = reader.characters(length, (flags & wideFlag) !== 0)
  reader.skip(runs * 4 + phonetic)
  return text
}

type SegmentReader = Readonly<{
  byte(): number
  short(): number
  long(): number
  skip(bytes: number): void
  characters(count: number, wide: boolean): string
  done(): boolean
}>

function segmentReader(segments: readonly Buffer[]): SegmentReader {
  let segment = 0
  let at = 0
  const here = (): Buffer | undefined => {
    while (segment < segments.length && at >= (segments[segment]?.length ?? 0)) {
      segment++
      at = 0
    }
    return segments[segment]
  }
  const byte = (): number => {
    const value = here()?.[at++]
    if (value === undefined) throw new RangeError('a string goes beyond its record')
    return value
  }
  const short = (): number => byte() + byte() * 2 ** 8
  const skip = (bytes: number): void => {
    for (let left = bytes; left > 0;) {
      const rest = (here()?.length ?? 0) - at
      if (rest <= 0) throw new RangeError('a string goes beyond its record')
      const step = Math.min(left, rest)
      at += step
      left -= step
    }
  }
  const characters = (count: number, startsWide: boolean): string => {
    let text = ''
    let wide = startsWide
    for (let left = count; left > 0;) {
      const before = segment
      const bytes = here()
      if (bytes === undefined) throw new RangeError('a string goes beyond its record')
      if (segment !== before) wide = (byte() & wideFlag) !== 0
      const size = wide ? 2 : 1
      const step = Math.min(left, Math.floor((bytes.length - at) / size))
      if (step === 0 && bytes.length > at) throw new RangeError('a character is cut in two')
      text += bytes.toString(wide ? 'utf16le' : 'latin1', at, at + step * size)
      at += step * size
      left -= step
    }
    return text
  }
  return { byte, short, long: () => short() + short() * 2 ** 16, skip, characters, done: () => here() === undefined }
}
