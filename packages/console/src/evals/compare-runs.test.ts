import { describe, expect, it } from 'vitest'
import type { EvalQuestion, EvalRun } from '../http/eval-contract.ts'
import { compareMeasures, compareQuestions, differenceWords, shareWords } from './compare-runs.ts'

function question(id: string, right: boolean): EvalQuestion {
  return {
    ...{ id, question: id, right, expected: { refuse: true } },
    got: { outcome: 'refused', citations: [], missingFacts: [], text: '' },
  }
}

function run(questions: Readonly<Record<string, boolean>>, more: Partial<EvalRun> = {}): EvalRun {
  return {
    ...{ id: 'eval', at: '2026-11-23T08:00:00Z', elapsedMs: 1, by: { name: 'x', via: 'page' }, model: 'm', passed: true },
    ...{ measures: {}, gates: {}, missed: [], total: 1, right: 1, cost: { micros: {}, unpriced: 0 } },
    versions: { prompts: {}, questions: '', knowledge: { digest: '', documents: 0 } },
    questions: Object.entries(questions).map(([id, right]) => question(id, right)),
    ...more,
  }
}

const ids = (pairs: readonly Readonly<{ before?: EvalQuestion; after?: EvalQuestion }>[]) =>
  pairs.map(({ before, after }) => (after ?? before)?.id)

describe('two evaluations', () => {
  it('tell which questions got worse and better, and which were asked once only', () => {
    const { worse, better, stillWrong, onlyOnce } = compareQuestions(
      run({ same: true, lost: true, won: false, bad: false, gone: true }),
      run({ same: true, lost: false, won: true, bad: false, fresh: false }),
    )
    expect([worse, better, stillWrong, onlyOnce].map(ids)).toEqual([['lost'], ['won'], ['bad'], ['fresh', 'gone']])
    expect([onlyOnce[0]?.before, onlyOnce[1]?.after]).toEqual([undefined, undefined])
  })

  it('of the same answers have no difference', () => {
    const same = run({ a: true, b: true })
    expect(Object.values(compareQuestions(same, same)).flat()).toEqual([])
  })

  it('are not fooled by ids that objects have', () => {
    const { better } = compareQuestions(
      run({ constructor: false, ['__proto__x']: false }),
      run({ constructor: true, ['__proto__x']: true }),
    )
    expect(ids(better)).toEqual(['constructor', '__proto__x'])
  })

  it('show a measure of either, a difference of both, and gates that nothing measured', () => {
    const before = run({}, { measures: { coverage: 0.5, 'hit@5': 1 } })
    const after = run({}, { measures: { coverage: 0.75 }, gates: { refusalRecall: 1 } })
    expect(compareMeasures(before, after)).toEqual([
      { measure: 'hit@5', before: 1 },
      { measure: 'coverage', before: 0.5, after: 0.75, difference: 0.25 },
      { measure: 'refusalRecall', gate: 1 },
    ])
    expect(compareMeasures(undefined, after).map(({ difference }) => difference)).toEqual([undefined, undefined])
  })
})

it('differences have a sign, unless they round to nothing', () => {
  expect([0.05, -0.05, 0, 0.0004, -0.0004, undefined].map(differenceWords)).toEqual([
    ...['+0.050', '−0.050', '0.000', '0.000', '0.000', '–'],
  ])
  expect([1, 0.12345, undefined].map(shareWords)).toEqual(['1.000', '0.123', '–'])
})
