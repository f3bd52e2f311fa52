import { KaiwuError, type Clock, type Language } from '@kaiwu/core'
import type { Database, Queries } from '@kaiwu/store'
import type { JobHandler, NewJob } from '../jobs/job.ts'
import { mendedJson, type JsonValue } from '../log/canonical-json.ts'
import { systemResolve, type ResolveHost } from './address-guard.ts'
import { deliverer } from './deliver.ts'
import { deliveryOf, type Delivery, type DeliveryRow, type DeliveryState } from './delivery.ts'
import { outboxTargets, type OutboxTarget } from './outbox-target.ts'

/** How to open the outbox of a base. */
export type OpenOutboxOptions = Readonly<{
  database: Database
  clock: Clock
  /** Whom something can be sent to, by name: from the settings of whoever runs Kaiwu, never from data. */
  targets: Readonly<Record<string, OutboxTarget>>
  /** Read for the targets' secrets and the addresses of robots alone, at each delivery. */
  environment: Readonly<Record<string, string | undefined>>
  /** Puts a job in; that of `openJobs`, which wants `deliver` of this as a handler. */
  enqueue: (inside: Queries, job: NewJob) => Promise<void>
  /** Called in the transaction that records that something was delivered or has failed, once for each time it does. */
  settled?: (inside: Queries, delivery: Delivery) => Promise<void>
  /** How many tries there are. Default 12: with the pauses of jobs, about half an hour. */
  attempts?: number
  /** How long a receiver has to answer. Default 20 s. */
  timeoutMs?: number
  resolve?: ResolveHost
  /** The language of what the robots of group chats tell. Default `zh`. */
  language?: Language
  /** The address of a case's page, for what they tell. Default: none. */
  caseAddress?: (caseId: string) => string
}>

/** Something to be sent. */
export type NewDelivery = Readonly<{
  /** Its idempotency key, 1 to 200 characters of ASCII without spaces: one key, one effect. */
  key: string
  target: string
  body: JsonValue
  caseId?: string
  /** What it is about, for people. */
  about?: string
}>

/** What became of putting something in; a key or a target that cannot be used is a value. */
export type PutDelivery = Readonly<{ outcome: 'put' | 'known' }> | Readonly<{ outcome: 'refused'; error: KaiwuError }>

/** Which deliveries are wanted. */
export type DeliveryFilter = Readonly<{ caseId?: string; state?: DeliveryState; limit?: number }>

/** What is sent outside. */
export type Outbox = Readonly<{
  /**
   * Has something sent once the caller's transaction is kept. The same key with the same content is the same thing, sent once.
   * @throws OUTBOX_BODY_INVALID
   */
  put(inside: Queries, delivery: NewDelivery): Promise<PutDelivery>
  /** Has something tried again that has failed. @returns false for a key that has not */
  retry(inside: Queries, key: string): Promise<boolean>
  /** The newest first, at most so many (100). */
  deliveries(filter?: DeliveryFilter): Promise<readonly Delivery[]>
  /** The handler of jobs of kind `deliver`. */
  deliver: JobHandler
}>

/**
 * Opens the outbox of a base. A delivery is a POST of the body as JSON, with `idempotency-key`, `x-kaiwu-timestamp` and
 * `x-kaiwu-signature` (see `verifyWebhook`). It is sent **at least once**: when Kaiwu ends between the receiver's answer and its own
 * record of it, the same key is sent again, and the receiver has to know it. In which order things arrive is not said. 2xx is
 * delivered; 408, 425, 429, 5xx and an unreachable receiver are tried again, as `Retry-After` says, and in the end failed; every other
 * answer, redirects among them, is failed at once and waits for a person. The robot of a group chat is sent a message in its vendor's form,
 * made of the body by `robotMessage`; what it answers counts by the code in it, and it does not know a key that comes twice.
 * @throws OUTBOX_TARGET_INVALID
 * @example
 * const outbox = openOutbox({ database, clock, environment: process.env, targets: { mes: { url: 'https://mes.example.com/hook', secretEnv: 'MES_SECRET' } },
 *   enqueue: (inside, job) => jobs.enqueue(inside, job) })
 * const jobs = await openJobs(database, { clock, handlers: { deliver: outbox.deliver } })
 * await database.transaction((inside) => outbox.put(inside, { key: `${caseId}:order`, target: 'mes', body: { part: '6205-2RS' }, caseId }))
 */
export function openOutbox(options: OpenOutboxOptions): Outbox {
  const { database, clock, enqueue, attempts = 12, timeoutMs = 20_000, resolve = systemResolve, language = 'zh' } = options
  const targets = outboxTargets(options.targets)
  const send = (inside: Queries, key: string): Promise<void> =>
    enqueue(inside, { kind: 'deliver', key, payload: { key }, attempts })
  return Object.freeze({
    async put(inside: Queries, delivery: NewDelivery) {
      const { key, target, caseId, about } = delivery
      const body = bodyOf(delivery)
      if (!targets.has(target)) return refused('OUTBOX_TARGET_UNKNOWN', { target, known: [...targets.keys()].join(', ') || '—' })
      const known = await inside.get<{ target: string; body: string }>('SELECT target, body FROM outbox WHERE key = ?', key)
      if (known) return known.target === target && known.body === body ? alreadyThere : refused('OUTBOX_KEY_REUSED', { key })
      const nowMs = clock.now()
      await inside.run(
        `INSERT INTO outbox (key, target, body, caseId, about, state, tries, putAtMs, changedAtMs)
         VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, ?)`,
        ...[key, target, body, caseId ?? null, about ?? null, nowMs, nowMs],
      )
      await send(inside, key)
      return put
    },
    async retry(inside: Queries, key: string) {
      const changed = await inside.run(
        "UPDATE outbox SET state = 'waiting', changedAtMs = ? WHERE key = ? AND state = 'failed'",
        clock.now(),
        key,
      )
      if (changed > 0) await send(inside, key)
      return changed > 0
    },
    deliveries: (filter: DeliveryFilter = {}) => deliveries(database, filter),
    deliver: deliverer({ ...options, targets, timeoutMs, resolve, language }),
  } satisfies Outbox)
}

const put: PutDelivery = Object.freeze({ outcome: 'put' })
const alreadyThere: PutDelivery = Object.freeze({ outcome: 'known' })
const mostBytes = 1_000_000

function refused(code: 'OUTBOX_TARGET_UNKNOWN' | 'OUTBOX_KEY_REUSED', details: Record<string, string>): PutDelivery {
  return Object.freeze({ outcome: 'refused', error: new KaiwuError(code, details) })
}

/** The text that is sent: one and the same for one value, so that putting it twice is noticed. */
function bodyOf({ key, body, caseId = '', about = '' }: NewDelivery): string {
  const invalid = (reason: string) => new KaiwuError('OUTBOX_BODY_INVALID', { reason })
  if (!/^[!-~]{1,200}$/.test(key)) throw invalid('a key has 1 to 200 characters of ASCII, without spaces')
  if (/\0|\p{Cs}/u.test(caseId + about)) throw invalid('caseId or about holds what no database keeps')
  let text: string
  try {
    text = mendedJson(body)
  } catch (error) {
    throw new KaiwuError('OUTBOX_BODY_INVALID', { reason: (error as Error).message }, { cause: error })
  }
  if (Buffer.byteLength(text) > mostBytes) throw invalid(`the body has more than ${mostBytes} bytes`)
  return text
}

async function deliveries(database: Database, { caseId, state, limit = 100 }: DeliveryFilter): Promise<readonly Delivery[]> {
  const conditions = [caseId === undefined ? [] : ['caseId = ?'], state === undefined ? [] : ['state = ?']].flat()
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''
  const values = [caseId, state].filter((value) => value !== undefined)
  const rows = await database.all<DeliveryRow>(
    `SELECT * FROM outbox ${where} ORDER BY putAtMs DESC, key LIMIT ?`,
    ...values,
    limit,
  )
  return Object.freeze(rows.map(deliveryOf))
}
