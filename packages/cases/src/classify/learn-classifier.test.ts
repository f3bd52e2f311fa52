import { describe, expect, it } from 'vitest'
import { KaiwuError } from '@kaiwu/core'
import type { Classifier } from './classifier.ts'
import { learnClassifier } from './learn-classifier.ts'
import { seededChance } from './seeded-chance.ts'
import { chanceRows, messages } from './test-messages.ts'

function accuracy(classifier: Classifier, rows: readonly { text: string; label: string }[]): number {
  return rows.filter(({ text, label }) => classifier.classify(text).label === label).length / rows.length
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return KaiwuError.is(error) ? error.code : String(error)
  }
  return undefined
}

describe('learnClassifier', () => {
  it('tells Chinese messages in words it has not seen in that order', () => {
    const classifier = learnClassifier(messages(120))
    expect(classifier.classify('我们小区的垃圾桶一直没有人来收').label).toBe('环卫')
    expect(classifier.classify('早上起来发现水管没水').label).toBe('供水')
    expect(classifier.classify('半夜吵得根本睡不着').label).toBe('噪声')
  })

  it('tells English messages in other forms of the words', () => {
    const rows = [
      ...['pump is leaking oil', 'oil leak at the seal', 'leaks from flange', 'hydraulic hose leaking'],
      ...['motor overheating', 'bearing runs too hot', 'high temperature alarm on motor', 'overheated bearing'],
    ].map((text, at) => ({ text, label: at < 4 ? 'leak' : 'heat' }))
    const classifier = learnClassifier(rows)
    expect(classifier.classify('Seal LEAKED again').label).toBe('leak')
    expect(classifier.classify('gearbox overheats').label).toBe('heat')
  })

  it('says the same for the same rows and seed, to the last digit', () => {
    const asked = messages(30, 9)
    const say = (seed: number): string => {
      const classifier = learnClassifier(messages(150), { seed })
      return JSON.stringify(asked.map(({ text }) => classifier.classify(text)))
    }
    expect(say(3)).toBe(say(3))
    expect(say(3)).not.toBe(say(4))
  })

  it('gives probabilities that are true where the truth is known', () => {
    const classifier = learnClassifier(chanceRows(1200, 1))
    const asked = chanceRows(1500, 2)
    const said = asked.map(({ text, chanceOf, label }) => {
      const { ranked } = classifier.classify(text)
      const yes = ranked.find((one) => one.label === 'yes')!.score
      return { yes, chanceOf, label }
    })
    const gap = said.reduce((sum, { yes, chanceOf }) => sum + Math.abs(yes - chanceOf), 0) / said.length
    expect(gap).toBeLessThan(0.1)
    for (const [from, to] of [
      [0, 0.3],
      [0.3, 0.7],
      [0.7, 1],
    ] as const) {
      const within = said.filter(({ yes }) => yes >= from && yes < to)
      expect(within.length).toBeGreaterThan(100)
      const mean = within.reduce((sum, { yes }) => sum + yes, 0) / within.length
      const share = within.filter(({ label }) => label === 'yes').length / within.length
      expect(Math.abs(mean - share)).toBeLessThan(0.07)
    }
  })

  it('is not sure of anything when labels are chance', () => {
    const chance = seededChance(5)
    const labels = ['a', 'b', 'c', 'd']
    const rows = messages(400).map(({ text }, at) => ({ text: `${text}${at}号楼`, label: labels[Math.floor(chance() * 4)]! }))
    const classifier = learnClassifier(rows.slice(0, 300))
    const asked = rows.slice(300)
    expect(accuracy(classifier, asked)).toBeLessThan(0.4)
    const scores = asked.map(({ text }) => classifier.classify(text).score)
    expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeLessThan(0.4)
    expect(Math.max(...scores)).toBeLessThan(0.6)
    expect(classifier.own.coverageAt95).toBe(0)
    expect(classifier.own.scoreAt95).toBeUndefined()
  })

  it('measures itself on rows held out, not on rows learnt by heart', () => {
    const chance = seededChance(6)
    const rows = messages(200).map(({ text }, at) => ({ text: `${text}${at}`, label: chance() < 0.5 ? 'a' : 'b' }))
    expect(learnClassifier(rows).own.accuracy).toBeLessThan(0.62)
    expect(learnClassifier(messages(200)).own.accuracy).toBeGreaterThan(0.9)
  })

  it('does not count a text that stands there many times as proof of itself', () => {
    const chance = seededChance(7)
    const rows = Array.from({ length: 60 }, (_, at) => {
      const label = chance() < 0.5 ? 'a' : 'b'
      return Array.from({ length: 5 }, () => ({ text: `文字${String.fromCodePoint(0x4e00 + at * 37)}${at}`, label }))
    }).flat()
    expect(learnClassifier(rows).own.accuracy).toBeLessThan(0.7)
  })

  it('hears the subject, and the subject alone', () => {
    const rows = Array.from({ length: 20 }, (_, at) => ({
      subject: at % 2 === 0 ? '关于停水的投诉' : '关于噪声的投诉',
      text: `详情见附件，第${at}件`,
      label: at % 2 === 0 ? '供水' : '噪声',
    }))
    const classifier = learnClassifier(rows)
    expect(classifier.classify('详情见附件', '小区停水').label).toBe('供水')
    expect(classifier.classify('', '噪声太大').label).toBe('噪声')
  })

  it('takes traditional characters for simplified ones where it is told how', () => {
    const simplify = (text: string): string => text.replaceAll('電', '电').replaceAll('壓', '压').replaceAll('門', '门')
    const rows = ['电压不稳', '半夜没电压', '电表跳闸', '门锁坏了', '大门关不上', '门口路堵'].map((text, at) => ({
      text,
      label: at < 3 ? '供电' : '门禁',
    }))
    expect(learnClassifier(rows, { simplify }).classify('電壓太低').label).toBe('供电')
    expect(learnClassifier(rows).classify('電壓').evidence.known).toBe(0)
  })
})

describe('what a classification says', () => {
  const rows = messages(150)
  const classifier = learnClassifier(rows)

  it('ranks all labels, with scores that add up and the margin between the first two', () => {
    const { label, score, margin, ranked } = classifier.classify('水管漏水了')
    expect(ranked.map((one) => one.label).sort()).toEqual([...classifier.labels])
    expect(ranked.reduce((sum, one) => sum + one.score, 0)).toBeCloseTo(1, 10)
    expect(ranked[0]).toEqual({ label, score })
    expect(margin).toBeCloseTo(score - ranked[1]!.score, 12)
  })

  it('shows what spoke for the label and the rows most like the text', () => {
    const { evidence } = classifier.classify('厨余垃圾好几天没清运了')
    expect(evidence.features.map(({ text }) => text).join(' ')).toMatch(/垃圾|清运|厨余/)
    expect(evidence.features.every(({ weight }) => weight > 0)).toBe(true)
    const [first] = evidence.rows
    expect(first!.label).toBe('环卫')
    expect(rows[first!.row]!.text).toBe(first!.text)
    expect(first!.likeness).toBeGreaterThan(0.3)
    expect(evidence.known).toBeGreaterThan(0.5)
  })

  it('answers a text of which it knows nothing with the shares of the labels', () => {
    for (const text of ['', '   ', '!?!?', '𝔃', '\u200b', 'zzz qqq']) {
      const { score, ranked, evidence } = classifier.classify(text)
      expect(evidence).toEqual({ features: [], rows: [], known: 0 })
      expect(score).toBeLessThan(0.5)
      expect(ranked).toHaveLength(3)
    }
  })

  it('is frozen through and through', () => {
    const said = classifier.classify('垃圾')
    for (const part of [classifier, classifier.labels, said, said.ranked, said.ranked[0], said.evidence, said.evidence.rows])
      expect(Object.isFrozen(part)).toBe(true)
  })
})

describe('rows that are not as one would wish', () => {
  it('refuses no rows and rows without a label, naming the row', () => {
    expect(codeOf(() => learnClassifier([]))).toBe('CLASSIFIER_NO_ROWS')
    expect(
      codeOf(() =>
        learnClassifier([
          { text: '好', label: '甲' },
          { text: '坏', label: ' ' },
        ]),
      ),
    ).toBe('CLASSIFIER_LABEL_EMPTY')
  })

  it('is no surer of an only label than its rows allow', () => {
    const classifier = learnClassifier([{ text: '停水', label: '供水' }])
    const { label, score, margin, ranked } = classifier.classify('什么都可以')
    expect({ label, ranked: ranked.length }).toEqual({ label: '供水', ranked: 1 })
    expect(score).toBeCloseTo(2 / 3)
    expect(margin).toBe(score)
    expect(learnClassifier(Array.from({ length: 98 }, () => ({ text: '停水', label: '供水' }))).classify('停').score).toBeCloseTo(
      0.99,
    )
  })

  it('learns where every row is the same text, or has none', () => {
    const same = Array.from({ length: 9 }, (_, at) => ({ text: '你好', label: at < 6 ? 'a' : 'b' }))
    const { label, score } = learnClassifier(same).classify('你好')
    expect(label).toBe('a')
    expect(score).toBeCloseTo(6.5 / 10, 1)
    const empty = same.map(({ label: own }) => ({ text: '', label: own }))
    expect(learnClassifier(empty).classify('你好').label).toBe('a')
  })

  it('finds the one row that is like the text where every label has one, and claims no success of its own', () => {
    const rows = ['停水', '路灯', '噪声', '工资', '退款'].map((text) => ({ text: `${text}问题`, label: text }))
    const classifier = learnClassifier(rows)
    const { label, score } = classifier.classify('路灯坏了')
    expect(label).toBe('路灯')
    expect(score).toBeLessThanOrEqual(2 / 3)
    expect(classifier.own).toEqual({ accuracy: 0, coverageAt95: 0 })
  })

  it('keeps a common label from swallowing the rare ones, and one row from passing for certainty', () => {
    const common = messages(300).filter(({ label }) => label === '环卫')
    const rare = messages(300)
      .filter(({ label }) => label === '供水')
      .slice(0, 8)
    const rows = [...common, ...rare, { text: '井盖丢了很危险', label: '市政' }]
    const classifier = learnClassifier(rows)
    expect(classifier.classify('水龙头的水发黄').label).toBe('供水')
    const single = classifier.classify('门口井盖丢了')
    expect(single.ranked.findIndex(({ label }) => label === '市政')).toBeLessThan(2)
    expect(single.ranked.find(({ label }) => label === '市政')!.score).toBeLessThan(0.9)
  })

  it('takes names of built-in properties for ordinary labels and words', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty']
    const rows = names.flatMap((label) => Array.from({ length: 6 }, (_, at) => ({ text: `${label} ${label} n${at}`, label })))
    const classifier = learnClassifier(rows)
    for (const name of names) expect(classifier.classify(`the ${name} thing`).label).toBe(name)
    expect(({} as Record<string, unknown>)['n0']).toBeUndefined()
  })

  it('reads texts of ten thousand characters, broken surrogates and control characters', { timeout: 60_000 }, () => {
    const long = messages(3).map(({ text, label }) => ({ text: text.repeat(Math.ceil(10_000 / text.length)), label }))
    const rows = [
      ...messages(100),
      ...long,
      { text: '\ud800\u0000\udfff\u202e垃圾', label: '环卫' },
      { text: 'a'.repeat(10_000), label: '噪声' },
    ]
    const classifier = learnClassifier(rows)
    expect(classifier.classify('垃圾没人收。'.repeat(5000)).label).toBe('环卫')
    for (const text of ['a'.repeat(100_000), '\ud800'.repeat(10_000), '١٢٣ '.repeat(3000)]) {
      const { score } = classifier.classify(text)
      expect(score).toBeGreaterThan(0)
      expect(score).toBeLessThanOrEqual(1)
    }
  })

  it('learns two thousand rows of many labels, where dot products are not kept', { timeout: 60_000 }, () => {
    const chance = seededChance(8)
    const rows = Array.from({ length: 2400 }, () => {
      const label = Math.floor(chance() * 12)
      return { text: `word${label} and word${Math.floor(chance() * 12)} about thing${label}`, label: `L${label}` }
    })
    const classifier = learnClassifier(rows.slice(0, 2200))
    expect(accuracy(classifier, rows.slice(2200))).toBeGreaterThan(0.97)
  })
})
