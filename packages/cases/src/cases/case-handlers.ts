import type { Clock, LocalText } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { engineActor } from '../engine/advance.ts'
import type { CaseEvent } from '../engine/case-event.ts'
import { caseNeeds, type TimerNeed } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { JobRun } from '../jobs/job.ts'
import type { LogActor } from '../log/log-row.ts'
import type { StepRunner } from './case-ports.ts'
import { caseRow } from './case-rows.ts'
import { changeCase, type ChangeTools } from './change-case.ts'
import type { KnownDefinitions } from './known-definitions.ts'

/** What the work of cases is done with. */
export type HandlerTools = ChangeTools &
  Readonly<{ database: Database; clock: Clock; definitions: KnownDefinitions; steps: StepRunner }>

const engine: LogActor = { actorKind: 'system', actorId: engineActor.id, actorName: engineActor.name }

/**
 * Does a step whose work lies outside of its case, and records what came of it once: a case that has gone on meanwhile, or has the
 * outcome already, is left as it is. What fails again and again becomes a task that says why.
 */
export async function runCaseStep(tools: HandlerTools, payload: unknown, { isLast, signal }: JobRun): Promise<void> {
  const { database, definitions, steps } = tools
  const { caseId, at, visit } = payload as Readonly<{ caseId: string; at: number; visit: number }>
  const found = await caseRow(database, caseId)
  if (!found || !isThere(found.record, at, visit)) return
  const definition = await definitions.version(database, found.record.definition)
  const step = definition.states.get(found.record.state)!.steps[at]!
  const verb = Object.keys(step.form)[0]!
  const outcome = await steps({ definition, record: found.record, step, signal }).catch((error: unknown) => {
    if (!isLast) throw error
    return { failed: reasonOf(error) }
  })
  const events: readonly CaseEvent[] =
    'failed' in outcome
      ? [{ type: 'stepFailed', at, verb, reason: outcome.failed }]
      : [...outcome.events, { type: 'stepDone', at, verb, outcome: outcome.outcome }]
  await changed(tools, caseId, (record) => (isThere(record, at, visit) ? events : []))
}

/** Does what is due by time: reminders, notices, and the way on when time has run out. */
export async function runCaseTimer(tools: HandlerTools, payload: unknown): Promise<void> {
  const { caseId } = payload as Readonly<{ caseId: string }>
  const { definitions, database } = tools
  await changed(tools, caseId, async (record, nowMs) => {
    const definition = await definitions.version(database, record.definition)
    const due = caseNeeds(definition, record, nowMs).timers.filter(({ atMs }) => atMs <= nowMs)
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
  const definition = await tools.definitions.version(inside, found.record.definition)
  const event: CaseEvent = failed === undefined ? { type: 'delivered', key } : { type: 'deliveryFailed', key, reason: failed }
  await changeCase(inside, tools, {
    id: caseId,
    definition,
    before: found.record,
    events: [event],
    actor: engine,
    nowMs: tools.clock.now(),
  })
}

async function changed(
  tools: HandlerTools,
  id: string,
  eventsFor: (record: CaseRecord, nowMs: number) => readonly CaseEvent[] | Promise<readonly CaseEvent[]>,
): Promise<void> {
  const { database, definitions, clock } = tools
  await database.transaction(async (inside) => {
    const found = await caseRow(inside, id)
    if (!found || found.record.endedAtMs !== undefined) return
    const nowMs = clock.now()
    const events = await eventsFor(found.record, nowMs)
    if (events.length === 0) return
    const definition = await definitions.version(inside, found.record.definition)
    await changeCase(inside, tools, { id, definition, before: found.record, events, actor: engine, nowMs })
  })
}

/** Whether a case still waits for a step. */
function isThere({ step, entries, endedAtMs, failure, exception }: CaseRecord, at: number, visit: number): boolean {
  return endedAtMs === undefined && !failure && !exception && step === at && entries.length === visit
}

function reasonOf(error: unknown): LocalText {
  const said = error instanceof Error ? error.message : String(error)
  return said.slice(0, 500)
}
