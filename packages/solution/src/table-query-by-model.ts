import { KaiwuError, type ChargedTo, type ChatModel } from '@kaiwu/core'
import { structuredAnswer } from '@kaiwu/models'
import {
  checkQuery,
  comparisonsOf,
  describeTableResult,
  holdsValue,
  keptTables,
  tableQuerySchema,
  type TableQuery,
  type TypedTable,
} from '@kaiwu/knowledge'
import type { Draft } from './draft.ts'
import type { TableAsking, TablesToAsk } from './draft-by-table.ts'
import { citeRows, tableAnswer } from './table-citations.ts'

/** What asking a model for a query needs beside the question. */
export type TableModelCall = Readonly<{
  /** How the model's service holds an answer to a form; default `none`: by words alone. */
  support?: 'json_schema' | 'json_object' | 'none'
  signal?: AbortSignal
  chargedTo?: ChargedTo
}>

type Proposed = Readonly<{ query?: TableQuery }>

// What a prompt holds of tables; the ones whose words the question shares come first.
const [mostTables, mostSamples, longestSample] = [12, 3, 40]

const rules = `你把问题变成对一张表的查询。只能用给出的表和列，取值按样例的写法。问题不是问表里的数据，或者这些表答不了时，给 {"none": true}。
You turn a question into a query of one table. Use only the tables and columns given, and write values as in the samples. When the question is not about what the tables hold, or they cannot answer it, give {"none": true}.
where: {"column","op","value"} | {"column","op":"in"|"between","values":[…]} | {"all":[…]} | {"any":[…]} | {"not":…}
op: = != < <= > >= contains words in between empty not-empty（words：各词都出现，不论次序和词形 / all words stand there, in any order and form）
aggregate.fn: count count-distinct sum average min max share（share：of 成立的行占百分之几 / per cent of rows for which "of" holds）
"ties": true 与 limit、orderBy 同用：并列的也给出 / rows equal to the last one come too`

/**
 * Asks a model to put a question as a query of a table, checks the query strictly (a wrong one is shown to the model once with its
 * mistakes), runs it and says what came out. The model writes no word of the answer.
 * @returns nothing when the model says that no table answers, or gives no right query; a value the table does not hold becomes a note
 * @throws what the model's service raises
 */
export async function tableQueryByModel(
  chat: ChatModel,
  asking: TableAsking,
  { tables, documentOf }: Pick<TablesToAsk, 'tables' | 'documentOf'>,
  { support = 'none', signal, chargedTo }: TableModelCall = {},
): Promise<Draft | undefined> {
  const offered = nearest(asking.question, tables)
  if (offered.length === 0) return undefined
  const messages = [
    { role: 'system', content: rules },
    { role: 'user', content: `${offered.map(described).join('\n\n')}\n\n问题 / question: ${asking.question}` },
  ] as const
  const proposed = await propose(chat, messages, offered, {
    support,
    ...(signal ? { signal } : {}),
    ...(chargedTo ? { chargedTo } : {}),
  })
  if (!proposed?.query) return undefined
  const { query, model } = { query: proposed.query, model: proposed.model }
  const table = offered.find(({ id }) => id === query.table)!
  const result = keptTables([table]).run(query)
  const { text, cited } = describeTableResult(table, query, result, asking.language, { asked: query.select ?? [] })
  const document = documentOf(table)
  const citations = citeRows(table, cited, document)
  const notes = unknownValues(query, table).map(([column, value]) =>
    asking.language === 'zh'
      ? `《${table.name}》的“${column}”一列里没有“${value}”`
      : `"${table.name}" has no "${value}" in its column "${column}"`,
  )
  return { outcome: 'answered', text, citations, issues: [], notes, model, table: tableAnswer(table, result, document) }
}

type Messages = readonly Readonly<{ role: 'system' | 'user'; content: string }>[]

/** The model's query; nothing when it says there is none, or when its repair is wrong too. */
async function propose(
  chat: ChatModel,
  messages: Messages,
  tables: readonly TypedTable[],
  { support = 'none', ...options }: TableModelCall,
): Promise<(Proposed & { model: string }) | undefined> {
  try {
    const request = { messages, temperature: 0 }
    const answer = await structuredAnswer(
      chat,
      { request, schema: proposalOf(tables), name: 'table_query', support, strict: false },
      options,
    )
    return { ...answer.value, model: answer.completion.model }
  } catch (error) {
    if (KaiwuError.is(error) && error.code === 'MODEL_ANSWER_INVALID') return undefined
    throw error
  }
}

/** What the model must give: `{"none": true}`, or `{"query": …}` that checks against the tables. */
function proposalOf(tables: readonly TypedTable[]) {
  const validate = (
    value: unknown,
  ): Readonly<{ value: Proposed; issues?: undefined }> | Readonly<{ issues: readonly { message: string }[] }> => {
    if (typeof value !== 'object' || value === null) return { issues: [{ message: 'give {"none": true} or {"query": …}' }] }
    if ('none' in value && value.none === true) return { value: {} }
    try {
      return { value: { query: checkQuery('query' in value ? value.query : undefined, tables) } }
    } catch (error) {
      if (!KaiwuError.is(error) || error.code !== 'TABLE_QUERY_INVALID') throw error
      return { issues: [{ message: error.text('en') }] }
    }
  }
  const json = { type: 'object', properties: { none: { type: 'boolean' }, query: tableQuerySchema } }
  return { '~standard': { validate, jsonSchema: { input: () => ({ ...json }) } } }
}

function described(table: TypedTable): string {
  const columns = table.columns.map(({ name, type, unit }, at) => {
    const values = new Set(
      table.rows.flatMap((row) => (row[at] === null || row[at] === undefined ? [] : [String(row[at]).slice(0, longestSample)])),
    )
    const samples = [...values]
      .slice(0, mostSamples)
      .map((value) => JSON.stringify(value))
      .join(', ')
    return `- ${JSON.stringify(name)} ${type}${unit === undefined ? '' : ` (${unit})`}: ${samples}${values.size > mostSamples ? ` … (${values.size})` : ''}`
  })
  return `table ${JSON.stringify(table.id)} ${JSON.stringify(table.name)}, ${table.rows.length} rows\n${columns.join('\n')}`
}

/** The tables that share most characters with the question in their names, columns and values. */
function nearest(question: string, tables: readonly TypedTable[]): readonly TypedTable[] {
  if (tables.length <= mostTables) return tables
  const words = new Set(question.toLowerCase().match(/[a-z0-9-]{2,}|\p{Script=Han}{2}|(?<=\p{Script=Han})\p{Script=Han}/gu) ?? [])
  const shared = (table: TypedTable): number => {
    const text =
      `${table.name} ${table.columns.map(({ name }) => name).join(' ')} ${table.rows.slice(0, 200).flat().join(' ')}`.toLowerCase()
    return [...words].filter((word) => text.includes(word)).length
  }
  return tables
    .map((table) => ({ table, score: shared(table) }))
    .sort((a, b) => b.score - a.score || b.table.rows.length - a.table.rows.length)
    .slice(0, mostTables)
    .map(({ table }) => table)
}

function unknownValues(query: TableQuery, table: TypedTable): readonly (readonly [string, string])[] {
  return comparisonsOf(query.where).flatMap(({ column, op, value, values = [] }) =>
    op === '=' || op === 'in'
      ? [...values, ...(value === undefined ? [] : [value])]
          .filter((one) => !holdsValue(table, column, one))
          .map((one) => [column, String(one)] as const)
      : [],
  )
}
