import { isIPv6 } from 'node:net'
import { newId } from '@kaiwu/core'
import type { Queries } from '@kaiwu/store'
import { tell, type PeopleContext } from './people-context.ts'
import type { Actor, PeopleAction } from './people-event.ts'
import { foldLogin } from './person-words.ts'
import { secretHash } from './secret-token.ts'

const windowMs = 60_000

/** Too many tries: come back later. */
export type TooMany = Readonly<{ refused: 'too-many'; retryAfterMs: number }>

/** A try that counts until it is given back. */
export type Try = Readonly<{ ids: readonly string[] }>

/** Whose try it is: of which account, from which address. */
export type TryOf = Readonly<{ login: string; address: string; action: PeopleAction; actor: Actor }>

/**
 * Counts a try before it is made, so that many at once are no way around the limit. Tries stand in the base: they outlive a restart,
 * and all servers of a base count together. That it was too many is recorded once a minute for an account or address, or whoever tries
 * could fill the record.
 */
export async function takeTry(context: PeopleContext, of: TryOf): Promise<Try | TooMany> {
  const buckets = bucketsOf(context, of)
  // Most of a flood ends here, without a transaction.
  const seen = await stateOf(context, context.database, buckets)
  if (seen && seen.told) return seen.tooMany
  return context.database.transaction(async (inside) => {
    const now = context.clock.now()
    await inside.run('DELETE FROM signInTries WHERE atMs <= ?', now - windowMs)
    const state = await stateOf(context, inside, buckets)
    if (!state) return { ids: await insert(inside, buckets, 'try', now) }
    if (!state.told) {
      await insert(inside, [state.bucket], 'told', now)
      const { action, actor } = of
      const detail = { reason: 'too-many', limit: state.bucket.limit }
      await tell(context, inside, { action, objectKind: 'person', objectId: '', actor, result: 'refused', detail })
    }
    return state.tooMany
  })
}

/** Gives a try back that turned out right: people who know their password do not use up the limit of their office. */
export async function giveBack(inside: Queries, { ids }: Try): Promise<void> {
  for (const id of ids) await inside.run('DELETE FROM signInTries WHERE id = ?', id)
}

type Bucket = Readonly<{ name: string; most: number; limit: 'account' | 'address' }>

function bucketsOf({ triesAMinute: most }: PeopleContext, { login, address }: TryOf): readonly Bucket[] {
  return [
    // Only a hash: people type passwords where the login belongs.
    { name: `account ${secretHash(foldLogin(login)).slice(0, 32)}`, most: most.account, limit: 'account' },
    { name: `address ${networkOf(address)}`, most: most.address, limit: 'address' },
  ]
}

/**
 * What counts as one address: an IPv4 address however it is written, the /64 network of an IPv6 address, which one customer has whole.
 * @example
 * networkOf('2001:db8::17') // '2001:db8:0:0'
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.trim().toLowerCase().split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1]
  if (mapped !== undefined || !isIPv6(plain)) return (mapped ?? plain).slice(0, 100)
  const [head = '', tail] = plain.split('::')
  const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')))
  // An IPv4 address at the end stands for two groups.
  const groups = left!.length + right!.length + (plain.includes('.') ? 1 : 0)
  const zeros = tail === undefined ? [] : Array.from({ length: 8 - groups }, () => '0')
  return [...left!, ...zeros, ...right!]
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}

type State = Readonly<{ bucket: Bucket; told: boolean; tooMany: TooMany }>

/** The limit that is reached, if one is, and for how long. */
async function stateOf({ clock }: PeopleContext, queries: Queries, buckets: readonly Bucket[]): Promise<State | undefined> {
  const now = clock.now()
  let reached: State | undefined
  for (const bucket of buckets) {
    const tries = await rowsOf(queries, bucket, 'try', now, bucket.most)
    if (tries.length < bucket.most) continue
    const retryAfterMs = Math.min(windowMs, Math.max(1, tries.at(-1)!.atMs + windowMs - now))
    if (reached && reached.tooMany.retryAfterMs >= retryAfterMs) continue
    const told = (await rowsOf(queries, bucket, 'told', now, 1)).length > 0
    reached = { bucket, told, tooMany: Object.freeze({ refused: 'too-many', retryAfterMs }) }
  }
  return reached
}

/** The newest rows of the last minute. What a clock wrote that was far ahead locks nobody out; servers may differ by a minute. */
function rowsOf(queries: Queries, { name }: Bucket, kind: string, now: number, most: number): Promise<{ atMs: number }[]> {
  const sql = 'SELECT atMs FROM signInTries WHERE bucket = ? AND kind = ? AND atMs > ? AND atMs <= ? ORDER BY atMs DESC LIMIT ?'
  return queries.all(sql, name, kind, now - windowMs, now + windowMs, most)
}

async function insert(inside: Queries, buckets: readonly Bucket[], kind: 'try' | 'told', atMs: number): Promise<string[]> {
  const ids: string[] = []
  for (const { name } of buckets) {
    const id = newId('try')
    await inside.run('INSERT INTO signInTries (id, bucket, kind, atMs) VALUES (?, ?, ?, ?)', id, name, kind, atMs)
    ids.push(id)
  }
  return ids
}
