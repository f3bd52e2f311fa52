import { setImmediate } from 'node:timers/promises'
import { chunkSlots } from './flat-layout.ts'
import type { FlatSlots } from './flat-slots.ts'

const wastedShare = 0.25

/** Whether so much is dead that moving the living together pays. */
export function isCompactionDue({ count, alive }: FlatSlots): boolean {
  return count - alive > Math.max(chunkSlots, wastedShare * count)
}

/** Moves the living together, in slices between which searches go on; nothing may be added meanwhile. The memory is used again. */
export async function compactSlots(slots: FlatSlots, slice: number): Promise<void> {
  let to = 0
  while (to < slots.count && slots.isAlive(to)) to++
  let moved = 0
  for (let from = to; from < slots.count; from++) {
    if (slots.isAlive(from)) {
      moveSlot(slots, from, to++)
      moved++
    }
    slots.gap = { from: to, to: from + 1 }
    if (moved < slice) continue
    moved = 0
    await setImmediate()
  }
  slots.count = to
  slots.written = to
  slots.gap = undefined
}

function moveSlot(slots: FlatSlots, from: number, to: number): void {
  const { layout, views, memory } = slots
  const { bytes, words } = views
  bytes.copyWithin(slots.rowOf(to), slots.rowOf(from), slots.rowOf(from) + layout.rowBytes)
  bytes.copyWithin(slots.codeOf(to), slots.codeOf(from), slots.codeOf(from) + layout.width / 8)
  for (const part of ['scalesAt', 'offsetsAt', 'normsAt', 'numbersAt'] as const)
    words[slots.wordOf(to, part)] = words[slots.wordOf(from, part)]!
  const within = to % chunkSlots
  memory.kernel.spread(slots.codeOf(to), slots.chunkOf(to) + (within >>> 6) * 2048, within & 63)
  slots.setAlive(from, false)
  slots.setAlive(to, true)
}
