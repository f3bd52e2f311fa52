import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { thorough } from '@kaiwu/testkit'
import { describe, expect, it } from 'vitest'
import { testBases } from '../test-database.ts'
import type { OutboxChildTask } from './test-outbox-child.ts'
import { outboxMigrations, secret } from './test-outbox-schema.ts'
import { startReceiver, status } from './test-receiver.ts'

const bases = testBases(outboxMigrations)
const script = fileURLToPath(new URL('./test-outbox-child.ts', import.meta.url))
const keys = ['case_1:a', 'case_1:b', 'case_1:c']
const failpoints = [
  ...[
    'job-after-claim:1',
    'outbox-before-post:1',
    'outbox-before-record:1',
    'job-before-settle:1',
    'transaction-before-commit:4',
  ],
  ...(thorough ? ['outbox-before-post:3', 'outbox-before-record:2', 'job-before-settle:3'] : []),
  ...(thorough ? [1, 2, 3, 5, 6, 8, 10].map((number) => `transaction-before-commit:${number}`) : []),
]

/** Runs a process, to be killed where it is told, and says how it ended. */
async function child(task: OutboxChildTask, failpoint = ''): Promise<string> {
  const env = { ...process.env, KAIWU_FAILPOINT: failpoint }
  const started = spawn(process.execPath, ['--conditions=kaiwu-src', script, JSON.stringify(task)], { stdio: 'inherit', env })
  const [code, signal] = (await once(started, 'exit')) as [number | null, string | null]
  return String(signal ?? code)
}

describe.each(bases.kinds)('an outbox on %s', (kind) => {
  // WF-01
  it('delivers every key, and settles it once, wherever it is killed', { timeout: 300_000 }, async () => {
    let killed = 0
    let requests = 0
    // Every day where most can go wrong; all points are for KAIWU_KILLS.
    const points = thorough ? failpoints : failpoints.slice(2, kind === 'sqlite' ? 4 : 3)
    for (const failpoint of points) {
      const receiver = await startReceiver(secret)
      // One receiver stumbles, so that there are tries to be cut off.
      receiver.answers(status(503), status(200))
      const name = `crash_${kind}_${failpoint.replace(/\W/g, '_')}`
      const task = { ...bases.address(kind, name), receiver: receiver.url, keys }
      const first = await child(task, failpoint)
      if (first === 'SIGKILL') killed++
      expect([failpoint, await child(task)]).toEqual([failpoint, '0'])
      const database = await bases.open(kind, name)
      const told = await database.all<{ id: string; state: string }>('SELECT id, state FROM told ORDER BY id')
      expect([failpoint, told]).toEqual([failpoint, keys.map((id) => ({ id, state: 'delivered' }))])
      expect([...new Set(receiver.received.map(({ key }) => key))].sort()).toEqual(keys)
      requests += receiver.received.length
    }
    expect(killed).toBe(points.length)
    console.log(
      `${kind}: killed at ${killed} points, ${requests} requests for ${points.length * keys.length} keys, each settled once`,
    )
  })
})
