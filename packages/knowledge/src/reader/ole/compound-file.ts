import { damaged } from '../damaged.ts'

/** An open compound file (OLE): a small file system inside one file, as Office 97-2003 and locked Office files use it. */
export type CompoundFile = Readonly<{
  /** Names of what stands directly in it, as written. */
  names: readonly string[]
  has(...path: string[]): boolean
  /**
   * The bytes of a stream, or undefined when there is no such stream. Names are compared without case.
   * @throws FILE_UNREADABLE
   */
  stream(...path: string[]): Buffer | undefined
}>

type Entry = Readonly<{ name: string; stream: boolean; left: number; right: number; child: number; start: number; size: number }>
type Folder = ReadonlyMap<string, number>

/** The first eight bytes of every compound file, as Latin-1 text. */
export const compoundMark = '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'

const headerBytes = 512
const entryBytes = 128
/** Sector numbers from here on are marks: end of chain, free, used by the tables themselves. */
const firstMark = 0xfffffffa
const maxEntries = 65_536

/**
 * Opens a compound file held in memory ([MS-CFB]). Nothing the file claims is believed: every chain ends at the first
 * sector that comes twice, and no more is ever held than the file has bytes.
 * @param name the file's name, for messages
 * @throws FILE_UNREADABLE when it is damaged or cut off
 */
export function openCompoundFile(bytes: Uint8Array, name: string): CompoundFile {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const shift = file.length < headerBytes ? 0 : file.readUInt16LE(30)
  if (!file.toString('latin1', 0, 8).startsWith(compoundMark) || (shift !== 9 && shift !== 12)) throw damaged(name)
  const sectors = sectorReader(file, 2 ** shift, name)
  const fat = sectors.join(tableSectors(file, sectors, name))
  const directory = sectors.join(sectors.chain(file.readUInt32LE(48), fat))
  const entry = entryReader(directory, shift === 9, name)
  const root = entry(0)
  const small = smallStreams(file, { sectors, fat, root, name })
  const cutoff = file.readUInt32LE(56)
  const folders = new Map<number, Folder>()

  const folderOf = (at: number): Folder => {
    const folder = folders.get(at) ?? listFolder(entry, entry(at).child, name)
    folders.set(at, folder)
    return folder
  }
  const find = (path: readonly string[]): Entry | undefined => {
    let at: number | undefined = 0
    for (const step of path) at = at === undefined || entry(at).stream ? undefined : folderOf(at).get(step.toLowerCase())
    return at === undefined ? undefined : entry(at)
  }

  return Object.freeze({
    names: Object.freeze([...folderOf(0).values()].map((at) => entry(at).name)),
    has: (...path: string[]) => find(path) !== undefined,
    stream(...path: string[]) {
      const found = find(path)
      if (found === undefined || !found.stream) return undefined
      if (found.size > file.length) throw damaged(name)
      if (found.size < cutoff) return small(found)
      return sectors.join(sectors.chain(found.start, fat, Math.ceil(found.size / sectors.size)), found.size)
    },
  })
}

type Sectors = Readonly<{
  size: number
  count: number
  /** The bytes of one sector; the last of a file may be short. */
  at(sector: number): Buffer
  /** The sectors of a chain, at most `most`. */
  chain(start: number, table: Buffer, most?: number): readonly number[]
  /** @param bytes how many of them count */
  join(chain: readonly number[], bytes?: number): Buffer
}>

function sectorReader(file: Buffer, size: number, name: string): Sectors {
  const count = Math.max(0, Math.ceil((file.length - size) / size))
  const at = (sector: number): Buffer => {
    if (sector >= count) throw damaged(name)
    return file.subarray((sector + 1) * size, (sector + 2) * size)
  }
  return {
    size,
    count,
    at,
    chain: (start, table, most = count) => followChain(start, table, most, count, name),
    join(chain, bytes) {
      const parts = chain.map(at)
      const joined = Buffer.concat(parts)
      if (joined.length < (bytes ?? 0) || parts.slice(0, -1).some((part) => part.length < size)) throw damaged(name)
      return joined.subarray(0, bytes)
    },
  }
}

function followChain(start: number, table: Buffer, most: number, count: number, name: string): readonly number[] {
  const chain: number[] = []
  const seen = new Uint8Array(count)
  for (let sector = start; sector < firstMark && chain.length < most; sector = following(table, sector)) {
    if (sector >= count || seen[sector] === 1) throw damaged(name)
    seen[sector] = 1
    chain.push(sector)
  }
  return chain
}

/** The sectors that hold the sector table: 109 named in the header, the rest in a chain of their own. */
function tableSectors(file: Buffer, sectors: Sectors, name: string): readonly number[] {
  const listed: number[] = []
  const add = (list: Buffer, from: number, to: number): void => {
    for (let at = from; at + 4 <= to; at += 4) {
      const sector = list.readUInt32LE(at)
      if (sector < firstMark) listed.push(sector)
    }
  }
  add(file, 76, headerBytes)
  const seen = new Set<number>()
  for (let next = file.readUInt32LE(68); next < firstMark;) {
    const sector = sectors.at(next)
    if (seen.has(next) || sector.length < sectors.size) throw damaged(name)
    seen.add(next)
    add(sector, 0, sectors.size - 4)
    next = sector.readUInt32LE(sectors.size - 4)
  }
  if (listed.length > sectors.count || new Set(listed).size < listed.length) throw damaged(name)
  return listed
}

/** The sector behind one, by a table of four bytes for each. */
function following(table: Buffer, sector: number): number {
  return sector * 4 + 4 <= table.length ? table.readUInt32LE(sector * 4) : firstMark
}

/** Streams below the cut-off share the root's stream, in sectors of 64 bytes. */
function smallStreams(
  file: Buffer,
  { sectors, fat, root, name }: Readonly<{ sectors: Sectors; fat: Buffer; root: Entry; name: string }>,
): (entry: Entry) => Buffer {
  let opened: Readonly<{ table: Buffer; sectors: Sectors }> | undefined
  return (entry) => {
    if (entry.size === 0) return Buffer.alloc(0)
    if (opened === undefined) {
      const table = sectors.join(sectors.chain(file.readUInt32LE(60), fat))
      const shared = sectors.join(sectors.chain(root.start, fat))
      // A small file's first sector stands behind no header.
      opened = { table, sectors: sectorReader(Buffer.concat([Buffer.alloc(64), shared]), 64, name) }
    }
    const small = opened.sectors
    return small.join(small.chain(entry.start, opened.table, Math.ceil(entry.size / small.size)), entry.size)
  }
}

/** Version 3 keeps 32 bits of a size; what stands in the upper half is undefined there. */
function entryReader(directory: Buffer, version3: boolean, name: string): (at: number) => Entry {
  const read = new Map<number, Entry>()
  return (at) => {
    const known = read.get(at)
    if (known !== undefined) return known
    const bytes = directory.subarray(at * entryBytes, (at + 1) * entryBytes)
    if (bytes.length < entryBytes || read.size >= maxEntries) throw damaged(name)
    const length = Math.min(64, bytes.readUInt16LE(64))
    const entry: Entry = {
      name: bytes.toString('utf16le', 0, Math.max(0, length - 2)),
      stream: bytes[66] === 2,
      left: bytes.readUInt32LE(68),
      right: bytes.readUInt32LE(72),
      child: bytes.readUInt32LE(76),
      start: bytes.readUInt32LE(116),
      size: bytes.readUInt32LE(120) + (version3 ? 0 : bytes.readUInt32LE(124) * 2 ** 32),
    }
    read.set(at, entry)
    return entry
  }
}

/** The entries of one folder, which form a tree of siblings. */
function listFolder(entry: (at: number) => Entry, top: number, name: string): Folder {
  const folder = new Map<string, number>()
  const seen = new Set<number>([0])
  const waiting = [top]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at >= firstMark) continue
    if (seen.has(at)) throw damaged(name)
    seen.add(at)
    const { name: own, left, right } = entry(at)
    folder.set(own.toLowerCase(), at)
    waiting.push(right, left)
  }
  return folder
}
