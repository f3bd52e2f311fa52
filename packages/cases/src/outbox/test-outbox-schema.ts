import type { Migrations } from '@kaiwu/store'
import { jobTables } from '../jobs/job-tables.ts'
import { outboxTables } from './outbox-tables.ts'

/** What a case would keep of its deliveries. */
const more = 'CREATE TABLE told (id TEXT, state TEXT)'

/** Jobs, outbox, and a table to be told in. */
export const outboxMigrations: Migrations = {
  sqlite: [{ name: 'outbox', sql: `${jobTables.sqlite} ${outboxTables.sqlite} ${more}` }],
  postgres: [{ name: 'outbox', sql: `${jobTables.postgres} ${outboxTables.postgres} ${more}` }],
}

/** The secret of tests, and where it stands. */
export const secret = 'sk-test-webhook-secret-0123456789'
export const environment = { MES_SECRET: secret }
