import type { LocalText } from '@kaiwu/core'
import { dueAt, type Deadline } from '../calendar/due-at.ts'
import { formatDuration, type Duration } from '../calendar/duration.ts'
import type { Pause } from '../calendar/pause.ts'
import { reminders } from '../calendar/reminders.ts'
import type { CaseDeadline, CaseDefinition, Within } from '../definition/case-definition.ts'
import { caseCalendar } from './case-calendar.ts'
import { caseContext } from './case-context.ts'
import type { CaseRecord, Entry } from './case-record.ts'

/** How a deadline of a case stands. */
export type DeadlineState = Readonly<{
  key: string
  title: LocalText
  startMs: number
  /** `open` is running or paused; `met` and `missed` have ended. */
  state: 'open' | 'met' | 'missed'
  /** When it ended, by the case coming to a state that ends it. */
  endedAtMs?: number
  due: Deadline
  reminders: readonly Readonly<{ before: string; atMs: number }>[]
}>

/**
 * How the deadlines of a case stand that have begun, worked out from when it came into which state: nothing is kept that could
 * contradict its events.
 */
export function deadlineStates(definition: CaseDefinition, record: CaseRecord, nowMs: number): readonly DeadlineState[] {
  return [...definition.deadlines.values()].flatMap((deadline) => deadlineState(definition, record, deadline, nowMs) ?? [])
}

function deadlineState(
  definition: CaseDefinition,
  record: CaseRecord,
  deadline: CaseDeadline,
  nowMs: number,
): DeadlineState | undefined {
  const { key, title, until, paused } = deadline
  const begun = beginningOf(deadline, record)
  if (!begun) return undefined
  const { startMs, at } = begun
  const later = record.entries.slice(at)
  const endedAtMs = later.find(({ state }) => until.includes(state))?.atMs ?? record.endedAtMs
  const within = lengthOf(definition, record, deadline.within, nowMs)
  const pauses = pausesOf(later, paused)
  const calendar = caseCalendar(definition)
  const due = dueAt(startMs, within, calendar, { pauses, extensions: record.extensions[key] ?? [] })
  const open = { key, title, startMs, due }
  if (endedAtMs !== undefined) {
    const missed = due.state === 'due' && endedAtMs >= due.dueAtMs
    return Object.freeze({ ...open, state: missed ? 'missed' : 'met', endedAtMs, reminders: [] })
  }
  const remind = due.state === 'due' ? reminders(due.dueAtMs, deadline.remind, calendar, { pauses, startMs }).reminders : []
  return Object.freeze({
    ...open,
    state: 'open',
    reminders: remind.map(({ before, atMs }) => ({ before: formatDuration(before, 'en'), atMs })),
  })
}

/** When a deadline began to run, anew if a state restarts it, and which entry comes next. */
function beginningOf(
  { from, restart }: CaseDeadline,
  { entries, startedAtMs }: CaseRecord,
): Readonly<{ startMs: number; at: number }> | undefined {
  const first = from.length === 0 ? -1 : entries.findIndex(({ state }) => from.includes(state))
  if (from.length > 0 && first < 0) return undefined
  const again = entries.findLastIndex(({ state }, at) => at > first && restart.includes(state))
  const at = Math.max(first, again)
  return { startMs: at < 0 ? startedAtMs : entries[at]!.atMs, at: at + 1 }
}

function pausesOf(entries: readonly Entry[], paused: readonly string[]): readonly Pause[] {
  return entries.flatMap(({ state, atMs }, at) => {
    if (!paused.includes(state)) return []
    const toMs = entries[at + 1]?.atMs
    return [{ fromMs: atMs, ...(toMs === undefined ? {} : { toMs }) }]
  })
}

/** How long something takes; minutes that cannot be worked out are the shortest time there is, so that somebody looks at it. */
export function lengthOf(definition: CaseDefinition, record: CaseRecord, within: Within, nowMs: number): Duration {
  if ('fixed' in within) return within.fixed
  const { value } = within.minutes.evaluate(caseContext(definition, record, nowMs))
  const amount = typeof value === 'number' && value >= 1 ? Math.round(value) : 1
  return { amount, unit: 'minutes' }
}
