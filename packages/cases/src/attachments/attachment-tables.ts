type Types = Readonly<{ text: string; whole: string; end: string }>

/**
 * Which case holds which content: what is named here is kept. `acts` is how many decisions the case had when the file came, so that
 * nobody takes away what was decided on.
 */
function held({ text, whole, end }: Types): string {
  return `
    CREATE TABLE caseAttachments (
      caseId ${text} NOT NULL REFERENCES cases(id), field ${text} NOT NULL, sha256 ${text} NOT NULL, name ${text} NOT NULL,
      bytes ${whole} NOT NULL, type ${text} NOT NULL, acts ${whole} NOT NULL, atMs ${whole} NOT NULL, PRIMARY KEY (caseId, field, sha256)
    )${end};
    CREATE INDEX caseAttachmentsContent ON caseAttachments (sha256);`
}

const contents = `
  CREATE TABLE attachmentUploads (
    id TEXT COLLATE "C" PRIMARY KEY, sha256 TEXT COLLATE "C" UNIQUE, bytes BIGINT NOT NULL, atMs BIGINT NOT NULL
  );
  CREATE TABLE attachmentChunks (
    upload TEXT COLLATE "C" NOT NULL REFERENCES attachmentUploads(id) ON DELETE CASCADE, at BIGINT NOT NULL, content BYTEA NOT NULL,
    PRIMARY KEY (upload, at)
  );`

/**
 * The tables of attachments, as SQL for a migration; after those of cases. On PostgreSQL they hold the content too: all servers of a
 * base share it. An upload without a hash is not whole yet.
 */
export const attachmentTables: Readonly<{ sqlite: string; postgres: string }> = Object.freeze({
  sqlite: held({ text: 'TEXT', whole: 'INTEGER', end: ' STRICT' }),
  postgres: `${held({ text: 'TEXT COLLATE "C"', whole: 'BIGINT', end: '' })}${contents}`,
})
