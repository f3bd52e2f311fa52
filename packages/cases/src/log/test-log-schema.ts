import type { Migrations } from '@kaiwu/store'
import type { LogEntry } from './log-row.ts'
import { logTables } from './log-tables.ts'

/** A table to have effects in, and the log. */
export const logMigrations: Migrations = {
  sqlite: [
    { name: 'log', sql: logTables.sqlite },
    { name: 'effects', sql: 'CREATE TABLE effects (id INTEGER PRIMARY KEY, text TEXT)' },
  ],
  postgres: [
    { name: 'log', sql: logTables.postgres },
    { name: 'effects', sql: 'CREATE TABLE effects (id BIGINT PRIMARY KEY, text TEXT)' },
  ],
}

/** The beginning of the events of tests: 2026-11-23, 08:00 in Shanghai. */
export const startMs = Date.UTC(2026, 10, 23)

/** An event, different for each number. */
export function entryOf(number: number, more: Partial<LogEntry> = {}): LogEntry {
  const entry: LogEntry = {
    atMs: startMs + number * 1_000,
    actorKind: number % 5 === 0 ? 'system' : 'person',
    actorId: `p_${number % 7}`,
    actorName: `王${number % 7}工`,
    actorRole: '班长',
    action: number % 3 === 0 ? 'case.act' : 'case.read',
    objectKind: 'case',
    objectId: `case_${number % 11}`,
    caseId: `case_${number % 11}`,
    requestId: `r_${number}`,
    ip: '10.0.0.7',
    detail: { number, from: '待审', to: '已批', amount: number * 1.5 },
  }
  return { ...entry, ...more }
}
