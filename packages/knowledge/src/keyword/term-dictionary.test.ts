import { describe, expect, it } from 'vitest'
import { hashOfPair, hashOfUnits, TermDictionary } from './term-dictionary.ts'

const unitsOf = (text: string): Uint16Array => Uint16Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
const numberOf = (dictionary: TermDictionary, text: string): number => {
  const units = unitsOf(text)
  if (units.length === 1) return dictionary.short(units[0]!)
  if (units.length === 2) return dictionary.short((units[0]! << 16) | units[1]!)
  return dictionary.long(units, 0, units.length)
}

describe('TermDictionary', () => {
  it('gives each term one number, in the order in which they come', () => {
    const dictionary = new TermDictionary()
    const terms = ['主', '主轴', 'pump', '轴', '龥龥', 'rs', 'e203', '𠮷', '𠮷野', '']
    expect(terms.map((term) => numberOf(dictionary, term))).toEqual([...terms.keys()])
    expect(terms.map((term) => numberOf(dictionary, term))).toEqual([...terms.keys()])
    expect(terms.map((term) => dictionary.find(term))).toEqual([...terms.keys()])
    expect([...terms.keys()].map((id) => dictionary.termOf(id))).toEqual(terms)
    expect(['轴主', 'pum', 'pumps', '\0主', '\0', 'e20'].map((term) => dictionary.find(term))).toEqual([-1, -1, -1, -1, -1, -1])
  })

  it('tells terms apart whose hashes are the same', () => {
    const seed = 42
    const wanted = hashOfUnits(unitsOf('abcd'), 0, 4, seed) & 0x3ff
    const same = ['abcd']
    for (let at = 0; same.length < 60; at++) {
      const term = `t${at}`.padEnd(4, '.')
      if ((hashOfUnits(unitsOf(term), 0, term.length, seed) & 0x3ff) === wanted) same.push(term)
    }
    const pair = hashOfPair(0x4e00_4e00, seed) & 0xfff
    const pairs: string[] = []
    for (let first = 0x4e00; pairs.length < 200; first++)
      for (let second = 0x4e00; second < 0x4f00; second++)
        if ((hashOfPair((first << 16) | second, seed) & 0xfff) === pair) pairs.push(String.fromCharCode(first, second))
    const dictionary = new TermDictionary(seed)
    const all = [...same, ...pairs]
    expect(all.map((term) => numberOf(dictionary, term))).toEqual([...all.keys()])
    expect(all.map((term) => dictionary.find(term))).toEqual([...all.keys()])
    expect([...all.keys()].map((id) => dictionary.termOf(id))).toEqual(all)
  })

  it('keeps 200,000 terms apart, and what it gave away does not change as it grows', () => {
    const dictionary = new TermDictionary()
    const early = ['主轴', 'pump', '轴']
    for (const term of early) numberOf(dictionary, term)
    const kept = dictionary.arrays()
    const copy = kept.map((array) => [...array])
    for (let at = 0; at < 100_000; at++) {
      dictionary.short((0x4e00 + (at % 20_000) * 65_536) | (0x4e00 + Math.floor(at / 20_000)))
      numberOf(dictionary, `x${at}`)
    }
    expect(kept.map((array) => [...array])).toEqual(copy)
    expect(dictionary.find('x99999')).toBe(dictionary.size - 1)
    expect(early.map((term) => dictionary.find(term))).toEqual([0, 1, 2])
    const again = new TermDictionary()
    expect(again.restore(dictionary.arrays())).toBeUndefined()
    for (const id of [0, 1, 2, 77, 5000, dictionary.size - 1]) expect(again.find(dictionary.termOf(id))).toBe(id)
  })
})
