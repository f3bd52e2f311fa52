import { createHash } from 'node:crypto'
import type { PoolClient, QueryConfig, QueryResult } from 'pg'
import type { StoreValue } from '../connection.ts'
import { isOvertaken } from './postgres-error.ts'
import { statementText, type StatementText } from './statement-text.ts'
import { toPostgres } from './postgres-values.ts'

/** Runs one statement, as {@link statementText} writes it. Texts that come again and again are prepared once for each connection. */
export type RunStatement = (
  client: PoolClient,
  sql: string,
  values: readonly StoreValue[],
  timeoutMs?: number,
) => Promise<QueryResult>

// So many texts are prepared; a program that makes up more of them runs the rest unprepared.
const mostPrepared = 500
const mostTexts = 5_000

/** @param prepared false for a server whose connections share their prepared statements */
export function statementRunner(prepared: boolean): RunStatement {
  const texts = new Map<string, StatementText>()
  const names = new Map<string, string>()
  let generation = 0
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known || !prepared || names.size >= mostPrepared) return known
    const name = `kaiwu_${createHash('sha256').update(`${generation} ${text}`).digest('hex').slice(0, 24)}`
    names.set(text, name)
    return name
  }
  return async (client, sql, values, timeoutMs) => {
    let statement = texts.get(sql)
    if (!statement) {
      statement = statementText(sql)
      if (texts.size < mostTexts) texts.set(sql, statement)
    }
    if (statement.values !== values.length) {
      throw new RangeError(`the statement takes ${statement.values} values and was given ${values.length}: ${sql.slice(0, 200)}`)
    }
    const name = nameOf(statement.text)
    const query: QueryConfig & { query_timeout?: number } = { text: statement.text, values: values.map(toPostgres) }
    if (name) query.name = name
    if (timeoutMs) query.query_timeout = timeoutMs
    try {
      return await client.query(query)
    } catch (error) {
      if (isOvertaken(error)) {
        // Every connection may have the old form under the old name.
        generation++
        names.clear()
      }
      throw error
    }
  }
}
