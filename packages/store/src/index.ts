/**
 * One durable embedded store: SQLite with migrations and transactions.
 * @module
 */
export * from './migrate.ts'
export * from './open-store.ts'
