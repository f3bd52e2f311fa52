import { KaiwuError } from '@kaiwu/core'
import { failpoint, type Queries } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { advance, engineActor } from '../engine/advance.ts'
import { applyEvent } from '../engine/apply-event.ts'
import type { CaseEvent, RecordedEvent } from '../engine/case-event.ts'
import { caseNeeds } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { appendLog } from '../log/append-log.ts'
import type { JsonObject } from '../log/canonical-json.ts'
import type { LogActor, LogEntry } from '../log/log-row.ts'
import type { CaseJobs, CaseOutbox } from './case-ports.ts'
import { addParticipants, saveCase } from './case-rows.ts'
import { syncTasks } from './case-tasks.ts'

/** What a change of a case is made with. */
export type ChangeTools = Readonly<{ jobs: CaseJobs; outbox: CaseOutbox }>

/** A change: events of somebody, upon a case as it stands or upon none. */
export type CaseChange = Readonly<{
  id: string
  definition: CaseDefinition
  before: CaseRecord | undefined
  events: readonly CaseEvent[]
  actor: LogActor
  nowMs: number
}>

/**
 * Makes a change durable, all of it or nothing: the events and what goes on by itself after them in the log, how the case stands, its
 * tasks, the work that follows, what is sent. Belongs inside a transaction.
 */
export async function changeCase(inside: Queries, tools: ChangeTools, change: CaseChange): Promise<CaseRecord> {
  const { id, definition, before, events, actor, nowMs } = change
  const by = { kind: actor.actorKind, id: actor.actorId, name: actor.actorName ?? '' }
  const own = events.map((event) => ({ event, atMs: nowMs, actor: by }))
  const changed = own.reduce<CaseRecord | undefined>((record, one) => applyEvent(record, id, one), before)
  if (!changed) throw new KaiwuError('CASE_NOT_FOUND', { id })
  const advanced = changed.endedAtMs === undefined ? advance(definition, changed, nowMs) : { record: changed, events: [] }
  const following = [...advanced.events]
  let record = inItsDepartment(definition, advanced.record)
  let needs = caseNeeds(definition, record, nowMs)
  await saveCase(inside, record, nowMs, needs.dueAtMs)
  const nobody = await syncTasks(inside, record, needs, nowMs)
  if (nobody) {
    const event = { type: 'exception', kind: 'approver_empty', what: nobody.task.title } as const
    const exception = { event, atMs: nowMs, actor: engineActor }
    following.push(exception)
    record = applyEvent(record, id, exception)
    needs = caseNeeds(definition, record, nowMs)
    await saveCase(inside, record, nowMs, needs.dueAtMs)
    await syncTasks(inside, record, needs, nowMs)
  }
  await write(inside, change, own, following, nowMs)
  await addParticipants(inside, id, participantsOf(own, actor))
  await follow(inside, tools, record, needs, [...own, ...following])
  failpoint('case-before-commit')
  return record
}

/** A case belongs to the department that its field names, once it names one. */
function inItsDepartment({ department }: CaseDefinition, record: CaseRecord): CaseRecord {
  const named = department === undefined ? undefined : record.fields[department]
  return typeof named === 'string' && named !== '' ? { ...record, departmentId: named } : record
}

async function write(
  inside: Queries,
  { id, actor }: CaseChange,
  own: readonly RecordedEvent[],
  following: readonly RecordedEvent[],
  nowMs: number,
): Promise<void> {
  const entryOf = ({ event }: RecordedEvent, by: LogActor): LogEntry => {
    const { type, ...detail } = event
    return {
      ...by,
      atMs: nowMs,
      action: `case.${type}`,
      objectKind: 'case',
      objectId: id,
      caseId: id,
      detail: JSON.parse(JSON.stringify(detail)) as JsonObject,
    }
  }
  const engine: LogActor = { actorKind: 'system', actorId: engineActor.id, actorName: engineActor.name }
  await appendLog(inside, [...own.map((one) => entryOf(one, actor)), ...following.map((one) => entryOf(one, engine))])
}

/** Who takes part from now on: who did something, and who was handed something. */
function participantsOf(own: readonly RecordedEvent[], { actorKind, actorId }: LogActor): ReadonlySet<string> {
  const people = new Set(actorKind === 'person' && actorId !== '' ? [actorId] : [])
  for (const { event } of own) if (event.type === 'delegated' || event.type === 'signerAdded') people.add(event.to.id)
  return people
}

async function follow(
  inside: Queries,
  { jobs, outbox }: ChangeTools,
  { id }: CaseRecord,
  needs: ReturnType<typeof caseNeeds>,
  events: readonly RecordedEvent[],
): Promise<void> {
  for (const { event } of events)
    if (event.type === 'sent') await outbox.put(inside, { key: event.key, target: event.target, body: event.body, caseId: id })
  if (needs.step)
    await jobs.enqueue(inside, {
      kind: 'case-step',
      key: `${id}.${needs.step.visit}.${needs.step.at}`,
      group: id,
      payload: { caseId: id, ...needs.step },
    })
  const next = needs.timers.reduce((least, { atMs }) => Math.min(least, atMs), Infinity)
  if (next < Infinity)
    await jobs.enqueue(inside, { kind: 'case-timer', key: id, group: id, payload: { caseId: id }, dueAtMs: next })
}
