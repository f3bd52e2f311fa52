import { setImmediate } from 'node:timers/promises'
import type { EligibleSlots } from './eligible-slots.ts'
import { codesFrom, type FlatEncoder } from './flat-encoder.ts'
import { writeQueryNumbers } from './flat-query.ts'
import { listRoom } from './flat-layout.ts'
import type { FlatSlots } from './flat-slots.ts'
import { scanRows, searchCascade, type Effort } from './search-slots.ts'
import { TopScores } from '../../passages/top-scores.ts'

/** How a flat index searches, and what its check on its own vectors found. */
export type SearchPlan = Readonly<{
  /** `cascade`: three stages; `scan`: every row, because there are few vectors, or because the cascade misses too many. */
  search: 'cascade' | 'scan'
  /** How many times the usual candidates the stages hand on: 1, 2, 4 or 8. */
  level: number
  /** The share of the ten nearest that the cascade found; nothing before the first check. */
  recall?: number
  /** How many vectors there were at the last check. */
  checkedAt: number
}>

/** How a flat index searches before its first check. */
export const scanPlan: SearchPlan = Object.freeze({ search: 'scan', level: 1, checkedAt: 0 })

const goal = 0.99
const levels = [1, 2, 4, 8] as const
const sampleSize = 16
const nearest = 10
/** When it has grown so many times, it is checked again. */
const growth = 4
/** Bytes of rows compared in one go with all questions: they stay in the processor's cache, and it is some two milliseconds' work. */
const sliceBytes = 2 * 1024 ** 2

/**
 * How many candidates a search hands on. The share of all that is looked at by all bits stays the same while they become more, up
 * to what a list holds, with some room for equal distances.
 */
export function effortFor(level: number, top: number, count: number): Effort {
  const byCode = level * (60 + 4 * top)
  return { byCode, byPlane: Math.max(10 * byCode, Math.min(Math.ceil((level * count) / 50), 0.75 * listRoom)) }
}

/** Whether there are enough vectors, and enough more than at the last check, to check anew. */
export function isCheckDue({ alive }: FlatSlots, { checkedAt }: SearchPlan): boolean {
  return alive >= Math.max(codesFrom, growth * checkedAt)
}

/**
 * Searches for some of its own vectors, and compares the cascade with looking at every row. Where it misses too many, the
 * centre is found anew, then more candidates are handed on, and at last the cascade is not used. In slices, between which
 * searches go on; nothing may be added meanwhile.
 */
export async function checkRecall(slots: FlatSlots, encoder: FlatEncoder): Promise<SearchPlan> {
  const questions = sampled(slots)
  const truth = await nearestByRows(slots, encoder, questions)
  const measure = async (level: number): Promise<number> => {
    let found = 0
    let wanted = 0
    for (const [at, question] of questions.entries()) {
      const expected = truth[at]!.filter((slot) => slots.isAlive(slot))
      const hits = nearestByCascade(slots, encoder, question, level)
      found += expected.filter((slot) => hits.includes(slot)).length
      wanted += expected.length
      await setImmediate()
    }
    return wanted === 0 ? 1 : found / wanted
  }
  let recall = await measure(1)
  if (recall < goal && slots.written > encoder.centredAt) {
    await encoder.writeCodes()
    recall = await measure(1)
  }
  for (const level of levels) {
    if (level > 1) recall = await measure(level)
    if (recall >= goal) return Object.freeze({ search: 'cascade', level, recall, checkedAt: slots.alive })
  }
  return Object.freeze({ search: 'scan', level: 1, recall, checkedAt: slots.alive })
}

function sampled(slots: FlatSlots): number[] {
  const step = slots.count / sampleSize
  const spread = Array.from({ length: sampleSize }, (_, at) => Math.floor((at + 0.5) * step))
  return spread.filter((slot) => slots.isAlive(slot))
}

async function nearestByRows(
  slots: FlatSlots,
  encoder: FlatEncoder,
  questions: readonly number[],
): Promise<readonly (readonly number[])[]> {
  const bests = questions.map(() => new TopScores(nearest + 1))
  const sliceRows = Math.floor(sliceBytes / slots.layout.rowBytes / 32) * 32
  for (let from = 0; from < slots.count; from += sliceRows) {
    const to = Math.min(from + sliceRows, slots.count)
    for (const [at, question] of questions.entries()) {
      // Asked anew for every slice: other searches in between leave their own query.
      encoder.restore(question)
      scanRows(slots, bests[at]!, everything(slots), writeQueryNumbers(slots), from, to)
    }
    await setImmediate()
  }
  return questions.map((question, at) => withoutItself(bests[at]!, question))
}

function nearestByCascade(slots: FlatSlots, encoder: FlatEncoder, question: number, level: number): readonly number[] {
  encoder.restore(question)
  const effort = effortFor(level, nearest, slots.count)
  const best = searchCascade(slots, nearest + 1, everything(slots), writeQueryNumbers(slots), effort)
  // So many alike that every row is compared instead: nothing is missed.
  return best ? withoutItself(best, question) : Array.from({ length: slots.count }, (_, slot) => slot)
}

function everything({ layout, alive }: FlatSlots): EligibleSlots {
  return { address: layout.live, count: alive }
}

/** A vector's own slot is no achievement. */
function withoutItself(best: TopScores, question: number): readonly number[] {
  return best
    .sorted()
    .map(({ number }) => number)
    .filter((slot) => slot !== question)
    .slice(0, nearest)
}
