import { describe, expect, it } from 'vitest'
import { flatVectorIndex } from './flat-vector-index.ts'
import { describeVectorIndex, randomVectors, vector } from './test-vector-index.ts'

describeVectorIndex('flat', (space) => flatVectorIndex(space))
describeVectorIndex('flat, opened for 10', (space) => flatVectorIndex(space, 10))

describe('flatVectorIndex', () => {
  it('says that it is exact', () => {
    expect(flatVectorIndex({ model: 'test/space', dimension: 3 }).engine).toBe('flat')
  })

  it('works in every dimension, also those no four divide', () => {
    for (const dimension of [1, 2, 3, 4, 5, 7, 384]) {
      const index = flatVectorIndex({ model: 'test/space', dimension })
      const all = randomVectors(50, dimension, dimension)
      for (const [at, one] of all.entries()) index.add(`v${at}`, one)
      for (const [at, one] of all.entries())
        expect(index.search(one, 50).find(({ id }) => id === `v${at}`)!.score).toBeCloseTo(1, 5)
    }
  })

  it('hands out what it holds, at length 1', () => {
    const index = flatVectorIndex({ model: 'test/space', dimension: 2 })
    index.add('a', vector(3, 4))
    index.add('b', vector(0, 2))
    index.remove('a')
    expect([...index.ids()]).toEqual(['b'])
    expect(index.unitOf('a')).toBeUndefined()
    expect([...index.unitOf('b')!]).toEqual([0, 1])
  })

  it('holds the same after any order of adding and removing', () => {
    const all = randomVectors(300, 16, 5)
    const worn = flatVectorIndex({ model: 'test/space', dimension: 16 })
    for (const [at, one] of all.entries()) worn.add(`v${at}`, one)
    for (let at = 0; at < 300; at += 2) worn.remove(`v${at}`)
    for (let at = 0; at < 300; at += 4) worn.add(`v${at}`, all[at]!)
    const fresh = flatVectorIndex({ model: 'test/space', dimension: 16 })
    for (const [at, one] of all.entries()) if (at % 2 === 1 || at % 4 === 0) fresh.add(`v${at}`, one)
    expect(worn.size).toBe(225)
    for (const question of randomVectors(10, 16, 9)) expect(worn.search(question, 40)).toEqual(fresh.search(question, 40))
  })
})
