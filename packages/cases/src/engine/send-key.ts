import type { CaseEvent } from './case-event.ts'
import type { CaseRecord } from './case-record.ts'

/** What a step sends is known by its case, the visit to its state and its place there: it is sent once. */
export function sendKey({ id, entries }: Pick<CaseRecord, 'id' | 'entries'>, at: number): string {
  return `${id}.${entries.length}.${at}`
}

/** What follows when something could not be sent: a case that waits for it becomes somebody's, who reads why. */
export function failedDelivery(record: CaseRecord, key: string, reason: string): readonly CaseEvent[] {
  const failed: CaseEvent = { type: 'deliveryFailed', key, reason }
  const waits = record.endedAtMs === undefined && !record.failure && key === sendKey(record, record.step)
  return waits ? [failed, { type: 'stepFailed', at: record.step, verb: 'send', reason }] : [failed]
}
