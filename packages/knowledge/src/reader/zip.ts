import { KaiwuError } from '@kaiwu/core'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { damaged } from './damaged.ts'

/** An open zip archive. Entries are read on demand; all of them together stay within the limits. */
export type Zip = Readonly<{
  /** Names of the files inside, in the order of the directory. */
  names: readonly string[]
  has(entry: string): boolean
  /**
   * The unpacked bytes of one entry.
   * @throws FILE_UNPACKS_TOO_LARGE, FILE_UNREADABLE
   */
  read(entry: string): Promise<Uint8Array>
  /** The unpacked bytes of an entry that may be done without: undefined when it is not there, damaged, locked or above `most` bytes. */
  readUpTo(entry: string, most: number): Promise<Uint8Array | undefined>
}>

/** What an archive may hold. Sizes are counted while unpacking; what the archive claims is not believed. */
export type ZipLimits = Readonly<{ entries: number; bytes: number; ratio: number }>

const usual: ZipLimits = Object.freeze({ entries: 5_000, bytes: 200_000_000, ratio: 100 })
/** Small parts compress as well as they like: the ratio counts above this size. */
const ratioFromBytes = 10_000_000

/**
 * Opens a zip archive held in memory.
 * @param name the file's name, for messages
 * @throws FILE_UNPACKS_TOO_LARGE when it has too many entries, FILE_UNREADABLE when it is damaged
 */
export async function openZip(bytes: Uint8Array, name: string, limits: ZipLimits = usual): Promise<Zip> {
  const buffer = trimEnd(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const file = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(buffer, { lazyEntries: true, validateEntrySizes: true }, (error, opened) =>
      error === null ? resolve(opened) : reject(damaged(name, error)),
    )
  })
  if (file.entryCount > limits.entries) throw tooLarge(name, `${limits.entries} 个文件 (files)`)
  const entries = await listEntries(file, name)
  let unpacked = 0
  const read = async (entry: string, most = Infinity): Promise<Uint8Array> => {
    const found = entries.get(entry)
    if (found === undefined) throw damaged(name, new Error(entry))
    if (found.isEncrypted()) throw new KaiwuError('FILE_ENCRYPTED', { name })
    const room = Math.min(limits.bytes - unpacked, Math.max(ratioFromBytes, found.compressedSize * limits.ratio), most)
    const content = await inflate(file, found, room, name)
    unpacked += content.length
    return content
  }
  return Object.freeze({
    names: Object.freeze([...entries.keys()]),
    has: (entry: string) => entries.has(entry),
    read: (entry: string) => read(entry),
    async readUpTo(entry: string, most: number) {
      try {
        return entries.has(entry) ? await read(entry, most) : undefined
      } catch (error) {
        if (KaiwuError.is(error)) return undefined
        throw error
      }
    },
  })
}

/** Some programs leave bytes behind the archive, or state a comment that is not there; both are harmless. */
function trimEnd(buffer: Buffer): Buffer {
  const end = buffer.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > buffer.length || end + 22 + buffer.readUInt16LE(end + 20) === buffer.length) return buffer
  const trimmed = Buffer.from(buffer.subarray(0, end + 22))
  trimmed.writeUInt16LE(0, end + 20)
  return trimmed
}

function listEntries(file: ZipFile, name: string): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  return new Promise((resolve, reject) => {
    file.on('entry', (entry: Entry) => {
      if (!entry.fileName.endsWith('/')) entries.set(entry.fileName, entry)
      file.readEntry()
    })
    file.on('end', () => resolve(entries))
    file.on('error', (error: Error) => reject(damaged(name, error)))
    file.readEntry()
  })
}

function inflate(file: ZipFile, entry: Entry, room: number, name: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    file.openReadStream(entry, (failed, stream) => {
      if (failed !== null) return reject(damaged(name, failed))
      const chunks: Buffer[] = []
      let length = 0
      stream.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > room) {
          stream.destroy()
          reject(tooLarge(name, `${Math.round(room / 1_000_000)} MB`))
        } else chunks.push(chunk)
      })
      stream.on('end', () => resolve(Buffer.concat(chunks)))
      stream.on('error', (error: Error) =>
        reject(/too many bytes/.test(error.message) ? tooLarge(name, '所声明的大小 (its declared size)') : damaged(name, error)),
      )
    })
  })
}

function tooLarge(name: string, limit: string): KaiwuError {
  return new KaiwuError('FILE_UNPACKS_TOO_LARGE', { name, limit })
}
