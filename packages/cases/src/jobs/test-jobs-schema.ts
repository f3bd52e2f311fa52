import type { Migrations } from '@kaiwu/store'
import { jobTables } from './job-tables.ts'

/** The jobs, and a table to have effects in. */
export const jobMigrations: Migrations = {
  sqlite: [{ name: 'jobs', sql: `${jobTables.sqlite} CREATE TABLE effects (id INTEGER PRIMARY KEY, text TEXT)` }],
  postgres: [{ name: 'jobs', sql: `${jobTables.postgres} CREATE TABLE effects (id BIGSERIAL PRIMARY KEY, text TEXT)` }],
}
