import { describe, expect, it } from 'vitest'
import { loadHnsw } from './load-hnsw.ts'
import { exactLimit, openVectorIndex } from './open-vector-index.ts'
import { vector } from './test-vector-index.ts'

const space = { model: 'test/space', dimension: 2 }

describe('openVectorIndex', () => {
  it('is exact for few vectors, without loading anything', async () => {
    const load = (): Promise<undefined> => Promise.reject(new Error('loaded for nothing'))
    for (const expected of [0, 1, exactLimit - 1]) {
      const { index, reason } = await openVectorIndex({ ...space, expected, load })
      expect([index.engine, reason, index.size, index.dimension]).toEqual(['flat', 'few-vectors', 0, 2])
    }
  })

  it('is exact for many where hnswlib-node is missing, says so, and serves', async () => {
    const { index, reason } = await openVectorIndex({ ...space, expected: exactLimit, load: () => Promise.resolve(undefined) })
    expect([index.engine, reason]).toEqual(['flat', 'hnsw-missing'])
    index.add('a', vector(1, 1))
    expect(index.search(vector(1, 0), 1)[0]!.id).toBe('a')
  })

  it('is a graph for many exactly where hnswlib-node loads', async () => {
    const loads = (await loadHnsw()) !== undefined
    const { index, reason } = await openVectorIndex({ ...space, expected: exactLimit })
    expect([index.engine, reason]).toEqual(loads ? ['hnsw', 'many-vectors'] : ['flat', 'hnsw-missing'])
    index.add('a', vector(1, 1))
    expect(index.search(vector(1, 0), 1)[0]!.id).toBe('a')
  })
})
