import { describe, expect, it } from 'vitest'
import { PassageNumbers } from './passage-numbers.ts'

describe('the numbers of passages', () => {
  it('tell whose a number is', () => {
    const numbers = new PassageNumbers()
    numbers.assign('a', numbers.reserve(3))
    const reserved = numbers.reserve(2)
    numbers.assign('b', numbers.reserve(1))
    expect([0, 2, 3, 5].map((number) => numbers.locate(number))).toEqual([
      { documentId: 'a', ordinal: 0 },
      { documentId: 'a', ordinal: 2 },
      undefined,
      { documentId: 'b', ordinal: 0 },
    ])
    numbers.assign('c', reserved)
    expect(numbers.locate(4)).toEqual({ documentId: 'c', ordinal: 1 })
    expect(numbers.locate(6)).toBeUndefined()
  })

  it('are never given out again', () => {
    const numbers = new PassageNumbers(10)
    expect(numbers.assign('a', numbers.reserve(2))).toBeUndefined()
    expect(numbers.assign('a', numbers.reserve(4))).toEqual({ first: 10, count: 2 })
    expect(numbers.locate(11)).toBeUndefined()
    expect(numbers.of('a')).toEqual({ first: 12, count: 4 })
    expect(numbers.takeBack('a')).toEqual({ first: 12, count: 4 })
    expect(numbers.takeBack('a')).toBeUndefined()
    expect(numbers.limit).toBe(16)
    expect(numbers.size).toBe(0)
  })

  it('hold through many comings and goings, documents without passages among them', () => {
    const numbers = new PassageNumbers()
    const known = new Map<string, { first: number; count: number }>()
    for (let round = 0; round < 2_000; round++) {
      const id = `d${(round * 7919) % 97}`
      if (round % 5 === 4) {
        numbers.takeBack(id)
        known.delete(id)
      } else {
        const range = numbers.reserve(round % 4)
        numbers.assign(id, range)
        known.set(id, range)
      }
    }
    for (const [id, { first, count }] of known) {
      for (let at = 0; at < count; at++) expect(numbers.locate(first + at)).toEqual({ documentId: id, ordinal: at })
    }
    const held = [...known.values()].reduce((sum, { count }) => sum + count, 0)
    const found = Array.from({ length: numbers.limit }, (_, number) => numbers.locate(number)).filter(Boolean)
    expect(found).toHaveLength(held)
    expect(numbers.size).toBe(held)
  })
})
