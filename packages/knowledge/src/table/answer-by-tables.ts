import type { Language } from '@kaiwu/core'
import type { Glossary } from '../search/glossary.ts'
import { checkQuery } from './check-query.ts'
import { comparisonsOf } from './table-query.ts'
import { tableIndex } from './table-index.ts'
import { describeTableResult, type TableText } from './describe-result.ts'
import { keptTables, type OpenTables, type TableResult } from './open-tables.ts'
import { readTableQuestion, sureReading, type TableReading } from './read-question.ts'
import type { TypedTable } from './typed-table.ts'

/** A question answered from a table. */
export type TableFinding = TableText & Readonly<{ reading: TableReading; result: TableResult }>

/** How tables are asked. */
export type TableAsked = Readonly<{
  /** Words that mean the same, such as a solution's glossary. */
  synonyms?: Glossary
  /** The tables opened, to be asked more than once. */
  open?: Pick<OpenTables, 'run'>
  /** There is nothing else that could answer: a table without a fitting row says that there is none. */
  alone?: boolean
}>

/**
 * Answers a question from tables without a model, when it reads surely as a query of one of them. A reading that finds no row is an
 * answer too, when everything it names is there by itself.
 */
export function answerByTables(
  question: string,
  tables: readonly TypedTable[],
  language: Language,
  { synonyms, open, alone = false }: TableAsked = {},
): TableFinding | undefined {
  const opened = open ?? keptTables(tables)
  const options = { ...(synonyms ? { synonyms } : {}), onlySure: true }
  const strict = find(readTableQuestion(question, tables, options), opened)
  // What a row may say by a guess, passages say more surely.
  if (!strict || (strict.reading.form === 'lookup' && !strict.reading.exact && !alone)) return undefined
  const found =
    strict.result.matched === 0 && !strict.reading.exact
      ? find(readTableQuestion(question, tables, { ...options, loose: true }), opened)
      : strict
  if (!found || (found.result.matched === 0 && !mayDeny(found.reading, alone))) return undefined
  const { reading, result } = shortened(found, opened)
  return { reading, result, ...describeTableResult(reading.table, reading.query, result, language, reading) }
}

type Found = Pick<TableFinding, 'reading' | 'result'>

function find(reading: TableReading | undefined, opened: Pick<OpenTables, 'run'>): Found | undefined {
  if (!reading || reading.confidence < sureReading) return undefined
  return { reading, result: opened.run(checkQuery(reading.query, [reading.table])) }
}

/** That there is nothing is an answer when nothing was guessed; what one row would say may stand elsewhere. */
function mayDeny({ exact, form }: TableReading, alone: boolean): boolean {
  return exact && (form !== 'lookup' || alone)
}

// More rows than that are no answer to which things there are.
const mostRows = 12

/** Where the question asks for things that rows only name, many rows become the different things. */
function shortened(found: Found, opened: Pick<OpenTables, 'run'>): Found {
  const { reading, result } = found
  const { naming } = tableIndex(reading.table)
  const { select = [], orderBy, where } = reading.query
  const last = Math.max(...reading.asked.map((name) => naming.indexOf(name)))
  const named = reading.form === 'list' && reading.asked.length > 0 && reading.asked.every((name) => naming.includes(name))
  const bound = comparisonsOf(where).map(({ column }) => column)
  if (!named || result.total <= mostRows || orderBy || reading.asked.some((name) => bound.includes(name))) return found
  const kept = select.filter((name) => bound.includes(name) || (naming.includes(name) && naming.indexOf(name) <= last))
  const query = { ...reading.query, select: kept, distinct: true }
  return { reading: { ...reading, query }, result: opened.run(query) }
}
