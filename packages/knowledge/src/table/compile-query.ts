import { cellKey } from './cell-key.ts'
import { isComparison, type Aggregate, type Comparison, type Condition, type TableQuery } from './table-query.ts'
import type { Column, TypedTable } from './typed-table.ts'

/** A query as SQL. Every value is a parameter; every identifier is the table's own. */
export type CompiledQuery = Readonly<{
  sql: string
  parameters: readonly (string | number)[]
  /** What comes out, in order. */
  columns: readonly Column[]
}>

/** The column that numbers the rows of a loaded table, from 0. */
export const rowColumn = '__row'

/**
 * Puts a checked query into SQL (SQLite). Text is compared by `fold(…)` ({@link cellKey}) and by `has_words(…)`, which
 * {@link openTables} provides.
 * @param query as {@link checkQuery} gives it
 * @example
 * compileQuery(table, { table: table.id, aggregate: [{ fn: 'count' }], where: { column: '机型', op: '=', value: 'HX-630' } })
 * // { sql: 'SELECT COUNT(*) AS "count" FROM "维修工单" WHERE fold("机型") = ?', parameters: ['hx630'], … }
 */
export function compileQuery(table: TypedTable, query: TableQuery): CompiledQuery {
  const parameters: (string | number)[] = []
  const writing: Writing = { table, parameters }
  const aggregates = (query.aggregate ?? []).map((aggregate) => writeAggregate(aggregate, writing))
  const plain = query.aggregate ? (query.groupBy ?? []) : (query.select ?? table.columns.map(({ name }) => name))
  const outputs = [...plain.map((name) => ({ sql: quoted(name), column: columnOf(table, name) })), ...aggregates]
  const selected = outputs.map(({ sql, column }) => (sql === quoted(column.name) ? sql : `${sql} AS ${quoted(column.name)}`))
  const ordering = (query.orderBy ?? []).map(({ column, aggregate, direction }) => {
    const key = aggregate === undefined ? quoted(column!) : quoted(aggregates[aggregate]!.column.name)
    return `${key} ${direction === 'ascending' ? 'ASC' : 'DESC'} NULLS LAST`
  })
  const ranked = query.ties === true && query.limit !== undefined && ordering.length > 0
  const hidden = (query.orderBy ?? []).flatMap(({ column }) =>
    column !== undefined && !plain.includes(column) ? [quoted(column)] : [],
  )
  const body = [
    `SELECT ${query.distinct ? 'DISTINCT ' : ''}${[...selected, ...(ranked ? hidden : [])].join(', ')}`,
    `FROM ${quoted(tableName(table))}`,
    ...(query.where ? [`WHERE ${writeCondition(query.where, writing)}`] : []),
    ...(query.aggregate && query.groupBy ? [`GROUP BY ${query.groupBy.map(quoted).join(', ')}`] : []),
    ...havingOf(query, aggregates, parameters),
  ].join(' ')
  const columns = outputs.map(({ column }) => column)
  if (!ranked) {
    const limit = query.limit === undefined ? '' : ` LIMIT ${query.limit}`
    return { sql: `${body}${ordering.length > 0 ? ` ORDER BY ${ordering.join(', ')}` : ''}${limit}`, parameters, columns }
  }
  const names = columns.map(({ name }) => quoted(name)).join(', ')
  const order = ordering.join(', ')
  const rank = `SELECT *, RANK() OVER (ORDER BY ${order}) AS "__rank" FROM (${body})`
  return { sql: `SELECT ${names} FROM (${rank}) WHERE "__rank" <= ${query.limit} ORDER BY ${order}`, parameters, columns }
}

/** The numbers of the rows a query looks at, in the order of the table. */
export function compileRows(table: TypedTable, { where }: Pick<TableQuery, 'where'>): CompiledQuery {
  const parameters: (string | number)[] = []
  const condition = where ? ` WHERE ${writeCondition(where, { table, parameters })}` : ''
  return { sql: `SELECT "${rowColumn}" FROM ${quoted(tableName(table))}${condition}`, parameters, columns: [] }
}

/** The name a table has in the database; SQLite keeps names that begin with `sqlite_` for itself. */
export function tableName({ name }: TypedTable): string {
  const clean = name.replaceAll('\u0000', '').slice(0, 200)
  return clean === '' || /^sqlite_/i.test(clean) ? `table ${clean}` : clean
}

/** An identifier for SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

type Writing = Readonly<{ table: TypedTable; parameters: (string | number)[] }>
type Output = Readonly<{ sql: string; column: Column }>

function columnOf({ columns }: TypedTable, name: string): Column {
  const column = columns.find((one) => one.name === name)
  if (!column) throw new Error(`the query was checked against another table: ${name}`)
  return column
}

function writeAggregate({ fn, column: name, within = [], of }: Aggregate, writing: Writing): Output {
  if (fn === 'share') {
    const condition = writeCondition(of!, writing)
    return {
      sql: `ROUND(100.0 * SUM(CASE WHEN ${condition} THEN 1 ELSE 0 END) / COUNT(*), 2)`,
      column: { name: 'share', type: 'number', unit: '%' },
    }
  }
  if (name === undefined) return { sql: 'COUNT(*)', column: { name: 'count', type: 'number' } }
  const { type, unit } = columnOf(writing.table, name)
  const kept = unit === undefined ? {} : { unit }
  const column = quoted(name)
  if (fn === 'count') return { sql: `COUNT(${column})`, column: { name: `count of ${name}`, type: 'number' } }
  if (fn === 'count-distinct') {
    const keys = [...within, name].map((one) => `fold(${quoted(one)})`)
    // A column within others: 31 is the unit separator, which no cell holds.
    const key =
      type !== 'text' && within.length === 0
        ? column
        : keys.length === 1
          ? keys[0]!
          : `CASE WHEN ${column} IS NOT NULL THEN ${keys.map((one) => `COALESCE(${one}, '')`).join(' || char(31) || ')} END`
    const label = within.length === 0 ? name : [...within, name].join(' / ')
    return { sql: `COUNT(DISTINCT ${key})`, column: { name: `count of different ${label}`, type: 'number' } }
  }
  if (fn === 'sum') return { sql: `SUM(${column})`, column: { name: `sum of ${name}`, type: 'number', ...kept } }
  if (fn === 'average')
    return { sql: `ROUND(AVG(${column}), 6)`, column: { name: `average of ${name}`, type: 'number', ...kept } }
  return { sql: `${fn === 'min' ? 'MIN' : 'MAX'}(${column})`, column: { name: `${fn} of ${name}`, type, ...kept } }
}

function havingOf({ having }: TableQuery, aggregates: readonly Output[], parameters: (string | number)[]): string[] {
  if (!having) return []
  const parts = having.map(({ aggregate, op, value }) => {
    parameters.push(value)
    return `${quoted(aggregates[aggregate]!.column.name)} ${op === '!=' ? '<>' : op} ?`
  })
  return [`HAVING ${parts.join(' AND ')}`]
}

function writeCondition(condition: Condition, writing: Writing): string {
  if (isComparison(condition)) return writeComparison(condition, writing)
  // A comparison with an empty cell is neither true nor false in SQL; here it is false.
  if ('not' in condition) return `NOT COALESCE(${writeCondition(condition.not, writing)}, 0)`
  const [parts, joint] = 'all' in condition ? [condition.all, ' AND '] : [condition.any, ' OR ']
  return `(${parts.map((part) => writeCondition(part, writing)).join(joint)})`
}

function writeComparison({ column: name, op, value, values = [] }: Comparison, { table, parameters }: Writing): string {
  const { type } = columnOf(table, name)
  const column = quoted(name)
  if (op === 'empty') return `${column} IS NULL`
  if (op === 'not-empty') return `${column} IS NOT NULL`
  const take = (one: string | number): string => {
    parameters.push(type === 'text' ? cellKey(String(one)) : one)
    return '?'
  }
  // A day is compared with days, a month with months.
  const side = (one: string | number): string =>
    type === 'text'
      ? `fold(${column})`
      : type === 'date' && String(one).length <= 10
        ? `substr(${column}, 1, ${String(one).length})`
        : column
  if (op === 'in') {
    if (type === 'date') return `(${values.map((one) => `${side(one)} = ${take(one)}`).join(' OR ')})`
    return `${side('')} IN (${values.map(take).join(', ')})`
  }
  if (op === 'between') return `(${side(values[0]!)} >= ${take(values[0]!)} AND ${side(values[1]!)} <= ${take(values[1]!)})`
  if (op === 'contains') return `instr(fold(${column}), ${take(value!)}) > 0`
  if (op === 'words') {
    parameters.push(String(value))
    return `has_words(${column}, ?)`
  }
  if (op === '!=') return `(${column} IS NULL OR ${side(value!)} <> ${take(value!)})`
  return `${side(value!)} ${op} ${take(value!)}`
}
