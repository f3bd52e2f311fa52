import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import type { CaseRecord } from '../engine/case-record.ts'
import { verifyLog } from '../log/verify-log.ts'
import { testBases } from '../test-database.ts'
import { caseMigrations } from './case-migrations.ts'
import { recordFromLog } from './test-opened-cases.ts'

const bases = testBases(caseMigrations)
const script = fileURLToPath(new URL('./test-cases-child.ts', import.meta.url))
const rounds = thorough ? 100 : 4

/** Kills a process that walks cases, by chance or at a point; gives what it said was durable. */
async function killed(task: object, failpoint: string | undefined, afterMs: number): Promise<ReadonlyMap<string, number>> {
  const env = { ...process.env, KAIWU_FAILPOINT: failpoint ?? '' }
  const child = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], { env })
  let said = ''
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (piece: Buffer) => {
      said += piece.toString()
      if (said.startsWith('ready')) resolve()
    })
  })
  const end = once(child, 'close')
  await Promise.race([ready, end])
  if (failpoint === undefined) setTimeout(() => child.kill('SIGKILL'), afterMs)
  const [, signal] = (await end) as [unknown, string | null]
  expect(signal).toBe('SIGKILL')
  // What was cut off in the middle of a line was not said.
  const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n')
  return new Map(lines.filter((line) => line.startsWith('case')).map((line) => [line.split(' ')[0]!, Number(line.split(' ')[1])]))
}

describe.each(bases.kinds)('cases on %s', (kind) => {
  it('lose nothing that was acknowledged, whenever they are killed', { timeout: 600_000 }, async () => {
    const name = `cases_crash_${kind}`
    const acknowledged = new Map<string, number>()
    for (let round = 0; round < rounds; round++) {
      const failpoint = round % 2 === 0 ? undefined : `case-before-commit:${1 + ((round * 7) % 11)}`
      for (const [id, events] of await killed(bases.address(kind, name), failpoint, (round * 37) % 200))
        acknowledged.set(id, events)
    }
    const database = await bases.open(kind, name)
    expect((await verifyLog(database)).problems).toEqual([])
    const rows = await database.all<{ id: string; record: string }>('SELECT id, record FROM cases')
    const records = new Map(rows.map(({ id, record }) => [id, JSON.parse(record) as CaseRecord]))
    const lost = [...acknowledged].filter(([id, events]) => (records.get(id)?.events ?? 0) < events)
    expect(lost).toEqual([])
    expect(acknowledged.size).toBeGreaterThan(rounds)
    const different: string[] = []
    for (const [id, record] of records)
      if (JSON.stringify(await recordFromLog(database, id)) !== JSON.stringify(record)) different.push(id)
    expect(different).toEqual([])
    console.log(
      `${kind}: ${rounds} kills, ${acknowledged.size} cases acknowledged, 0 lost, ${records.size} equal to their events`,
    )
  })
})
