import type { Clock, LocalText } from '@kaiwu/core'
import { failpoint, type Database, type Queries } from '@kaiwu/store'
import type { CaseDefinition, CaseStep } from '../definition/case-definition.ts'
import { verbOf } from '../engine/advance.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import { caseNeeds, type TimerNeed } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { failedDelivery } from '../engine/send-key.ts'
import type { JobRun, ParkedJob } from '../jobs/job.ts'
import type { StepRunner } from './case-ports.ts'
import { caseRow } from './case-rows.ts'
import { changeCase, engineLog, putTimer, type ChangeTools } from './change-case.ts'
import { countStep } from './count-step.ts'
import type { KnownDefinitions } from './known-definitions.ts'
import { startStep } from './start-step.ts'

/** What the work of cases is done with. */
export type HandlerTools = ChangeTools &
  Readonly<{ database: Database; clock: Clock; definitions: KnownDefinitions; steps: StepRunner }>

/**
 * Does a step whose work lies outside of its case, and records what came of it once: a case that has gone on meanwhile, or has the
 * outcome already, is left as it is. What fails again and again becomes a task that says why.
 */
export async function runCaseStep(tools: HandlerTools, payload: unknown, { isLast, signal }: JobRun): Promise<void> {
  const { database, definitions, steps } = tools
  const { caseId, at, visit } = payload as Readonly<{ caseId: string; at: number; visit: number }>
  const found = await caseRow(database, caseId)
  if (!found || !isThere(found.record, at, visit)) return
  const definition = await definitions.version(database, found.record)
  const step = definition.states.get(found.record.state)!.steps[at]!
  const verb = verbOf(step)
  failpoint('step-before-effect')
  if (verb === 'start') return startFrom(tools, { caseId, at, visit, definition, step })
  const work =
    verb === 'count'
      ? countStep(database, found.record, step, tools.clock.now())
      : steps({ definition, record: found.record, step, signal, isLast })
  const outcome = await work.catch((error: unknown) => {
    if (!isLast) throw error
    return { failed: reasonOf(error) }
  })
  failpoint('step-before-record')
  const events: readonly CaseEvent[] =
    'failed' in outcome
      ? [{ type: 'stepFailed', at, verb, reason: outcome.failed }]
      : [...outcome.events, { type: 'stepDone', at, verb, outcome: outcome.outcome }]
  await changed(tools, caseId, (record) => (isThere(record, at, visit) ? events : []))
}

/** A case that another begins is there with the record that it was begun, or not at all. */
function startFrom(
  tools: HandlerTools,
  {
    caseId,
    at,
    visit,
    ...work
  }: Readonly<{ caseId: string; at: number; visit: number; definition: CaseDefinition; step: CaseStep }>,
): Promise<void> {
  return changed(tools, caseId, (record, nowMs, inside) =>
    isThere(record, at, visit) ? startStep(inside, tools, { ...work, record, nowMs }) : [],
  )
}

/** Makes a task of a step that ended its process at every try: belongs inside the transaction that parks its job. */
export async function failCaseStep(tools: HandlerTools, inside: Queries, { payload, error }: ParkedJob): Promise<void> {
  const { caseId, at, visit } = payload as Readonly<{ caseId: string; at: number; visit: number }>
  await changedInside(tools, inside, caseId, async (record) => {
    if (!isThere(record, at, visit)) return []
    const definition = await tools.definitions.version(inside, record)
    const verb = verbOf(definition.states.get(record.state)!.steps[at]!)
    return [{ type: 'stepFailed', at, verb, reason: error }]
  })
}

/** Does what is due by time: reminders, notices, and the way on when time has run out. */
export async function runCaseTimer(tools: HandlerTools, payload: unknown): Promise<void> {
  const { caseId } = payload as Readonly<{ caseId: string }>
  failpoint('timer-before-record')
  await changed(tools, caseId, async (record, nowMs, inside) => {
    const definition = await tools.definitions.version(inside, record)
    const needs = caseNeeds(definition, record, nowMs)
    // What has come due while nobody was there comes one after the other, as it would have: each may change what the next is about.
    const firstMs = Math.min(nowMs, ...needs.timers.map(({ atMs }) => atMs))
    const due = needs.timers.filter(({ atMs }) => atMs <= firstMs)
    // What it was put down for is over, or the clock was set back; nothing else would put down what comes next.
    if (due.length === 0) await putTimer(inside, tools.jobs, caseId, needs)
    const timeout = definition.states.get(record.state)?.timeout
    return due.flatMap((timer) => timerEvents(timer, timeout?.to))
  })
}

function timerEvents(timer: TimerNeed, to: string | undefined): CaseEvent[] {
  switch (timer.what) {
    case 'timeout':
      return to === undefined ? [] : [{ type: 'timedOut' }, { type: 'entered', state: to }]
    case 'reminder':
      return [{ type: 'reminded', deadline: timer.deadline, before: timer.before, dueAtMs: timer.dueAtMs }]
    case 'overdue':
      return [{ type: 'overdue', deadline: timer.deadline, dueAtMs: timer.dueAtMs }]
  }
}

/** Records what became of something that was sent; belongs inside the transaction in which the outbox learns of it. */
export async function recordDelivery(
  tools: Omit<HandlerTools, 'steps'>,
  inside: Parameters<typeof changeCase>[0],
  { caseId, key, failed }: Readonly<{ caseId: string; key: string; failed?: string }>,
): Promise<void> {
  const found = await caseRow(inside, caseId)
  if (!found?.record.sending.includes(key)) return
  const definition = await tools.definitions.version(inside, found.record)
  const events: readonly CaseEvent[] =
    failed === undefined ? [{ type: 'delivered', key }] : failedDelivery(found.record, key, failed)
  await changeCase(inside, tools, {
    id: caseId,
    definition,
    before: found.record,
    events,
    actor: engineLog,
    nowMs: tools.clock.now(),
  })
}

type EventsFor = (record: CaseRecord, nowMs: number, inside: Queries) => readonly CaseEvent[] | Promise<readonly CaseEvent[]>

function changed(tools: HandlerTools, id: string, eventsFor: EventsFor): Promise<void> {
  return tools.database.transaction((inside) => changedInside(tools, inside, id, eventsFor))
}

async function changedInside(tools: HandlerTools, inside: Queries, id: string, eventsFor: EventsFor): Promise<void> {
  const found = await caseRow(inside, id)
  if (!found || found.record.endedAtMs !== undefined) return
  const nowMs = tools.clock.now()
  const events = await eventsFor(found.record, nowMs, inside)
  if (events.length === 0) return
  const definition = await tools.definitions.version(inside, found.record)
  await changeCase(inside, tools, { id, definition, before: found.record, events, actor: engineLog, nowMs })
}

/** Whether a case still waits for a step. */
function isThere({ step, entries, endedAtMs, failure, exception }: CaseRecord, at: number, visit: number): boolean {
  return endedAtMs === undefined && !failure && !exception && step === at && entries.length === visit
}

function reasonOf(error: unknown): LocalText {
  const said = error instanceof Error ? error.message : String(error)
  return said.slice(0, 500)
}
