import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { longFirst } from './test/long-first.ts'

const long = [
  'packages/knowledge/src/knowledge-databases.test.ts',
  'packages/models/src/conformance.test.ts',
  'packages/cases/src/jobs/jobs-crash.test.ts',
  'packages/cases/src/jobs/jobs-time.test.ts',
  'packages/cases/src/outbox/outbox-crash.test.ts',
  'packages/cases/src/cases/cases.test.ts',
  'packages/cases/src/cases/wf01-proof.test.ts',
  'packages/cases/src/cases/engine-proof.test.ts',
  'packages/store/src/postgres/pglite-database.test.ts',
  'test/consultants-hour.test.ts',
  'test/workflows.test.ts',
  'test/kill-workflows.test.ts',
  'test/kill.test.ts',
  'test/examples.test.ts',
]

// Tests run from source: the kaiwu-src condition of every package's exports points at its TypeScript.
export default defineConfig({
  resolve: { conditions: ['kaiwu-src'] },
  ssr: { resolve: { conditions: ['kaiwu-src'], externalConditions: ['kaiwu-src'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/*.test.ts'],
    // What tests start runs from source too, which Node.js would strip of its types anew each time.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'kaiwu-test-compile-cache') },
    execArgv: ['--conditions=kaiwu-src'],
    testTimeout: 20_000,
    // A worker takes one file after the other and loads the sources once: no test may leave anything behind in a module or the process.
    isolate: false,
    // One more than the cores of a small machine: many tests wait for a process, a server or a timer.
    maxWorkers: 3,
    sequence: { sequencer: longFirst(import.meta.dirname, long) },
  },
})
