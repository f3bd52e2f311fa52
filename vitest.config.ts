import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

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
    maxWorkers: 2,
  },
})
