import { describe, expect, it } from 'vitest'
import { openCalibration } from './calibration.ts'

describe('openCalibration', () => {
  it('believes the estimate until a service has reported', () => {
    expect(openCalibration().ratio('a/b')).toBe(1)
    expect(openCalibration().corrected('a/b', 123)).toBe(123)
  })

  it('comes to what a service reports, for that model alone', () => {
    const calibration = openCalibration()
    for (let call = 0; call < 60; call++) calibration.learn('deepseek/v3', { estimated: 1000, reported: 880 })
    expect(calibration.ratio('deepseek/v3')).toBeCloseTo(0.88, 2)
    expect(calibration.corrected('deepseek/v3', 500)).toBe(441)
    expect(calibration.ratio('qwen/plus')).toBe(1)
  })

  it('follows a model that changes', () => {
    const calibration = openCalibration()
    for (let call = 0; call < 40; call++) calibration.learn('a/b', { estimated: 1000, reported: 900 })
    for (let call = 0; call < 40; call++) calibration.learn('a/b', { estimated: 1000, reported: 1300 })
    expect(calibration.ratio('a/b')).toBeGreaterThan(1.28)
  })

  it('is not led astray by one report that is ten times too high, and never beyond half and twice', () => {
    const calibration = openCalibration()
    for (let call = 0; call < 20; call++) calibration.learn('a/b', { estimated: 1000, reported: 1000 })
    calibration.learn('a/b', { estimated: 1000, reported: 10_000 })
    expect(calibration.ratio('a/b')).toBeLessThanOrEqual(1.1)
    for (let call = 0; call < 200; call++) calibration.learn('a/b', { estimated: 1000, reported: 10_000 })
    expect(calibration.ratio('a/b')).toBeLessThanOrEqual(2)
    for (let call = 0; call < 200; call++) calibration.learn('a/b', { estimated: 1000, reported: 1 })
    expect(calibration.ratio('a/b')).toBeGreaterThanOrEqual(0.5)
  })

  it.each([
    ['a report of nothing', { estimated: 1000, reported: 0 }],
    ['a negative report', { estimated: 1000, reported: -5 }],
    ['no number', { estimated: 1000, reported: Number.NaN }],
    ['an endless report', { estimated: 1000, reported: Number.POSITIVE_INFINITY }],
    ['a short text', { estimated: 12, reported: 30 }],
    ['no estimate', { estimated: 0, reported: 30 }],
    ['an estimate that is no number', { estimated: Number.NaN, reported: 30 }],
  ])('learns nothing from %s', (_, tokens) => {
    const calibration = openCalibration()
    calibration.learn('a/b', tokens)
    expect(calibration.ratio('a/b')).toBe(1)
  })
})
