import type { LogActor, LogEntry } from './log-row.ts'
import type { LogExportSummary } from './export-log.ts'
import type { LogPageRequest } from './read-log.ts'
import type { LogVerification } from './verify-log.ts'
import type { JsonObject } from './canonical-json.ts'

/** Who did something with the log, and when. */
export type LogDoing = LogActor & Readonly<{ atMs: number; baseId: string }>

/**
 * The entry that somebody read the log, to be appended by whoever let them.
 * @example
 * await database.transaction((inside) => appendLog(inside, [logReadEntry({ ...auditor, atMs, baseId }, { caseId: 'case_7' })]))
 */
export function logReadEntry(by: LogDoing, request: LogPageRequest): LogEntry {
  return entryOf(by, 'log.read', plain(request))
}

/** The entry that somebody exported the log, with the hash of the file. */
export function logExportEntry(by: LogDoing, request: LogPageRequest, format: string, file: LogExportSummary): LogEntry {
  return entryOf(by, 'log.export', { ...plain(request), format, ...file })
}

/** The entry that somebody verified the log, and what was found. */
export function logVerifyEntry(by: LogDoing, { sound, problems, lastSeq, lastHash, anchoredTo }: LogVerification): LogEntry {
  const found = problems.slice(0, 20).map(({ kind, seq }) => ({ kind, seq }))
  return entryOf(by, 'log.verify', { sound, problems: found, lastSeq, lastHash, anchoredTo })
}

function entryOf({ baseId, ...by }: LogDoing, action: string, detail: JsonObject): LogEntry {
  return Object.freeze({ ...by, action, objectKind: 'log', objectId: baseId, detail })
}

/** Without what was not asked for. */
function plain(request: LogPageRequest): JsonObject {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as JsonObject
}
