/**
 * A process that puts jobs in and runs them until it is killed, or runs what is there and ends. Every effect is a row.
 * @module
 */
import { writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@kaiwu/core'
import { openDatabase } from '@kaiwu/store'
import { openJobs } from './open-jobs.ts'
import { jobMigrations } from './test-jobs-schema.ts'

/** What the child is told to do. */
export type JobsChildTask = Readonly<{ folder: string; url?: string; schema?: string; puts: boolean; leaseMs: number }>

const { puts, leaseMs, ...address } = JSON.parse(process.argv[2]!) as JobsChildTask
const database = await openDatabase({ ...address, migrations: jobMigrations })
const note = (text: string) => database.run('INSERT INTO effects (text) VALUES (?)', text)
const jobs = await openJobs(database, {
  clock: systemClock(),
  leaseMs,
  attempts: 1_000,
  handlers: {
    async effect(payload) {
      await note(`begin ${String(payload)}`)
      await wait(Math.random() * 10)
      await note(`end ${String(payload)}`)
    },
  },
})
jobs.start()
const ready = (): void => void writeSync(1, 'ready\n')
if (!puts) ready()
for (let number = 1; puts; number++) {
  await database.transaction(async (inside) => {
    const name = `${process.pid}_${number}`
    await inside.run('INSERT INTO effects (text) VALUES (?)', `put ${name}`)
    await jobs.enqueue(inside, {
      kind: 'effect',
      group: `group ${number % 3}`,
      payload: name,
      dueAtMs: Date.now() + Math.random() * 60,
      ...(number % 2 ? { key: name } : {}),
    })
  })
  // A loaded machine takes longer to begin than the process is left to live.
  if (number === 1) ready()
}
const open = async (): Promise<boolean> => Object.values(await jobs.counts()).some((count) => count > 0)
while (await open()) await wait(20)
// What has ended needs no time to end in: a process that stops is gone at once.
await jobs.stop(600_000)
await database.close()
