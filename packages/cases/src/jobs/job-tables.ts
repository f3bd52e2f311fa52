const sqlite = `
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT, groupKey TEXT, payload TEXT NOT NULL, dueAtMs INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'parked')), attempt INTEGER NOT NULL, mostAttempts INTEGER NOT NULL,
    owner TEXT, leaseUntilMs INTEGER, error TEXT
  ) STRICT;
  CREATE INDEX jobsDue ON jobs (state, dueAtMs, id);
  CREATE INDEX jobsByKey ON jobs (kind, key) WHERE state = 'waiting' AND key IS NOT NULL;
  CREATE INDEX jobsByGroup ON jobs (groupKey) WHERE state = 'running' AND groupKey IS NOT NULL;
`

/**
 * The table of jobs, as SQL for a migration. On PostgreSQL jobs are kept by pg-boss, in a schema of its own that `openJobs` makes
 * beside the base's (`kaiwu` has `kaiwu_jobs`), so that there is nothing to migrate.
 * @example
 * const migrations = { sqlite: [{ name: 'jobs', sql: jobTables.sqlite }], postgres: [] }
 */
export const jobTables: Readonly<{ sqlite: string; postgres: string }> = Object.freeze({ sqlite, postgres: '' })
