import type { LocalText } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { caseContext } from '../engine/case-context.ts'
import { caseNeeds } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { deadlineStates, type DeadlineState } from '../engine/deadline-states.ts'
import { shownHash } from '../engine/shown-hash.ts'
import { peopleMeant } from '../engine/who-is.ts'
import { appendLog } from '../log/append-log.ts'
import type { LogActor } from '../log/log-row.ts'
import { offeredDocuments, type OfferedDocument } from '../official/case-documents.ts'
import type { Rights } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import { eventOf, historyRows } from './case-history.ts'
import { caseSight, type Looking } from './case-sight.ts'
import { furtherOffers, maySignNow, type FurtherOffers } from './further-offers.ts'
import { participantOf } from './deciding.ts'
import { maskedCase } from './mask-case.ts'
import { mySeats } from './my-seats.ts'
import { waitedFor, type WaitedFor } from './waited-for.ts'

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
  /** What the reader may not see whole is in part: see `hidden`. */
  record: CaseRecord
  /** The version of its case type that it began with. */
  definition: Readonly<{ key: string; hash: string; title: LocalText }>
  /** The sensitive fields that the reader does not see whole. */
  hidden: readonly string[]
  /** The sensitive fields that hold something, and that the reader sees whole. */
  whole: readonly string[]
  /** To be sent with a decision: what it was made on, the whole of it. */
  shown: string
  actions: readonly OfferedAction[]
  /** Whether the reader may sign for what waits for approval. */
  maySign: boolean
  /** What else the reader may do. */
  further: FurtherOffers
  /** What can be made of the case now, where the reader may export it and sees all that it says. */
  documents: readonly OfferedDocument[]
  deadlines: readonly DeadlineState[]
  /** Whom it waits for: nobody while a step is at work, and once it has ended. */
  waitsFor: readonly WaitedFor[]
}>

export type { Looking }

/** A case as a subject sees it. */
export async function readCase(inside: Queries, rights: Rights, looking: Looking): Promise<CaseView> {
  const { definition, record, subject, nowMs } = looking
  const { hidden, whole } = await caseSight(inside, rights, subject, definition, record)
  const { key, hash, title } = definition
  const offers = await offersOf(inside, looking)
  const seen =
    hidden.length === 0 ? record : maskedCase(definition, record, hidden, (await historyRows(inside, record.id)).map(eventOf))
  const further = await furtherOffers(inside, rights, looking, offers.maySign)
  return Object.freeze({
    record: seen,
    definition: Object.freeze({ key, hash, title }),
    hidden,
    whole,
    shown: shownHash(record),
    ...offers,
    further,
    documents: further.may.includes('export') ? offeredDocuments({ definition, record: seen, hidden, nowMs }) : [],
    deadlines: deadlineStates(definition, record, nowMs),
    waitsFor: await waitedFor(inside, looking),
  })
}

/** Records that somebody has seen a case, and what of it that is sensitive they saw whole. */
export async function recordRead(
  inside: Queries,
  actor: LogActor,
  caseId: string,
  sensitive: readonly string[],
  atMs: number,
): Promise<void> {
  const detail = sensitive.length > 0 ? { sensitive } : {}
  await appendLog(inside, [{ ...actor, atMs, action: 'case.read', objectKind: 'case', objectId: caseId, caseId, detail }])
}

/** What a reader may do now. */
export async function offersOf(inside: Queries, looking: Looking): Promise<Pick<CaseView, 'actions' | 'maySign'>> {
  const { definition, record, subject, nowMs } = looking
  const deciding = { definition, record, person: participantOf(subject), nowMs }
  const waits = caseNeeds(definition, record, nowMs).tasks
  const actions = waits.some(({ kind }) => kind === 'action') ? await offered(inside, deciding) : []
  const signs = waits.some(({ kind }) => kind === 'approval') && maySignNow(looking, await mySeats(inside, deciding))
  return { actions, maySign: signs }
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
    const people = await peopleMeant(by, record, lookup)
    if (people.has(person.id)) found.push({ key, title, form, comment, sign })
  }
  return found
}
