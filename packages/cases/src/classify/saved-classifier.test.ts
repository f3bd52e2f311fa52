import { describe, expect, it } from 'vitest'
import { learnClassifier } from './learn-classifier.ts'
import { loadClassifier, saveClassifier } from './saved-classifier.ts'
import { messages } from './test-messages.ts'

const rows = messages(120)
const classifier = learnClassifier(rows)
const saved = saveClassifier(classifier)

describe('a saved classifier', () => {
  it('says the same of every text when loaded, to the last digit', () => {
    const loaded = loadClassifier(saved, rows).classifier!
    for (const { text } of [...messages(40, 3), { text: '' }, { text: 'pump 3 停水' }])
      expect(loaded.classify(text)).toEqual(classifier.classify(text))
    expect(loaded.own).toEqual(classifier.own)
    expect(saveClassifier(loaded)).toBe(saved)
  })

  it('holds no text of the rows', () => {
    expect(saved).not.toMatch(/垃圾|停水|打桩/)
  })

  it('is stale when a row, a label, or the order of rows is another', () => {
    const changed = rows.map((row, at) => (at === 7 ? { ...row, label: '噪声噪声' } : row))
    const worded = rows.map((row, at) => (at === 7 ? { ...row, text: `${row.text}吗` } : row))
    for (const other of [changed, worded, rows.slice(1), rows.toReversed()])
      expect(loadClassifier(saved, other)).toEqual({ stale: 'rows' })
    expect(loadClassifier(saved, rows, { simplify: (text) => text.replaceAll('垃圾', '废物') })).toEqual({ stale: 'rows' })
  })

  it('is damaged when anything in it was altered or cut off', () => {
    const value = JSON.parse(saved) as { mixing: { weights: number[]; doubt: number }; fine: string; labels: string[] }
    const altered = [
      saved.slice(0, -20),
      '',
      'null',
      '[]',
      '"kaiwu-classifier"',
      '{"format":"other","version":1}',
      JSON.stringify({ ...value, mixing: { ...value.mixing, weights: value.mixing.weights.map((weight) => weight * 2) } }),
      JSON.stringify({ ...value, fine: value.fine.slice(4) }),
      JSON.stringify({ ...value, labels: value.labels.toReversed() }),
      JSON.stringify({ ...value, own: { accuracy: 1, coverageAt95: 1 } }),
      JSON.stringify({ ...value, checksum: undefined }),
      JSON.stringify({ format: 'kaiwu-classifier', version: 1, mixing: null }),
    ]
    for (const text of altered) expect(loadClassifier(text, rows)).toEqual({ stale: 'damaged' })
  })

  it('of another version is learnt again', () => {
    expect(loadClassifier(JSON.stringify({ ...JSON.parse(saved), version: 2 }), rows)).toEqual({ stale: 'version' })
  })

  it('keeps a classifier of one label too', () => {
    const one = [{ text: '停水', label: '供水' }]
    const loaded = loadClassifier(saveClassifier(learnClassifier(one)), one).classifier!
    expect(loaded.classify('停水').score).toBeCloseTo(2 / 3)
  })
})
