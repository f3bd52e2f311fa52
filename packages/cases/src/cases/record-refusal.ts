import { KaiwuError, type Clock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import { appendLog } from '../log/append-log.ts'
import type { Action } from '../people/actions.ts'
import { subjectActor, type Asking } from './deciding.ts'

/** What somebody asked for: a right, on a case or, for one that is to begin, on a case type. */
export type AskedFor = Readonly<{ right: Action; caseId?: string; caseType?: string }>

/**
 * Does what somebody asks for. Where it is refused to them, that is recorded, in a transaction of its own: nothing else happens in it.
 * A case they may not see is recorded like one that is not there, so that neither takes longer.
 */
export async function recordingRefusal<T>(
  { database, clock }: Readonly<{ database: Database; clock: Clock }>,
  asking: Asking,
  { right, caseId, caseType }: AskedFor,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!KaiwuError.is(error) || (error.entry.status !== 403 && error.code !== 'CASE_NOT_FOUND')) throw error
    const about =
      caseId === undefined
        ? { objectKind: 'case-type', objectId: caseType ?? '' }
        : { objectKind: 'case', objectId: caseId, caseId }
    const entry = { action: 'access.refused', ...about, result: 'refused', detail: { code: error.code, right } } as const
    await database.transaction((inside) => appendLog(inside, [{ ...subjectActor(asking), atMs: clock.now(), ...entry }]))
    throw error
  }
}
