import { describe, expect, it } from 'vitest'
import { PassageNumbers } from './passage-numbers.ts'
import { Scopes } from './scopes.ts'

describe('what may be found', () => {
  it('follows documents that come and go, for every way of asking', () => {
    const numbers = new PassageNumbers()
    const scopes = new Scopes(numbers)
    const enter = (id: string, count: number): void => {
      const range = numbers.reserve(count)
      const before = numbers.assign(id, range)
      if (before) scopes.leave(before)
      scopes.enter(id, range)
    }
    const all = (): number[] => members('all', () => true)
    const secret = (): number[] => members('secret', (id) => id.startsWith('s'))
    const members = (key: string, holds: (id: string) => boolean): number[] => {
      const set = scopes.of(key, holds)
      return Array.from({ length: numbers.limit }, (_, n) => n).filter((n) => set.has(n))
    }
    enter('a', 2)
    enter('s1', 2)
    expect(all()).toEqual([0, 1, 2, 3])
    expect(secret()).toEqual([2, 3])
    enter('s2', 1)
    enter('a', 1)
    expect(all()).toEqual([2, 3, 4, 5])
    expect(secret()).toEqual([2, 3, 4])
    enter('s3', 10_000)
    expect(secret()).toHaveLength(10_003)
    scopes.clear()
    expect(all()).toHaveLength(10_004)
    expect(scopes.of('all', () => true).size).toBe(10_004)
  })
})
