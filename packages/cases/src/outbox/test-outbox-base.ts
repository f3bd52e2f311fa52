import { systemClock } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import type { Jobs, OpenJobsOptions } from '../jobs/open-jobs.ts'
import { jobsOf } from '../jobs/test-jobs-base.ts'
import type { DatabaseKind, TestBases } from '../test-database.ts'
import type { Delivery } from './delivery.ts'
import { openOutbox, type NewDelivery, type OpenOutboxOptions, type Outbox, type PutDelivery } from './open-outbox.ts'
import { environment } from './test-outbox-schema.ts'

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

/** Opens a base with an outbox whose target `mes` is at a URL of this machine. */
export async function openTestOutbox(
  bases: TestBases,
  kind: DatabaseKind,
  url: string,
  options: Partial<OpenOutboxOptions> = {},
  jobOptions: Partial<OpenJobsOptions> = {},
): Promise<TestOutbox> {
  const database = await bases.open(kind)
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
  const jobs = await jobsOf(database, { handlers: { deliver: outbox.deliver }, ...jobOptions })
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
