import type { BuiltQuery } from './build-query.ts'
import type { ReadConditions } from './condition-parts.ts'
import type { Operation } from './question-operations.ts'
import type { QuestionParts } from './read-question.ts'
import type { Condition, TableQuery } from './table-query.ts'
import type { TypedTable } from './typed-table.ts'

/** `took`: the operations that went into the query. */
export type Built = Omit<BuiltQuery, 'read' | 'query' | 'exact' | 'noun' | 'about' | 'unused'> &
  Readonly<{ query: Omit<TableQuery, 'table'>; took: readonly Operation['kind'][] }>

/** The parts of a question with what was read of its conditions. */
export type QueryContext = ReadConditions &
  Readonly<{ parts: QuestionParts; table: TypedTable; has(kind: Operation['kind']): Operation | undefined }>

/** All conditions as one. */
export function whereOf(conditions: readonly Condition[]): { where?: Condition } {
  if (conditions.length === 0) return {}
  return { where: conditions.length === 1 ? conditions[0]! : { all: conditions } }
}

/** The type of a column. */
export function typeOf({ table }: QueryContext, name: string): string {
  return table.columns.find((column) => column.name === name)!.type
}

/** The columns of text asked for. */
export const textual = (context: QueryContext): readonly string[] =>
  context.asked.filter((name) => typeOf(context, name) === 'text')
/** The columns of numbers asked for. */
export const measured = (context: QueryContext): readonly string[] =>
  context.asked.filter((name) => typeOf(context, name) === 'number')

/** The columns that name rows, those of the conditions, and those asked for. */
export function shown(context: QueryContext, more: readonly string[] = []): readonly string[] {
  const { index } = context.parts
  return [...new Set([...index.naming, ...context.conditionColumns, ...more, ...context.asked])]
}

/** The columns asked for whose values stand in several rows. */
export function repeating(context: QueryContext): readonly string[] {
  return textual(context).filter((name) => !context.parts.index.unique.has(name))
}
