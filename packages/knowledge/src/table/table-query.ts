/** A cell compared with a value. `words`: all words of the value stand in the cell, in any order and form (leaks, leaking). */
export type Comparison = Readonly<{
  column: string
  op: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'words' | 'in' | 'empty' | 'not-empty' | 'between'
  /** Of every operator but `in`, `between`, `empty` and `not-empty`. */
  value?: string | number
  /** Of `in`; of `between` the lowest and the highest. */
  values?: readonly (string | number)[]
}>

/** Which rows: a comparison, all or any of some, or none of one. */
export type Condition =
  | Comparison
  | Readonly<{ all: readonly Condition[] }>
  | Readonly<{ any: readonly Condition[] }>
  | Readonly<{ not: Condition }>

/** What is computed of the rows, or of each group of them. */
export type Aggregate = Readonly<{
  /** `count` without a column: rows; with one: its filled cells. `share`: for how many per cent of the rows `of` holds. */
  fn: 'count' | 'count-distinct' | 'sum' | 'average' | 'min' | 'max' | 'share'
  column?: string
  /** Of `count-distinct`: columns to the left that tell values of the same name apart. */
  within?: readonly string[]
  of?: Condition
}>

/** A question to one table; everything it may say of a column is the column's name. */
export type TableQuery = Readonly<{
  /** Id or name of the table. */
  table: string
  /** Default: every column, or those of `groupBy`. */
  select?: readonly string[]
  where?: Condition
  groupBy?: readonly string[]
  aggregate?: readonly Aggregate[]
  /** Compares what was computed; `aggregate` counts from 0. */
  having?: readonly Readonly<{ aggregate: number; op: '=' | '!=' | '<' | '<=' | '>' | '>='; value: number }>[]
  orderBy?: readonly Readonly<{ column?: string; aggregate?: number; direction: 'ascending' | 'descending' }>[]
  limit?: number
  /** Rows that are equal to the last one within `limit` in the order asked for come out too. */
  ties?: boolean
  distinct?: boolean
}>

/** Whether a condition is one comparison. */
export function isComparison(condition: Condition): condition is Comparison {
  return 'column' in condition
}

/** All comparisons of a condition. */
export function comparisonsOf(condition: Condition | undefined): readonly Comparison[] {
  if (condition === undefined) return []
  if (isComparison(condition)) return [condition]
  if ('not' in condition) return comparisonsOf(condition.not)
  return ('all' in condition ? condition.all : condition.any).flatMap(comparisonsOf)
}
