import { KaiwuError } from '@kaiwu/core'
import type { IndexFile } from '../../passages/index-file.ts'
import type { IndexFileRoom } from '../../passages/open-index-file.ts'
import { FlatEncoder } from './flat-encoder.ts'
import { chunkSlots, type FlatLayout } from './flat-layout.ts'
import { FlatSlots } from './flat-slots.ts'
import type { SearchPlan } from './recall-check.ts'

/** Kind and form of the files of this engine, for {@link openIndexFile}; the form rises also when vectors are turned in another way. */
export const flatFile = Object.freeze({ kind: 'flat', form: 1 })

/** Of its parts, the first that holds chunks. */
const chunkPart = 4
/** Views longer than two gigabytes cannot be written in one go. */
const partBytes = 1024 ** 3

type Settings = Readonly<{
  dimension: number
  count: number
  highest: number
  hasRowCentre: boolean
  hasCodes: boolean
  centredAt: number
  plan: SearchPlan
}>

/** A flat index as it is kept: its vectors, what writes more of them, and how it searches. */
export type FlatState = Readonly<{ slots: FlatSlots; encoder: FlatEncoder }> & { plan: SearchPlan }

/**
 * The parts of a file: settings, both centres, which slots are alive (a copy: removing goes on), then the chunks as they are in
 * memory. Nothing may be added or moved until they are written.
 */
export function flatFileParts({ slots, encoder, plan }: FlatState): Uint8Array[] {
  const { layout, views, count, highest, chunks } = slots
  const { hasRowCentre, hasCodes, centredAt } = encoder
  const settings: Settings = { dimension: layout.dimension, count, highest, hasRowCentre, hasCodes, centredAt, plan }
  const end = layout.storage + chunks * layout.chunkBytes
  const parts = [
    new TextEncoder().encode(JSON.stringify(settings)),
    views.bytes.slice(layout.rowCentre, layout.rowCentre + 4 * layout.width),
    views.bytes.slice(layout.codeCentre, layout.codeCentre + 4 * layout.width),
    views.bytes.slice(layout.live, layout.live + liveBytes(count)),
  ]
  for (let start = layout.storage; start < end; start += partBytes)
    parts.push(views.bytes.subarray(start, Math.min(start + partBytes, end)))
  return parts
}

/** The memory of an index that a file is read into, or into which what a file holds is copied. */
export type FlatFileRoom = Readonly<{ slots: FlatSlots; take: IndexFileRoom }>

/** Memory in which the chunks of a file stand where they belong, what is before them in the file where searches note distances. */
export function flatFileRoom(dimension: number, kernel?: 'wasm' | 'plain'): FlatFileRoom {
  const slots = new FlatSlots(dimension, kernel)
  const { layout, views, memory } = slots
  const take: IndexFileRoom = (size, starts) => {
    const start = layout.storage - (starts[chunkPart] ?? 0)
    const most = layout.storage + (layout.mostSlots / chunkSlots) * layout.chunkBytes
    if (start === layout.storage || start < layout.distances || start + size > most) return undefined
    memory.grow(start + size)
    return views.bytes.subarray(start, start + size)
  }
  return Object.freeze({ slots, take })
}

/**
 * What a file holds. Its checksum says that nothing changed since it was written, not that what was written is right; so every
 * count, number and scale is looked at before it is used.
 * @throws INDEX_FILE_UNUSABLE
 */
export function readFlatFile({ head, parts }: IndexFile, dimension: number, { slots }: FlatFileRoom): FlatState {
  const [settingsPart, rowCentre, codeCentre, live, ...chunkParts] = parts
  if (head.kind !== flatFile.kind || head.form !== flatFile.form) throw unusable(`${head.kind} ${head.form}`)
  const settings = settingsOf(settingsPart)
  if (!settings || !rowCentre || !codeCentre || !live) throw unusable('settings')
  if (settings.dimension !== dimension) throw unusable(`${settings.dimension} numbers a vector, not ${dimension}`)
  const { layout, views } = slots
  const { count, highest, hasRowCentre, hasCodes, centredAt, plan } = settings
  const chunkBytes = chunkParts.reduce((sum, part) => sum + part.length, 0)
  const right =
    count <= layout.mostSlots &&
    rowCentre.length === 4 * layout.width &&
    codeCentre.length === 4 * layout.width &&
    live.length === liveBytes(count) &&
    chunkBytes === Math.ceil(count / chunkSlots) * layout.chunkBytes
  if (!right) throw unusable('lengths')
  slots.reserve(count)
  views.bytes.set(rowCentre, layout.rowCentre)
  views.bytes.set(codeCentre, layout.codeCentre)
  views.bytes.set(live, layout.live)
  let at = layout.storage
  for (const part of chunkParts) {
    const isThere = part.buffer === views.bytes.buffer && part.byteOffset === at
    if (!isThere) views.bytes.set(part, at)
    at += part.length
  }
  Object.assign(slots, { count, written: count, highest })
  if (!isSound(slots, layout)) throw unusable('numbers')
  const encoder = new FlatEncoder(slots)
  Object.assign(encoder, { hasRowCentre, hasCodes, centredAt })
  return { slots, encoder, plan: Object.freeze(hasCodes ? plan : { ...plan, search: 'scan' as const }) }
}

function unusable(reason: string): KaiwuError {
  return new KaiwuError('INDEX_FILE_UNUSABLE', { kind: flatFile.kind, reason })
}

/** Whole words of 64, as searches read them. */
function liveBytes(count: number): number {
  return Math.ceil(count / 64) * 8
}

function settingsOf(part: Uint8Array | undefined): Settings | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(part ?? []).toString())
  } catch {
    return undefined
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { dimension, count, highest, hasRowCentre, hasCodes, centredAt, plan } = parsed as Partial<Settings>
  const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0
  const right =
    [dimension, count, centredAt, plan?.checkedAt].every(isCount) &&
    Number.isInteger(highest) &&
    [hasRowCentre, hasCodes].every((value) => typeof value === 'boolean') &&
    [1, 2, 4, 8].includes(plan?.level ?? 0) &&
    ['cascade', 'scan'].includes(plan?.search ?? '')
  return right ? (parsed as Settings) : undefined
}

/** Numbers rise, scales and norms are lengths, centres are finite, and nothing is alive where there is nothing; counts the living. */
function isSound(slots: FlatSlots, { rowCentre, codeCentre, width }: FlatLayout): boolean {
  const { floats } = slots.views
  const isLength = (value: number): boolean => value >= 0 && value <= 8
  for (const start of [rowCentre / 4, codeCentre / 4])
    for (let at = start; at < start + width; at++) if (!isLength(Math.abs(floats[at]!))) return false
  let before = -1
  for (let slot = 0; slot < slots.count; slot++) {
    const number = slots.numberAt(slot)
    if (number <= before) return false
    if (!isLength(floats[slots.wordOf(slot, 'scalesAt')]!) || !isLength(floats[slots.wordOf(slot, 'normsAt')]!)) return false
    if (!isLength(Math.abs(floats[slots.wordOf(slot, 'offsetsAt')]!))) return false
    before = number
    if (slots.isAlive(slot)) slots.alive++
  }
  if (before > slots.highest) return false
  for (let slot = slots.count; slot < Math.ceil(slots.count / 64) * 64; slot++) if (slots.isAlive(slot)) return false
  return true
}
