/**
 * The conformance suite of vector indexes, as tests.
 * @module
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { vectorCases } from './test-vector-cases.ts'
import type { VectorIndex, VectorSpace } from './vector-index.ts'

/** An engine under test. */
export type VectorIndexSubject = Readonly<{
  /** Opens an empty index. */
  open(space: VectorSpace): VectorIndex | Promise<VectorIndex>
  /** Opens what was saved to a file, or what was kept where the engine keeps it. */
  reopen(path: string, space: VectorSpace): VectorIndex | Promise<VectorIndex>
  /** How far a score may be from the true cosine; default 0.005. */
  tolerance?: number
}>

/**
 * Registers the conformance suite of vector indexes. It takes about two seconds.
 * @example
 * describeVectorIndex('flat', { open: (space) => flatIndex(space), reopen: openSaved })
 */
export function describeVectorIndex(name: string, subject: VectorIndexSubject): void {
  describe(`VectorIndex: ${name}`, () => {
    it.each(Object.entries(vectorCases))('%s', async (_, check) => {
      const folder = mkdtempSync(join(tmpdir(), 'kaiwu-vector-index-'))
      const opened: VectorIndex[] = []
      let saves = 0
      const kept = async (opening: VectorIndex | Promise<VectorIndex>): Promise<VectorIndex> => {
        const index = await opening
        opened.push(index)
        return index
      }
      const spaceOf = (dimension: number): VectorSpace => ({ model: 'test/space', dimension })
      try {
        await check({
          tolerance: subject.tolerance ?? 0.005,
          open: (dimension) => kept(subject.open(spaceOf(dimension))),
          again: async (index) => {
            const path = join(folder, `${++saves}.idx`)
            await index.save(path, { saves })
            await index.close()
            return kept(subject.reopen(path, spaceOf(index.dimension)))
          },
        })
      } finally {
        for (const index of opened) await index.close()
        rmSync(folder, { recursive: true, force: true })
      }
    })
  })
}
