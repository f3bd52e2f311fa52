/** How the rules that match make one decision; the letters are those of DMN. */
export const hitPolicies = {
  unique: ['U', '唯一'],
  any: ['A', '任一'],
  priority: ['P', '优先'],
  first: ['F', '首个'],
  'rule order': ['R', '规则顺序'],
  'output order': ['O', '输出顺序'],
  collect: ['C', '收集'],
  'collect sum': ['C+', '收集求和', '求和'],
  'collect min': ['C<', '收集最小', '最小'],
  'collect max': ['C>', '收集最大', '最大'],
  'collect count': ['C#', '收集计数', '计数'],
} as const satisfies Record<string, readonly string[]>

/** The name of a hit policy. */
export type HitPolicy = keyof typeof hitPolicies

/** What the cells of a column are. A column without type holds strict FEEL. */
export type ColumnType = 'text' | 'number' | 'date' | 'yes-no'

/** Words for the types, in heads. */
export const columnTypeWords: ReadonlyMap<string, ColumnType> = new Map([
  ['text', 'text'],
  ['文字', 'text'],
  ['number', 'number'],
  ['数字', 'number'],
  ['date', 'date'],
  ['日期', 'date'],
  ['yes-no', 'yes-no'],
  ['是否', 'yes-no'],
])

/** A column of a decision table; `head` is the cell as written. */
export type TableColumn = Readonly<
  | { kind: 'input'; head: string; expression: string; type?: ColumnType }
  | { kind: 'output'; head: string; name: string; type?: ColumnType; optional: boolean }
  | { kind: 'note'; head: string }
>

/** One row: its id, and the cells as written, one for each column. */
export type TableRule = Readonly<{ id: string; cells: readonly string[] }>

/** Line and column, from 1, at which a cell begins in the file. */
export type CellPlace = Readonly<{ line: number; column: number }>

/**
 * A decision table as plain data: it can be stored as JSON with the case that began with it, and decides the same then.
 * `places` says where the cells stood, the id's or head's first; it has no bearing on what the table means.
 */
export type DecisionTable = Readonly<{
  file: string
  policy: HitPolicy
  /** The first cell as written. */
  head: string
  columns: readonly TableColumn[]
  /** The row of allowed values, if there is one. */
  values?: Readonly<{ head: string; cells: readonly string[] }>
  rules: readonly TableRule[]
  places: Readonly<{ head: readonly CellPlace[]; values: readonly CellPlace[]; rules: readonly (readonly CellPlace[])[] }>
}>
