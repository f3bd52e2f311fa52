import { describe, expect, it } from 'vitest'
import { auroc, aurocInterval, brierScore, refusalAt, reliability, rocPoints } from './bench/refusal-figures.ts'
import { calibrate, fitLogistic, oddsOf } from './bench/refusal-logistic.ts'
import { seededChance } from './bench/measures.ts'

const judged = (answerable: boolean, ...confidences: number[]) => confidences.map((confidence) => ({ answerable, confidence }))

describe('the figures of the refusal bench', () => {
  it('AUROC counts pairs in order, ties half', () => {
    expect(auroc([...judged(true, 0.9, 0.8), ...judged(false, 0.1, 0.2)])).toBe(1)
    expect(auroc([...judged(true, 0.1), ...judged(false, 0.9)])).toBe(0)
    expect(auroc([...judged(true, 0.5, 0.5), ...judged(false, 0.5)])).toBe(0.5)
    expect(auroc([...judged(true, 0.3, 0.7), ...judged(false, 0.5, 0.3)])).toBe(2.5 / 4)
  })

  it('AUROC equals the count of pairs done by hand on random figures', () => {
    const chance = seededChance(3)
    const all = Array.from({ length: 80 }, () => ({ answerable: chance() < 0.6, confidence: Math.round(chance() * 10) / 10 }))
    const positive = all.filter((one) => one.answerable)
    const negative = all.filter((one) => !one.answerable)
    let sum = 0
    for (const one of positive)
      for (const other of negative) sum += one.confidence > other.confidence ? 1 : one.confidence === other.confidence ? 0.5 : 0
    expect(auroc(all)).toBeCloseTo(sum / (positive.length * negative.length), 12)
    const { low, high } = aurocInterval(all)
    expect(low).toBeLessThan(auroc(all))
    expect(high).toBeGreaterThan(auroc(all))
  })

  it('Brier score, precision and recall of refusal', () => {
    const all = [...judged(true, 0.9, 0.2), ...judged(false, 0.4, 0.8)]
    expect(brierScore(all)).toBeCloseTo((0.01 + 0.64 + 0.16 + 0.64) / 4, 12)
    expect(refusalAt(all, 0.5)).toEqual({ refusalPrecision: 0.5, refusalRecall: 0.5, answered: 1, wronglyAnswered: 1 })
    expect(refusalAt(all, 0)).toMatchObject({ refusalPrecision: 1, refusalRecall: 0, answered: 2, wronglyAnswered: 2 })
  })

  it('the curve begins with everything answered and ends with nothing', () => {
    const points = rocPoints([...judged(true, 0.9, 0.2), ...judged(false, 0.4, 0.8)])
    expect(points[0]).toEqual({ threshold: 0, answered: 1, wronglyAnswered: 1 })
    expect(points.at(-1)).toMatchObject({ answered: 0, wronglyAnswered: 0 })
  })

  it('the reliability table counts every question once, a confidence of 1 too', () => {
    const rows = reliability([...judged(true, 1, 0.2, 0.19), ...judged(false, 0.95)])
    expect(rows.map(({ questions }) => questions)).toEqual([1, 1, 0, 0, 2])
    expect(rows[4]).toMatchObject({ answerable: 0.5, confidence: 0.975 })
  })
})

describe('the logistic model of the refusal bench', () => {
  const chance = seededChance(11)
  const rows = Array.from({ length: 4000 }, () => {
    const values = [chance(), chance() * 10, 3]
    const odds = -2 + 4 * values[0]! - 0.3 * values[1]!
    return { values, label: chance() < 1 / (1 + Math.exp(-odds)), weight: 1 }
  })

  it('finds the weights that made the labels; a column that never varies gets none', () => {
    const { constant, weights } = fitLogistic(rows, 1e-3)
    expect(constant).toBeCloseTo(-2, 0)
    expect(weights[0]).toBeGreaterThan(3.3)
    expect(weights[0]).toBeLessThan(4.7)
    expect(weights[1]).toBeCloseTo(-0.3, 1)
    expect(weights[2]).toBeCloseTo(0, 6)
  })

  it('is pulled to 0 by the penalty', () => {
    expect(Math.abs(fitLogistic(rows, 1e5).weights[0]!)).toBeLessThan(0.5)
  })

  it('calibration undoes what odds were stretched and shifted by', () => {
    const model = fitLogistic(rows, 1e-3)
    const stretched = rows.map(({ values, label }) => ({ odds: 2 * oddsOf(model, values) + 1, label, weight: 1 }))
    const { slope, offset } = calibrate(stretched)
    expect(slope).toBeCloseTo(0.5, 2)
    expect(offset).toBeCloseTo(-0.5, 2)
  })
})
