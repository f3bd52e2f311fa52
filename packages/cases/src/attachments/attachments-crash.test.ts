import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { caseMigrations } from '../cases/case-migrations.ts'
import { filesIn } from '../engine/apply-event.ts'
import type { CaseRecord } from '../engine/case-record.ts'
import { verifyLog } from '../log/verify-log.ts'
import { movableClock } from '../test-clock.ts'
import { testBases } from '../test-database.ts'
import { openAttachmentStore } from './open-attachment-store.ts'
import { allBytes } from './test-attachment-cases.ts'

const bases = testBases(caseMigrations)
const script = fileURLToPath(new URL('./test-attachments-child.ts', import.meta.url))
const points = ['attachment-after-write', 'attachment-after-rename', 'attachment-before-record', 'case-before-commit']
const times = thorough ? [1, 2, 3, 4, 5] : [3]

/** Runs a process that attaches until it is killed at a point; gives what it said was durable. */
async function killedAt(task: object, failpoint: string): Promise<readonly (readonly string[])[]> {
  const env = { ...process.env, KAIWU_FAILPOINT: failpoint }
  const child = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], { env })
  let said = ''
  child.stdout.on('data', (piece: Buffer) => (said += piece.toString()))
  const [, signal] = (await once(child, 'close')) as [unknown, string | null]
  expect([failpoint, signal]).toEqual([failpoint, 'SIGKILL'])
  const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n')
  return lines.filter((line) => line.startsWith('case')).map((line) => line.split(' '))
}

describe.each(bases.kinds)('files of cases on %s', (kind) => {
  it('are there whole when they were acknowledged, wherever the process is killed', { timeout: 300_000 }, async () => {
    const name = `attachments_crash_${kind}`
    const acknowledged: (readonly string[])[] = []
    for (const point of points)
      for (const time of times) acknowledged.push(...(await killedAt(bases.address(kind, name), `${point}:${time}`)))
    expect(acknowledged.length).toBeGreaterThanOrEqual(points.length)
    const database = await bases.open(kind, name)
    expect((await verifyLog(database)).problems).toEqual([])
    const clock = movableClock(new Date().toISOString())
    const store = openAttachmentStore(database, clock)
    const rows = await database.all<{ id: string; record: string }>('SELECT id, record FROM cases')
    const shown = rows.flatMap(({ id, record }) =>
      filesIn((JSON.parse(record) as CaseRecord).fields, 'photos').map(({ sha256, bytes }) => ({ id, sha256, bytes })),
    )
    const lost = acknowledged.filter(([id, sha256]) => !shown.some((file) => file.id === id && file.sha256 === sha256))
    expect(lost).toEqual([])
    // Orphans go, what cases hold stays, and all of it is whole.
    clock.move(48 * 3_600_000)
    const swept = await store.sweep()
    expect(swept).toBeGreaterThan(0)
    for (const { sha256, bytes } of shown) expect((await allBytes(store.get(sha256))).length).toBe(bytes)
    expect(await store.sweep()).toBe(0)
    const killed = points.length * times.length
    console.log(
      `${kind}: ${killed} kills, ${acknowledged.length} files acknowledged, 0 lost, ${shown.length} whole, ${swept} orphans swept`,
    )
  })
})
