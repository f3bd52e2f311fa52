/**
 * One durable embedded store: SQLite with migrations and transactions.
 * @module
 */
export type { Connection, StoreValue } from './connection.ts'
export * from './database-file.ts'
export * from './failpoint.ts'
export * from './migrate.ts'
export * from './open-shared-store.ts'
export * from './open-store.ts'
