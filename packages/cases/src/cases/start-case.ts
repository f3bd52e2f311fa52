import { KaiwuError, localText, newId, type Clock } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { beginningFields } from '../definition/beginning-rows.ts'
import type { CaseDefinition } from '../definition/case-definition.ts'
import { caseDay } from '../engine/case-calendar.ts'
import type { CaseOrigin, FieldValues, Participant } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { checkValues, refuseInvalid } from '../engine/check-values.ts'
import { peopleMeant } from '../engine/who-is.ts'
import { canonicalHash } from '../log/canonical-hash.ts'
import type { LogActor } from '../log/log-row.ts'
import type { Rights } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { Subject } from '../people/subject.ts'
import { caseNumber } from './case-number.ts'
import { caseRow, nextNumber } from './case-rows.ts'
import { changeCase, type ChangeTools } from './change-case.ts'
import { participantOf, subjectActor, type Asking } from './deciding.ts'
import type { KnownDefinitions } from './known-definitions.ts'

/** A case that is to begin. */
export type StartRequest = Readonly<{
  caseType: string
  /** What is known already; the rest is asked for later. */
  fields?: FieldValues
  /** Chosen by who asks: the same request sent twice begins one case. */
  requestKey?: string
}>

type StartTools = ChangeTools & Readonly<{ clock: Clock; definitions: KnownDefinitions; rights: Rights }>

/** Starts a case. @throws CASE_TYPE_UNKNOWN, CASE_START_FORBIDDEN, CASE_REQUEST_DIFFERENT, CASE_VALUES_INVALID */
export async function startCase(
  inside: Queries,
  tools: StartTools,
  asking: Asking,
  request: StartRequest,
): Promise<Readonly<{ definition: CaseDefinition; record: CaseRecord; begun: boolean }>> {
  const { clock, definitions, rights } = tools
  const definition = definitions.type(request.caseType)
  const nowMs = clock.now()
  const { subject } = asking
  if (!(await mayStart(inside, definition, rights, subject)))
    throw new KaiwuError('CASE_START_FORBIDDEN', { type: localText(definition.title, 'zh'), name: subject.name })
  const bodyHash = canonicalHash({ caseType: request.caseType, fields: request.fields ?? {} })
  const requestKey = request.requestKey === undefined ? undefined : `${subject.personId} ${request.requestKey}`
  const known = requestKey === undefined ? undefined : await knownRequest(inside, requestKey, bodyHash)
  if (known) return { definition: await definitions.version(inside, known), record: known, begun: false }
  const by = { initiator: participantOf(subject), actor: subjectActor(asking) }
  const record = await beginCase(inside, tools, { definition, given: request.fields ?? {}, ...by, nowMs })
  if (requestKey !== undefined)
    await inside.run(
      'INSERT INTO caseRequests (requestKey, bodyHash, caseId, atMs) VALUES (?, ?, ?, ?)',
      ...[requestKey, bodyHash, record.id, nowMs],
    )
  return { definition, record, begun: true }
}

/** A case about to begin. */
export type CaseBeginning = Readonly<{
  definition: CaseDefinition
  initiator: Participant
  given: FieldValues
  actor: LogActor
  /** The case that begins it. */
  from?: CaseOrigin
  nowMs: number
}>

/** Begins a case: its number, what it holds already, and what goes on by itself. @throws CASE_VALUES_INVALID */
export async function beginCase(
  inside: Queries,
  tools: ChangeTools & Readonly<{ definitions: KnownDefinitions }>,
  { definition, initiator, given, actor, from, nowMs }: CaseBeginning,
): Promise<CaseRecord> {
  const fields = { ...beginningFields(definition), ...given }
  // What is required is asked for later.
  const problems = checkValues(definition, [...definition.fields.keys()], given, {}).filter(
    ({ field }) => !definition.fields.has(field) || Object.hasOwn(given, field),
  )
  refuseInvalid(localText(definition.title, 'zh'), problems)
  await tools.definitions.store(inside, definition, nowMs)
  const number = caseNumber(definition.number, caseDay(definition, nowMs))
  const no = number.fill(await nextNumber(inside, definition.key, number.period))
  const person = await peopleIn(inside).person(initiator.id)
  const started = {
    type: 'started',
    caseType: definition.key,
    definition: definition.hash,
    no,
    initiator,
    ...(from === undefined ? {} : { from }),
    departmentId: person?.departmentId ?? null,
    ...(definition.department === undefined ? {} : { departmentField: definition.department }),
    fields,
  } as const
  const events = [started, { type: 'entered', state: definition.start } as const]
  return changeCase(inside, tools, { id: newId('case'), definition, before: undefined, events, actor, nowMs })
}

/** Whether somebody may start a case of a type. */
export async function mayStart(
  queries: Queries,
  { key, starters }: CaseDefinition,
  rights: Rights,
  subject: Subject,
): Promise<boolean> {
  const { allowed } = rights.authorize(subject, 'case.start', { kind: 'case', caseType: key, ownerId: subject.personId })
  if (!allowed || starters.length === 0) return allowed
  const among = await peopleMeant(starters, { initiator: participantOf(subject), fields: {} }, peopleIn(queries))
  return among.has(subject.personId)
}

async function knownRequest(inside: Queries, requestKey: string, bodyHash: string): Promise<CaseRecord | undefined> {
  const row = await inside.get<{ bodyHash: string; caseId: string }>(
    'SELECT bodyHash, caseId FROM caseRequests WHERE requestKey = ?',
    requestKey,
  )
  if (!row) return undefined
  if (row.bodyHash !== bodyHash)
    throw new KaiwuError('CASE_REQUEST_DIFFERENT', { key: requestKey.slice(requestKey.indexOf(' ') + 1) })
  return (await caseRow(inside, row.caseId))!.record
}
