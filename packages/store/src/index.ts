/**
 * One durable store: SQLite embedded, PostgreSQL for several servers; migrations, transactions, one writer at a time.
 * @module
 */
export type { Connection, StoreValue } from './connection.ts'
export * from './database.ts'
export * from './database-file.ts'
export * from './failpoint.ts'
export * from './in-turn.ts'
export * from './migrate.ts'
export * from './open-database.ts'
export * from './open-shared-store.ts'
export * from './open-store.ts'
export { notPrepared } from './postgres/migrate-postgres.ts'
export { holderOf } from './store-files.ts'
