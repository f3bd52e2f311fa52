import type { Queries } from '@kaiwu/store'
import type { CaseAction as CaseRight } from '../people/actions.ts'
import type { Rights } from '../people/authorize.ts'
import type { HandlerTools } from './case-handlers.ts'
import { visibleCase, type Asking } from './deciding.ts'
import type { Looking } from './read-case.ts'
import { recordingRefusal } from './record-refusal.ts'

/** Looks at one case of somebody's, within one transaction. */
export type LookingAt = <T>(
  asking: Asking,
  caseId: string,
  right: CaseRight,
  look: (looking: Looking, inside: Queries) => Promise<T>,
) => Promise<T>

/** What people do with a case that does not change it; that it was refused to them is recorded. @throws CASE_NOT_FOUND, CASE_NOT_YOURS */
export function lookingAt(tools: Pick<HandlerTools, 'database' | 'clock' | 'definitions'>, rights: Rights): LookingAt {
  const { database, clock, definitions } = tools
  return (asking, caseId, right, look) =>
    recordingRefusal(tools, asking, { right, caseId }, () =>
      database.transaction(async (inside) => {
        const { subject } = asking
        const record = await visibleCase(inside, rights, subject, caseId, right)
        const definition = await definitions.version(inside, record)
        return look({ definition, record, subject, nowMs: clock.now() }, inside)
      }),
    )
}
