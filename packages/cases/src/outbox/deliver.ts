import type { Clock } from '@kaiwu/core'
import { failpoint, type Database, type Queries } from '@kaiwu/store'
import { errorText } from '../jobs/job-error.ts'
import { retryAt, type JobHandler, type JobRun } from '../jobs/job.ts'
import { isAddressRefusal, type ResolveHost } from './address-guard.ts'
import { deliveryOf, type Delivery, type DeliveryRow } from './delivery.ts'
import type { OutboxTarget } from './outbox-target.ts'
import { postBody, type PostAnswer } from './post-body.ts'
import { signatureHeader, timestampHeader, webhookSignature } from './webhook-signature.ts'

/** What deliveries are made with. */
export type DeliverSettings = Readonly<{
  database: Database
  clock: Clock
  targets: ReadonlyMap<string, OutboxTarget>
  environment: Readonly<Record<string, string | undefined>>
  settled?: (inside: Queries, delivery: Delivery) => Promise<void>
  timeoutMs: number
  resolve: ResolveHost
}>

/** What came of a try. */
type Verdict = Readonly<{
  state: 'delivered' | 'failed' | 'waiting'
  status?: number
  response?: string
  error?: string
  retryAtMs?: number
}>

const longestAskedMs = 3_600_000

/** Makes the handler of the jobs that deliver. Their payload is `{ key }`. */
export function deliverer(settings: DeliverSettings): JobHandler {
  const { database, clock, timeoutMs } = settings
  return Object.freeze({
    // To look the name up, and to write down what came of it.
    limitMs: timeoutMs + 40_000,
    async run(payload: unknown, run: JobRun) {
      const { key } = payload as { key: string }
      const delivery = await database.transaction((inside) => begin(inside, key, clock.now()))
      if (!delivery) return
      failpoint('outbox-before-post')
      const tried = await attempt(settings, delivery, run.signal)
      failpoint('outbox-before-record')
      // Whoever takes the job next begins anew; until then it is `delivering`.
      if (run.signal.aborted && tried.state !== 'delivered') throw run.signal.reason
      const verdict: Verdict = run.isLast && tried.state === 'waiting' ? { ...tried, state: 'failed' } : tried
      await database.transaction((inside) => record(settings, inside, key, verdict))
      if (verdict.state !== 'waiting') return
      const { error = '', retryAtMs } = verdict
      throw retryAtMs === undefined ? new Error(error) : retryAt(error, retryAtMs)
    },
    // A try that ends its process each time has no other end.
    parked: (inside: Queries, { payload, error }: Readonly<{ payload: unknown; error: string }>) =>
      record(settings, inside, (payload as { key: string }).key, { state: 'failed', error }),
  })
}

/** @returns nothing when it has been settled already */
async function begin(inside: Queries, key: string, nowMs: number): Promise<Delivery | undefined> {
  const changed = await inside.run(
    "UPDATE outbox SET state = 'delivering', tries = tries + 1, changedAtMs = ? WHERE key = ? AND state IN ('waiting', 'delivering')",
    nowMs,
    key,
  )
  if (changed === 0) return undefined
  return deliveryOf((await inside.get<DeliveryRow>('SELECT * FROM outbox WHERE key = ?', key))!)
}

/** Writes down what came of a try; what has been settled meanwhile stays as it is. */
async function record(settings: DeliverSettings, inside: Queries, key: string, verdict: Verdict): Promise<void> {
  const { state, status = null, response = null, error = null } = verdict
  const changed = await inside.run(
    `UPDATE outbox SET state = ?, status = ?, response = ?, error = ?, changedAtMs = ?
     WHERE key = ? AND state IN ('waiting', 'delivering')`,
    ...[state, status, response, error, settings.clock.now(), key],
  )
  if (changed === 0 || state === 'waiting') return
  await settings.settled?.(inside, deliveryOf((await inside.get<DeliveryRow>('SELECT * FROM outbox WHERE key = ?', key))!))
}

async function attempt(settings: DeliverSettings, delivery: Delivery, signal: AbortSignal): Promise<Verdict> {
  const { targets, environment, clock, resolve, timeoutMs } = settings
  const target = targets.get(delivery.target)
  if (!target) return failed(`there is no target "${delivery.target}" in the settings any more`)
  const secret = environment[target.secretEnv]?.trim()
  if (!secret) return failed(`the environment variable ${target.secretEnv}, with the secret that signs, is not set`)
  const timestamp = Math.floor(clock.now() / 1_000)
  const headers = {
    'idempotency-key': delivery.key,
    [timestampHeader]: String(timestamp),
    [signatureHeader]: webhookSignature(timestamp, delivery.body, secret),
    'user-agent': 'kaiwu',
  }
  const { url, internal = false } = target
  try {
    const answer = await postBody({ url, headers, body: delivery.body, internal, resolve, signal, timeoutMs })
    return verdictOn(answer, url, clock.now())
  } catch (error) {
    const text = errorText(error)
    return isAddressRefusal(error) ? failed(text) : { state: 'waiting', error: text }
  }
}

const failed = (error: string): Verdict => ({ state: 'failed', error })

function verdictOn({ status, text, retryAfter, location }: PostAnswer, url: string, nowMs: number): Verdict {
  const answered = { status, response: text }
  if (status >= 200 && status < 300) return { ...answered, state: 'delivered' }
  const error = `the receiver answered ${status}`
  if (status >= 300 && status < 400) {
    const where = location !== undefined && URL.canParse(location, url) ? ` (to ${new URL(location, url).origin})` : ''
    return {
      ...answered,
      state: 'failed',
      error: `${error}${where}; redirects are not followed, the settings name the right address`,
    }
  }
  if (status < 500 && ![408, 425, 429].includes(status)) return { ...answered, state: 'failed', error }
  const retryAtMs = askedTime(retryAfter, nowMs)
  return { ...answered, state: 'waiting', error, ...(retryAtMs === undefined ? {} : { retryAtMs }) }
}

/** When a receiver wants to be asked again (RFC 9110, 10.2.3): in so many seconds, or at a time; within an hour. */
function askedTime(retryAfter: string | undefined, nowMs: number): number | undefined {
  if (retryAfter === undefined) return undefined
  const atMs = /^\d{1,9}$/.test(retryAfter) ? nowMs + Number(retryAfter) * 1_000 : Date.parse(retryAfter)
  return Number.isNaN(atMs) ? undefined : Math.min(Math.max(atMs, nowMs), nowMs + longestAskedMs)
}
