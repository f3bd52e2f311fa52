const refusal = 'rows of the log are neither changed nor deleted'

const sqlite = `
  CREATE TABLE logHead (
    one INTEGER PRIMARY KEY CHECK (one = 1), baseId TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, atMs INTEGER NOT NULL
  ) STRICT;
  INSERT INTO logHead (one, baseId, seq, hash, atMs) VALUES (1, lower(hex(randomblob(16))), 0, '', 0);
  CREATE TABLE log (
    seq INTEGER PRIMARY KEY, atMs INTEGER NOT NULL,
    actorKind TEXT NOT NULL CHECK (actorKind IN ('person', 'system', 'model', 'key')),
    actorId TEXT NOT NULL, actorName TEXT, actorRole TEXT, action TEXT NOT NULL, objectKind TEXT NOT NULL, objectId TEXT NOT NULL,
    caseId TEXT, result TEXT NOT NULL CHECK (result IN ('done', 'refused')), requestId TEXT, ip TEXT, detail TEXT NOT NULL,
    prevHash TEXT NOT NULL, hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX logByCase ON log (caseId) WHERE caseId IS NOT NULL;
  CREATE INDEX logByActor ON log (actorId);
  CREATE INDEX logByAction ON log (action);
  CREATE INDEX logByTime ON log (atMs);
  CREATE TABLE logPurges (toSeq INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
  CREATE TABLE logCheckpoints (keyId TEXT PRIMARY KEY, seq INTEGER NOT NULL, atMs INTEGER NOT NULL) STRICT;
  CREATE TRIGGER logNotChanged BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, '${refusal}'); END;
  CREATE TRIGGER logNotDeleted BEFORE DELETE ON log WHEN OLD.seq > (SELECT COALESCE(MAX(toSeq), 0) FROM logPurges)
    BEGIN SELECT RAISE(ABORT, '${refusal}'); END;
`

// Texts that are compared are so by their bytes, as in SQLite. Inside of dollar quotes names are quoted by hand.
const postgres = `
  CREATE TABLE logHead (
    one BIGINT PRIMARY KEY CHECK (one = 1), baseId TEXT NOT NULL, seq BIGINT NOT NULL, hash TEXT NOT NULL, atMs BIGINT NOT NULL
  );
  INSERT INTO logHead (one, baseId, seq, hash, atMs) VALUES (1, replace(gen_random_uuid()::text, '-', ''), 0, '', 0);
  CREATE TABLE log (
    seq BIGINT PRIMARY KEY, atMs BIGINT NOT NULL,
    actorKind TEXT NOT NULL CHECK (actorKind IN ('person', 'system', 'model', 'key')),
    actorId TEXT COLLATE "C" NOT NULL, actorName TEXT, actorRole TEXT, action TEXT COLLATE "C" NOT NULL,
    objectKind TEXT NOT NULL, objectId TEXT NOT NULL, caseId TEXT COLLATE "C",
    result TEXT NOT NULL CHECK (result IN ('done', 'refused')), requestId TEXT, ip TEXT, detail TEXT NOT NULL,
    prevHash TEXT NOT NULL, hash TEXT NOT NULL
  );
  CREATE INDEX logByCase ON log (caseId, seq) WHERE caseId IS NOT NULL;
  CREATE INDEX logByActor ON log (actorId, seq);
  CREATE INDEX logByAction ON log (action, seq);
  CREATE INDEX logByTime ON log (atMs, seq);
  CREATE TABLE logPurges (toSeq BIGINT PRIMARY KEY, line TEXT NOT NULL);
  CREATE TABLE logCheckpoints (keyId TEXT COLLATE "C" PRIMARY KEY, seq BIGINT NOT NULL, atMs BIGINT NOT NULL);
  CREATE FUNCTION logFixed() RETURNS trigger LANGUAGE plpgsql AS $fixed$ BEGIN
    IF TG_OP = 'DELETE' AND OLD.seq <= (SELECT COALESCE(MAX("toSeq"), 0) FROM "logPurges") THEN RETURN OLD; END IF;
    RAISE EXCEPTION '${refusal}';
  END $fixed$;
  CREATE TRIGGER logFixed BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION logFixed();
`

/**
 * The tables of the log, as SQL for a migration: its rows, the one row that says where it ends, what was purged, and how far each key
 * has signed. Triggers keep mistakes from changing it; against intent there are the hashes.
 * @example
 * const migrations = { sqlite: [{ name: 'log', sql: logTables.sqlite }], postgres: [{ name: 'log', sql: logTables.postgres }] }
 */
export const logTables: Readonly<{ sqlite: string; postgres: string }> = Object.freeze({ sqlite, postgres })
