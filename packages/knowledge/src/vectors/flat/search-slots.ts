import { chunkSlots, listRoom } from './flat-layout.ts'
import type { EligibleSlots } from './eligible-slots.ts'
import { centredQuery, writeQueryPlanes, writeQueryTable, type CodeScore, type RowScore } from './flat-query.ts'
import type { FlatSlots } from './flat-slots.ts'
import { TopScores } from '../../passages/top-scores.ts'

/** How many candidates each stage of a search hands on. */
export type Effort = Readonly<{
  /** From the first stage, all vectors by 256 bits, to the second. */
  byPlane: number
  /** From the second stage, by all bits, to the third, by rows. */
  byCode: number
}>

/** Half of the longest distance is that of the unrelated; what is further need not be told apart. */
const usualSpan = 0.5
/** No distance reaches 255 then, even where all 64 entries are rounded up. */
const wholeSpan = 255 / 220
const fullScale = 254
/** So many distances tell where the limit lies. */
const sampledDistances = 2048
const batch = 2048

/** Compares the staged query with the row of everything eligible, or of what lies between two slots. @param to both multiples of 32 */
export function scanRows(
  slots: FlatSlots,
  best: TopScores,
  eligible: EligibleSlots,
  score: RowScore,
  from = 0,
  to: number = slots.count,
): void {
  const { layout, views } = slots
  const list = layout.slots / 4
  let listed = 0
  for (let word = from / 32; word < Math.ceil(to / 32); word++) {
    for (let bits = views.words[eligible.address / 4 + word]!; bits !== 0; bits &= bits - 1)
      views.words[list + listed++] = word * 32 + 31 - Math.clz32(bits & -bits)
    if (listed < batch) continue
    offerRows(slots, listed, score, best)
    listed = 0
  }
  offerRows(slots, listed, score, best)
}

function offerRows(slots: FlatSlots, listed: number, { offset, factor }: RowScore, best: TopScores): void {
  const { layout, views, memory } = slots
  memory.kernel.scoreRows(layout.slots, listed, layout.queryNumbers, factor, layout.results)
  for (let at = 0; at < listed; at++)
    best.offer(views.words[layout.slots / 4 + at]!, offset + views.floats[layout.results / 4 + at]!)
}

/**
 * Compares the staged query with everything eligible in three stages: all by 256 bits, the nearest of these by all bits, the
 * nearest of these by their rows.
 * @returns nothing, when so many are alike that the first stage cannot tell them apart
 */
export function searchCascade(
  slots: FlatSlots,
  top: number,
  eligible: EligibleSlots,
  score: RowScore,
  effort: Effort,
): TopScores | undefined {
  const query = centredQuery(slots)
  const near = nearByPlane(slots, query, eligible, effort.byPlane)
  if (near === undefined) return undefined
  const chosen = nearByCode(slots, near, writeQueryPlanes(slots, query), effort.byCode)
  slots.views.words.set(chosen.numbers.subarray(0, chosen.size), slots.layout.slots / 4)
  const best = new TopScores(Math.min(top, chosen.size))
  offerRows(slots, chosen.size, score, best)
  return best
}

/** Lists about `wanted` of the eligible that are nearest by the first 256 bits; gives how many. */
function nearByPlane(slots: FlatSlots, query: Float32Array, eligible: EligibleSlots, wanted: number): number | undefined {
  const { layout, memory } = slots
  const count = Math.ceil(slots.count / 64) * 64
  for (const span of [usualSpan, wholeSpan]) {
    writeQueryTable(slots, query, span)
    for (let from = 0; from < count; from += chunkSlots) {
      const groups = Math.min(chunkSlots, count - from) / 64
      memory.kernel.scanPlane(slots.chunkOf(from), groups, layout.queryTable, layout.distances + from)
    }
    memory.kernel.hide(layout.distances, eligible.address, count)
    const limit = limitFor(slots, count, eligible.count, wanted)
    if (limit > fullScale && span === usualSpan) continue
    const found = memory.kernel.gather(layout.distances, count, Math.min(limit, fullScale), layout.slots, listRoom)
    return found > listRoom ? undefined : found
  }
  return undefined
}

/** The distance within which about `wanted` lie, judged by a sample; 255 when there are not so many. */
function limitFor({ layout, views, memory }: FlatSlots, count: number, eligible: number, wanted: number): number {
  const counts = layout.counts / 4
  const step = Math.max(1, Math.min(8, Math.floor(eligible / sampledDistances)))
  views.words.fill(0, counts, counts + 256)
  memory.kernel.countDistances(layout.distances, count, step, layout.counts)
  let within = 0
  for (let distance = 0; distance <= fullScale; distance++) {
    within += views.words[counts + distance]! * step
    if (within >= wanted) return distance
  }
  return fullScale + 1
}

function nearByCode(slots: FlatSlots, listed: number, { near, perDistance }: CodeScore, wanted: number): TopScores {
  const { layout, views, memory } = slots
  memory.kernel.compareCodes(layout.slots, listed, layout.queryPlanes, near, perDistance, layout.results)
  const best = new TopScores(Math.min(wanted, listed))
  const { words, floats } = views
  const list = layout.slots / 4
  const estimates = layout.results / 4
  for (let at = 0; at < listed; at++) best.offer(words[list + at]!, floats[estimates + at]!)
  return best
}
