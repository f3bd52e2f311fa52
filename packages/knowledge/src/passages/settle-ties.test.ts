import { describe, expect, it } from 'vitest'
import { bestSettled, settleTies } from './settle-ties.ts'

const hit = (passage: number, score: number) => ({ passage, score })
const numbered = (order: readonly string[]) => (passage: number) => {
  const [documentId = '', ordinal] = order[passage]?.split('.') ?? []
  return documentId === '' ? undefined : { documentId, ordinal: Number(ordinal) }
}

describe('settleTies', () => {
  it('orders equal hits by their places, whatever their numbers', () => {
    const one = numbered(['b.0', 'a.10', 'a.9', 'c.0'])
    const other = numbered(['c.0', 'a.9', 'b.0', 'a.10'])
    const names = (hits: readonly { passage: number }[], of: typeof one) => hits.map(({ passage }) => of(passage))
    const settled = names(settleTies([hit(3, 2), hit(0, 1), hit(1, 1), hit(2, 1)], one), one)
    expect(settled.map((place) => `${place?.documentId}.${place?.ordinal}`)).toEqual(['c.0', 'a.9', 'a.10', 'b.0'])
    expect(names(settleTies([hit(0, 2), hit(1, 1), hit(2, 1), hit(3, 1)], other), other)).toEqual(settled)
  })

  it('leaves alone what is not equal, and puts what has no place last', () => {
    const hits = [hit(5, 3), hit(0, 2), hit(1, 1)]
    expect(settleTies(hits, () => undefined)).toBe(hits)
    expect(settleTies([hit(9, 1), hit(0, 1)], numbered(['a.0'])).map(({ passage }) => passage)).toEqual([0, 9])
  })
})

describe('bestSettled', () => {
  const all = (order: readonly string[]) => (count: number) =>
    order.slice(0, count).map((_, passage) => hit(passage, passage === 0 ? 2 : 1))
  const kept = async (most: number, order: readonly string[]) =>
    (await bestSettled(most, numbered(order), all(order))).map(({ passage }) => order[passage])

  it('keeps the same of many equal ones, whatever their numbers', async () => {
    const order = ['z.0', ...Array.from({ length: 30 }, (_, at) => `d${at % 7}.${at}`)]
    const other = [order[0]!, ...order.slice(1).reverse()]
    expect(await kept(5, order)).toEqual(['z.0', 'd0.0', 'd0.7', 'd0.14', 'd0.21'])
    expect(await kept(5, other)).toEqual(await kept(5, order))
    expect(await kept(100, other)).toHaveLength(31)
  })

  it('asks once where nothing is equal, and not for ever where all is', async () => {
    const asked: number[] = []
    await bestSettled(
      3,
      () => undefined,
      (count) => (asked.push(count), [hit(0, 3), hit(1, 2), hit(2, 1), hit(3, 0.5)].slice(0, count)),
    )
    expect(asked).toEqual([4])
    asked.length = 0
    await bestSettled(
      1,
      () => undefined,
      (count) => (asked.push(count), Array.from({ length: count }, (_, at) => hit(at, 1))),
    )
    expect(asked).toEqual([2, 8, 32, 128])
  })
})
