import { KaiwuError } from '@kaiwu/core'
import { failpoint, type Queries } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { advance, engineActor } from '../engine/advance.ts'
import { applyEvent } from '../engine/apply-event.ts'
import type { CaseEvent, RecordedEvent } from '../engine/case-event.ts'
import { caseNeeds, type CaseNeeds } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { failedDelivery } from '../engine/send-key.ts'
import { appendLog } from '../log/append-log.ts'
import { mendedJson, type JsonObject } from '../log/canonical-json.ts'
import type { LogActor, LogEntry } from '../log/log-row.ts'
import { recordAgreement } from './agreement.ts'
import type { CaseJobs, CaseOutbox } from './case-ports.ts'
import { forgetReplies } from './case-replies.ts'
import { addParticipants, saveCase } from './case-rows.ts'
import { syncTasks } from './case-tasks.ts'
import { giveNotices } from './case-notices.ts'
import { searchTextOf } from './search-text.ts'

/** What a change of a case is made with. */
export type ChangeTools = Readonly<{
  jobs: CaseJobs
  outbox: CaseOutbox
  /** Whom programs outside are told through what people are told: a target of the outbox. */
  notify?: string
}>

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
  const own = events.map((event) => ({ event: mended(event), atMs: nowMs, actor: by }))
  const changed = own.reduce<CaseRecord | undefined>((record, one) => applyEvent(record, id, one), before)
  if (!changed) throw new KaiwuError('CASE_NOT_FOUND', { id })
  const advanced = changed.endedAtMs === undefined ? advance(definition, changed, nowMs) : { record: changed, events: [] }
  const following = [...advanced.events]
  let { record } = advanced
  let needs = caseNeeds(definition, record, nowMs)
  const nobody = await save(inside, definition, record, needs, nowMs)
  if (nobody) {
    const event = { type: 'exception', kind: 'approver_empty', what: nobody.task.title } as const
    const exception = { event, atMs: nowMs, actor: engineActor }
    following.push(exception)
    record = applyEvent(record, id, exception)
    needs = caseNeeds(definition, record, nowMs)
    await save(inside, definition, record, needs, nowMs)
  }
  await write(inside, change, own, following, nowMs)
  await recordAgreement(inside, change)
  if (events.some(({ type }) => type === 'stepDone' || type === 'stepFailed')) await forgetReplies(inside, id)
  await nameOn(inside, change)
  const unsent = await follow(inside, tools, record, needs, [...own, ...following])
  await giveNotices(inside, tools, { definition, record, needs, events: [...own, ...following], nowMs })
  if (unsent.length > 0) return changeCase(inside, tools, { ...change, before: record, events: unsent, actor: engineLog })
  failpoint('case-before-commit')
  return record
}

async function save(
  inside: Queries,
  definition: CaseDefinition,
  record: CaseRecord,
  needs: CaseNeeds,
  nowMs: number,
): ReturnType<typeof syncTasks> {
  const { dueAtMs } = needs
  await saveCase(inside, record, searchTextOf(definition, record), { nowMs, ...(dueAtMs === undefined ? {} : { dueAtMs }) })
  return syncTasks(inside, definition, record, needs, nowMs)
}

/** Half a character, as models write them, has no hash and no place in the log: U+FFFD stands for it, in the record as well. */
function mended(event: CaseEvent): CaseEvent {
  return JSON.parse(mendedJson(JSON.parse(JSON.stringify(event)) as JsonObject)) as CaseEvent
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
  await appendLog(inside, [...own.map((one) => entryOf(one, actor)), ...following.map((one) => entryOf(one, engineLog))])
}

/** Kaiwu itself, as the log has it. */
export const engineLog: LogActor = { actorKind: 'system', actorId: engineActor.id, actorName: engineActor.name }

/** What people do to a case without taking part in its business. */
const aside = new Set<CaseEvent['type']>(['commented', 'rerouted', 'received'])

/** Names on the case who did something to it, and who was handed something: they see it from now on. */
async function nameOn(inside: Queries, { id, definition, events, actor }: CaseChange): Promise<void> {
  const handed = events.flatMap((event) => (event.type === 'delegated' || event.type === 'signerAdded' ? [event.to.id] : []))
  await addParticipants(inside, id, handed, 'acts')
  if (actor.actorKind === 'system' || actor.actorId === '') return
  // Where nobody is named to carry on by hand it is an administrator, who mends the case and takes no part in it.
  const mends = (type: CaseEvent['type']): boolean => type === 'stepByHand' && definition.byHand.length === 0
  const stays = events.some(({ type }) => aside.has(type) || mends(type))
  await addParticipants(inside, id, [actor.actorId], stays ? 'told' : 'acts')
}

/** @returns what cannot be sent, such as to a target that the settings no longer have */
async function follow(
  inside: Queries,
  { jobs, outbox }: ChangeTools,
  record: CaseRecord,
  needs: CaseNeeds,
  events: readonly RecordedEvent[],
): Promise<readonly CaseEvent[]> {
  const { id } = record
  const unsent: CaseEvent[] = []
  for (const { event } of events) {
    if (event.type !== 'sent') continue
    const put = await outbox.put(inside, { key: event.key, target: event.target, body: event.body, caseId: id })
    if (put.outcome === 'refused') unsent.push(...failedDelivery(record, event.key, put.error.message))
  }
  if (needs.step)
    await jobs.enqueue(inside, {
      kind: 'case-step',
      key: `${id}.${needs.step.visit}.${needs.step.at}`,
      group: id,
      payload: { caseId: id, ...needs.step },
    })
  await putTimer(inside, jobs, id, needs)
  return unsent
}

/** Puts down the work of the next thing that happens to a case by time. */
export async function putTimer(
  inside: Queries,
  jobs: CaseJobs,
  id: string,
  { timers }: Pick<CaseNeeds, 'timers'>,
): Promise<void> {
  const next = timers.reduce((least, { atMs }) => Math.min(least, atMs), Infinity)
  if (next < Infinity)
    await jobs.enqueue(inside, { kind: 'case-timer', key: id, group: id, payload: { caseId: id }, dueAtMs: next })
}
