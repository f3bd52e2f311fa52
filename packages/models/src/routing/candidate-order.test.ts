import { seededRandom } from '@kaiwu/testkit'
import type { Currency, Money } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { candidateOrder, type Candidate } from './candidate-order.ts'
import type { Route } from './route.ts'
import { candidate, inOrder } from './test-candidate.ts'
import { question } from './test-scripted-chat.ts'

const yuan = (micros: number): Money => ({ micros, currency: 'CNY' })
const dollars = (micros: number): Money => ({ micros, currency: 'USD' })
const priced = (ref: string, price?: Money): Route<Candidate> => ({ leaf: candidate(ref, {}, price ? { price } : {}) })
const noRate = () => undefined

function refs(
  route: Route<Candidate>,
  random: () => number = () => 0,
  convert: (money: Money, to: Currency) => Money | undefined = noRate,
): string {
  return candidateOrder(route, { request: question, random, convert })
    .map(({ candidate: { ref } }) => ref)
    .join(' ')
}

describe('candidateOrder', () => {
  it('keeps a list in its order, nested ones in place', () => {
    const inner = inOrder(candidate('b/1', {}), candidate('b/2', {}))
    expect(refs({ fallback: [priced('a/1'), inner, priced('c/1')] })).toBe('a/1 b/1 b/2 c/1')
  })

  it('chooses the first by its weight and lets the others follow by theirs', () => {
    const route: Route<Candidate> = {
      weighted: [
        { model: priced('a/1'), weight: 1 },
        { model: priced('b/1'), weight: 3 },
        { model: { fallback: [priced('c/1'), priced('c/2')] }, weight: 6 },
      ],
    }
    const chance = seededRandom(5)
    const seen: Record<string, number> = {}
    for (let draw = 0; draw < 10_000; draw++) {
      const order = refs(route, chance)
      seen[order] = (seen[order] ?? 0) + 1
    }
    expect(Object.keys(seen).toSorted()).toEqual(['a/1 c/1 c/2 b/1', 'b/1 c/1 c/2 a/1', 'c/1 c/2 b/1 a/1'])
    expect(seen['a/1 c/1 c/2 b/1']).toBeGreaterThan(850)
    expect(seen['a/1 c/1 c/2 b/1']).toBeLessThan(1_150)
    expect(seen['c/1 c/2 b/1 a/1']).toBeGreaterThan(5_800)
    expect(seen['c/1 c/2 b/1 a/1']).toBeLessThan(6_200)
  })

  it('takes the last when chance is as large as it can be', () => {
    const route: Route<Candidate> = {
      weighted: [
        { model: priced('a/1'), weight: 0.1 },
        { model: priced('b/1'), weight: 0.2 },
      ],
    }
    expect(refs(route, () => 1)).toBe('b/1 a/1')
  })

  it('puts the cheapest first, equal prices as listed, and those nobody has priced last', () => {
    const route = {
      cheapest: [priced('a/?'), priced('b/3', yuan(3)), priced('c/1', yuan(1)), priced('d/3', yuan(3)), priced('e/0', yuan(0))],
    }
    expect(refs(route)).toBe('e/0 c/1 b/3 d/3 a/?')
  })

  it('compares currencies only at a stated rate', () => {
    const route = {
      cheapest: [priced('a/dear', dollars(10)), priced('b/?'), priced('c/cheap', yuan(20)), priced('d/mid', yuan(50))],
    }
    expect(refs(route)).toBe('a/dear c/cheap d/mid b/?')
    const rate = ({ micros }: Money, to: Currency): Money => ({ micros: to === 'USD' ? micros / 7 : micros * 7, currency: to })
    expect(refs(route, () => 0, rate)).toBe('c/cheap d/mid a/dear b/?')
  })

  it('counts several in one place by the first of them', () => {
    const route: Route<Candidate> = {
      cheapest: [priced('a/5', yuan(5)), { fallback: [priced('b/2', yuan(2)), priced('b/9', yuan(9))] }],
    }
    expect(refs(route)).toBe('b/2 b/9 a/5')
  })
})
