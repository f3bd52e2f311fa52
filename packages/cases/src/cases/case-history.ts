import type { Queries } from '@kaiwu/store'
import type { CaseEvent, RecordedEvent } from '../engine/case-event.ts'
import type { LogRow } from '../log/log-row.ts'
import { readLog } from '../log/read-log.ts'

/** All rows of the log that are about a case, the oldest first: its events, and who looked. */
export async function caseRows(queries: Queries, id: string): Promise<readonly LogRow[]> {
  const rows: LogRow[] = []
  for (let after: number | undefined = 0; after !== undefined;) {
    const page = await readLog(queries, { caseId: id, order: 'oldest', limit: 500, after })
    rows.push(...page.rows)
    after = page.next
  }
  return rows
}

/** Whether a row is an event of its case. That somebody read it is none. */
export function isHistory({ action }: LogRow): boolean {
  return action.startsWith('case.') && action !== 'case.read'
}

/** The log's rows of the events of a case, the oldest first. */
export async function historyRows(queries: Queries, id: string): Promise<readonly LogRow[]> {
  return (await caseRows(queries, id)).filter(isHistory)
}

/** An event of a case as the log has it. */
export function eventOf({ action, detail, atMs, actorKind, actorId, actorName }: LogRow): RecordedEvent {
  return {
    event: { type: action.slice('case.'.length), ...detail } as unknown as CaseEvent,
    atMs,
    actor: { kind: actorKind, id: actorId, name: actorName ?? '' },
  }
}
