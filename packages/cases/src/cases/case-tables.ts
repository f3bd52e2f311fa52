type Types = Readonly<{ text: string; whole: string; real: string; end: string }>

/**
 * What cases stand in. The events of a case are rows of the log; `cases.record` is what they come to, kept beside them so that a case
 * need not be put together anew each time. Tasks follow from it and can be made again.
 */
function tables({ text, whole, real, end }: Types): string {
  return `
    CREATE TABLE caseDefinitions (hash ${text} PRIMARY KEY, caseType ${text} NOT NULL, source ${text} NOT NULL, atMs ${whole} NOT NULL)${end};
    CREATE TABLE caseNumbers (caseType ${text} NOT NULL, period ${text} NOT NULL, last ${whole} NOT NULL, PRIMARY KEY (caseType, period))${end};
    CREATE TABLE cases (
      id ${text} PRIMARY KEY, caseNo ${text} NOT NULL UNIQUE, caseType ${text} NOT NULL, definition ${text} NOT NULL REFERENCES caseDefinitions(hash),
      state ${text} NOT NULL, departmentId ${text}, ownerId ${text} NOT NULL, openedAtMs ${whole} NOT NULL, changedAtMs ${whole} NOT NULL,
      endedAtMs ${whole}, dueAtMs ${whole}, events ${whole} NOT NULL, searchText ${text} NOT NULL, record ${text} NOT NULL
    )${end};
    CREATE INDEX casesOpened ON cases (openedAtMs, id);
    CREATE INDEX casesType ON cases (caseType, openedAtMs);
    CREATE INDEX casesDepartment ON cases (departmentId, openedAtMs);
    CREATE INDEX casesOwner ON cases (ownerId, openedAtMs);
    CREATE INDEX casesDue ON cases (dueAtMs);
    CREATE TABLE caseParticipants (
      caseId ${text} NOT NULL REFERENCES cases(id), personId ${text} NOT NULL, part ${text} NOT NULL CHECK (part IN ('acts', 'told')),
      PRIMARY KEY (caseId, personId)
    )${end};
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
    CREATE TABLE caseNotices (
      id ${text} PRIMARY KEY, personId ${text} NOT NULL, caseId ${text} NOT NULL REFERENCES cases(id),
      kind ${text} NOT NULL CHECK (kind IN ('reminder', 'overdue', 'exception', 'assigned')), text ${text} NOT NULL,
      atMs ${whole} NOT NULL, readAtMs ${whole}
    )${end};
    CREATE INDEX caseNoticesPerson ON caseNotices (personId, atMs);
    CREATE TABLE caseRequests (
      requestKey ${text} PRIMARY KEY, bodyHash ${text} NOT NULL, caseId ${text} NOT NULL REFERENCES cases(id), atMs ${whole} NOT NULL
    )${end};
    CREATE TABLE caseReplies (
      caseId ${text} NOT NULL REFERENCES cases(id), askedHash ${text} NOT NULL, reply ${text} NOT NULL, atMs ${whole} NOT NULL,
      PRIMARY KEY (caseId, askedHash)
    )${end};
    CREATE TABLE caseAgreement (
      caseId ${text} NOT NULL REFERENCES cases(id), proposalId ${text} NOT NULL, caseType ${text} NOT NULL, field ${text} NOT NULL,
      score ${real} NOT NULL, margin ${real} NOT NULL, agreed ${whole} NOT NULL, atMs ${whole} NOT NULL,
      PRIMARY KEY (caseId, proposalId)
    )${end};
    CREATE INDEX caseAgreementLast ON caseAgreement (caseType, field, atMs);`
}

/** The tables of cases, as SQL for a migration. */
export const caseTables: Readonly<{ sqlite: string; postgres: string }> = Object.freeze({
  sqlite: tables({ text: 'TEXT', whole: 'INTEGER', real: 'REAL', end: ' STRICT' }),
  postgres: tables({ text: 'TEXT COLLATE "C"', whole: 'BIGINT', real: 'DOUBLE PRECISION', end: '' }),
})
