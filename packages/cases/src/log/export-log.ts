import { guardedCell } from '@kaiwu/core'
import { createHash } from 'node:crypto'
import { setImmediate as otherWork } from 'node:timers/promises'
import type { Queries } from '@kaiwu/store'
import { canonicalJson, type JsonObject } from './canonical-json.ts'
import { logColumns, rowOf, type StoredRow } from './log-row.ts'
import { storedRows, type LogFilter } from './read-log.ts'

/** A log on its way into a file. */
export type LogExport = Readonly<{
  /** The file's bytes, piece by piece. To be read once. */
  chunks: AsyncIterable<Uint8Array>
  /** What the file has become; known once all of it has been read. @throws Error before */
  summary(): LogExportSummary
}>

/** What stands beside an exported file. */
export type LogExportSummary = Readonly<{ rows: number; bytes: number; sha256: string; lastSeq: number }>

const pageRows = 200

/**
 * Writes the rows of a log, oldest first, up to where it ends now. `jsonl`: one object for each row, whose `hash` is the SHA-256 of
 * its canonical JSON (RFC 8785) without `hash`, so that anybody can check it. `csv`: for Excel, with byte order mark, times to read,
 * and guarded cells. The file's own hash belongs beside it, as `sha256sum` writes it.
 * @example
 * const exported = await exportLog(database, { caseId }, 'jsonl')
 * for await (const chunk of exported.chunks) response.write(chunk)
 * const sidecar = `${exported.summary().sha256}  log.jsonl\n`
 */
export async function exportLog(
  queries: Pick<Queries, 'all' | 'get'>,
  filter: LogFilter = {},
  format: 'csv' | 'jsonl' = 'jsonl',
): Promise<LogExport> {
  const head = await queries.get<{ seq: number }>('SELECT seq FROM logHead WHERE one = 1')
  const to = head?.seq ?? 0
  const hash = createHash('sha256')
  let rows = 0
  let bytes = 0
  let summary: LogExportSummary | undefined
  const piece = (text: string): Uint8Array => {
    const chunk = Buffer.from(text)
    hash.update(chunk)
    bytes += chunk.length
    return chunk
  }
  async function* chunks(): AsyncGenerator<Uint8Array> {
    let after = Number.MIN_SAFE_INTEGER
    if (format === 'csv') yield piece(csvHead)
    for (;;) {
      const page = await storedRows(queries, filter, { after, to, limit: pageRows })
      if (page.length === 0) break
      after = page.at(-1)!.seq
      rows += page.length
      await otherWork()
      yield piece(page.map(format === 'csv' ? csvLine : jsonLine).join(''))
    }
    summary = Object.freeze({ rows, bytes, sha256: hash.digest('hex'), lastSeq: to })
  }
  return Object.freeze({
    chunks: chunks(),
    summary: () => {
      if (!summary) throw new Error('the export has not been read to its end')
      return summary
    },
  })
}

function jsonLine(stored: StoredRow): string {
  const present = Object.entries(rowOf(stored)).filter(([, value]) => value !== null)
  return `${canonicalJson(Object.fromEntries(present) as JsonObject)}\n`
}

const csvHead = `\uFEFFtime,${logColumns.join(',')}\r\n`

function csvLine(stored: StoredRow): string {
  const time = new Date(stored.atMs)
  const readable = Number.isNaN(time.getTime()) ? '' : time.toISOString()
  return `${[readable, ...logColumns.map((column) => stored[column])].map(guardedCell).join(',')}\r\n`
}
