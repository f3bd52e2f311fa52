import type { StoreValue } from '../connection.ts'

/**
 * A value as PostgreSQL takes it. PostgreSQL stores no U+0000 in a text: the replacement character U+FFFD stands in its place,
 * so that lengths and places in the text stay as they were. This is the only place where a value is changed.
 */
export function toPostgres(value: StoreValue): string | number | null | Buffer {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return value
}

/**
 * How columns come back: numbers of every kind as numbers, truth as 1 and 0 as SQLite has it, bytes as `Uint8Array`, and everything
 * else (times, JSON, vectors, arrays) as PostgreSQL's text.
 */
export const postgresTypes = Object.freeze({
  getTypeParser: (oid: number): ((value: string) => unknown) => parsers.get(oid) ?? asText,
})

const asText = (value: string): string => value
const asNumber = (value: string): number => {
  const number = Number(value)
  if (/^-?\d+$/.test(value) && !Number.isSafeInteger(number)) {
    throw new RangeError(`${value} is too large to be read as a number without losing digits`)
  }
  return number
}
const asBytes = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value.slice(2), 'hex'))
const asTruth = (value: string): number => (value === 't' ? 1 : 0)

// The numbers of pg_type: bool, bytea, int8, int2, int4, oid, float4, float8, numeric.
const parsers: ReadonlyMap<number, (value: string) => unknown> = new Map<number, (value: string) => unknown>([
  [16, asTruth],
  [17, asBytes],
  ...[20, 21, 23, 26, 700, 701, 1700].map((oid): [number, (value: string) => unknown] => [oid, asNumber]),
])
