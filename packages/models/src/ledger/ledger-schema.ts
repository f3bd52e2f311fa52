import type { Migration } from '@kaiwu/store'

/**
 * Tables of the ledger. Money is whole millionths of a currency's unit; moments are milliseconds since 1970.
 *
 * `standing` holds what a budget has spent and set aside, by period and currency. Triggers keep it, so that whoever writes a row of
 * `call` changes both in one statement: `claims` says which standings a row counts in, as a JSON list of [budget, period, whose].
 * `budget` lists what is counted; `tally.generation` changes with it, so that no process counts by an older list.
 */
export const ledgerMigrations: readonly Migration[] = [
  {
    name: 'calls and standings',
    sql: `
      CREATE TABLE call (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL, model TEXT NOT NULL,
        charged_key TEXT, charged_user TEXT, charged_department TEXT, charged_solution TEXT, charged_case TEXT, charged_step TEXT,
        at INTEGER NOT NULL, deadline INTEGER NOT NULL,
        reserved INTEGER CHECK (reserved >= 0), reserved_currency TEXT, price_version TEXT,
        claims TEXT NOT NULL,
        settled_at INTEGER, outcome TEXT,
        prompt_tokens INTEGER, completion_tokens INTEGER, cached_tokens INTEGER, cache_write_tokens INTEGER,
        reasoning_tokens INTEGER, estimated INTEGER,
        cost INTEGER CHECK (cost >= 0), cost_currency TEXT, saved INTEGER CHECK (saved >= 0), saved_currency TEXT,
        request_id TEXT, elapsed_ms INTEGER, first_token_ms INTEGER,
        CHECK ((reserved IS NULL) = (reserved_currency IS NULL)),
        CHECK ((cost IS NULL) = (cost_currency IS NULL)),
        CHECK ((saved IS NULL) = (saved_currency IS NULL)),
        CHECK ((outcome IS NULL) = (settled_at IS NULL))
      ) STRICT;
      CREATE INDEX call_by_time ON call (at);
      CREATE INDEX call_by_case ON call (charged_case) WHERE charged_case IS NOT NULL;
      CREATE INDEX call_open ON call (deadline) WHERE outcome IS NULL;

      CREATE TABLE budget (id INTEGER PRIMARY KEY AUTOINCREMENT, definition TEXT NOT NULL UNIQUE, used_at INTEGER NOT NULL) STRICT;
      CREATE TABLE tally (generation INTEGER NOT NULL) STRICT;
      INSERT INTO tally VALUES (1);
      CREATE TABLE standing (
        budget INTEGER NOT NULL, period TEXT NOT NULL, whose TEXT NOT NULL, currency TEXT NOT NULL,
        reserved INTEGER NOT NULL DEFAULT 0 CHECK (reserved >= 0), spent INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
        PRIMARY KEY (budget, period, whose, currency)
      ) STRICT, WITHOUT ROWID;

      CREATE TRIGGER call_reserved AFTER INSERT ON call WHEN NEW.reserved > 0 BEGIN
        INSERT INTO standing (budget, period, whose, currency, reserved)
          SELECT claim.value ->> 0, claim.value ->> 1, claim.value ->> 2, NEW.reserved_currency, NEW.reserved
          FROM json_each(NEW.claims) AS claim WHERE true
          ON CONFLICT DO UPDATE SET reserved = reserved + excluded.reserved;
      END;
      -- Released before spent, so that not even inside the statement more is held than the call was ever worth.
      CREATE TRIGGER call_settled AFTER UPDATE OF outcome ON call BEGIN
        UPDATE standing SET reserved = reserved - OLD.reserved FROM json_each(OLD.claims) AS claim
          WHERE OLD.outcome IS NULL AND OLD.reserved > 0
            AND budget = claim.value ->> 0 AND period = claim.value ->> 1 AND whose = claim.value ->> 2
            AND currency = OLD.reserved_currency;
        UPDATE standing SET spent = spent - OLD.cost FROM json_each(OLD.claims) AS claim
          WHERE OLD.cost > 0
            AND budget = claim.value ->> 0 AND period = claim.value ->> 1 AND whose = claim.value ->> 2
            AND currency = OLD.cost_currency;
        INSERT INTO standing (budget, period, whose, currency, spent)
          SELECT claim.value ->> 0, claim.value ->> 1, claim.value ->> 2, NEW.cost_currency, NEW.cost
          FROM json_each(NEW.claims) AS claim WHERE NEW.cost > 0
          ON CONFLICT DO UPDATE SET spent = spent + excluded.spent;
      END;`,
  },
]
