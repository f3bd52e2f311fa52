import { createHash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { contentHash } from '@kaiwu/core'
import type { Connection, Queries, StoreValue } from '@kaiwu/store'

/** What stands in the header of an exported file: `KWKB`. */
export const exportApplicationId = 0x4b_57_4b_42

/** Raised when a file of an earlier version cannot be read as one of today. */
export const exportFormat = 2

/** The table that says what an exported file is. */
export const exportTable =
  'CREATE TABLE export (format INTEGER NOT NULL, at INTEGER NOT NULL, product TEXT NOT NULL, sha256 TEXT NOT NULL) STRICT'

/**
 * The tables whose rows are handed on, with their keys, each behind those it refers to. Vectors are made again; gaps are people's
 * questions and stay here.
 */
const tables: Readonly<Record<string, readonly string[]>> = {
  documents: ['id'],
  revisions: ['document_id', 'revision'],
  figures: ['document_id', 'revision', 'ordinal'],
  originals: ['sha256'],
  corrections: ['document_id', 'sha256'],
  access: ['document_id'],
  releases: ['number'],
  release_documents: ['release', 'document_id'],
}

// Copying yields to other work this often.
const sliceMs = 20

/** Copies the rows that are handed on into a new file. Rows may be large: they are read one at a time. */
export async function copyRows(from: Queries, file: Connection): Promise<void> {
  let since = performance.now()
  for (const [table, keys] of Object.entries(tables)) {
    const columns = file.all<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`).map(({ name }) => `"${name}"`)
    const names = columns.join(', ')
    const one = `SELECT ${names} FROM ${table} WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`
    const into = `INSERT INTO ${table} (${names}) VALUES (${columns.map(() => '?').join(', ')})`
    for (const key of await from.all<Record<string, StoreValue>>(`SELECT ${keys.join(', ')} FROM ${table}`)) {
      const row = await from.get<Record<string, StoreValue>>(one, ...keys.map((name) => key[name] ?? null))
      file.run(into, ...Object.values(row!))
      if (performance.now() - since < sliceMs) continue
      await nextTurn()
      since = performance.now()
    }
  }
}

/** A file's rows as a database gives them. */
export function queriesOf(file: Connection): Queries {
  return Object.freeze({
    all: async <Row>(sql: string, ...values: StoreValue[]) => file.all<Row>(sql, ...values),
    get: async <Row>(sql: string, ...values: StoreValue[]) => file.get<Row>(sql, ...values),
    run: async (sql: string, ...values: StoreValue[]) => file.run(sql, ...values),
  })
}

/** The SHA-256 of all rows in the order of their keys, files by their own: the same for the same knowledge. */
export function contentDigest(file: Connection): string {
  const hash = createHash('sha256')
  for (const [table, keys] of Object.entries(tables)) {
    hash.update(`${table}\n`)
    const order = keys.join(', ')
    const one = `SELECT * FROM ${table} WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`
    // Rows may be large: they are read one at a time.
    for (const key of file.all<Record<string, StoreValue>>(`SELECT ${order} FROM ${table} ORDER BY ${order}`)) {
      const row = file.get<Record<string, StoreValue>>(one, ...keys.map((name) => key[name] ?? null))
      hash.update(`${JSON.stringify(row, withoutBytes)}\n`)
    }
  }
  return hash.digest('hex')
}

function withoutBytes(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? contentHash(value) : value
}
