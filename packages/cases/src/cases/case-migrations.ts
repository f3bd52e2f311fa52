import type { Migrations } from '@kaiwu/store'
import { attachmentTables } from '../attachments/attachment-tables.ts'
import { jobTables } from '../jobs/job-tables.ts'
import { logTables } from '../log/log-tables.ts'
import { outboxTables } from '../outbox/outbox-tables.ts'
import { peopleTables } from '../people/people-tables.ts'
import { caseTables } from './case-tables.ts'

/**
 * All that a base of cases stands on: people, the log, jobs, the outbox, cases.
 * @example
 * const database = await openDatabase({ folder, migrations: caseMigrations })
 */
export const caseMigrations: Migrations = Object.freeze({
  sqlite: [
    { name: 'people', sql: peopleTables.sqlite },
    { name: 'log', sql: logTables.sqlite },
    { name: 'jobs', sql: jobTables.sqlite },
    { name: 'outbox', sql: outboxTables.sqlite },
    { name: 'cases', sql: caseTables.sqlite },
    { name: 'attachments', sql: attachmentTables.sqlite },
  ],
  postgres: [
    { name: 'people', sql: peopleTables.postgres },
    { name: 'log', sql: logTables.postgres },
    { name: 'outbox', sql: outboxTables.postgres },
    { name: 'cases', sql: caseTables.postgres },
    { name: 'attachments', sql: attachmentTables.postgres },
  ],
})
