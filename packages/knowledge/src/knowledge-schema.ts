import type { Migration, Migrations } from '@kaiwu/store'

const sqlite: readonly Migration[] = Object.freeze([
  {
    name: 'documents and passages',
    sql: `
      CREATE TABLE documents (
        id TEXT PRIMARY KEY, knowledge TEXT NOT NULL, path TEXT NOT NULL, origin TEXT NOT NULL CHECK (origin IN ('folder', 'upload')),
        sha256 TEXT NOT NULL, reading INTEGER NOT NULL, bytes INTEGER NOT NULL, pages INTEGER,
        text TEXT NOT NULL, blocks TEXT NOT NULL, stated TEXT NOT NULL, warnings TEXT NOT NULL, added_at INTEGER NOT NULL,
        UNIQUE (knowledge, origin, path)
      ) STRICT;
      CREATE TABLE passages (
        document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL, "end" INTEGER NOT NULL, page INTEGER, kind TEXT NOT NULL, locator TEXT NOT NULL, path TEXT NOT NULL,
        PRIMARY KEY (document_id, ordinal)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE uploads (document_id TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, bytes BLOB NOT NULL) STRICT;
    `,
  },
  {
    // Float32 in the machine's byte order. A document has the vectors of one model, for all its passages or for none.
    name: 'vectors',
    sql: `
      CREATE TABLE vectors (
        document_id TEXT NOT NULL, ordinal INTEGER NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (document_id, ordinal),
        FOREIGN KEY (document_id, ordinal) REFERENCES passages(document_id, ordinal) ON DELETE CASCADE
      ) STRICT;
    `,
  },
  {
    // A document without a current revision is gone, but a release holds it or a person has said something of it.
    // Passages stand beside their text as one JSON array: ten thousand rows of a table are one row to write.
    name: 'revisions, releases, originals, confirmations, gaps',
    sql: `
      ALTER TABLE documents RENAME TO documents_2;
      ALTER TABLE vectors RENAME TO vectors_2;
      CREATE TABLE documents (
        id TEXT PRIMARY KEY, knowledge TEXT NOT NULL, path TEXT NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('folder', 'upload', 'import')), revision INTEGER
      ) STRICT;
      CREATE UNIQUE INDEX documents_place ON documents (knowledge, (origin = 'upload'), path) WHERE revision IS NOT NULL;
      CREATE INDEX documents_path ON documents (knowledge, path);
      CREATE TABLE originals (sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
      CREATE TABLE revisions (
        document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, revision INTEGER NOT NULL,
        path TEXT NOT NULL, sha256 TEXT NOT NULL, reading INTEGER NOT NULL, bytes INTEGER NOT NULL, pages INTEGER,
        added_at INTEGER NOT NULL, stated TEXT NOT NULL, warnings TEXT NOT NULL,
        text TEXT NOT NULL, blocks TEXT NOT NULL, passages TEXT NOT NULL,
        PRIMARY KEY (document_id, revision)
      ) STRICT;
      CREATE INDEX revisions_sha256 ON revisions (sha256);
      CREATE TABLE figures (
        document_id TEXT NOT NULL, revision INTEGER NOT NULL, ordinal INTEGER NOT NULL, sha256 TEXT NOT NULL,
        at INTEGER NOT NULL, page INTEGER, media_type TEXT NOT NULL, caption TEXT, bytes INTEGER NOT NULL,
        PRIMARY KEY (document_id, revision, ordinal),
        FOREIGN KEY (document_id, revision) REFERENCES revisions(document_id, revision) ON DELETE CASCADE
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX figures_sha256 ON figures (sha256);
      CREATE TABLE vectors (
        document_id TEXT NOT NULL, revision INTEGER NOT NULL, ordinal INTEGER NOT NULL, model TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (document_id, revision, ordinal),
        FOREIGN KEY (document_id, revision) REFERENCES revisions(document_id, revision) ON DELETE CASCADE
      ) STRICT;
      CREATE TABLE corrections (
        document_id TEXT NOT NULL REFERENCES documents(id) ON DELETE CASCADE, sha256 TEXT NOT NULL,
        facts TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (document_id, sha256)
      ) STRICT;
      CREATE TABLE access (document_id TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, labels TEXT NOT NULL) STRICT;
      CREATE TABLE releases (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, note TEXT NOT NULL) STRICT;
      CREATE TABLE release_documents (
        release INTEGER NOT NULL REFERENCES releases(number) ON DELETE CASCADE, document_id TEXT NOT NULL, revision INTEGER NOT NULL,
        path TEXT NOT NULL, correction TEXT, PRIMARY KEY (release, document_id),
        FOREIGN KEY (document_id, revision) REFERENCES revisions(document_id, revision)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX release_documents_revision ON release_documents (document_id, revision);
      CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
      CREATE TABLE gaps (
        id TEXT PRIMARY KEY, folded TEXT NOT NULL UNIQUE, question TEXT NOT NULL, language TEXT NOT NULL, count INTEGER NOT NULL,
        first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'dismissed')),
        document_id TEXT
      ) STRICT;

      INSERT INTO documents SELECT id, knowledge, path, origin, 1 FROM documents_2;
      INSERT OR IGNORE INTO originals SELECT sha256, uploads.bytes FROM uploads JOIN documents_2 ON id = document_id;
      INSERT INTO revisions
        SELECT id, 1, path, sha256, reading, bytes, pages, added_at, stated, warnings, text, blocks, (
          SELECT json_group_array(json(CASE WHEN page IS NULL
            THEN json_object('start', start, 'end', "end", 'kind', kind, 'locator', locator, 'path', json(passages.path))
            ELSE json_object('start', start, 'end', "end", 'kind', kind, 'locator', locator, 'path', json(passages.path), 'page', page)
          END) ORDER BY ordinal) FROM passages WHERE document_id = documents_2.id)
        FROM documents_2;
      INSERT INTO vectors SELECT document_id, 1, ordinal, model, vector FROM vectors_2;
      DROP TABLE vectors_2;
      DROP TABLE uploads;
      DROP TABLE passages;
      DROP TABLE documents_2;
    `,
  },
  {
    // Lists and counts need no text. SQLite counts code points, and stops at a NUL; offsets count UTF-16 units: where these differ
    // the length is counted when the knowledge is opened. Behind long texts a column is slow to reach, hence the index.
    name: 'counts of revisions',
    sql: `
      ALTER TABLE revisions ADD COLUMN passage_count INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE revisions ADD COLUMN character_count INTEGER;
      ALTER TABLE revisions ADD COLUMN has_tables INTEGER NOT NULL DEFAULT 0;
      UPDATE revisions SET
        passage_count = json_array_length(passages),
        character_count = CASE WHEN text GLOB '*[' || char(65536) || '-' || char(1114111) || ']*' OR instr(text, char(0)) > 0
          THEN NULL ELSE length(text) END,
        has_tables = EXISTS (SELECT 1 FROM json_each(blocks) WHERE json_extract(value, '$.kind') = 'row');
      CREATE INDEX revisions_counts ON revisions (document_id, revision, passage_count, character_count, has_tables);
    `,
  },
  {
    // While the model is being changed, a passage has a vector of each.
    name: 'vectors of several models',
    sql: `
      ALTER TABLE vectors RENAME TO vectors_4;
      CREATE TABLE vectors (
        document_id TEXT NOT NULL, revision INTEGER NOT NULL, model TEXT NOT NULL, ordinal INTEGER NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY (document_id, revision, model, ordinal),
        FOREIGN KEY (document_id, revision) REFERENCES revisions(document_id, revision) ON DELETE CASCADE
      ) STRICT;
      INSERT INTO vectors SELECT document_id, revision, model, ordinal, vector FROM vectors_4;
      DROP TABLE vectors_4;
      CREATE INDEX vectors_model ON vectors (model, ordinal, document_id, revision);
    `,
  },
])

/** Texts that are sorted and compared are so by their bytes, as in SQLite, whatever the language of the server. */
const postgres: readonly Migration[] = Object.freeze([
  {
    name: 'knowledge',
    sql: `
      CREATE TABLE documents (
        id TEXT COLLATE "C" PRIMARY KEY, knowledge TEXT COLLATE "C" NOT NULL, path TEXT COLLATE "C" NOT NULL,
        origin TEXT NOT NULL CHECK (origin IN ('folder', 'upload', 'import')), revision BIGINT
      );
      CREATE UNIQUE INDEX documents_place ON documents (knowledge, (origin = 'upload'), path) WHERE revision IS NOT NULL;
      CREATE INDEX documents_path ON documents (knowledge, path);
      CREATE TABLE originals (sha256 TEXT COLLATE "C" PRIMARY KEY, bytes BYTEA NOT NULL);
      CREATE TABLE revisions (
        document_id TEXT COLLATE "C" NOT NULL REFERENCES documents(id) ON DELETE CASCADE, revision BIGINT NOT NULL,
        path TEXT COLLATE "C" NOT NULL, sha256 TEXT COLLATE "C" NOT NULL, reading BIGINT NOT NULL, bytes BIGINT NOT NULL, pages BIGINT,
        added_at BIGINT NOT NULL, stated TEXT NOT NULL, warnings TEXT NOT NULL,
        text TEXT NOT NULL, blocks TEXT NOT NULL, passages TEXT NOT NULL,
        passage_count BIGINT NOT NULL, character_count BIGINT, has_tables BIGINT NOT NULL,
        PRIMARY KEY (document_id, revision)
      );
      CREATE INDEX revisions_sha256 ON revisions (sha256);
      CREATE TABLE figures (
        document_id TEXT COLLATE "C" NOT NULL, revision BIGINT NOT NULL, ordinal BIGINT NOT NULL, sha256 TEXT COLLATE "C" NOT NULL,
        at BIGINT NOT NULL, page BIGINT, media_type TEXT NOT NULL, caption TEXT, bytes BIGINT NOT NULL,
        PRIMARY KEY (document_id, revision, ordinal),
        FOREIGN KEY (document_id, revision) REFERENCES revisions(document_id, revision) ON DELETE CASCADE
      );
      CREATE INDEX figures_sha256 ON figures (sha256);
      CREATE TABLE vectors (
        document_id TEXT COLLATE "C" NOT NULL, revision BIGINT NOT NULL, model TEXT NOT NULL, ordinal BIGINT NOT NULL,
        vector BYTEA NOT NULL, PRIMARY KEY (document_id, revision, model, ordinal),
        FOREIGN KEY (document_id, revision) REFERENCES revisions(document_id, revision) ON DELETE CASCADE
      );
      CREATE INDEX vectors_model ON vectors (model, ordinal, document_id, revision);
      CREATE TABLE corrections (
        document_id TEXT COLLATE "C" NOT NULL REFERENCES documents(id) ON DELETE CASCADE, sha256 TEXT COLLATE "C" NOT NULL,
        facts TEXT NOT NULL, by TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (document_id, sha256)
      );
      CREATE TABLE access (
        document_id TEXT COLLATE "C" PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE, labels TEXT NOT NULL
      );
      CREATE TABLE releases (number BIGINT PRIMARY KEY, at BIGINT NOT NULL, note TEXT NOT NULL);
      CREATE TABLE release_documents (
        release BIGINT NOT NULL REFERENCES releases(number) ON DELETE CASCADE, document_id TEXT COLLATE "C" NOT NULL,
        revision BIGINT NOT NULL, path TEXT COLLATE "C" NOT NULL, correction TEXT, PRIMARY KEY (release, document_id),
        FOREIGN KEY (document_id, revision) REFERENCES revisions(document_id, revision)
      );
      CREATE INDEX release_documents_revision ON release_documents (document_id, revision);
      CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL);
      CREATE TABLE gaps (
        id TEXT COLLATE "C" PRIMARY KEY, folded TEXT COLLATE "C" NOT NULL UNIQUE, question TEXT NOT NULL, language TEXT NOT NULL,
        count BIGINT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'answered', 'dismissed')), document_id TEXT
      );
    `,
  },
])

/**
 * The tables of a knowledge base. Passages hold offsets, not text: the document's text is stored once. A document is a place with
 * what is known of it; its contents are revisions. Files and pictures are stored once, by what they hold.
 */
export const knowledgeMigrations: Migrations = Object.freeze({ sqlite, postgres })
