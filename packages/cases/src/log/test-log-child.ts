import { writeSync } from 'node:fs'
import { openDatabase } from '@kaiwu/store'
import { appendLog } from './append-log.ts'
import { entryOf, logMigrations } from './test-log-schema.ts'

/** What a process of a test is to do: append so many times, or until it is killed. */
export type LogChildTask = Readonly<{ folder: string; url?: string; schema?: string; writer: string; times?: number }>

const { writer, times = Infinity, ...address } = JSON.parse(process.argv[2]!) as LogChildTask
const database = await openDatabase({ ...address, migrations: logMigrations })
writeSync(1, 'ready\n')
for (let round = 1; round <= times; round++) {
  const count = 1 + (round % 3)
  const entries = Array.from({ length: count }, (_, index) => entryOf(round * 10 + index, { actorId: writer }))
  const last = await database.transaction(async (inside) => {
    const places = await appendLog(inside, entries)
    const { seq, hash } = places.at(-1)!
    for (const place of places) await inside.run('INSERT INTO effects (id, text) VALUES (?, ?)', place.seq, writer)
    return { seq, hash }
  })
  // At once, whatever happens next: what is told here must be there.
  writeSync(1, `${JSON.stringify(last)}\n`)
}
await database.close()
