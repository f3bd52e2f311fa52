import { KaiwuError } from '@kaiwu/core'
import { fold } from '../text/fold.ts'
import { readNumberCell } from './column-type.ts'
import { readDateCell } from './date-cell.ts'
import type { Aggregate, Comparison, Condition, TableQuery } from './table-query.ts'
import type { Column, TypedTable } from './typed-table.ts'

const operators = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'words', 'in', 'empty', 'not-empty', 'between'] as const
const orders = ['=', '!=', '<', '<=', '>', '>='] as const
const functions = ['count', 'count-distinct', 'sum', 'average', 'min', 'max', 'share'] as const
const [mostConditions, mostValues, deepest, longestValue, mostRows] = [50, 500, 4, 500, 10_000]

/**
 * Checks a query strictly against the tables it may ask: only known keys, known columns (by name, whatever their case and width),
 * operators and values that suit the column's type. Values written as text are brought into the column's type.
 * @returns the query with the table's id and the columns' own names
 * @throws TABLE_QUERY_INVALID naming every mistake
 */
export function checkQuery(value: unknown, tables: readonly TypedTable[]): TableQuery {
  const mistakes: string[] = []
  const query = new Checking(mistakes).query(value, tables)
  if (query === undefined || mistakes.length > 0)
    throw new KaiwuError('TABLE_QUERY_INVALID', { problem: mistakes.slice(0, 10).join('; ') })
  return query
}

/** The table of an id, of a name, or of a name apart from case and width; nothing when there is none or more than one. */
export function tableNamed(name: string, tables: readonly TypedTable[]): TypedTable | undefined {
  const exact = tables.find(({ id }) => id === name)
  const alike = tables.filter((table) => fold(table.name).text === fold(name).text)
  return exact ?? (alike.length === 1 ? alike[0] : undefined)
}

type Fields = Readonly<Record<string, unknown>>

class Checking {
  readonly #mistakes: string[]
  #columns: readonly Column[] = []
  #conditions = 0

  constructor(mistakes: string[]) {
    this.#mistakes = mistakes
  }

  query(value: unknown, tables: readonly TypedTable[]): TableQuery | undefined {
    const keys = ['table', 'select', 'where', 'groupBy', 'aggregate', 'having', 'orderBy', 'limit', 'ties', 'distinct']
    const fields = this.#fields(value, 'query', keys)
    if (!fields) return undefined
    const table = typeof fields['table'] === 'string' ? tableNamed(fields['table'], tables) : undefined
    if (!table) return this.#wrong(`table: name one of ${tables.map(({ id, name }) => `${id} (${name})`).join(', ')}`)
    this.#columns = table.columns
    const aggregate = this.#list(fields['aggregate'], 'aggregate', (one, at) => this.#aggregate(one, at))
    const groupBy = this.#list(fields['groupBy'], 'groupBy', (one, at) => this.#column(one, at)?.name)
    const select = this.#list(fields['select'], 'select', (one, at) => this.#column(one, at)?.name)
    if (groupBy && !aggregate) this.#wrong('groupBy needs aggregate; to list different values use distinct')
    if (aggregate && select?.some((name) => groupBy?.includes(name) !== true))
      this.#wrong('select: only columns of groupBy can stand beside aggregate')
    const where = fields['where'] === undefined ? undefined : this.#condition(fields['where'], 'where', 0)
    const having = this.#list(fields['having'], 'having', (one, at) => this.#having(one, at, aggregate?.length ?? 0))
    const orderBy = this.#list(fields['orderBy'], 'orderBy', (one, at) => this.#order(one, at, aggregate?.length ?? 0, groupBy))
    const limit = this.#limit(fields['limit'])
    if (fields['ties'] === true && (limit === undefined || !orderBy)) this.#wrong('ties needs limit and orderBy')
    return {
      table: table.id,
      ...(select ? { select } : {}),
      ...(where ? { where } : {}),
      ...(groupBy ? { groupBy } : {}),
      ...(aggregate ? { aggregate } : {}),
      ...(having ? { having } : {}),
      ...(orderBy ? { orderBy } : {}),
      ...(limit === undefined ? {} : { limit }),
      ...(this.#flag(fields, 'ties') ? { ties: true } : {}),
      ...(this.#flag(fields, 'distinct') ? { distinct: true } : {}),
    }
  }

  #condition(value: unknown, place: string, depth: number): Condition | undefined {
    if (depth > deepest) return this.#wrong(`${place}: nested deeper than ${deepest} levels`)
    if (++this.#conditions > mostConditions) return this.#wrong(`${place}: more than ${mostConditions} conditions`)
    const fields = this.#fields(value, place, ['all', 'any', 'not', 'column', 'op', 'value', 'values'])
    if (!fields) return undefined
    const forms = ['all', 'any', 'not', 'column'].filter((form) => form in fields)
    if (forms.length !== 1) return this.#wrong(`${place}: give one of column, all, any, not`)
    const [form] = forms
    if (form === 'column') return this.#comparison(fields, place)
    const extra = Object.keys(fields).filter((key) => key !== form)
    if (extra.length > 0) this.#wrong(`${place}: ${extra.join(', ')} cannot stand beside ${form}`)
    if (form === 'not') {
      const inner = this.#condition(fields['not'], `${place}.not`, depth + 1)
      return inner && { not: inner }
    }
    const parts = this.#list(fields[form!], `${place}.${form}`, (one, at) => this.#condition(one, at, depth + 1))
    return parts && (form === 'all' ? { all: parts } : { any: parts })
  }

  #comparison(fields: Fields, place: string): Comparison | undefined {
    const column = this.#column(fields['column'], `${place}.column`)
    const op = operators.find((one) => one === fields['op'])
    if (!op) return this.#wrong(`${place}.op: use one of ${operators.join(' ')}`)
    if (!column) return undefined
    if (['contains', 'words'].includes(op) && column.type !== 'text')
      return this.#wrong(`${place}: ${op} is for text; ${column.name} holds a ${column.type}`)
    const name = column.name
    if (op === 'empty' || op === 'not-empty') return this.#without(fields, ['value', 'values'], place, { column: name, op })
    if (op === 'in' || op === 'between') {
      const values = this.#list(fields['values'], `${place}.values`, (one, at) => this.#value(one, column, at))
      if (!values) return this.#wrong(`${place}: ${op} needs values`)
      if (op === 'between' && values.length !== 2) return this.#wrong(`${place}.values: between needs two`)
      return this.#without(fields, ['value'], place, { column: name, op, values })
    }
    const held = this.#value(fields['value'], column, `${place}.value`)
    return held === undefined ? undefined : this.#without(fields, ['values'], place, { column: name, op, value: held })
  }

  #without(fields: Fields, keys: readonly string[], place: string, comparison: Comparison): Comparison {
    for (const key of keys) if (fields[key] !== undefined) this.#wrong(`${place}: ${key} cannot stand beside ${comparison.op}`)
    return comparison
  }

  #value(value: unknown, { name, type }: Column, place: string): string | number | undefined {
    if (typeof value !== 'string' && (typeof value !== 'number' || !Number.isFinite(value)))
      return this.#wrong(`${place}: a text or a number is missing`)
    if (String(value).length > longestValue) return this.#wrong(`${place}: longer than ${longestValue} characters`)
    if (type === 'text') return String(value)
    if (type === 'number') {
      const number = typeof value === 'number' ? value : readNumberCell(value)?.value
      return number ?? this.#wrong(`${place}: ${name} holds numbers`)
    }
    const text = fold(String(value)).text.trim()
    const day = /^\d{4}(?:-\d\d){0,1}$/.test(text) ? text : readDateCell(text, { head: 'date', order: 'day-first' })
    return day ?? this.#wrong(`${place}: ${name} holds dates; write YYYY-MM-DD, YYYY-MM or YYYY`)
  }

  #aggregate(value: unknown, place: string): Aggregate | undefined {
    const fields = this.#fields(value, place, ['fn', 'column', 'within', 'of'])
    const fn = functions.find((one) => one === fields?.['fn'])
    if (!fields || !fn) return this.#wrong(`${place}.fn: use one of ${functions.join(' ')}`)
    if (fn === 'share') {
      const of =
        fields['of'] === undefined ? this.#wrong(`${place}: share needs of`) : this.#condition(fields['of'], `${place}.of`, 0)
      if (fields['column'] !== undefined) this.#wrong(`${place}: share takes no column`)
      return of && { fn, of }
    }
    if (fields['of'] !== undefined) this.#wrong(`${place}: of is for share alone`)
    if (fn === 'count' && fields['column'] === undefined) return { fn }
    const column = this.#column(fields['column'], `${place}.column`)
    if (!column) return undefined
    if ((fn === 'sum' || fn === 'average') && column.type !== 'number')
      return this.#wrong(`${place}: ${fn} needs numbers; ${column.name} holds ${column.type}`)
    if ((fn === 'min' || fn === 'max') && column.type === 'text')
      return this.#wrong(`${place}: ${fn} needs numbers or dates; ${column.name} holds text`)
    const within = this.#list(fields['within'], `${place}.within`, (one, at) => this.#column(one, at)?.name)
    if (within && fn !== 'count-distinct') this.#wrong(`${place}: within is for count-distinct alone`)
    return { fn, column: column.name, ...(within ? { within } : {}) }
  }

  #having(value: unknown, place: string, aggregates: number): NonNullable<TableQuery['having']>[number] | undefined {
    const fields = this.#fields(value, place, ['aggregate', 'op', 'value'])
    const op = orders.find((one) => one === fields?.['op'])
    if (!fields || !op) return this.#wrong(`${place}.op: use one of ${orders.join(' ')}`)
    const aggregate = this.#index(fields['aggregate'], aggregates, place)
    const held = fields['value']
    if (typeof held !== 'number' || !Number.isFinite(held)) return this.#wrong(`${place}.value: a number is missing`)
    return aggregate === undefined ? undefined : { aggregate, op, value: held }
  }

  #order(
    value: unknown,
    place: string,
    aggregates: number,
    groupBy: readonly string[] | undefined,
  ): NonNullable<TableQuery['orderBy']>[number] | undefined {
    const fields = this.#fields(value, place, ['column', 'aggregate', 'direction'])
    const direction = (['ascending', 'descending'] as const).find((one) => one === fields?.['direction'])
    if (!fields || !direction) return this.#wrong(`${place}.direction: ascending or descending`)
    if ((fields['column'] === undefined) === (fields['aggregate'] === undefined))
      return this.#wrong(`${place}: give column or aggregate`)
    if (fields['column'] === undefined) {
      const aggregate = this.#index(fields['aggregate'], aggregates, place)
      return aggregate === undefined ? undefined : { aggregate, direction }
    }
    const column = this.#column(fields['column'], `${place}.column`)
    if (column && aggregates > 0 && groupBy?.includes(column.name) !== true)
      return this.#wrong(`${place}: order groups by a column of groupBy or by an aggregate`)
    return column && { column: column.name, direction }
  }

  #index(value: unknown, count: number, place: string): number | undefined {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count) return value
    return this.#wrong(`${place}.aggregate: a position in aggregate, from 0, below ${count}`)
  }

  #limit(value: unknown): number | undefined {
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostRows) return value
    return this.#wrong(`limit: a whole number from 1 to ${mostRows}`)
  }

  #column(value: unknown, place: string): Column | undefined {
    const column = typeof value === 'string' ? columnNamed(value, this.#columns) : undefined
    return (
      column ??
      this.#wrong(
        `${place}: no column ${JSON.stringify(value)?.slice(0, 60)}; there is ${this.#columns.map(({ name }) => name).join(', ')}`,
      )
    )
  }

  #list<T>(value: unknown, place: string, read: (one: unknown, place: string) => T | undefined): readonly T[] | undefined {
    if (value === undefined) return undefined
    if (!Array.isArray(value) || value.length === 0 || value.length > mostValues)
      return this.#wrong(`${place}: a list of 1 to ${mostValues}`)
    const read_ = value.map((one: unknown, at) => read(one, `${place}.${at}`))
    return read_.every((one) => one !== undefined) ? read_ : undefined
  }

  #flag(fields: Fields, key: string): boolean {
    const value = fields[key]
    if (value !== undefined && typeof value !== 'boolean') this.#wrong(`${key}: true or false`)
    return value === true
  }

  #fields(value: unknown, place: string, known: readonly string[]): Fields | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return this.#wrong(`${place}: an object is missing`)
    for (const key of Object.keys(value))
      if (!known.includes(key)) this.#wrong(`${place}: unknown key ${key.slice(0, 40)}; there is ${known.join(', ')}`)
    return value as Fields
  }

  #wrong(mistake: string): undefined {
    this.#mistakes.push(mistake)
    return undefined
  }
}

function columnNamed(name: string, columns: readonly Column[]): Column | undefined {
  const exact = columns.find((column) => column.name === name)
  const alike = columns.filter((column) => fold(column.name).text.trim() === fold(name).text.trim())
  return exact ?? (alike.length === 1 ? alike[0] : undefined)
}
