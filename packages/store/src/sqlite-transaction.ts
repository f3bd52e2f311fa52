import { asStoreError, type StoreValue } from './connection.ts'
import type { Queries } from './database.ts'
import { failpoint } from './failpoint.ts'

/** A connection that writes one transaction after the other, on this thread or on another. */
export type TransactionWriter = Readonly<{
  begin(sql: string): void | Promise<void>
  commit(): void | Promise<void>
  /** Ends what has been begun, if it has not ended by itself: SQLite does that on some errors, such as a full disk. */
  rollBack(): void | Promise<void>
  /** @throws when no transaction is open, and what the statement throws */
  all<Row>(sql: string, values: readonly StoreValue[]): Row[] | Promise<Row[]>
  run(sql: string, values: readonly StoreValue[]): number | Promise<number>
}>

/** Everything the work does happens, durably, or nothing does. @param folder what errors name */
export async function atomically<T>(
  writer: TransactionWriter,
  folder: string,
  begin: string,
  work: (inside: Queries) => Promise<T>,
): Promise<T> {
  const statements = statementsOf(writer)
  try {
    await writer.begin(begin)
    const result = await work(statements.queries)
    statements.end()
    failpoint('transaction-before-commit')
    await writer.commit()
    return result
  } catch (error) {
    await writer.rollBack()
    throw asStoreError(error, folder)
  } finally {
    statements.close()
  }
}

/** The statements of one transaction. After one that failed nothing more is done, as on PostgreSQL, whoever catches its error. */
function statementsOf(writer: TransactionWriter) {
  let over = false
  let failed: { error: unknown } | undefined
  const step = async <T>(work: () => T | Promise<T>): Promise<T> => {
    if (over) throw new Error('this transaction has ended; its statements cannot be used any more')
    if (failed) throw failed.error
    try {
      return await work()
    } catch (error) {
      failed ??= { error }
      throw error
    }
  }
  const queries: Queries = Object.freeze({
    all: <Row>(sql: string, ...values: StoreValue[]) => step(() => writer.all<Row>(sql, values)),
    get: <Row>(sql: string, ...values: StoreValue[]) => step(async () => (await writer.all<Row>(sql, values))[0]),
    run: (sql: string, ...values: StoreValue[]) => step(() => writer.run(sql, values)),
  })
  return {
    queries,
    /** @throws the error of a statement that failed */
    end: () => {
      if (failed) throw failed.error
    },
    close: () => {
      over = true
    },
  }
}
