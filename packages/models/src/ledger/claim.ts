import type { ChargedTo } from '@kaiwu/core'
import type { Budget } from './ledger.ts'
import { localDay } from './local-day.ts'

/** What a budget counts and over which time, apart from its name, its limit and its currency, which may change freely. */
export type Counting = Pick<Budget, 'period' | 'timeZone' | 'only' | 'each'>

/** A counting that the ledger keeps sums for. */
export type Counted = Readonly<{ id: number; counting: Counting }>

/** The standing a call counts in: of which counting, of which period, and whose where each name is counted by itself. */
export type Claim = readonly [budget: number, period: string, whose: string]

type Call = Readonly<{ at: number; chargedTo: ChargedTo }>

/** A counting as text, the same for the same counting. */
export function countingText({ period, timeZone, only, each }: Counting): string {
  const sorted = Object.entries(only ?? {})
    .filter(([, name]) => name !== undefined)
    .toSorted(([a], [b]) => a.localeCompare(b))
  return JSON.stringify({
    period,
    ...(period === 'total' ? {} : { timeZone }),
    ...(sorted.length > 0 ? { only: Object.fromEntries(sorted) } : {}),
    ...(each ? { each } : {}),
  })
}

/**
 * The standing a call counts in, if the counting is about it at all. A call without a name of the kind that is counted by itself
 * is not: a limit for each case says nothing of a call that belongs to no case.
 */
export function claimOf({ at, chargedTo }: Call, { id, counting }: Counted): Claim | undefined {
  const { only = {}, each } = counting
  const names = Object.entries(only) as [keyof ChargedTo, string | undefined][]
  if (names.some(([key, name]) => name !== undefined && chargedTo[key] !== name)) return undefined
  const whose = each ? chargedTo[each] : ''
  return whose === undefined || (each && whose === '') ? undefined : [id, periodOf(at, counting), whose]
}

/** The period a moment lies in: its first day as YYYY-MM-DD, or nothing where all time counts. */
export function periodOf(at: number, { period, timeZone }: Pick<Counting, 'period' | 'timeZone'>): string {
  if (period === 'total') return ''
  const day = localDay(at, timeZone)
  return period === 'day' ? day : `${day.slice(0, 7)}-01`
}
