import type { Problem } from '@kaiwu/core'
import { readLiteral, splitList, type Scalar } from './cell-literal.ts'
import { passes, type CellTest } from './cell-test.ts'
import type { CellPlace, ColumnType, DecisionTable, TableColumn } from './decision-table.ts'
import { excelHarm } from './excel-harm.ts'
import { parseExpression, type Expression, type TextPlace } from './expression.ts'
import { notAllowed, readCellTest, wrongKind, type Read } from './read-cell.ts'
import { shorten, type CellFault } from './table-head.ts'

/** An input column, ready to decide by. */
export type CompiledInput = Readonly<{
  column: number
  expression: Expression
  type?: ColumnType
  /** What the row of values allows. */
  allowed?: CellTest
  /** Whether some rule says what an empty value means. */
  emptyMeant: boolean
  tests: readonly CellTest[]
}>

/** An output cell: a value, null where nothing was written, or an expression. */
export type OutputCell = Readonly<{ value: Scalar | null; expression?: undefined } | { expression: Expression }>

/** An output column, ready to decide by. */
export type CompiledOutput = Readonly<{
  column: number
  name: string
  /** In the order of the row of values, by which `priority` and `output order` rank. */
  values?: readonly Scalar[]
  cells: readonly OutputCell[]
}>

/** A table with its cells read. */
export type CompiledTable = Readonly<{ inputs: readonly CompiledInput[]; outputs: readonly CompiledOutput[] }>

type Compiled = Readonly<{ compiled: CompiledTable; problems: readonly Problem[] }>
const known = new WeakMap<DecisionTable, Compiled>()

/** Reads the cells of a table, once; `compiled` is of use only when there are no problems. */
export function compileTable(table: DecisionTable): Compiled {
  const before = known.get(table)
  if (before) return before
  const problems: Problem[] = []
  const inputs: CompiledInput[] = []
  const outputs: CompiledOutput[] = []
  for (const [index, column] of table.columns.entries()) {
    if (column.kind === 'input') inputs.push(compileInput(table, index, column, problems))
    if (column.kind === 'output') outputs.push(compileOutput(table, index, column, problems))
  }
  const result = Object.freeze({ compiled: Object.freeze({ inputs, outputs }), problems: Object.freeze(problems) })
  known.set(table, result)
  return result
}

/** A problem at a cell of a table's file. */
export function cellProblem(file: string, place: CellPlace | undefined, { message, remedy }: CellFault): Problem {
  const { line, column } = place ?? { line: 1, column: 1 }
  const texts = { message: { zh: message[0], en: message[1] }, remedy: { zh: remedy[0], en: remedy[1] } }
  return Object.freeze({ file, line, column, ...texts })
}

function compileInput(
  table: DecisionTable,
  index: number,
  column: Extract<TableColumn, { kind: 'input' }>,
  problems: Problem[],
): CompiledInput {
  const place: TextPlace = placeOfExpression(table, index, column)
  const parsed = parseExpression(column.expression, place)
  problems.push(...parsed.problems)
  const take = <Result>(read: Read<Result>, at: CellPlace | undefined, otherwise: Result): Result => {
    if (!read.fault) return read.result
    problems.push(cellProblem(table.file, at, read.fault))
    return otherwise
  }
  const never: CellTest = { any: false, not: false, parts: [] }
  const valuesCell = table.values?.cells[index] ?? ''
  const allowed = take(readCellTest(valuesCell, column.type), table.places.values[index + 1], never)
  const listed = allowed.parts.every((part) => part.is === 'value') && !allowed.any && !allowed.not
  const cache = new Map<string, Read<CellTest>>()
  const tests = table.rules.map((rule, at) => {
    const cell = rule.cells[index] ?? ''
    const read = cache.get(cell) ?? checkedTest(cell, column.type, allowed, listed)
    cache.set(cell, read)
    return take(read, table.places.rules[at]?.[index + 1], never)
  })
  const emptyMeant = tests.some((test) => test.parts.some((part) => part.is === 'empty'))
  const expression = parsed.expression ?? nothing
  const optional = { ...(column.type ? { type: column.type } : {}), ...(allowed.any ? {} : { allowed }) }
  return Object.freeze({ column: index, expression, emptyMeant, tests: Object.freeze(tests), ...optional })
}

const nothing = parseExpression('null').expression!

function placeOfExpression(
  table: DecisionTable,
  index: number,
  { head, expression }: { head: string; expression: string },
): TextPlace {
  const { line, column } = table.places.head[index + 1] ?? { line: 1, column: 1 }
  return { file: table.file, line, column: column + Math.max(0, head.indexOf(expression)) }
}

/** A cell's tests, of which each value must be one that the row of values allows. */
function checkedTest(cell: string, type: ColumnType | undefined, allowed: CellTest, listed: boolean): Read<CellTest> {
  const read = readCellTest(cell, type)
  if (read.fault || allowed.any || read.result.any) return read
  const values = allowed.parts.flatMap((part) => (part.is === 'value' ? [part.value] : []))
  for (const part of read.result.parts) {
    if (part.is !== 'value') continue
    if (listed ? !values.includes(part.value) : passesAllowed(allowed, part.value) === false)
      return { fault: notAllowed(part.value, values) }
  }
  return read
}

function passesAllowed(allowed: CellTest, value: Scalar): boolean {
  if (allowed.parts.some((part) => part.is === 'feel')) return true
  return passes(allowed, value, { name: () => null, locals: undefined, subject: null, spend: () => {} }, true) === true
}

function compileOutput(
  table: DecisionTable,
  index: number,
  column: Extract<TableColumn, { kind: 'output' }>,
  problems: Problem[],
): CompiledOutput {
  const valuesCell = table.values?.cells[index] ?? ''
  const valuesPlace = table.places.values[index + 1]
  const values: Scalar[] = []
  for (const part of valuesCell === '' || valuesCell === '-' ? [] : splitList(valuesCell, column.type ? ',，、;；' : ',，')) {
    const value = readLiteral(part, column.type)
    const fault = value === undefined ? (excelHarm(part, column.type) ?? wrongKind(part, column.type ?? 'text')) : undefined
    if (fault) problems.push(cellProblem(table.file, valuesPlace, fault))
    else values.push(value!)
  }
  const cells = table.rules.map((rule, at): OutputCell => {
    const place = table.places.rules[at]?.[index + 1]
    const read = readOutput(rule.cells[index] ?? '', column, { file: table.file, ...(place ?? { line: 1, column: 1 }) })
    if ('problems' in read) {
      problems.push(...read.problems)
      return { value: null }
    }
    const { value } = read as { value?: Scalar | null }
    if (values.length > 0 && value !== undefined && value !== null && !values.includes(value)) {
      problems.push(cellProblem(table.file, place, notAllowed(value, values)))
    }
    return read
  })
  const ranked = values.length > 0 ? { values: Object.freeze(values) } : {}
  return Object.freeze({ column: index, name: column.name, cells: Object.freeze(cells), ...ranked })
}

function readOutput(
  cell: string,
  column: Extract<TableColumn, { kind: 'output' }>,
  place: TextPlace,
): OutputCell | Readonly<{ problems: readonly Problem[] }> {
  const fail = (fault: CellFault): Readonly<{ problems: readonly Problem[] }> => ({
    problems: [cellProblem(place.file, place, fault)],
  })
  if (cell === '') {
    if (column.optional) return { value: null }
    return fail({
      message: [`“${column.name}”没有写结果`, `"${column.name}" has no result`],
      remedy: [`写上结果，或在列名后加“：可空”`, 'write one, or mark the column ": optional"'],
    })
  }
  const harm = excelHarm(cell, column.type)
  if (harm) return fail(harm)
  const value = readLiteral(cell, column.type)
  if (value !== undefined) return { value }
  if (column.type) return fail(wrongKind(cell, column.type))
  const parsed = parseExpression(cell, place)
  if (!parsed.expression) return { problems: parsed.problems }
  // A bare word in a column without type is nearly always a text whose quotes were forgotten.
  if (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(cell.trim()) && cell.trim() !== 'null') {
    return fail({
      message: [`“${shorten(cell)}”没有加引号，会当成字段名`, `"${shorten(cell)}" without quotes is the name of a field`],
      remedy: [
        `写 "${shorten(cell)}"，或给列名加“：文字”；确是字段就写 (${shorten(cell)})`,
        `write "${shorten(cell)}" or type the column ": text"; if it is a field, write (${shorten(cell)})`,
      ],
    })
  }
  return { expression: parsed.expression }
}
