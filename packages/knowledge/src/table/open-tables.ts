import { DatabaseSync } from 'node:sqlite'
import { KaiwuError } from '@kaiwu/core'
import { cellKey, hasWords } from './cell-key.ts'
import { tableNamed } from './check-query.ts'
import { compileQuery, compileRows, quoted, rowColumn, tableName } from './compile-query.ts'
import type { TableQuery } from './table-query.ts'
import type { CellValue, Column, TypedTable } from './typed-table.ts'

/** What came of a query. */
export type TableResult = Readonly<{
  sql: string
  parameters: readonly (string | number)[]
  columns: readonly Column[]
  /** At most 10,000. */
  rows: readonly (readonly CellValue[])[]
  /** Rows there are. */
  total: number
  /** Rows of the table that bear the result out, the best first, as positions in its `rows`; at most 10,000. */
  source: readonly number[]
  /** Rows of the table that fulfil the condition. */
  matched: number
}>

/** Tables that can be asked. */
export type OpenTables = Readonly<{
  /** @param query as `checkQuery` gives it @throws TABLE_QUERY_INVALID for a table that is not there */
  run(query: TableQuery): TableResult
  close(): void
}>

const mostRows = 10_000
// Tables asked last stay loaded; a table that nobody holds any more goes with its database.
const mostKept = 4
const kept = new WeakMap<TypedTable, DatabaseSync>()
let lastAsked: WeakRef<TypedTable>[] = []

/**
 * Makes tables ready to be asked: each is loaded into a database in memory when it is first asked, and can only be read from then on.
 * A query reads one table, without joins or recursion, so its work is bounded by the table; at most 10,000 rows come out.
 */
export function openTables(tables: readonly TypedTable[]): OpenTables {
  const loaded = new Map<TypedTable, DatabaseSync>()
  const databaseOf = (table: TypedTable): DatabaseSync => {
    const database = loaded.get(table) ?? load(table)
    loaded.set(table, database)
    return database
  }
  return Object.freeze({
    run(query: TableQuery) {
      const table = tableNamed(query.table, tables)
      if (!table) throw new KaiwuError('TABLE_QUERY_INVALID', { problem: `table ${query.table}` })
      return run(databaseOf(table), table, query)
    },
    close() {
      for (const database of loaded.values()) database.close()
      loaded.clear()
    },
  })
}

/** Tables that can be asked, of which the few asked last in this process stay loaded; there is nothing to close. */
export function keptTables(tables: readonly TypedTable[]): Pick<OpenTables, 'run'> {
  return Object.freeze({
    run(query: TableQuery) {
      const table = tableNamed(query.table, tables)
      if (!table) throw new KaiwuError('TABLE_QUERY_INVALID', { problem: `table ${query.table}` })
      return run(keptDatabase(table), table, query)
    },
  })
}

function keptDatabase(table: TypedTable): DatabaseSync {
  const database = kept.get(table) ?? load(table)
  kept.set(table, database)
  lastAsked = [new WeakRef(table), ...lastAsked.filter((one) => one.deref() !== table && one.deref() !== undefined)]
  for (const dropped of lastAsked.splice(mostKept)) {
    const old = dropped.deref()
    if (!old) continue
    kept.get(old)?.close()
    kept.delete(old)
  }
  return database
}

function load(table: TypedTable): DatabaseSync {
  const database = new DatabaseSync(':memory:')
  const keys = new Map<string, string>()
  const options = { deterministic: true }
  database.function('fold', options, (cell) => (typeof cell === 'string' ? keyOf(cell, keys) : cell))
  database.function('has_words', options, (cell, words) => (typeof cell === 'string' && hasWords(cell, String(words)) ? 1 : 0))
  const types = { text: 'TEXT', number: 'REAL', date: 'TEXT' }
  const columns = table.columns.map(({ name, type }) => `${quoted(name)} ${types[type]}`)
  const name = quoted(tableName(table))
  database.exec(`CREATE TABLE ${name} (${quoted(rowColumn)} INTEGER PRIMARY KEY, ${columns.join(', ')})`)
  const insert = database.prepare(`INSERT INTO ${name} VALUES (?, ${table.columns.map(() => '?').join(', ')})`)
  database.exec('BEGIN')
  for (const [at, row] of table.rows.entries()) insert.run(at, ...row)
  database.exec('COMMIT')
  database.exec('PRAGMA query_only = 1')
  return database
}

/** Cells repeat; folding them is most of the work of a query. */
function keyOf(cell: string, keys: Map<string, string>): string {
  const known = keys.get(cell) ?? cellKey(cell)
  if (keys.size < 50_000) keys.set(cell, known)
  return known
}

function run(database: DatabaseSync, table: TypedTable, query: TableQuery): TableResult {
  const { sql, parameters, columns } = compileQuery(table, query)
  const rows = valuesOf(database, sql, parameters, mostRows)
  const total =
    rows.length < mostRows ? rows.length : Number(valuesOf(database, `SELECT COUNT(*) FROM (${sql})`, parameters, 1)[0]?.[0])
  const matching = compileRows(table, query)
  const matched = Number(
    valuesOf(database, matching.sql.replace(`"${rowColumn}"`, 'COUNT(*)'), matching.parameters, 1)[0]?.[0] ?? 0,
  )
  const numbers = valuesOf(database, matching.sql, matching.parameters, 200_000).map(([row]) => Number(row))
  const source = sourceOf(table, query, { rows, columns }, numbers).slice(0, mostRows)
  return Object.freeze({ sql, parameters, columns, rows, total, source, matched })
}

function valuesOf(database: DatabaseSync, sql: string, parameters: readonly (string | number)[], most: number): CellValue[][] {
  const statement = database.prepare(sql)
  statement.setReturnArrays(true)
  const rows: CellValue[][] = []
  for (const row of statement.iterate(...parameters)) {
    rows.push(row as unknown as CellValue[])
    if (rows.length >= most) break
  }
  return rows
}

/** For each row of the result the first row of the table that is in it; of a minimum or maximum the rows that hold it. */
function sourceOf(
  table: TypedTable,
  query: TableQuery,
  { rows, columns }: Pick<TableResult, 'rows' | 'columns'>,
  numbers: readonly number[],
): readonly number[] {
  const place = new Map(table.columns.map(({ name }, at) => [name, at]))
  const extreme = query.aggregate?.find(({ fn }) => fn === 'min' || fn === 'max')
  const kept = columns.flatMap(({ name }, at) => {
    const own = place.get(name)
    return own === undefined ? [] : [{ own, at }]
  })
  const plain = query.aggregate ? kept.filter(({ at }) => at < (query.groupBy?.length ?? 0)) : kept
  const extremeAt = extreme ? (query.groupBy?.length ?? 0) + query.aggregate!.indexOf(extreme) : -1
  const keyOfRow = (row: readonly CellValue[], own: boolean): string => {
    const cells = plain.map((one) => row[own ? one.own : one.at] ?? null)
    if (extreme) cells.push(row[own ? place.get(extreme.column!)! : extremeAt] ?? null)
    return JSON.stringify(cells)
  }
  if (plain.length === 0 && !extreme) return numbers
  const byKey = new Map<string, number[]>()
  for (const number of numbers) {
    const key = keyOfRow(table.rows[number]!, true)
    const alike = byKey.get(key)
    if (alike) alike.push(number)
    else byKey.set(key, [number])
  }
  const firsts = rows.flatMap((row) => byKey.get(keyOfRow(row, false))?.[0] ?? [])
  const rest = rows.flatMap((row) => byKey.get(keyOfRow(row, false))?.slice(1) ?? [])
  return [...new Set([...firsts, ...rest])]
}
