import { describe, expect, it } from 'vitest'
import { PassagePlaces } from './passage-places.ts'

describe('the places of passages', () => {
  it('tell both ways, revision by revision', () => {
    const places = new PassagePlaces()
    places.add({ documentId: 'a', revision: 1, first: 0, count: 2 })
    places.add({ documentId: 'b', revision: 3, first: 10, count: 1 })
    places.add({ documentId: 'a', revision: 2, first: 11, count: 2 })
    expect(places.locate(1)).toEqual({ documentId: 'a', revision: 1, ordinal: 1 })
    expect([2, 9, 13, 14].filter((n) => places.locate(n) !== undefined)).toEqual([])
    expect(places.locate(12)).toEqual({ documentId: 'a', revision: 2, ordinal: 1 })
    expect(places.numberOf('a', 1, 1)).toBe(1)
    expect(places.numberOf('a', 2, 0)).toBe(11)
    expect(places.numberOf('a', 2, 2)).toBeUndefined()
    expect(places.numberOf('c', 1, 0)).toBeUndefined()
  })

  it('forget what they are told to, and not the numbers the same revision got meanwhile', () => {
    const places = new PassagePlaces()
    places.add({ documentId: 'a', revision: 1, first: 0, count: 2 })
    places.add({ documentId: 'a', revision: 1, first: 5, count: 2 })
    places.delete(0)
    expect(places.locate(0)).toBeUndefined()
    expect(places.numberOf('a', 1, 0)).toBe(5)
    places.delete(5)
    places.delete(5)
    expect(places.numberOf('a', 1, 0)).toBeUndefined()
  })

  it('have no place for documents without passages', () => {
    const places = new PassagePlaces()
    places.add({ documentId: 'empty', revision: 1, first: 0, count: 0 })
    places.add({ documentId: 'a', revision: 1, first: 0, count: 1 })
    expect(places.locate(0)?.documentId).toBe('a')
  })
})
