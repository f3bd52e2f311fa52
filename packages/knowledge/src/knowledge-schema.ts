import type { Migration } from '@kaiwu/store'

/** The tables of a knowledge base. Passages hold offsets, not text: the document's text is stored once. */
export const knowledgeMigrations: readonly Migration[] = Object.freeze([
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
])
