import type { LocalText } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { caseContext } from '../engine/case-context.ts'
import { caseNeeds } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { deadlineStates, type DeadlineState } from '../engine/deadline-states.ts'
import { shownHash } from '../engine/shown-hash.ts'
import { candidatesOf, peopleAmong } from '../engine/who-is.ts'
import { appendLog } from '../log/append-log.ts'
import type { LogActor } from '../log/log-row.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { Subject } from '../people/subject.ts'
import { mySeats } from './my-seats.ts'

/** Something that a reader may do now. */
export type OfferedAction = Readonly<{
  key: string
  title: LocalText
  form: readonly string[]
  comment: 'never' | 'optional' | 'required'
  sign: 'click' | 'password'
}>

/** A case as somebody sees it, with what they may do. */
export type CaseView = Readonly<{
  record: CaseRecord
  /** To be sent with a decision: what it was made on. */
  shown: string
  actions: readonly OfferedAction[]
  /** Whether the reader may sign for what waits for approval. */
  maySign: boolean
  deadlines: readonly DeadlineState[]
}>

/** A case as a subject sees it. @param actor when given, that they looked is recorded */
export async function readCase(
  inside: Queries,
  definition: CaseDefinition,
  record: CaseRecord,
  { personId, name }: Subject,
  nowMs: number,
  actor?: LogActor,
): Promise<CaseView> {
  if (actor)
    await appendLog(inside, [
      { ...actor, atMs: nowMs, action: 'case.read', objectKind: 'case', objectId: record.id, caseId: record.id },
    ])
  const deciding = { definition, record, person: { id: personId, name }, nowMs }
  const waits = caseNeeds(definition, record, nowMs).tasks
  const actions = waits.some(({ kind }) => kind === 'action') ? await offered(inside, deciding) : []
  const maySign = waits.some(({ kind }) => kind === 'approval') && (await mySeats(inside, deciding)).length > 0
  return Object.freeze({
    record,
    shown: shownHash(record),
    actions,
    maySign,
    deadlines: deadlineStates(definition, record, nowMs),
  })
}

async function offered(
  inside: Queries,
  { definition, record, person, nowMs }: Parameters<typeof mySeats>[1],
): Promise<readonly OfferedAction[]> {
  const lookup = peopleIn(inside)
  const context = caseContext(definition, record, nowMs)
  const found: OfferedAction[] = []
  for (const { key, title, by, form, comment, sign, when } of definition.states.get(record.state)!.actions.values()) {
    if (when && when.evaluateCondition(context) !== true) continue
    const people = await peopleAmong(await candidatesOf(by, record, lookup), lookup)
    if (people.has(person.id)) found.push({ key, title, form, comment, sign })
  }
  return found
}
