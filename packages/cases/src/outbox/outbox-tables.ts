type Types = Readonly<{ text: string; whole: string; end: string }>

function tables({ text, whole, end }: Types): string {
  return `
    CREATE TABLE outbox (
      key ${text} PRIMARY KEY, target ${text} NOT NULL, body ${text} NOT NULL, caseId ${text}, about ${text},
      state ${text} NOT NULL CHECK (state IN ('waiting', 'delivering', 'delivered', 'failed')), tries ${whole} NOT NULL,
      status ${whole}, response ${text}, error ${text}, putAtMs ${whole} NOT NULL, changedAtMs ${whole} NOT NULL
    )${end};
    CREATE INDEX outboxByCase ON outbox (caseId, putAtMs) WHERE caseId IS NOT NULL;
    CREATE INDEX outboxByState ON outbox (state, putAtMs);
  `
}

/**
 * The table of what is sent outside, as a piece of a migration for each kind of database.
 * @example
 * const migrations = { sqlite: [{ name: 'outbox', sql: outboxTables.sqlite }], postgres: [{ name: 'outbox', sql: outboxTables.postgres }] }
 */
export const outboxTables: Readonly<{ sqlite: string; postgres: string }> = Object.freeze({
  sqlite: tables({ text: 'TEXT', whole: 'INTEGER', end: ' STRICT' }),
  // Texts are compared by their bytes, as in SQLite, whatever the language of the server.
  postgres: tables({ text: 'TEXT COLLATE "C"', whole: 'BIGINT', end: '' }),
})
