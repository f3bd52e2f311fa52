import type { Problem } from '@kaiwu/core'
import { nearest } from './nearest.ts'
import { unquoted } from './cell-literal.ts'
import { cellProblem, compileTable } from './compile-table.ts'
import type { CellPlace, DecisionTable, HitPolicy, TableColumn, TableRule } from './decision-table.ts'
import { excelHarm } from './excel-harm.ts'
import { excelSafe } from './excel-safe.ts'
import { readGrid, type Grid } from './read-grid.ts'
import { readColumnHead, readHitPolicy, shorten, type CellFault } from './table-head.ts'

/** A table, or everything that is wrong with it. */
export type ParsedDecisionTable = Readonly<
  { table: DecisionTable; problems: readonly [] } | { table?: undefined; problems: readonly Problem[] }
>

type Row = Grid['rows'][number]
type Report = (place: CellPlace | undefined, fault: CellFault) => void

const MOST_RULES = 20_000
const MOST_COLUMNS = 200
const MOST_PROBLEMS = 500

/**
 * Reads a DMN decision table in CSV (commas, tabs or semicolons; either line end), as Excel saves it. Head: the hit policy,
 * then `when <FEEL>`, `then <name>` or `note`, each with a type after a colon (`: number`); `values`/`取值` in the first
 * cell of the second row lists what is allowed; below, a row for each rule, its id first.
 * @example
 * parseDecisionTable('首个,条件 停机分钟：数字,结果 等级：文字\nA1,>= 240,A\nC1,-,C\n', 'level.csv').table?.rules.length // 2
 */
export function parseDecisionTable(text: string, file: string): ParsedDecisionTable {
  const problems: Problem[] = []
  const report: Report = (place, fault) => void problems.push(cellProblem(file, place, fault))
  const grid = readGrid(text)
  if (grid.unclosedLine !== undefined) {
    const fault = { message: ['引号没有结束', 'a quotation mark is never closed'], remedy: ['补上右引号', 'close it'] } as const
    report({ line: grid.unclosedLine, column: 1 }, fault)
  }
  const table = readTable(grid, file, report)
  if (!table) return { problems: Object.freeze(problems) }
  checkPolicy(table, report)
  problems.push(...compileTable(table).problems)
  problems.sort((a, b) => a.line - b.line || a.column - b.column)
  return problems.length > 0
    ? { problems: Object.freeze(firstOf(problems)) }
    : { table, problems: Object.freeze([]) as readonly [] }
}

/** The first mistakes of a file, and how many more there are: one in a head can spoil each row. */
function firstOf(problems: readonly Problem[]): Problem[] {
  const next = problems[MOST_PROBLEMS]
  if (!next) return [...problems]
  const more = problems.length - MOST_PROBLEMS
  const message = [`还有 ${more} 处错误`, `${more} more mistakes`] as const
  const rest = cellProblem(next.file, next, { message, remedy: ['先改前面的', 'mend those above first'] })
  return [...problems.slice(0, MOST_PROBLEMS), rest]
}

function readTable(grid: Grid, file: string, report: Report): DecisionTable | undefined {
  const [head, ...others] = grid.rows
  if (!head) {
    report(undefined, {
      message: ['表是空的', 'the table is empty'],
      remedy: ['第一行写命中策略和列名', 'write a hit policy and heads'],
    })
    return undefined
  }
  const read = readHitPolicy(head.cells[0] ?? '')
  if ('fault' in read) report(head.places[0], read.fault)
  const policy: HitPolicy = 'policy' in read ? read.policy : 'unique'
  const columns = readColumns(head, report)
  const second = others[0]?.cells[0] ?? ''
  const hasValues = /^(?:values|取值)$/iu.test(second)
  if (!hasValues && nearest(second, ['values', '取值']) === 'values') {
    const remedy = ['若要列出取值，写 values 或 取值', 'to list the allowed values write values'] as const
    report(others[0]!.places[0], {
      message: [`“${shorten(second)}”是规则编号吗？`, `is "${shorten(second)}" the id of a rule?`],
      remedy,
    })
  }
  const ruleRows = hasValues ? others.slice(1) : others
  checkSize(head, columns, ruleRows, report)
  const width = columns.length
  const valuesRow = hasValues ? others[0] : undefined
  const rules = readRules(ruleRows.slice(0, MOST_RULES), columns, report)
  if (valuesRow) checkWidth(valuesRow, width, report)
  const values = valuesRow ? { values: Object.freeze({ head: valuesRow.cells[0]!, cells: cellsOf(valuesRow, columns) }) } : {}
  return Object.freeze({
    file,
    policy,
    head: head.cells[0] ?? '',
    columns: Object.freeze(columns.map((column) => Object.freeze(column))),
    ...values,
    rules: Object.freeze(rules),
    places: Object.freeze({
      head: head.places,
      values: valuesRow?.places ?? [],
      rules: Object.freeze(ruleRows.map((row) => row.places)),
    }),
  })
}

function readColumns(head: Row, report: Report): TableColumn[] {
  const columns: TableColumn[] = []
  const names = new Set<string>()
  for (let index = 1; index < Math.min(head.cells.length, MOST_COLUMNS + 1); index++) {
    const read = readColumnHead(head.cells[index]!)
    const column: TableColumn = 'column' in read ? read.column : { kind: 'note', head: head.cells[index]! }
    if ('fault' in read) report(head.places[index], read.fault)
    if (column.kind === 'output' && names.has(column.name)) {
      const message = [`结果“${column.name}”有两列`, `two columns give "${column.name}"`] as const
      report(head.places[index], { message, remedy: ['改一个名称', 'rename one of them'] })
    }
    if (column.kind === 'output') names.add(column.name)
    columns.push(column)
  }
  return columns
}

function checkSize(head: Row, columns: readonly TableColumn[], rules: readonly Row[], report: Report): void {
  const place = head.places[0]
  if (head.cells.length > MOST_COLUMNS + 1 || rules.length > MOST_RULES) {
    const message = [
      `超过 ${MOST_COLUMNS} 列或 ${MOST_RULES} 行`,
      `more than ${MOST_COLUMNS} columns or ${MOST_RULES} rules`,
    ] as const
    report(place, { message, remedy: ['拆成几张表', 'split the table'] })
  }
  // A head that is not understood may be the one that is looked for here.
  const understood = columns.every((column) => column.kind !== 'note' || 'column' in readColumnHead(column.head))
  if (understood && !columns.some(({ kind }) => kind === 'input')) {
    report(place, {
      message: ['没有条件列', 'no column is a condition'],
      remedy: ['加一列“条件 字段”', 'add a column "when field"'],
    })
  }
  if (understood && !columns.some(({ kind }) => kind === 'output')) {
    report(place, { message: ['没有结果列', 'no column is a result'], remedy: ['加一列“结果 名称”', 'add a column "then name"'] })
  }
  if (rules.length === 0)
    report(place, { message: ['没有规则', 'there is no rule'], remedy: ['每行写一条规则', 'write a rule in each row'] })
}

function readRules(rows: readonly Row[], columns: readonly TableColumn[], report: Report): TableRule[] {
  const lines = new Map<string, number>()
  return rows.map((row) => {
    const written = row.cells[0] ?? ''
    const id = unquoted(written) ?? written
    const place = row.places[0]
    const harm = unquoted(written) === undefined ? excelHarm(id, undefined) : undefined
    const before = lines.get(id)
    if (id === '') {
      report(place, {
        message: ['这条规则没有编号', 'this rule has no id'],
        remedy: ['第一格写编号，如 R1', 'write one into the first cell, such as R1'],
      })
    } else if (harm) report(place, harm)
    else if (before !== undefined) {
      const message = [`编号“${shorten(id)}”第 ${before} 行已用`, `line ${before} has the id "${shorten(id)}" already`] as const
      report(place, { message, remedy: ['换一个编号', 'use another id'] })
    }
    if (before === undefined) lines.set(id, place?.line ?? 1)
    checkWidth(row, columns.length, report)
    return Object.freeze({ id, cells: cellsOf(row, columns) })
  })
}

function cellsOf(row: Row, columns: readonly TableColumn[]): readonly string[] {
  return Object.freeze(
    columns.map((column, index) => {
      const cell = row.cells[index + 1] ?? ''
      return excelSafe(cell, column) ?? cell
    }),
  )
}

function checkWidth(row: Row, width: number, report: Report): void {
  if (row.cells.length <= width + 1) return
  const message = ['这一格在列名之外', 'this cell has no head above it'] as const
  report(row.places[width + 1], {
    message,
    remedy: ['含逗号的格要加引号；或补上列名', 'put cells with commas in quotes, or add the head'],
  })
}

function checkPolicy(table: DecisionTable, report: Report): void {
  const place = table.places.head[0]
  const outputs = table.columns.flatMap((column, index) => (column.kind === 'output' ? [{ column, index }] : []))
  const aggregates = ['collect sum', 'collect min', 'collect max'].includes(table.policy)
  for (const { column, index } of outputs) {
    if (!aggregates || (column.type === 'number' && !column.optional)) continue
    const message = [`“${table.head}”要求结果是数字`, `"${table.head}" needs results that are numbers`] as const
    report(table.places.head[index + 1], {
      message,
      remedy: ['列名写“：数字”，不可空', 'type the column ": number", not optional'],
    })
  }
  const ranks = table.policy === 'priority' || table.policy === 'output order'
  if (ranks && !outputs.some(({ index }) => (table.values?.cells[index] ?? '') !== '')) {
    const message = [
      `“${table.head}”按取值的先后排序，但没有取值行`,
      `"${table.head}" ranks by the order of values, but none are listed`,
    ] as const
    report(place, {
      message,
      remedy: ['第二行以“取值”开头，由高到低列出结果', 'begin the second row with values and list the results, highest first'],
    })
  }
}
