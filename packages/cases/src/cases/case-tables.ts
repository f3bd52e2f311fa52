type Types = Readonly<{ text: string; whole: string; end: string }>

/**
 * What cases stand in. The events of a case are rows of the log; `cases.record` is what they come to, kept beside them so that a case
 * need not be put together anew each time. Tasks follow from it and can be made again.
 */
function tables({ text, whole, end }: Types): string {
  return `
    CREATE TABLE caseDefinitions (hash ${text} PRIMARY KEY, caseType ${text} NOT NULL, source ${text} NOT NULL, atMs ${whole} NOT NULL)${end};
    CREATE TABLE caseNumbers (caseType ${text} NOT NULL, period ${text} NOT NULL, last ${whole} NOT NULL, PRIMARY KEY (caseType, period))${end};
    CREATE TABLE cases (
      id ${text} PRIMARY KEY, caseNo ${text} NOT NULL UNIQUE, caseType ${text} NOT NULL, definition ${text} NOT NULL REFERENCES caseDefinitions(hash),
      state ${text} NOT NULL, departmentId ${text}, ownerId ${text} NOT NULL, openedAtMs ${whole} NOT NULL, changedAtMs ${whole} NOT NULL,
      endedAtMs ${whole}, dueAtMs ${whole}, events ${whole} NOT NULL, record ${text} NOT NULL
    )${end};
    CREATE INDEX casesType ON cases (caseType, openedAtMs);
    CREATE INDEX casesDepartment ON cases (departmentId, openedAtMs);
    CREATE INDEX casesOwner ON cases (ownerId, openedAtMs);
    CREATE INDEX casesDue ON cases (dueAtMs);
    CREATE TABLE caseParticipants (caseId ${text} NOT NULL REFERENCES cases(id), personId ${text} NOT NULL, PRIMARY KEY (caseId, personId))${end};
    CREATE INDEX caseParticipantsPerson ON caseParticipants (personId);
    CREATE TABLE caseTasks (
      caseId ${text} NOT NULL REFERENCES cases(id), taskKey ${text} NOT NULL, kind ${text} NOT NULL, title ${text} NOT NULL,
      sinceMs ${whole} NOT NULL, dueAtMs ${whole}, PRIMARY KEY (caseId, taskKey)
    )${end};
    CREATE TABLE caseCandidates (
      caseId ${text} NOT NULL, taskKey ${text} NOT NULL, personId ${text}, role ${text}, departmentId ${text},
      FOREIGN KEY (caseId, taskKey) REFERENCES caseTasks(caseId, taskKey) ON DELETE CASCADE
    )${end};
    CREATE INDEX caseCandidatesTask ON caseCandidates (caseId, taskKey);
    CREATE INDEX caseCandidatesPerson ON caseCandidates (personId);
    CREATE INDEX caseCandidatesRole ON caseCandidates (role, departmentId);
    CREATE TABLE caseRequests (
      requestKey ${text} PRIMARY KEY, bodyHash ${text} NOT NULL, caseId ${text} NOT NULL REFERENCES cases(id), atMs ${whole} NOT NULL
    )${end};`
}

/** The tables of cases, as SQL for a migration. */
export const caseTables: Readonly<{ sqlite: string; postgres: string }> = Object.freeze({
  sqlite: tables({ text: 'TEXT', whole: 'INTEGER', end: ' STRICT' }),
  postgres: tables({ text: 'TEXT COLLATE "C"', whole: 'BIGINT', end: '' }),
})
