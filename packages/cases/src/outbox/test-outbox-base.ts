import { systemClock } from '@kaiwu/core'
import { openDatabase, type Database } from '@kaiwu/store'
import { onTestFinished } from 'vitest'
import { openJobs, type Jobs, type OpenJobsOptions } from '../jobs/open-jobs.ts'
import type { JobBases, JobKind } from '../jobs/test-jobs-base.ts'
import type { Delivery } from './delivery.ts'
import { openOutbox, type NewDelivery, type OpenOutboxOptions, type Outbox, type PutDelivery } from './open-outbox.ts'
import { environment, outboxMigrations } from './test-outbox-schema.ts'

/** An outbox with jobs that run. */
export type TestOutbox = Readonly<{
  database: Database
  outbox: Outbox
  jobs: Jobs
  /** Puts something in, in a transaction of its own. */
  put(delivery: NewDelivery): Promise<PutDelivery>
  one(key: string): Promise<Delivery>
  /** What was told in the transactions that settled something. */
  told(): Promise<readonly string[]>
}>

let names = 0

/** Opens a base with an outbox whose target `mes` is at a URL of this machine. */
export async function openTestOutbox(
  bases: JobBases,
  kind: JobKind,
  url: string,
  options: Partial<OpenOutboxOptions> = {},
  jobOptions: Partial<OpenJobsOptions> = {},
): Promise<TestOutbox> {
  const address = bases.address(kind, `outbox_${process.pid}_${++names}`)
  const database = await openDatabase({ ...address, migrations: outboxMigrations })
  onTestFinished(() => database.close())
  const clock = systemClock()
  const outbox = openOutbox({
    database,
    clock,
    environment,
    targets: { mes: { url, secretEnv: 'MES_SECRET', internal: true } },
    enqueue: (inside, job) => jobs.enqueue(inside, job),
    settled: async (inside, { key, state }) => void (await inside.run('INSERT INTO told (id, state) VALUES (?, ?)', key, state)),
    attempts: 3,
    ...options,
  })
  const reports: unknown[] = []
  const jobs = await openJobs(database, {
    clock,
    handlers: { deliver: outbox.deliver },
    backOff: { firstMs: 20, mostMs: 50 },
    report: (error) => reports.push(error),
    ...jobOptions,
  })
  onTestFinished(async () => {
    await jobs.stop(2_000)
    if (reports.length > 0) throw new AggregateError(reports, 'something was reported')
  })
  jobs.start()
  return {
    database,
    outbox,
    jobs,
    put: (delivery) => database.transaction((inside) => outbox.put(inside, delivery)),
    one: async (key) => (await outbox.deliveries()).find((delivery) => delivery.key === key)!,
    told: async () =>
      (await database.all<{ id: string; state: string }>('SELECT * FROM told')).map(({ id, state }) => `${id} ${state}`),
  }
}
