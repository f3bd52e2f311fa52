import { localText, newId, type LocalText } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseDefinition, Who } from '../definition/case-definition.ts'
import { caseCalendar } from '../engine/case-calendar.ts'
import type { RecordedEvent } from '../engine/case-event.ts'
import type { CaseNeeds } from '../engine/case-needs.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { peopleAmong, peopleMeant } from '../engine/who-is.ts'
import { canonicalHash } from '../log/canonical-hash.ts'
import { peopleIn } from '../people/people-lookup.ts'
import type { Subject } from '../people/subject.ts'
import type { CaseOutbox } from './case-ports.ts'
import { addParticipants } from './case-rows.ts'
import { taskCandidates } from './case-tasks.ts'

/** Something that somebody is told of a case. */
export type CaseNotice = Readonly<{
  id: string
  caseId: string
  kind: 'reminder' | 'overdue' | 'exception' | 'assigned'
  text: LocalText
  atMs: number
  readAtMs: number | null
}>

/** Which notices are wanted: the newest so many (50, at most 200), only those that were not read. */
export type NoticeRequest = Readonly<{ unread?: boolean; limit?: number }>

type Told = Readonly<{
  kind: CaseNotice['kind']
  what: Readonly<{ zh: string; en: string }>
  dueAtMs?: number
  people: readonly string[]
}>

type Changed = Readonly<{
  definition: CaseDefinition
  record: CaseRecord
  needs: CaseNeeds
  events: readonly RecordedEvent[]
  nowMs: number
}>

/**
 * Tells people what events mean for them: who is waited for of a deadline that draws near or has passed, whom it escalates to, who
 * something was handed to. Whom it escalates to sees the case from then on. Belongs inside the transaction of the events.
 * @param notify whom programs outside are told through: a target of the outbox
 */
export async function giveNotices(
  inside: Queries,
  { outbox, notify }: Readonly<{ outbox: CaseOutbox; notify?: string }>,
  changed: Changed,
): Promise<void> {
  const { record, events, nowMs } = changed
  for (const [at, { event }] of events.entries()) {
    const told = await toldOf(inside, changed, event)
    if (!told || told.people.length === 0) continue
    const text = sentence(changed.definition, record, told.what)
    for (const personId of told.people)
      await inside.run(
        'INSERT INTO caseNotices (id, personId, caseId, kind, text, atMs) VALUES (?, ?, ?, ?, ?, ?)',
        ...[newId('notice'), personId, record.id, told.kind, JSON.stringify(text), nowMs],
      )
    if (notify === undefined) continue
    const once = 'deadline' in event ? event : { visit: record.entries.length, event: record.events - events.length + at }
    const key = `${record.id}.${told.kind}.${canonicalHash(once).slice(0, 32)}`
    await outbox.put(inside, { key, target: notify, body: await messageOf(inside, changed, told), caseId: record.id })
  }
}

async function toldOf(inside: Queries, changed: Changed, event: RecordedEvent['event']): Promise<Told | undefined> {
  const { definition, record } = changed
  switch (event.type) {
    case 'reminded': {
      const [zh, en] = dueTexts(definition, event)
      const what = { zh: `${zh} 到期`, en: `${en} is due` }
      return { kind: 'reminder', what, dueAtMs: event.dueAtMs, people: await waitedFor(inside, changed) }
    }
    case 'overdue': {
      const escalated = await meant(inside, record, definition.deadlines.get(event.deadline)?.escalate ?? [])
      await addParticipants(inside, record.id, escalated, 'told')
      const [zh, en] = dueTexts(definition, event)
      const people = [...new Set([...(await waitedFor(inside, changed)), ...escalated])]
      return { kind: 'overdue', what: { zh: `${zh} 已超期`, en: `${en} is overdue` }, dueAtMs: event.dueAtMs, people }
    }
    case 'exception':
      return {
        kind: 'exception',
        what: { zh: '需要管理员处理', en: 'needs an administrator' },
        people: await waitedFor(inside, changed),
      }
    case 'delegated':
    case 'signerAdded':
      return { kind: 'assigned', what: { zh: '请您签署', en: 'waits for your signature' }, people: [event.to.id] }
    default:
      return undefined
  }
}

/** The people whom the tasks of a case are for. */
async function waitedFor(inside: Queries, { record, needs }: Changed): Promise<readonly string[]> {
  const people = new Set<string>()
  for (const task of needs.tasks)
    for (const id of (await peopleAmong(await taskCandidates(inside, record, task), peopleIn(inside))).keys()) people.add(id)
  return [...people]
}

async function meant(inside: Queries, record: CaseRecord, who: readonly Who[]): Promise<readonly string[]> {
  return [...(await peopleMeant(who, record, peopleIn(inside))).keys()]
}

function dueTexts(
  definition: CaseDefinition,
  { deadline, dueAtMs }: Readonly<{ deadline: string; dueAtMs: number }>,
): readonly [string, string] {
  const title = definition.deadlines.get(deadline)?.title ?? deadline
  // Swedes write 2026-10-12 17:00, which everybody reads.
  const { timeZone } = caseCalendar(definition)
  const due = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(dueAtMs)
  return [`“${localText(title, 'zh')}”${due}`, `"${localText(title, 'en')}", ${due},`]
}

/** What people read: which case, and what of it. Nothing that a field holds. */
function sentence({ title }: CaseDefinition, { no }: CaseRecord, { zh, en }: Told['what']): LocalText {
  return { zh: `${localText(title, 'zh')} ${no}：${zh}`, en: `${localText(title, 'en')} ${no}: ${en}` }
}

async function messageOf(inside: Queries, { definition, record }: Changed, { kind, what, dueAtMs, people }: Told) {
  const lookup = peopleIn(inside)
  const logins = await Promise.all(people.map(async (id) => (await lookup.person(id))?.login ?? ''))
  const { zh, en } = typeof definition.title === 'string' ? { zh: definition.title, en: definition.title } : definition.title
  return {
    ...{ no: record.no, caseType: definition.key, title: { zh, en }, kind, what },
    dueAt: dueAtMs === undefined ? null : new Date(dueAtMs).toISOString(),
    logins: logins.filter((login) => login !== '').sort(),
  }
}

/** What somebody was told, the newest first; of what is equally old, that something is overdue comes before reminders. */
export async function listNotices(
  queries: Queries,
  { personId }: Subject,
  { unread = false, limit = 50 }: NoticeRequest = {},
): Promise<readonly CaseNotice[]> {
  const rows = await queries.all<Omit<CaseNotice, 'text'> & { text: string }>(
    `SELECT id, caseId, kind, text, atMs, readAtMs FROM caseNotices WHERE personId = ?${unread ? ' AND readAtMs IS NULL' : ''}
     ORDER BY atMs DESC, kind, id LIMIT ?`,
    ...[personId, Math.min(Math.max(1, limit), 200)],
  )
  return Object.freeze(rows.map(({ text, ...row }) => Object.freeze({ ...row, text: JSON.parse(text) as LocalText })))
}

/** Notes that somebody has read a notice. @returns false where they have no such notice */
export async function noteRead(inside: Queries, { personId }: Subject, id: string, nowMs: number): Promise<boolean> {
  const sql = 'UPDATE caseNotices SET readAtMs = COALESCE(readAtMs, ?) WHERE id = ? AND personId = ?'
  return (await inside.run(sql, nowMs, id, personId)) > 0
}
