/**
 * What an index file looks like, byte by byte; little endian:
 *
 *     0   magic `KAIWUIDX`
 *     8   form of this layout, u32
 *     12  length of the head, u32
 *     16  length of the whole file, u64
 *     24  SHA-256 of everything but these 32 bytes: of what stands before and behind them, then of the SHA-256 of each 4 MB that follow
 *     56  zeros
 *     64  head: JSON with kind, form, meta and the lengths of the parts
 *     …   the parts, each from the next multiple of 64 on, zeros between them
 * @module
 */
import { createHash } from 'node:crypto'
import { KaiwuError } from '@kaiwu/core'
import type { IndexFileHead } from './index-file.ts'

/** What stands before the head. */
export const preambleBytes = 64
const alignment = 64
const magic = Buffer.from('KAIWUIDX')
const layoutForm = 2
const hashAt = 24
const hashEnd = 56

/** Where things stand in a file: the head with its padding, and the start of each part. */
export type IndexFileLayout = Readonly<{ head: Uint8Array; starts: readonly number[]; size: number }>

/** The next multiple of 64. */
export function aligned(offset: number): number {
  return Math.ceil(offset / alignment) * alignment
}

/** Lays out a file of a head and parts of these lengths. @throws INDEX_FILE_UNWRITABLE when the head is no JSON */
export function layOut(path: string, { kind, form, meta }: IndexFileHead, lengths: readonly number[]): IndexFileLayout {
  const head = Buffer.from(headText(path, { kind, form, meta }, lengths))
  const starts: number[] = []
  let end = preambleBytes + head.length
  for (const length of lengths) {
    const start = aligned(end)
    starts.push(start)
    end = start + length
  }
  return { head, starts, size: end }
}

function headText(path: string, head: IndexFileHead, parts: readonly number[]): string {
  try {
    return JSON.stringify({ ...head, parts })
  } catch (error) {
    throw new KaiwuError('INDEX_FILE_UNWRITABLE', { path, reason: `meta: ${String(error)}` }, { cause: error })
  }
}

/** The first 64 bytes, the hash still zero. */
export function preambleOf({ head, size }: IndexFileLayout): Buffer {
  const preamble = Buffer.alloc(preambleBytes)
  magic.copy(preamble)
  preamble.writeUInt32LE(layoutForm, 8)
  preamble.writeUInt32LE(head.length, 12)
  preamble.writeBigUInt64LE(BigInt(size), 16)
  return preamble
}

/** What is behind the preamble is hashed in slices of so many bytes, several at a time, read and written likewise. */
export const sliceBytes = 4 * 1024 ** 2

/** The hash of one slice, made by another thread; of memory that threads share by this one, as no other may be given it. */
export async function hashOfSlice(slice: Uint8Array): Promise<Uint8Array> {
  if (!isUnshared(slice)) return createHash('sha256').update(slice).digest()
  return new Uint8Array(await crypto.subtle.digest('SHA-256', slice))
}

function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer
}

/** The hash of a file, from its first 64 bytes and the hashes of the slices behind. */
export function hashOfFile(preamble: Uint8Array, slices: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256').update(preamble.subarray(0, hashAt)).update(preamble.subarray(hashEnd, preambleBytes))
  for (const slice of slices) hash.update(slice)
  return hash.digest()
}

/** Puts the finished hash in its place. */
export function putHash(preamble: Uint8Array, digest: Uint8Array): void {
  preamble.set(digest, hashAt)
}

/** Whether the hash that stands in the first 64 bytes is this one. */
export function hasHash(preamble: Uint8Array, digest: Uint8Array): boolean {
  return Buffer.compare(preamble.subarray(hashAt, hashEnd), digest) === 0
}

/** Why a file of this size with these first bytes is not read; nothing when it may be. Another layout is another version's. */
export function preambleFlaw(
  preamble: Uint8Array,
  size: number,
): Readonly<{ why: 'damaged' | 'other'; reason: string }> | undefined {
  if (size < preambleBytes) return { why: 'damaged', reason: `${size} bytes` }
  const bytes = Buffer.from(preamble.buffer, preamble.byteOffset, preambleBytes)
  if (!bytes.subarray(0, 8).equals(magic)) return { why: 'damaged', reason: 'not an index file' }
  const form = bytes.readUInt32LE(8)
  if (form !== layoutForm) return { why: 'other', reason: `layout ${form}, not ${layoutForm}` }
  const said = bytes.readBigUInt64LE(16)
  if (said !== BigInt(size)) return { why: 'damaged', reason: `${size} bytes of ${said}` }
  return undefined
}

/**
 * The head and the parts of a file whose hash is right, the parts as views of it; nothing when they do not fit together, which
 * only a writer at fault can bring about.
 */
export function takeApart(file: Uint8Array): Readonly<{ head: IndexFileHead; parts: readonly Uint8Array[] }> | undefined {
  const read = readHead(file)
  if (read?.size !== file.length) return undefined
  const { kind, form, meta } = read.head
  const parts = read.starts.map((start, at) => file.subarray(start, start + read.head.parts[at]!))
  return { head: Object.freeze({ kind, form, meta }), parts: Object.freeze(parts) }
}

/** Where the head of a file ends, by its first 64 bytes. */
export function headEndOf(preamble: Uint8Array): number {
  return preambleBytes + Buffer.from(preamble.buffer, preamble.byteOffset, preambleBytes).readUInt32LE(12)
}

/**
 * The head of a file, where its parts start, and how long it says the file is; nothing when it is no head.
 * @param front the file at least to the end of the head, its hash not looked at
 */
export function readHead(
  front: Uint8Array,
): Readonly<{ head: IndexFileHead & { parts: number[] }; starts: readonly number[]; size: number }> | undefined {
  const headEnd = headEndOf(front)
  if (headEnd > front.length) return undefined
  let head: unknown
  try {
    head = JSON.parse(Buffer.from(front.buffer, front.byteOffset, front.byteLength).toString('utf8', preambleBytes, headEnd))
  } catch {
    return undefined
  }
  if (!isHead(head)) return undefined
  let size = headEnd
  const starts = head.parts.map((length) => {
    const start = aligned(size)
    size = start + length
    return start
  })
  return { head, starts, size }
}

function isHead(value: unknown): value is IndexFileHead & { parts: number[] } {
  if (typeof value !== 'object' || value === null) return false
  const { kind, form, meta, parts } = value as Record<string, unknown>
  return (
    typeof kind === 'string' &&
    typeof form === 'number' &&
    typeof meta === 'object' &&
    meta !== null &&
    Array.isArray(parts) &&
    parts.every((length) => Number.isSafeInteger(length) && length >= 0)
  )
}
