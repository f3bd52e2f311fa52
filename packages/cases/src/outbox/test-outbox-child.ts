/**
 * A process that puts deliveries in, delivers them, and ends when all is settled, unless it is killed before.
 * @module
 */
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@kaiwu/core'
import { openDatabase } from '@kaiwu/store'
import { openJobs } from '../jobs/open-jobs.ts'
import { openOutbox } from './open-outbox.ts'
import { environment, outboxMigrations } from './test-outbox-schema.ts'

/** What the child is told to do. */
export type OutboxChildTask = Readonly<{
  folder: string
  url?: string
  schema?: string
  receiver: string
  keys: readonly string[]
}>

const { receiver, keys, ...address } = JSON.parse(process.argv[2]!) as OutboxChildTask
const database = await openDatabase({ ...address, migrations: outboxMigrations })
const clock = systemClock()
const outbox = openOutbox({
  database,
  clock,
  environment,
  targets: { mes: { url: receiver, secretEnv: 'MES_SECRET', internal: true } },
  enqueue: (inside, job) => jobs.enqueue(inside, job),
  settled: async (inside, { key, state }) => void (await inside.run('INSERT INTO told (id, state) VALUES (?, ?)', key, state)),
})
const jobs = await openJobs(database, {
  clock,
  leaseMs: 600,
  backOff: { firstMs: 20, mostMs: 50 },
  handlers: { deliver: outbox.deliver },
})
for (const key of keys) {
  await database.transaction((inside) => outbox.put(inside, { key, target: 'mes', body: { key }, caseId: 'case_1' }))
}
jobs.start()
const isSettled = async (): Promise<boolean> =>
  (await outbox.deliveries()).every(({ state }) => state === 'delivered' || state === 'failed')
while (!(await isSettled())) await wait(20)
await jobs.stop(600_000)
await database.close()
