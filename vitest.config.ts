import { defineConfig } from 'vitest/config'

// Tests run from source: the kaiwu-src condition of every package's exports points at its TypeScript.
export default defineConfig({
  resolve: { conditions: ['kaiwu-src'] },
  ssr: { resolve: { conditions: ['kaiwu-src'], externalConditions: ['kaiwu-src'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'test/*.test.ts'],
    execArgv: ['--conditions=kaiwu-src'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
})
