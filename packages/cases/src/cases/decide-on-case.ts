import type { Queries } from '@kaiwu/store'
import type { CaseEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import type { Deciding } from '../engine/decision-input.ts'
import type { CaseAction as CaseRight } from '../people/actions.ts'
import type { Rights } from '../people/authorize.ts'
import type { Subject } from '../people/subject.ts'
import type { HandlerTools } from './case-handlers.ts'
import { changeCase } from './change-case.ts'
import { participantOf, repeated, subjectActor, visibleCase, type Asking } from './deciding.ts'
import { readCase, type CaseView } from './read-case.ts'

/** What a decision is known by: what it is about, and, for one that may be sent twice, its id and what was decided. */
export type SaidBefore = Readonly<{
  what: (record: CaseRecord) => string
  decisionId?: string
  decision?: string
  /** The right it needs. Default `case.act`. */
  right?: CaseRight
}>

/** Makes one decision of somebody on one case. */
export type DecideOnCase = (
  asking: Asking,
  id: string,
  said: SaidBefore,
  eventsFor: (deciding: Deciding, inside: Queries) => Promise<readonly CaseEvent[]>,
) => Promise<CaseView>

/** Decisions on cases: each is one transaction, and one that was made already is not made again. */
export function decisionsOn(tools: Omit<HandlerTools, 'steps'>, rights: Rights): DecideOnCase {
  const { database, clock, definitions } = tools
  return (asking, id, said, eventsFor) =>
    database.transaction(async (inside) => {
      const nowMs = clock.now()
      const { subject } = asking
      const before = await visibleCase(inside, rights, subject, id, said.right ?? 'case.act')
      const definition = await definitions.version(inside, before.definition)
      if (isRepeated(before, subject, said)) return readCase(inside, definition, before, subject, nowMs)
      const events = await eventsFor({ definition, record: before, person: participantOf(subject), nowMs }, inside)
      const record = await changeCase(inside, tools, { id, definition, before, events, actor: subjectActor(asking), nowMs })
      return readCase(inside, definition, record, subject, nowMs)
    })
}

function isRepeated(record: CaseRecord, subject: Subject, { what, decisionId, decision }: SaidBefore): boolean {
  if (decisionId === undefined) return false
  return repeated(record, subject, { what, decisionId, ...(decision === undefined ? {} : { decision }) })
}
