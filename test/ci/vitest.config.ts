import { defineConfig } from 'vitest/config'
import { longFirst } from '../long-first.ts'

// The slow checks of .ci/run: they install, pack, start servers and browsers. Two at a time, since installing is mostly waiting.
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    sequence: { sequencer: longFirst(import.meta.dirname, ['fresh-clone.test.ts', 'packed.test.ts', 'readme.test.ts']) },
  },
})
