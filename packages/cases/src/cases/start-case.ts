import { createHash } from 'node:crypto'
import { KaiwuError, localText, newId, type Clock } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { defaultTimeZone } from '../calendar/calendar.ts'
import { isoDay } from '../calendar/iso-day.ts'
import { dayOf } from '../calendar/zoned-day.ts'
import type { CaseDefinition } from '../definition/case-definition.ts'
import type { FieldValues } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { checkValues } from '../engine/check-values.ts'
import { candidatesOf, peopleAmong } from '../engine/who-is.ts'
import { canonicalJson, type JsonValue } from '../log/canonical-json.ts'
import type { Rights } from '../people/authorize.ts'
import { peopleIn } from '../people/people-lookup.ts'
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
  { jobs, outbox, clock, definitions, rights }: StartTools,
  asking: Asking,
  request: StartRequest,
): Promise<Readonly<{ definition: CaseDefinition; record: CaseRecord }>> {
  const definition = definitions.type(request.caseType)
  const nowMs = clock.now()
  const { subject } = asking
  await refuseStranger(inside, definition, rights, asking)
  const bodyHash = hashOf(request)
  const requestKey = request.requestKey === undefined ? undefined : `${subject.personId} ${request.requestKey}`
  const known = requestKey === undefined ? undefined : await knownRequest(inside, requestKey, bodyHash)
  if (known) return { definition: await definitions.version(inside, known.definition), record: known }
  const fields = request.fields ?? {}
  const problems = checkValues(definition, [...definition.fields.keys()], fields, {}).filter(({ field }) =>
    Object.hasOwn(fields, field.split('.')[0]!),
  )
  if (problems.length > 0)
    throw new KaiwuError('CASE_VALUES_INVALID', {
      no: localText(definition.title, 'zh'),
      problems: problems.map(({ field, message }) => `${field}：${localText(message, 'zh')}`).join('；'),
    })
  await definitions.store(inside, definition, nowMs)
  const number = caseNumber(definition.number, isoDay(dayOf(nowMs, definition.calendar?.timeZone ?? defaultTimeZone)))
  const no = number.fill(await nextNumber(inside, definition.key, number.period))
  const person = await peopleIn(inside).person(subject.personId)
  const started = {
    type: 'started',
    caseType: definition.key,
    definition: definition.hash,
    no,
    initiator: participantOf(subject),
    departmentId: person?.departmentId ?? null,
    fields,
  } as const
  const id = newId('case')
  const record = await changeCase(
    inside,
    { jobs, outbox },
    {
      id,
      definition,
      before: undefined,
      events: [started, { type: 'entered', state: definition.start }],
      actor: subjectActor(asking),
      nowMs,
    },
  )
  if (requestKey !== undefined)
    await inside.run(
      'INSERT INTO caseRequests (requestKey, bodyHash, caseId, atMs) VALUES (?, ?, ?, ?)',
      ...[requestKey, bodyHash, id, nowMs],
    )
  return { definition, record }
}

async function refuseStranger(
  inside: Queries,
  { key, title, starters }: CaseDefinition,
  rights: Rights,
  { subject }: Asking,
): Promise<void> {
  const refusal = () => new KaiwuError('CASE_START_FORBIDDEN', { type: localText(title, 'zh'), name: subject.name })
  if (!rights.authorize(subject, 'case.start', { kind: 'case', caseType: key, ownerId: subject.personId }).allowed)
    throw refusal()
  if (starters.length === 0) return
  const lookup = peopleIn(inside)
  const among = await peopleAmong(await candidatesOf(starters, { initiator: participantOf(subject), fields: {} }, lookup), lookup)
  if (!among.has(subject.personId)) throw refusal()
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

function hashOf({ caseType, fields = {} }: StartRequest): string {
  return createHash('sha256')
    .update(canonicalJson({ caseType, fields } as JsonValue))
    .digest('hex')
}
