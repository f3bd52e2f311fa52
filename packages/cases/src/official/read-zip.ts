import { inflateRawSync } from 'node:zlib'

const endMark = 0x06054b50
const lineMark = 0x02014b50
const stored = 0
const deflated = 8
const endBytes = 22
const lineBytes = 46
const headBytes = 30

/**
 * Reads members of a ZIP archive that is held in memory: those with one of the names that are there. Nothing for what is no archive, is
 * damaged, or unpacks to more than allowed.
 * @param mostBytes of all of them together, unpacked
 */
export function readZip(bytes: Uint8Array, names: readonly string[], mostBytes: number): ReadonlyMap<string, Buffer> | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = new Map<string, Buffer>()
  let left = mostBytes
  try {
    const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
    if (end < 0 || end + endBytes > file.length || file.readUInt32LE(end) !== endMark) return undefined
    const count = file.readUInt16LE(end + 10)
    for (let at = file.readUInt32LE(end + 16), line = 0; line < count; line++) {
      if (file.readUInt32LE(at) !== lineMark) return undefined
      const nameEnd = at + lineBytes + file.readUInt16LE(at + 28)
      const name = file.toString('utf8', at + lineBytes, nameEnd)
      if (names.includes(name)) {
        const member = memberAt(file, at, left)
        left -= member.length
        found.set(name, member)
      }
      at = nameEnd + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
    }
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code !== undefined) return undefined
    throw error
  }
  return found
}

function memberAt(file: Buffer, line: number, mostBytes: number): Buffer {
  const [method, packed, head] = [file.readUInt16LE(line + 10), file.readUInt32LE(line + 20), file.readUInt32LE(line + 42)]
  const start = head + headBytes + file.readUInt16LE(head + 26) + file.readUInt16LE(head + 28)
  const content = file.subarray(start, start + packed)
  if (method === stored && packed <= mostBytes) return content
  if (method !== deflated || mostBytes <= 0)
    throw new RangeError('a member that is neither stored nor deflated, or no room for it')
  return inflateRawSync(content, { maxOutputLength: mostBytes })
}
