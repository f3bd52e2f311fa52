import { constants, inflateSync } from 'node:zlib'
import { KaiwuError } from '@kaiwu/core'

/** A stream of a PDF file as it stands in the file: its dictionary's text and where its bytes begin. */
type RawStream = Readonly<{ dictionary: string; from: number; to: number }>

/** No stream may unpack to more. */
const mostBytes = 200_000_000
/** Only streams that unpack to this many times their size are looked at whole. */
const suspicious = 100
const probe = 65_536
const longestDictionary = 4_096

/**
 * Refuses a file with a stream that unpacks beyond all measure, before anything unpacks it for good.
 * @throws FILE_UNPACKS_TOO_LARGE
 */
export function refuseBombs(bytes: Uint8Array, name: string): void {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (const { dictionary, from, to } of rawStreams(file)) {
    const times = dictionary.match(/\/(?:FlateDecode|Fl)\b/g)?.length ?? 0
    let content: Buffer | undefined = file.subarray(from, to)
    for (let depth = 0; depth < Math.min(times, 4) && content !== undefined; depth++) {
      const start = inflate(content.subarray(0, probe), probe * suspicious)
      if (start === 'too large') {
        if (inflate(content, mostBytes) === 'too large') throw tooLarge(name)
        if (depth + 1 < times) throw tooLarge(name)
        break
      }
      content = depth + 1 < times ? start : undefined
    }
  }
}

function tooLarge(name: string): KaiwuError {
  return new KaiwuError('FILE_UNPACKS_TOO_LARGE', { name, limit: `${mostBytes / 1_000_000} MB` })
}

function inflate(packed: Buffer, most: number): Buffer | 'too large' | undefined {
  try {
    return inflateSync(packed, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: most })
  } catch (error) {
    // A stream that is broken, or packed in another way, is pdf.js's to judge.
    if (error instanceof Error && 'code' in error) return error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too large' : undefined
    throw error
  }
}

function* rawStreams(file: Buffer): Generator<RawStream> {
  for (let at = file.indexOf('stream'); at >= 0; at = file.indexOf('stream', at + 6)) {
    // "endstream" holds the word too.
    if (at >= 3 && file.toString('latin1', at - 3, at) === 'end') continue
    const before = file.toString('latin1', Math.max(0, at - longestDictionary), at)
    const start = before.lastIndexOf(' obj')
    const end = file.indexOf('endstream', at)
    yield { dictionary: before.slice(Math.max(0, start)), from: skipLineEnd(file, at + 6), to: end < 0 ? file.length : end }
    if (end >= 0) at = end
  }
}

function skipLineEnd(file: Buffer, at: number): number {
  const next = file[at] === 0x0d ? at + 1 : at
  return file[next] === 0x0a ? next + 1 : next
}

/**
 * The bytes of a picture that stands in the file as a JPEG, which needs no packing again; undefined for all others.
 * @param object the number of the picture's object; the last one of that number counts
 */
export function rawJpeg(bytes: Uint8Array, object: number): Uint8Array | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = file.lastIndexOf(`${object} 0 obj`); at >= 0; at = at === 0 ? -1 : file.lastIndexOf(`${object} 0 obj`, at - 1)) {
    if (at > 0 && /\d/.test(String.fromCharCode(file[at - 1] ?? 0))) continue
    const dictionary = file.toString('latin1', at, at + longestDictionary).split('stream')[0] ?? ''
    if (!/\/Filter\s*(?:\[\s*)?\/DCTDecode\s*(?:\]|\/|>>|$)/.test(dictionary) || /\/Decode\s*\[/.test(dictionary))
      return undefined
    const from = skipLineEnd(file, at + dictionary.length + 6)
    const end = file.indexOf('endstream', from)
    const last = file.lastIndexOf('\xff\xd9', end < 0 ? undefined : end, 'latin1')
    const picture = file.subarray(from, last + 2)
    return picture.length > 100 && picture[0] === 0xff && picture[1] === 0xd8 && componentsOf(picture) !== 4 ? picture : undefined
  }
  return undefined
}

/** Browsers show pictures of four inks in the wrong colours. */
function componentsOf(jpeg: Buffer): number {
  let at = 2
  while (at + 9 < jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0
    if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) return jpeg[at + 9] ?? 0
    at += 2 + jpeg.readUInt16BE(at + 2)
  }
  return 4
}
