import type { CaseDefinition } from '../definition/case-definition.ts'
import type { RecordedEvent } from '../engine/case-event.ts'
import type { Rights } from '../people/authorize.ts'
import type { Subject } from '../people/subject.ts'
import type { HandlerTools } from './case-handlers.ts'
import { eventOf, historyRows } from './case-history.ts'
import { listNotices, noteRead, type CaseNotice, type NoticeRequest } from './case-notices.ts'
import { listCases, listTasks, type CaseListRequest, type ListedCase, type ListedTask } from './case-queries.ts'
import { caseSight } from './case-sight.ts'
import { subjectActor, type Asking } from './deciding.ts'
import { lookingAt } from './looking-at.ts'
import { maskedEvents } from './mask-case.ts'
import { readCase, recordRead, type CaseView } from './read-case.ts'

/** An event of a case, and its number in the log. */
export type CaseHistoryEntry = RecordedEvent & Readonly<{ seq: number }>

/** What people see of cases. */
export type CaseReaders = Readonly<{
  /**
   * A case as somebody may see it; that they did is recorded, unless they know all of it from before.
   * @param isKnown whether they do
   * @throws CASE_NOT_FOUND, CASE_UNREADABLE, CASE_TYPE_UNUSABLE
   */
  read(asking: Asking, id: string, isKnown?: (view: CaseView) => boolean): Promise<CaseView>
  /** All that happened to a case, the oldest first, as somebody may see it; that they did is recorded. @throws as `read` */
  history(asking: Asking, id: string): Promise<readonly CaseHistoryEntry[]>
  /** The cases that somebody may see, the newest first. */
  list(subject: Subject, request?: CaseListRequest): Promise<readonly ListedCase[]>
  /** What waits for somebody, what is due first. */
  tasks(subject: Subject): Promise<readonly ListedTask[]>
  /** What somebody was told, the newest first. */
  notices(subject: Subject, request?: NoticeRequest): Promise<readonly CaseNotice[]>
  /** Notes that somebody has read a notice. @returns false where they have no such notice */
  noticeRead(subject: Subject, id: string): Promise<boolean>
}>

/** What people see of the cases of a base. */
export function caseReaders(tools: Omit<HandlerTools, 'steps'>, rights: Rights): CaseReaders {
  const { database, clock, definitions } = tools
  const looked = lookingAt(tools, rights)
  const titles = new Map(definitions.types.map(({ key, title }: CaseDefinition) => [key, title]))
  return {
    read: (asking, id, isKnown = () => false) =>
      looked(asking, id, 'case.read', async (looking, inside) => {
        const view = await readCase(inside, rights, looking)
        if (!isKnown(view)) await recordRead(inside, subjectActor(asking), id, view.whole, looking.nowMs)
        return view
      }),
    history: (asking, id) =>
      looked(asking, id, 'case.read', async ({ definition, record, subject, nowMs }, inside) => {
        const { hidden, whole } = await caseSight(inside, rights, subject, definition, record)
        const events = (await historyRows(inside, id)).map((row) => ({ seq: row.seq, ...eventOf(row) }))
        await recordRead(inside, subjectActor(asking), id, whole, nowMs)
        return Object.freeze(maskedEvents(definition, events, hidden))
      }),
    list: async (subject, request = {}) => {
      const found = await listCases(database, rights.visibleCases(subject), subject, request)
      return Object.freeze(found.map((one) => Object.freeze({ ...one, title: titles.get(one.caseType) ?? one.caseType })))
    },
    tasks: (subject) => listTasks(database, subject),
    notices: (subject, request) => listNotices(database, subject, request),
    noticeRead: (subject, id) => database.transaction((inside) => noteRead(inside, subject, id, clock.now())),
  }
}
