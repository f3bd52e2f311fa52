import type { Clock } from '@kaiwu/core'
import { failpoint, type Database, type Queries } from '@kaiwu/store'
import { errorText } from '../jobs/job-error.ts'
import { retryAt, type JobHandler, type JobRun } from '../jobs/job.ts'
import { isAddressRefusal, type ResolveHost } from './address-guard.ts'
import { deliveryRequest, withoutSecrets, type RequestSettings } from './delivery-request.ts'
import { deliveryOf, type Delivery, type DeliveryRow } from './delivery.ts'
import type { OutboxTarget } from './outbox-target.ts'
import { postBody } from './post-body.ts'
import { failed, type Verdict } from './verdict.ts'

/** What deliveries are made with. */
export type DeliverSettings = RequestSettings &
  Readonly<{
    database: Database
    clock: Clock
    targets: ReadonlyMap<string, OutboxTarget>
    settled?: (inside: Queries, delivery: Delivery) => Promise<void>
    timeoutMs: number
    resolve: ResolveHost
  }>

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
  const { targets, clock, resolve, timeoutMs } = settings
  const target = targets.get(delivery.target)
  if (!target) return failed(`there is no target "${delivery.target}" in the settings any more`)
  const request = deliveryRequest(target, delivery, clock.now(), settings)
  if (typeof request === 'string') return failed(request)
  const { verdictOn, secrets, ...posted } = request
  const verdict = await postBody({ ...posted, resolve, signal, timeoutMs }).then(
    (answer) => verdictOn({ answer, url: posted.url, nowMs: clock.now() }),
    (error: unknown): Verdict =>
      isAddressRefusal(error) ? failed(errorText(error)) : { state: 'waiting', error: errorText(error) },
  )
  return { ...verdict, ...shownOf(verdict, secrets) }
}

/** What of a verdict is kept, as it may be seen. */
function shownOf({ response, error }: Verdict, secrets: readonly string[]): Pick<Verdict, 'response' | 'error'> {
  return {
    ...(response === undefined ? {} : { response: withoutSecrets(response, secrets) }),
    ...(error === undefined ? {} : { error: withoutSecrets(error, secrets) }),
  }
}
