import type { FlatLayout } from './flat-layout.ts'
import { kernelBytes } from './kernel-bytes.ts'
import type { MemoryViews } from './memory-views.ts'
import { plainKernel } from './plain-kernel.ts'

/**
 * The inner loops over the memory of an index. Every pointer is a byte address; see kernel/encode.ts and stages.ts, where each is
 * documented, and plain-kernel.ts, which does the same without WebAssembly.
 */
export type FlatKernel = Readonly<{
  largest(vector: number): number
  toUnit(vector: number, largestNumber: number): void
  rotate(vector: number, signs: number): void
  encodeRow(vector: number, centre: number, row: number): number
  product(vector: number, other: number): number
  decodeRow(row: number, scale: number, centre: number, vector: number): void
  encodeCode(vector: number, centre: number, code: number): number
  spread(code: number, group: number, lane: number): void
  scanPlane(plane: number, groups: number, table: number, distances: number): void
  hide(distances: number, eligible: number, count: number): void
  countDistances(distances: number, count: number, step: number, counts: number): void
  gather(distances: number, count: number, limit: number, slots: number, room: number): number
  compareCodes(slots: number, count: number, planes: number, near: number, perDistance: number, estimates: number): void
  scoreRows(slots: number, count: number, query: number, factor: number, scores: number): void
}>

/** A kernel with the memory that it works on. */
export type KernelMemory = Readonly<{
  kind: 'wasm' | 'plain'
  kernel: FlatKernel
  buffer: () => SharedArrayBuffer
  /** Makes the memory at least so long. @throws RangeError when the machine has no more */
  grow(bytes: number): void
}>

/** What is used of WebAssembly; the language's own declarations leave it to the browser's. */
type WasmMemory = Readonly<{ buffer: SharedArrayBuffer; grow(pages: number): number }>
type Wasm = Readonly<{
  Module: new (bytes: Uint8Array) => object
  Memory: new (limits: Readonly<{ initial: number; maximum: number; shared: boolean }>) => WasmMemory
  Instance: new (module: object, imports: object) => Readonly<{ exports: object }>
}>
/** Growing is in TypeScript's library from ES2024 on. */
type GrowableBuffer = new (
  bytes: number,
  options: Readonly<{ maxByteLength: number }>,
) => SharedArrayBuffer & { grow(bytes: number): void }
type Configure = (...layout: number[]) => void

const pageBytes = 65_536
let compiled: object | false | undefined

/** The compiled kernel, or `undefined` where WebAssembly or its SIMD is missing (`node --jitless`, old processors). */
function compiledKernel(wasm: Wasm | undefined): object | undefined {
  if (compiled === undefined) {
    try {
      compiled = wasm ? new wasm.Module(Buffer.from(kernelBytes, 'base64')) : false
    } catch {
      // Not understood by this engine: the plain kernel serves.
      compiled = false
    }
  }
  return compiled === false ? undefined : compiled
}

/**
 * The kernel for a layout: WebAssembly SIMD where there is any, plain TypeScript otherwise; the results are the same.
 *
 * The memory is shared, so that growing it leaves every view on it valid, and a reader in a worker could search it too.
 * @param views told the buffer now, and to be told again after growing
 */
export function openKernel(layout: FlatLayout, views: MemoryViews, kind?: 'wasm' | 'plain'): KernelMemory {
  const wasm = (globalThis as unknown as { WebAssembly?: Wasm }).WebAssembly
  const module = kind === 'plain' ? undefined : compiledKernel(wasm)
  const most = layout.storage + (layout.mostSlots / 1024) * layout.chunkBytes
  if (!wasm || !module) return plainMemory(layout, views, most)
  const maximum = Math.ceil(most / pageBytes)
  const memory = new wasm.Memory({ initial: Math.ceil(layout.storage / pageBytes), maximum, shared: true })
  const instance = new wasm.Instance(module, { env: { memory } })
  const { configure, ...kernel } = instance.exports as FlatKernel & { configure: Configure }
  const { width, rowBytes, block, rounds, storage, chunkBytes, codesAt, rowsAt, scalesAt, offsetsAt, normsAt } = layout
  configure(width, rowBytes, block, rounds, storage, chunkBytes, codesAt, rowsAt, scalesAt, offsetsAt, normsAt)
  views.show(memory.buffer)
  return Object.freeze({
    kind: 'wasm' as const,
    kernel,
    buffer: () => memory.buffer,
    grow(bytes: number) {
      const missing = Math.ceil((bytes - memory.buffer.byteLength) / pageBytes)
      if (missing <= 0) return
      memory.grow(missing)
      views.show(memory.buffer)
    },
  })
}

function plainMemory(layout: FlatLayout, views: MemoryViews, most: number): KernelMemory {
  const buffer = new (SharedArrayBuffer as unknown as GrowableBuffer)(layout.storage, { maxByteLength: most })
  views.show(buffer)
  return Object.freeze({
    kind: 'plain' as const,
    kernel: plainKernel(layout, views),
    buffer: () => buffer,
    grow(bytes: number) {
      if (bytes <= buffer.byteLength) return
      buffer.grow(bytes)
      views.show(buffer)
    },
  })
}
