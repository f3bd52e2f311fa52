import type { Clock } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import { appendLog } from './append-log.ts'
import { exportLog, type LogExportSummary } from './export-log.ts'
import { logExportEntry, logReadEntry, logVerifyEntry, type LogDoing } from './log-events.ts'
import type { LogActor, LogEntry } from './log-row.ts'
import type { LogSigner } from './log-signer.ts'
import { readLog, type LogFilter, type LogPage, type LogPageRequest } from './read-log.ts'
import { verifyLog, type LogVerification } from './verify-log.ts'

/** A file of the log on its way to an auditor. */
export type AuditedExport = Readonly<{
  /** The file's bytes, piece by piece. To be read once. */
  chunks: AsyncIterable<Uint8Array>
  /** What the file has become, once all of it has been read, and has been recorded. */
  done(): Promise<LogExportSummary>
}>

/** The log as auditors use it: whatever they do with it stands in it. Who may is for the caller to decide. */
export type AuditedLog = Readonly<{
  /** A page, recorded in the same transaction. */
  read(by: LogActor, request: LogPageRequest): Promise<LogPage>
  /** A file. That it was asked for is recorded before the first byte, what it became, with its hash, after the last. */
  export(by: LogActor, filter: LogFilter, format: 'csv' | 'jsonl'): Promise<AuditedExport>
  /** Verifies the log with its own key and checkpoints. @throws LOG_KEY_UNUSABLE, PATH_UNUSABLE */
  verify(by: LogActor): Promise<LogVerification>
}>

/**
 * The log of a base, for auditors.
 * @example
 * const { rows, next } = await auditedLog({ database, signer, clock }).read(subjectActor(asking), { caseId: 'case_7' })
 */
export function auditedLog({
  database,
  signer,
  clock,
}: Readonly<{ database: Database; signer: Pick<LogSigner, 'key' | 'file'>; clock: Clock }>): AuditedLog {
  const record = async (inside: Queries, by: LogActor, entryOf: (doing: LogDoing) => LogEntry): Promise<void> => {
    const head = await inside.get<{ baseId: string }>('SELECT baseId FROM logHead WHERE one = 1')
    await appendLog(inside, [entryOf({ ...by, atMs: clock.now(), baseId: head?.baseId ?? '' })])
  }
  return Object.freeze({
    read: (by: LogActor, request: LogPageRequest) =>
      database.transaction(async (inside) => {
        const page = await readLog(inside, request)
        await record(inside, by, (doing) => logReadEntry(doing, request))
        return page
      }),
    async export(by: LogActor, filter: LogFilter, format: 'csv' | 'jsonl') {
      await database.transaction((inside) => record(inside, by, (doing) => logReadEntry(doing, filter)))
      const { chunks, summary } = await exportLog(database, filter, format)
      const done = async (): Promise<LogExportSummary> => {
        const file = summary()
        await database.transaction((inside) => record(inside, by, (doing) => logExportEntry(doing, filter, format, file)))
        return file
      }
      return Object.freeze({ chunks, done })
    },
    async verify(by: LogActor) {
      const found = await verifyLog(database, { publicKeys: [signer.key().publicKey], checkpointFile: signer.file })
      await database.transaction((inside) => record(inside, by, (doing) => logVerifyEntry(doing, found)))
      return found
    },
  } satisfies AuditedLog)
}
