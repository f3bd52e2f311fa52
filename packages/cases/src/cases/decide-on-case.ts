import { KaiwuError } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import type { CaseEvent } from '../engine/case-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { refuseOutdated, type Deciding, type DecisionInput } from '../engine/decision-input.ts'
import type { CaseAction as CaseRight } from '../people/actions.ts'
import type { Rights } from '../people/authorize.ts'
import type { Subject } from '../people/subject.ts'
import type { HandlerTools } from './case-handlers.ts'
import { changeCase } from './change-case.ts'
import { participantOf, repeated, subjectActor, visibleCase, type Asking } from './deciding.ts'
import { keepHidden } from './keep-hidden.ts'
import { readCase, type CaseView } from './read-case.ts'
import { recordingRefusal } from './record-refusal.ts'
import { wasSaid, type SaidUnderKey } from './was-said.ts'

/** What a decision is known by: what it is about, and, for one that may be sent twice, its id and what was decided. */
export type SaidBefore = Readonly<{
  what: (record: CaseRecord) => string
  decisionId?: string
  decision?: string
  /** What a person decides with; it is refused before all else when what they saw has changed. */
  input?: DecisionInput
  /** The right it needs. Default `case.act`. */
  right?: CaseRight
  /** What is said or told under a key of its own. */
  said?: SaidUnderKey
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
  return (asking, id, said, eventsFor) => {
    const { right = 'case.act' } = said
    const decide = async (inside: Queries): Promise<CaseView> => {
      const nowMs = clock.now()
      const { subject } = asking
      const before = await visibleCase(inside, rights, subject, id, right)
      const definition = await definitions.version(inside, before)
      if (isRepeated(before, subject, said) || (await wasSaid(inside, before, subject, said.said)))
        return readCase(inside, rights, { definition, record: before, subject, nowMs })
      const deciding = { definition, record: before, person: participantOf(subject), nowMs }
      if (said.input) refuseUnfit(deciding, asking, said.input)
      const events = await keepHidden(inside, rights, deciding, subject, await eventsFor(deciding, inside))
      const record = await changeCase(inside, tools, { id, definition, before, events, actor: subjectActor(asking), nowMs })
      return readCase(inside, rights, { definition, record, subject, nowMs })
    }
    return recordingRefusal(tools, asking, { right, caseId: id }, () => database.transaction(decide))
  }
}

/** @throws CASE_DECIDED, CASE_ENDED, CASE_CHANGED; CASE_SIGNATURE_BY_KEY, as a program has no password of its own to sign with */
function refuseUnfit(deciding: Deciding, { subject }: Asking, input: DecisionInput): void {
  refuseOutdated(deciding, input)
  if (input.sign === 'password' && subject.kind !== 'person') throw new KaiwuError('CASE_SIGNATURE_BY_KEY')
}

function isRepeated(record: CaseRecord, subject: Subject, { what, decisionId, decision }: SaidBefore): boolean {
  if (decisionId === undefined) return false
  return repeated(record, subject, { what, decisionId, ...(decision === undefined ? {} : { decision }) })
}
