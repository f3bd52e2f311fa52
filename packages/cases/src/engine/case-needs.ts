import type { LocalText } from '@kaiwu/core'
import { dueAt } from '../calendar/due-at.ts'
import type { CaseDefinition, CaseState, Who } from '../definition/case-definition.ts'
import { verbOf } from './advance.ts'
import { caseCalendar } from './case-calendar.ts'
import type { CaseRecord } from './case-record.ts'
import { deadlineStates, lengthOf } from './deadline-states.ts'
import { openSeats, seatsOf } from './sign-approval.ts'

/** Something a case waits for from somebody. */
export type TaskNeed = Readonly<{
  /** One of a case and a visit to a state: `actions`, `seat.0`, `by-hand`, `exception`. */
  key: string
  kind: 'action' | 'approval' | 'by-hand' | 'exception'
  title: LocalText
  /** Who may do it; nobody named means an administrator. */
  who: readonly Who[]
  /** Who it was handed to, in place of those. */
  person?: string
}>

/** Something that happens to a case by time. */
export type TimerNeed = Readonly<
  { atMs: number } & (
    | { what: 'timeout' }
    | { what: 'reminder'; deadline: string; before: string; dueAtMs: number }
    | { what: 'overdue'; deadline: string; dueAtMs: number }
  )
>

/** What a case waits for: all of it follows from how it stands. */
export type CaseNeeds = Readonly<{
  tasks: readonly TaskNeed[]
  timers: readonly TimerNeed[]
  /** A step whose work lies outside of the case. */
  step?: Readonly<{ at: number; visit: number }>
  /** When the next of its deadlines is due. */
  dueAtMs?: number
}>

/** What a case waits for. */
export function caseNeeds(definition: CaseDefinition, record: CaseRecord, nowMs: number): CaseNeeds {
  if (record.endedAtMs !== undefined) return { tasks: [], timers: [] }
  const state = definition.states.get(record.state)!
  const { timers, dueAtMs } = deadlineNeeds(definition, record, nowMs)
  const due = dueAtMs === undefined ? {} : { dueAtMs }
  if (record.exception) {
    const { what } = record.exception
    return { tasks: [{ key: 'exception', kind: 'exception', title: what, who: [] }], timers, ...due }
  }
  if (record.failure) return { tasks: [byHand(definition, record.failure.reason)], timers, ...due }
  const step = state.steps[record.step]
  if (step) {
    // What was sent and is waited for comes back by itself.
    const waits = verbOf(step) === 'send'
    return { tasks: [], timers, ...(waits ? {} : { step: { at: record.step, visit: record.entries.length } }), ...due }
  }
  const timeout = timeoutOf(definition, record, state, nowMs)
  return { tasks: tasksOf(state, record), timers: timeout ? [...timers, timeout] : timers, ...due }
}

function tasksOf(state: CaseState, record: CaseRecord): readonly TaskNeed[] {
  const tasks: TaskNeed[] = []
  const actions = [...state.actions.values()]
  if (actions.length > 0) tasks.push({ key: 'actions', kind: 'action', title: state.title, who: actions.flatMap(({ by }) => by) })
  const { approval } = state
  if (!approval) return tasks
  const seats = seatsOf(approval, record)
  for (const seat of openSeats(approval, record)) {
    const person = seats[seat]!.person?.id
    tasks.push({
      key: `seat.${seat}`,
      kind: 'approval',
      title: state.title,
      who: approval.by[seat] ?? [],
      ...(person === undefined ? {} : { person }),
    })
  }
  return tasks
}

function byHand({ byHand: who }: CaseDefinition, reason: LocalText): TaskNeed {
  return { key: 'by-hand', kind: 'by-hand', title: reason, who }
}

function timeoutOf(definition: CaseDefinition, record: CaseRecord, { timeout }: CaseState, nowMs: number): TimerNeed | undefined {
  if (!timeout) return undefined
  const since = record.entries.at(-1)!.atMs
  const due = dueAt(since, lengthOf(definition, record, timeout.after, nowMs), caseCalendar(definition))
  return due.state === 'due' ? { what: 'timeout', atMs: due.dueAtMs } : undefined
}

/** Reminders and notices that have not been given, and the next due time. */
function deadlineNeeds(
  definition: CaseDefinition,
  record: CaseRecord,
  nowMs: number,
): Readonly<{ timers: readonly TimerNeed[]; dueAtMs?: number }> {
  const timers: TimerNeed[] = []
  let dueAtMs: number | undefined
  for (const { key, state, due, reminders } of deadlineStates(definition, record, nowMs)) {
    if (state !== 'open' || due.state !== 'due') continue
    dueAtMs = Math.min(dueAtMs ?? Infinity, due.dueAtMs)
    for (const { before, atMs } of reminders)
      if (!record.noticed.includes(`${key} ${before} ${due.dueAtMs}`))
        timers.push({ what: 'reminder', deadline: key, before, atMs, dueAtMs: due.dueAtMs })
    if (!record.noticed.includes(`${key} ${due.dueAtMs}`))
      timers.push({ what: 'overdue', deadline: key, atMs: due.dueAtMs, dueAtMs: due.dueAtMs })
  }
  return { timers, ...(dueAtMs === undefined ? {} : { dueAtMs }) }
}
