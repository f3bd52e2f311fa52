/**
 * Compound files for tests, built byte by byte.
 * @module
 */

/** A stream of a test file: its place, folders first, and its bytes. */
export type TestStream = Readonly<{ path: readonly string[]; bytes: Uint8Array }>

type Node = { name: string; bytes?: Buffer; children: Node[]; start: number }

const endOfChain = 0xfffffffe
const free = 0xffffffff

/** A compound file with these streams. Streams below 4,096 bytes go into the small sectors, as Office does it. */
export function compoundFile(streams: readonly TestStream[], size: 512 | 4096 = 512): Uint8Array {
  const root: Node = { name: 'Root Entry', children: [], start: endOfChain }
  for (const { path, bytes } of streams) place(root, path, Buffer.from(bytes))
  const nodes = listNodes(root)
  const sectors: Buffer[] = []
  const fat: number[] = []
  const put = (bytes: Buffer): number => {
    const count = Math.ceil(bytes.length / size)
    if (count === 0) return endOfChain
    const start = sectors.length
    for (let at = 0; at < count; at++) {
      sectors.push(padded(bytes.subarray(at * size, (at + 1) * size), size))
      fat.push(at === count - 1 ? endOfChain : start + at + 1)
    }
    return start
  }

  const small: Buffer[] = []
  const smallTable: number[] = []
  for (const node of nodes) {
    if (node.bytes === undefined || node.bytes.length === 0) continue
    if (node.bytes.length >= 4096) {
      node.start = put(node.bytes)
      continue
    }
    const count = Math.ceil(node.bytes.length / 64)
    node.start = smallTable.length
    for (let at = 0; at < count; at++) {
      small.push(padded(node.bytes.subarray(at * 64, (at + 1) * 64), 64))
      smallTable.push(at === count - 1 ? endOfChain : node.start + at + 1)
    }
  }
  root.bytes = Buffer.concat(small)
  root.start = put(root.bytes)
  const smallStart = put(numbers(smallTable, size))
  const directoryStart = put(padded(Buffer.concat(nodes.map((node) => entry(node, nodes))), size))
  return Buffer.concat([...assemble({ sectors, fat, size, directoryStart, smallStart, smallCount: smallTable.length })])
}

function assemble(parts: {
  sectors: Buffer[]
  fat: number[]
  size: number
  directoryStart: number
  smallStart: number
  smallCount: number
}): Buffer[] {
  const { sectors, fat, size } = parts
  const perSector = size / 4
  let tables = 0
  let lists = 0
  for (let again = true; again;) {
    const needed = Math.ceil((fat.length + tables + lists) / perSector)
    const neededLists = Math.ceil(Math.max(0, needed - 109) / (perSector - 1))
    again = needed !== tables || neededLists !== lists
    tables = needed
    lists = neededLists
  }
  const tableAt = Array.from({ length: tables }, (_, at) => fat.length + at)
  const listAt = Array.from({ length: lists }, (_, at) => fat.length + tables + at)
  const whole = [...fat, ...tableAt.map(() => 0xfffffffd), ...listAt.map(() => 0xfffffffc)]
  const header = Buffer.alloc(size)
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header)
  header.writeUInt16LE(0x3e, 24)
  header.writeUInt16LE(size === 512 ? 3 : 4, 26)
  header.writeUInt16LE(0xfffe, 28)
  header.writeUInt16LE(size === 512 ? 9 : 12, 30)
  header.writeUInt16LE(6, 32)
  header.writeUInt32LE(tables, 44)
  header.writeUInt32LE(parts.directoryStart, 48)
  header.writeUInt32LE(4096, 56)
  header.writeUInt32LE(parts.smallStart, 60)
  header.writeUInt32LE(Math.ceil(parts.smallCount / perSector), 64)
  header.writeUInt32LE(listAt[0] ?? endOfChain, 68)
  header.writeUInt32LE(lists, 72)
  for (let at = 0; at < 109; at++) header.writeUInt32LE(tableAt[at] ?? free, 76 + at * 4)
  const listSectors = listAt.map((_, list) => {
    const from = 109 + list * (perSector - 1)
    const entries = Array.from({ length: perSector - 1 }, (_unused, at) => tableAt[from + at] ?? free)
    return numbers([...entries, listAt[list + 1] ?? endOfChain], size)
  })
  const tableBytes = numbers(whole, size)
  return [header, ...sectors, padded(tableBytes, tables * size), ...listSectors]
}

function place(root: Node, path: readonly string[], bytes: Buffer): void {
  let node = root
  for (const name of path) {
    let next = node.children.find((child) => child.name === name)
    if (next === undefined) node.children.push((next = { name, children: [], start: 0 }))
    node = next
  }
  node.bytes = bytes
}

function listNodes(node: Node): Node[] {
  return [node, ...node.children.flatMap(listNodes)]
}

/** Siblings hang in one line to the right, which every reader of trees must take. */
function entry(node: Node, nodes: readonly Node[]): Buffer {
  const bytes = Buffer.alloc(128)
  const parent = nodes.find((one) => one.children.includes(node))
  const next = parent?.children[parent.children.indexOf(node) + 1]
  const [child] = node.children
  bytes.write(node.name, 0, 62, 'utf16le')
  bytes.writeUInt16LE(node.name.length * 2 + 2, 64)
  bytes[66] = parent === undefined ? 5 : node.bytes === undefined ? 1 : 2
  bytes.writeUInt32LE(free, 68)
  bytes.writeUInt32LE(next === undefined ? free : nodes.indexOf(next), 72)
  bytes.writeUInt32LE(child === undefined ? free : nodes.indexOf(child), 76)
  bytes.writeUInt32LE(node.start, 116)
  bytes.writeUInt32LE(node.bytes?.length ?? 0, 120)
  return bytes
}

function padded(bytes: Buffer, size: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((size - (bytes.length % size)) % size)])
}

function numbers(values: readonly number[], size: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil((values.length * 4) / size) * size, 0xff)
  values.forEach((value, at) => bytes.writeUInt32LE(value, at * 4))
  return bytes
}
