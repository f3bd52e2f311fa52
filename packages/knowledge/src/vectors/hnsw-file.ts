import { insertBreadth, links, smallestRoom } from './hnsw-graph.ts'

/** Bytes before the first vector in a file of hnswlib 0.8 on a machine of 64 bits, and where in them what varies stands. */
const headBytes = 96
const roomAt = 8
const topLevelAt = 48
const entryAt = 52
/** Links on the lowest level with their count, before the numbers of a vector; and on each level above. */
const lowestBytes = 4 + 2 * links * 4
const levelBytes = 4 + links * 4

/** What a file is to hold. */
export type GraphShape = Readonly<{ dimension: number; count: number }>

/**
 * Why a file that hnswlib wrote does not hold what it should; nothing when it does. hnswlib reports neither a full disk nor another
 * dimension, and crashes on a header that is wrong, so nothing is loaded that has not been through here: everything the header says,
 * labels 0, 1, 2 and so on, and that the pieces end where the file ends.
 */
export function graphFlaw(file: Uint8Array, shape: GraphShape): string | undefined {
  if (file.length < headBytes) return `${file.length} bytes`
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const { count } = shape
  const elementBytes = elementBytesOf(shape)
  const room = Number(view.getBigUint64(roomAt, true))
  if (room < count || room > Math.max(smallestRoom, 2 * count)) return `room for ${room}`
  const expected = headOf(shape, file)
  for (let at = 0; at < headBytes; at++) if (file[at] !== expected[at]) return `byte ${at} is ${file[at]}, not ${expected[at]}`
  if (headBytes + count * elementBytes > file.length) return 'cut'
  for (let slot = 0; slot < count; slot++)
    if (view.getUint32(headBytes + (slot + 1) * elementBytes - 8, true) !== slot) return `label of vector ${slot}`
  return levelsFlaw(view, shape)
}

/** Of each vector, above the lowest level: how many bytes of links, and these. The walk starts at one that reaches the top. */
function levelsFlaw(view: DataView, shape: GraphShape): string | undefined {
  const { count } = shape
  const entry = view.getUint32(entryAt, true)
  const topLevel = view.getInt32(topLevelAt, true)
  let end = headBytes + count * elementBytesOf(shape)
  let highest = 0
  let atEntry = -1
  for (let slot = 0; slot < count; slot++) {
    if (end + 4 > view.byteLength) return 'cut'
    const bytes = view.getUint32(end, true)
    if (bytes % levelBytes !== 0) return `links of vector ${slot}`
    highest = Math.max(highest, bytes / levelBytes)
    if (slot === entry) atEntry = bytes / levelBytes
    end += 4 + bytes
  }
  if (end !== view.byteLength) return `${view.byteLength} bytes, not ${end}`
  return atEntry === topLevel && highest === topLevel ? undefined : `level ${topLevel}`
}

/** The header that a file of this shape has; what varies is taken from the file. */
function headOf(shape: GraphShape, file: Uint8Array): Uint8Array {
  const head = new Uint8Array(headBytes)
  head.set(file.subarray(roomAt, roomAt + 8), roomAt)
  head.set(file.subarray(topLevelAt, entryAt + 4), topLevelAt)
  const view = new DataView(head.buffer)
  const elementBytes = elementBytesOf(shape)
  const numbers = [
    [16, shape.count],
    [24, elementBytes],
    [32, elementBytes - 8],
    [40, lowestBytes],
    [56, links],
    [64, 2 * links],
    [72, links],
    [88, insertBreadth],
  ] as const
  for (const [at, value] of numbers) view.setBigUint64(at, BigInt(value), true)
  view.setFloat64(80, 1 / Math.log(links), true)
  return head
}

function elementBytesOf({ dimension }: GraphShape): number {
  return lowestBytes + dimension * 4 + 8
}

/** The vector of a slot in a file without flaw. */
export function vectorInGraph(file: Uint8Array, slot: number, shape: GraphShape): Float32Array {
  const start = file.byteOffset + headBytes + slot * elementBytesOf(shape) + lowestBytes
  return new Float32Array(file.buffer.slice(start, start + shape.dimension * 4))
}
