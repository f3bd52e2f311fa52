import { pipeline } from 'node:stream'
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'

/** A file of an archive: its bytes, or a way to read them piece by piece. */
export type ZipMember = Readonly<{ path: string; content: Uint8Array | (() => AsyncIterable<Uint8Array>) }>

type Sizes = Readonly<{ crc: number; packed: number; bytes: number }>
type Written = Sizes & Readonly<{ path: string; at: number; flags: number }>

const utf8Names = 0x0800
const sizesBehind = 0x0008
/** Of a member's head without its name, and of the sizes that stand behind it. */
const headBytes = 30
const behindBytes = 16
const unknown: Sizes = { crc: 0, packed: 0, bytes: 0 }
/** 1 January 1980, the first day a ZIP can name: the same files make the same archive. */
const noDate = 0x0021
/** A file that its owner writes and everybody reads, as Unix has it. */
const readableFile = 0o100644 * 0x10000

/** The most that an archive of this form holds, with what stands around the files. */
export const mostZipBytes = 4_000_000_000

/**
 * Writes a ZIP archive piece by piece, deflated, names in UTF-8. Of members that are read its sizes stand behind them.
 * Members come to at most {@link mostZipBytes}, and are at most 65,535.
 * @example
 * for await (const piece of zipArchive([{ path: 'case.json', content }])) response.write(piece)
 */
export async function* zipArchive(members: Iterable<ZipMember>): AsyncGenerator<Uint8Array> {
  const written: Written[] = []
  let at = 0
  for (const { path, content } of members) {
    const flags = content instanceof Uint8Array ? utf8Names : utf8Names | sizesBehind
    const sizes = yield* content instanceof Uint8Array ? stored(path, flags, content) : streamed(path, flags, content())
    written.push({ ...sizes, path, flags, at })
    at += headBytes + Buffer.byteLength(path) + sizes.packed + (flags === utf8Names ? 0 : behindBytes)
  }
  yield directory(written, at)
}

type Member = AsyncGenerator<Uint8Array, Sizes>

async function* stored(path: string, flags: number, content: Uint8Array): Member {
  const packed = deflateRawSync(content)
  const sizes = { crc: crc32(content), packed: packed.length, bytes: content.length }
  yield Buffer.concat([headOf(path, flags, sizes), packed])
  return sizes
}

async function* streamed(path: string, flags: number, content: AsyncIterable<Uint8Array>): Member {
  yield headOf(path, flags, unknown)
  let crc = 0
  let bytes = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      crc = crc32(piece, crc)
      bytes += piece.length
      yield piece
    }
  }
  let packed = 0
  // What goes wrong on either side ends the other, and comes out of the loop.
  const pieces = pipeline(counted(), createDeflateRaw({ level: 1 }), () => undefined)
  for await (const piece of pieces as AsyncIterable<Uint8Array>) {
    packed += piece.length
    yield piece
  }
  const sizes = { crc, packed, bytes }
  yield Buffer.concat([Buffer.from('PK\x07\x08', 'latin1'), sizesOf(sizes)])
  return sizes
}

function headOf(path: string, flags: number, sizes: Sizes): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fieldsOf(path, flags, sizes), Buffer.from(path)])
}

/** What the head of a member and its line in the directory have in common. */
function fieldsOf(path: string, flags: number, sizes: Sizes): Buffer {
  const fields = Buffer.alloc(10)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(flags, 2)
  fields.writeUInt16LE(8, 4)
  fields.writeUInt16LE(noDate, 8)
  const lengths = Buffer.alloc(4)
  lengths.writeUInt16LE(Buffer.byteLength(path), 0)
  return Buffer.concat([fields, sizesOf(sizes), lengths])
}

function sizesOf({ crc, packed, bytes }: Sizes): Buffer {
  const sizes = Buffer.alloc(12)
  sizes.writeUInt32LE(crc, 0)
  sizes.writeUInt32LE(packed, 4)
  sizes.writeUInt32LE(bytes, 8)
  return sizes
}

function directory(written: readonly Written[], at: number): Uint8Array {
  const lines = written.map(({ path, flags, at: start, ...sizes }) => {
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(readableFile, 6)
    tail.writeUInt32LE(start, 10)
    const version = Buffer.from([20, 3])
    return Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), version, fieldsOf(path, flags, sizes), tail, Buffer.from(path)])
  })
  const list = Buffer.concat(lines)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(written.length, 8)
  end.writeUInt16LE(written.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([list, end])
}
