import { hash } from 'node:crypto'
import { KaiwuError } from '@kaiwu/core'
import { canonicalJson, type JsonObject } from './canonical-json.ts'

/** Who does something: a person, Kaiwu itself, a model that proposes, or a program with an API key. */
export type LogActorKind = 'person' | 'system' | 'model' | 'key'

/** What is to be written down of one event. */
export type LogEntry = Readonly<{
  /** Milliseconds since 1970. */
  atMs: number
  actorKind: LogActorKind
  /** Empty where nobody knows, as for a refused sign-in. */
  actorId: string
  /** As of then. */
  actorName?: string | undefined
  actorRole?: string | undefined
  /** A word such as `case.act`, `people.sign-in`, `log.export`. */
  action: string
  /** A word such as `case`, `person`, `key`. */
  objectKind: string
  objectId: string
  caseId?: string | undefined
  /** Default `done`. */
  result?: 'done' | 'refused' | undefined
  requestId?: string | undefined
  ip?: string | undefined
  /** Model, tokens, cost, hashes of contents, from and to: whatever the event has, without secrets. Default `{}`. */
  detail?: JsonObject | undefined
}>

/** Who asked for something, as an entry has it. */
export type LogActor = Pick<LogEntry, 'actorKind' | 'actorId' | 'actorName' | 'actorRole' | 'requestId' | 'ip'>

/** A row of the log. The hash covers all other columns that hold something, `prevHash` among them. */
export type LogRow = Readonly<{
  /** From 1, without a gap. */
  seq: number
  atMs: number
  actorKind: LogActorKind
  actorId: string
  actorName: string | null
  actorRole: string | null
  action: string
  objectKind: string
  objectId: string
  caseId: string | null
  result: 'done' | 'refused'
  requestId: string | null
  ip: string | null
  detail: JsonObject
  /** The hash of the row before; of the base's own beginning for the first. SHA-256 in hexadecimal. */
  prevHash: string
  hash: string
}>

/** A row as it lies in the database: its detail is canonical JSON. */
export type StoredRow = Omit<LogRow, 'detail'> & Readonly<{ detail: string }>

/** The columns of a row, in the order of the table. */
export const logColumns = Object.freeze([
  'seq',
  'atMs',
  'actorKind',
  'actorId',
  'actorName',
  'actorRole',
  'action',
  'objectKind',
  'objectId',
  'caseId',
  'result',
  'requestId',
  'ip',
  'detail',
  'prevHash',
  'hash',
] as const satisfies readonly (keyof StoredRow)[])

/**
 * The hash a row must have: SHA-256 over the canonical JSON of its columns, without those that are null, so that a column added in
 * years to come leaves the hashes of today as they are. The detail is taken as it is stored, and must be canonical.
 * @example
 * rowHash({ ...row, detail: canonicalJson(row.detail) }) === row.hash
 */
export function rowHash(row: Omit<StoredRow, 'hash'>): string {
  let text = ''
  for (const column of coveredColumns) {
    const value = row[column]
    if (value === null) continue
    text += `${text === '' ? '{' : ','}"${column}":${column === 'detail' ? value : JSON.stringify(value)}`
  }
  return hash('sha256', `${text}}`)
}

// In the order of canonical JSON.
const coveredColumns = logColumns.filter((column) => column !== 'hash').sort()

/** What the first row of a base has for the hash of the row before: no row of another base follows it. */
export function firstHash(baseId: string): string {
  return hash('sha256', canonicalJson({ baseId, kind: 'kaiwu-log' }))
}

/** A row as it is handed out. @throws LOG_DAMAGED for one whose detail somebody has made unreadable */
export function rowOf(stored: StoredRow): LogRow {
  const row: Record<string, unknown> = {}
  for (const column of logColumns) row[column] = stored[column]
  try {
    row['detail'] = frozen(JSON.parse(stored.detail))
  } catch (error) {
    throw new KaiwuError('LOG_DAMAGED', { reason: `seq ${stored.seq}: detail` }, { cause: error })
  }
  return Object.freeze(row) as LogRow
}

function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  for (const one of Object.values(value)) frozen(one)
  return Object.freeze(value)
}

/**
 * A text as a column takes it, on every database the same: PostgreSQL has no U+0000 and UTF-8 no lone surrogates, and a name of ten
 * megabytes must not keep its refusal from being recorded: it is cut, and its hash tells it from others.
 */
export function columnText(text: string): string {
  const clean = text.replace(unstorable, '\uFFFD')
  if (clean.length <= longest) return clean
  return `${clean.slice(0, longest - 56).replace(/[\uD800-\uDBFF]$/, '')}…${hash('sha256', clean).slice(0, 16)}`
}

const longest = 256
const unstorable = /\0|\p{Surrogate}/gu
