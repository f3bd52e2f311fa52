import type { RowReader } from './diagnose-row.ts'
import { lineOf } from './checkpoint-line.ts'
import { firstHash } from './log-row.ts'

/** From where to where a log goes, as the database has it, read in one statement. */
export type LogRange = Readonly<{
  baseId: string
  headSeq: number
  headHash: string
  /** The row that says where the log ends is not there, or makes no sense. */
  headLost: boolean
  /** The last row that was purged, or 0. */
  purgedTo: number
  /** The signed line of that purge. */
  purge: string | undefined
  /** Purged rows that are still there. */
  leftOver: number
  /** What the first row must have for the hash of the row before. */
  beforeHash: string
  /** A row below and one above all that a log can have. */
  tooLow: number | undefined
  tooHigh: number | undefined
  /** Up to where each key has signed, by its id. */
  signed: ReadonlyMap<string, number>
}>

type Found = Readonly<{
  baseId: string | null
  seqText: string | null
  headHash: string | null
  purgedText: string | null
  purge: string | null
  leftOver: number
  tooLow: number
  tooHigh: number
}>

/** Reads the range of a log. Whatever somebody may have put into its head, it comes back. */
export async function logRange(reader: RowReader): Promise<LogRange> {
  const [found] = await reader.all<Found>(
    `SELECT (SELECT baseId FROM logHead WHERE one = 1) AS baseId, (SELECT CAST(seq AS TEXT) FROM logHead WHERE one = 1) AS seqText,
       (SELECT hash FROM logHead WHERE one = 1) AS headHash, (SELECT CAST(MAX(toSeq) AS TEXT) FROM logPurges) AS purgedText,
       (SELECT line FROM logPurges ORDER BY toSeq DESC LIMIT 1) AS purge,
       (SELECT COUNT(*) FROM log WHERE seq > 0 AND seq <= (SELECT COALESCE(MAX(toSeq), 0) FROM logPurges)) AS leftOver,
       (SELECT COUNT(*) FROM log WHERE seq < 1) AS tooLow,
       (SELECT COUNT(*) FROM log WHERE seq > COALESCE((SELECT seq FROM logHead WHERE one = 1), 0)) AS tooHigh`,
  )
  const { baseId, seqText, headHash, tooLow, tooHigh, leftOver, purgedText, purge } = found!
  const headSeq = Number(seqText)
  const headLost = baseId === null || headHash === null || !Number.isSafeInteger(headSeq) || headSeq < 0
  const purgedTo = Number.isSafeInteger(Number(purgedText)) ? Number(purgedText) : 0
  const signed = await reader.all<{ keyId: string; seqText: string }>(
    'SELECT keyId, CAST(seq AS TEXT) AS seqText FROM logCheckpoints',
  )
  return Object.freeze({
    baseId: baseId ?? '',
    headSeq: headLost ? Number.MAX_SAFE_INTEGER : headSeq,
    headHash: headHash ?? '',
    headLost,
    purgedTo,
    purge: purge ?? undefined,
    leftOver,
    beforeHash: purge === null ? firstHash(baseId ?? '') : (lineOf(purge)?.hash ?? ''),
    tooLow: tooLow > 0 ? 0 : undefined,
    tooHigh: tooHigh > 0 && !headLost ? headSeq + 1 : undefined,
    signed: new Map(signed.map(({ keyId, seqText }) => [keyId, Number(seqText)])),
  })
}

/** The last row that was purged, or 0. */
export async function purgedTo(queries: Pick<RowReader, 'get'>): Promise<number> {
  const row = await queries.get<{ toSeq: number | null }>('SELECT MAX(toSeq) AS toSeq FROM logPurges')
  return row?.toSeq ?? 0
}
