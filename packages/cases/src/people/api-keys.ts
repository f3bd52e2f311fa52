import { KaiwuError, newId } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { actions, isAction, type Action } from './actions.ts'
import { enabledPersonWith, tell, noteIfPossible, type PeopleContext } from './people-context.ts'
import type { Actor } from './people-event.ts'
import { nameOf } from './person-words.ts'
import { personColumns, personOf, type Person, type PersonRow } from './person.ts'
import { isApiKey, newApiKey, sameHash, secretHash } from './secret-token.ts'

// What is shown of a key, so that its owner tells it from others: 25 of its 256 bits.
const shownCharacters = 8

/** A key of a person for a program, without the key itself. */
export type ApiKey = Readonly<{
  id: string
  label: string
  personId: string
  /** How the key begins. */
  prefix: string
  /** What it may be used for, within what its person may do. */
  scopes: readonly Action[]
  createdAtMs: number
  expiresAtMs?: number
  revokedAtMs?: number
  /** The day on which it was last used, by its midnight in UTC. */
  lastUsedAtMs?: number
}>

/** A key to be made. */
export type NewApiKey = Readonly<{ label: string; personId: string; scopes: readonly string[]; expiresAtMs?: number }>

/** What is done with keys. */
export type ApiKeyOperations = Readonly<{
  /**
   * Makes a key. It is told this once; only its hash is kept.
   * @throws API_KEY_INVALID, SCOPE_UNKNOWN, PERSON_NOT_FOUND, PERSON_DISABLED
   */
  makeKey(key: NewApiKey, by: Actor): Promise<Readonly<{ key: string; info: ApiKey }>>
  /** From now on it lets nobody in. A key that has been revoked stays so. @throws API_KEY_NOT_FOUND */
  revokeKey(id: string, by: Actor): Promise<ApiKey>
  /** A key by its id, also one that has been revoked. */
  key(id: string): Promise<ApiKey | undefined>
  /** All keys, or those of a person, the newest first. */
  keys(personId?: string): Promise<readonly ApiKey[]>
}>

/** What is done with keys, on a base. */
export function apiKeyOperations(context: PeopleContext): ApiKeyOperations {
  const { database, clock } = context
  return Object.freeze({
    makeKey: (key: NewApiKey, by: Actor) => database.transaction((inside) => makeKey(context, inside, key, by)),
    revokeKey: (id: string, by: Actor) =>
      database.transaction(async (inside) => {
        const before = await keyWith(inside, id)
        if (before.revokedAtMs !== undefined) return before
        await inside.run('UPDATE apiKeys SET revokedAtMs = ? WHERE id = ?', clock.now(), id)
        const detail = { label: before.label, prefix: before.prefix, personId: before.personId }
        await tell(context, inside, { action: 'key.revoke', objectKind: 'key', objectId: id, actor: by, detail })
        return keyWith(inside, id)
      }),
    async key(id: string) {
      const row = await database.get<KeyRow>(`SELECT ${keyColumns} FROM apiKeys WHERE id = ?`, id)
      return row && apiKeyOf(row)
    },
    async keys(personId?: string) {
      const [where, values] = personId === undefined ? ['', []] : ['WHERE personId = ?', [personId]]
      const rows = await database.all<KeyRow>(
        `SELECT ${keyColumns} FROM apiKeys ${where} ORDER BY createdAtMs DESC, id`,
        ...values,
      )
      return Object.freeze(rows.map(apiKeyOf))
    },
  } satisfies ApiKeyOperations)
}

async function makeKey(
  context: PeopleContext,
  inside: Queries,
  given: NewApiKey,
  by: Actor,
): Promise<Readonly<{ key: string; info: ApiKey }>> {
  const now = context.clock.now()
  const label = nameOf(given.label)
  const scopes = [...new Set(given.scopes)].sort()
  if (!scopes.every(isAction)) throw new KaiwuError('SCOPE_UNKNOWN', { known: actions.join(', ') })
  const expiresAtMs = given.expiresAtMs ?? null
  const expires = expiresAtMs === null || (Number.isSafeInteger(expiresAtMs) && expiresAtMs > now)
  if (label === undefined || scopes.length === 0 || !expires) throw new KaiwuError('API_KEY_INVALID')
  const { id: personId } = await enabledPersonWith(inside, given.personId)
  const key = newApiKey()
  const [id, prefix] = [newId('key'), key.slice(0, shownCharacters)]
  await inside.run(
    'INSERT INTO apiKeys (id, label, personId, hash, prefix, scopes, createdAtMs, expiresAtMs) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[id, label, personId, secretHash(key), prefix, JSON.stringify(scopes), now, expiresAtMs],
  )
  const detail = { label, prefix, personId, scopes, expiresAtMs }
  await tell(context, inside, { action: 'key.make', objectKind: 'key', objectId: id, actor: by, detail })
  return Object.freeze({ key, info: await keyWith(inside, id) })
}

/** Revokes all keys of a person and returns how many there were. */
export function revokeKeysOf(inside: Queries, personId: string, atMs: number): Promise<number> {
  return inside.run('UPDATE apiKeys SET revokedAtMs = ? WHERE personId = ? AND revokedAtMs IS NULL', atMs, personId)
}

/** Whose a key is, if it lets anybody in. */
export type FoundKey = Readonly<{ person: Person; key: ApiKey } | { refused: 'unknown' | 'expired' | 'revoked' | 'disabled' }>

/** Finds the person of a key, by its hash, and notes the day on which it was used. Asks the base each time. */
export async function personOfKey({ database, clock }: PeopleContext, given: string): Promise<FoundKey> {
  if (!isApiKey(given)) return { refused: 'unknown' }
  const hash = secretHash(given)
  const row = await database.get<PersonRow & Readonly<{ keyId: string; hash: string }>>(
    `SELECT ${personColumns}, apiKeys.id AS keyId, apiKeys.hash FROM apiKeys JOIN people ON people.id = apiKeys.personId
     WHERE apiKeys.hash = ?`,
    hash,
  )
  if (!row || !sameHash(row.hash, hash)) return { refused: 'unknown' }
  const key = await keyWith(database, row.keyId)
  const person = personOf(row)
  if (key.revokedAtMs !== undefined) return { refused: 'revoked' }
  if (key.expiresAtMs !== undefined && clock.now() >= key.expiresAtMs) return { refused: 'expired' }
  if (person.disabled) return { refused: 'disabled' }
  const day = Date.parse(`${clock.today()}T00:00:00Z`)
  if ((key.lastUsedAtMs ?? -1) < day && database.writable) {
    await noteIfPossible(() => database.run('UPDATE apiKeys SET lastUsedAtMs = ? WHERE id = ?', day, key.id))
  }
  return { person, key }
}

const keyColumns = 'id, label, personId, prefix, scopes, createdAtMs, expiresAtMs, revokedAtMs, lastUsedAtMs'

type KeyRow = Readonly<{
  id: string
  label: string
  personId: string
  prefix: string
  scopes: string
  createdAtMs: number
  expiresAtMs: number | null
  revokedAtMs: number | null
  lastUsedAtMs: number | null
}>

function apiKeyOf({ scopes, expiresAtMs, revokedAtMs, lastUsedAtMs, ...row }: KeyRow): ApiKey {
  return Object.freeze({
    ...row,
    // A word that a newer program knew opens nothing here.
    scopes: Object.freeze((JSON.parse(scopes) as string[]).filter(isAction)),
    ...(expiresAtMs === null ? {} : { expiresAtMs }),
    ...(revokedAtMs === null ? {} : { revokedAtMs }),
    ...(lastUsedAtMs === null ? {} : { lastUsedAtMs }),
  })
}

/** @throws API_KEY_NOT_FOUND without what was asked for: it may be a key that somebody took for an id */
async function keyWith(queries: Queries, id: string): Promise<ApiKey> {
  const row = await queries.get<KeyRow>(`SELECT ${keyColumns} FROM apiKeys WHERE id = ?`, id)
  if (!row) throw new KaiwuError('API_KEY_NOT_FOUND')
  return apiKeyOf(row)
}
