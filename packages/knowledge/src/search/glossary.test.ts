import { describe, expect, it } from 'vitest'
import { defineGlossary, emptyGlossary } from './glossary.ts'

const words = (glossary: ReturnType<typeof defineGlossary>, text: string): string[] => glossary.find(text).map(({ word }) => word)

describe('defineGlossary', () => {
  it('finds the words of a text with their sets and places', () => {
    const glossary = defineGlossary([['居住证', '暂住证', 'residence permit']])
    expect(glossary.find('补办暂住证多少钱')).toEqual([
      { start: 2, end: 5, word: '暂住证', set: ['居住证', '暂住证', 'residence permit'] },
    ])
  })

  it('makes one set of rows that share a word, in whatever order they come', () => {
    for (const rows of [
      [
        ['甲物', '乙物'],
        ['丙物', '丁物'],
        ['乙物', '丙物'],
      ],
      [
        ['乙物', '丙物'],
        ['甲物', '乙物'],
        ['丙物', '丁物'],
      ],
    ]) {
      const glossary = defineGlossary(rows)
      expect(glossary.sets).toHaveLength(1)
      expect([...glossary.find('甲物')[0]!.set].sort()).toEqual(['丁物', '丙物', '乙物', '甲物'])
      expect([...glossary.find('丁物')[0]!.set].sort()).toEqual(['丁物', '丙物', '乙物', '甲物'])
    }
  })

  it('folds its words, so that width, case and traditional forms do not matter', () => {
    expect(words(defineGlossary([['ＨＸ－６３０', '臥式加工中心']]), 'hx-630 是卧式加工中心')).toEqual(['hx-630', '卧式加工中心'])
  })

  it('lets the longest word have the place', () => {
    const glossary = defineGlossary([
      ['主轴', 'spindle'],
      ['主轴电机', 'spindle motor'],
      ['电机', 'motor'],
    ])
    expect(words(glossary, '主轴电机过热，主轴和电机')).toEqual(['主轴电机', '主轴', '电机'])
    expect(words(glossary, 'spindle motor and spindle')).toEqual(['spindle motor', 'spindle'])
  })

  it.each([
    ['the motor stops', ['motor']],
    ['two motors stop', ['motor']],
    ['a motorway', []],
    ['a locomotor', []],
    ['motor2', []],
    ['2motor', []],
    ['motorss', []],
    ['换motor吗', ['motor']],
    ['motor-driven', ['motor']],
  ])('keeps to the bounds of English words: %s', (text, expected) => {
    expect(words(defineGlossary([['电机', 'motor']]), text)).toEqual(expected)
  })

  it('finds a word behind one that is only part of another', () => {
    expect(words(defineGlossary([['abab', '甲物']]), 'xabab abab')).toEqual(['abab'])
    expect(words(defineGlossary([['e e', '甲物']]), 'we e e')).toEqual(['e e'])
  })

  it('leaves out single letters and blanks, and keeps single Chinese characters', () => {
    const glossary = defineGlossary([
      ['a', '甲物'],
      ['', ' '],
      ['狗', '犬'],
    ])
    expect(words(glossary, 'a 甲物 养犬')).toEqual(['甲物', '犬'])
    expect(glossary.find('养犬')[0]!.set).toEqual(['狗', '犬'])
  })

  it('gives the same set for a word written twice in a row', () => {
    expect(defineGlossary([['狗', '犬', '狗 ']]).sets).toEqual([['狗', '犬']])
  })

  it('hands out what cannot be changed', () => {
    const glossary = defineGlossary([['狗', '犬']])
    expect(Object.isFrozen(glossary.find('狗')[0]!.set)).toBe(true)
    expect(Object.isFrozen(glossary.sets)).toBe(true)
  })

  it('finds nothing without words, and nothing in an empty text', () => {
    expect(emptyGlossary.find('主轴')).toEqual([])
    expect(defineGlossary([['狗', '犬']]).find('')).toEqual([])
  })

  it('does not hang for a thousand rows and a long text', () => {
    const glossary = defineGlossary(Array.from({ length: 1000 }, (_, row) => [`词语${row}甲`, `word${row}`]))
    const start = performance.now()
    expect(glossary.find('词语7甲和word8，'.repeat(700)).length).toBe(1400)
    expect(performance.now() - start).toBeLessThan(10_000)
  })
})
