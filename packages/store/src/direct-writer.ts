import type { DatabaseSync } from 'node:sqlite'
import type { Connection, StoreValue } from './connection.ts'
import type { TransactionWriter } from './sqlite-transaction.ts'

/** Writes on the thread it is called on. */
export function directWriter(database: DatabaseSync, connection: Connection): TransactionWriter {
  const inside = <T>(work: () => T): T => {
    if (!database.isTransaction) throw new Error('this transaction was rolled back')
    return work()
  }
  return Object.freeze({
    begin: (sql: string) => database.exec(sql),
    commit: () => database.exec('COMMIT'),
    rollBack: () => {
      if (database.isTransaction) database.exec('ROLLBACK')
    },
    all: <Row>(sql: string, values: readonly StoreValue[]) => inside(() => connection.all<Row>(sql, ...values)),
    run: (sql: string, values: readonly StoreValue[]) => inside(() => connection.run(sql, ...values)),
  } satisfies TransactionWriter)
}
