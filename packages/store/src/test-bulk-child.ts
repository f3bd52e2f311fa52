/**
 * Writes in bulk without an end, says `.` for each transaction that is durable, and ends with 7 in the midst of it.
 * @module
 */
import { writeSync } from 'node:fs'
import { openDatabase } from './open-database.ts'
import { caseMigrations } from './test-describe-database.ts'

const [, , folder = '', afterMs = '0'] = process.argv
const database = await openDatabase({ folder, migrations: caseMigrations })
const bytes = new Uint8Array(50_000)
for (let round = 0; ; round++) {
  await database.transaction(
    async (inside) => {
      for (let one = 0; one < 20; one++) await inside.run('INSERT INTO notes (bytes) VALUES (?)', bytes)
    },
    { bulk: true },
  )
  writeSync(1, '.')
  if (round === 0) setTimeout(() => process.exit(7), Number(afterMs))
}
