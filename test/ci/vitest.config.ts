import { defineConfig } from 'vitest/config'

// The slow checks of .ci/run: they install, pack, start servers and browsers, so they run one after the other.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
})
