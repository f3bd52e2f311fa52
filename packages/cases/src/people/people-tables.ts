type Types = Readonly<{ text: string; whole: string; end: string }>

/**
 * People are never deleted, so that a name in the record keeps its person. `roles` is the truth, `roleHolders` finds people by role.
 * Of passwords, keys and sessions only hashes are kept.
 */
function tables({ text, whole, end }: Types): string {
  return `
    CREATE TABLE departments (
      id ${text} PRIMARY KEY, key ${text} NOT NULL UNIQUE, name ${text} NOT NULL,
      parentId ${text} REFERENCES departments(id), headId ${text}
    )${end};
    CREATE INDEX departmentsParent ON departments (parentId);
    CREATE INDEX departmentsHead ON departments (headId);
    CREATE TABLE people (
      id ${text} PRIMARY KEY, login ${text} NOT NULL, foldedLogin ${text} NOT NULL UNIQUE, name ${text} NOT NULL,
      departmentId ${text} REFERENCES departments(id), roles ${text} NOT NULL, disabled ${whole} NOT NULL CHECK (disabled IN (0, 1)),
      passwordHash ${text}, createdAtMs ${whole} NOT NULL, changedAtMs ${whole} NOT NULL
    )${end};
    CREATE INDEX peopleDepartment ON people (departmentId);
    CREATE TABLE roleHolders (
      role ${text} NOT NULL, personId ${text} NOT NULL REFERENCES people(id), PRIMARY KEY (role, personId)
    )${end};
    CREATE INDEX roleHoldersPerson ON roleHolders (personId);
    CREATE TABLE identities (
      issuer ${text} NOT NULL, subject ${text} NOT NULL, personId ${text} NOT NULL REFERENCES people(id), roles ${text} NOT NULL,
      linkedAtMs ${whole} NOT NULL, PRIMARY KEY (issuer, subject)
    )${end};
    CREATE INDEX identitiesPerson ON identities (personId);
    CREATE TABLE apiKeys (
      id ${text} PRIMARY KEY, label ${text} NOT NULL, personId ${text} NOT NULL REFERENCES people(id), hash ${text} NOT NULL UNIQUE,
      prefix ${text} NOT NULL, scopes ${text} NOT NULL, createdAtMs ${whole} NOT NULL, expiresAtMs ${whole}, revokedAtMs ${whole},
      lastUsedAtMs ${whole}
    )${end};
    CREATE INDEX apiKeysPerson ON apiKeys (personId);
    CREATE TABLE sessions (
      id ${text} PRIMARY KEY, hash ${text} NOT NULL UNIQUE, personId ${text} NOT NULL REFERENCES people(id),
      createdAtMs ${whole} NOT NULL, expiresAtMs ${whole} NOT NULL, seenAtMs ${whole} NOT NULL
    )${end};
    CREATE INDEX sessionsPerson ON sessions (personId);
    CREATE TABLE signInTries (
      id ${text} PRIMARY KEY, bucket ${text} NOT NULL, kind ${text} NOT NULL CHECK (kind IN ('try', 'told')), atMs ${whole} NOT NULL
    )${end};
    CREATE INDEX signInTriesBucket ON signInTries (bucket, kind, atMs);
    CREATE INDEX signInTriesAt ON signInTries (atMs);
  `
}

/**
 * The tables of people and rights, as a piece of a migration for each kind of database.
 * @example
 * const migrations = { sqlite: [{ name: 'people', sql: peopleTables.sqlite }], postgres: [{ name: 'people', sql: peopleTables.postgres }] }
 */
export const peopleTables: Readonly<{ sqlite: string; postgres: string }> = Object.freeze({
  sqlite: tables({ text: 'TEXT', whole: 'INTEGER', end: ' STRICT' }),
  // Texts are compared by their bytes, as in SQLite, whatever the language of the server.
  postgres: tables({ text: 'TEXT COLLATE "C"', whole: 'BIGINT', end: '' }),
})
