import { describe, expect, it } from 'vitest'
import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { sharedPhrases } from './phrases.ts'

function shared(text: string, words: readonly string[], other: string) {
  const concepts = words.map((word) => ({ words: [word], weight: 1, known: true }))
  return sharedPhrases({ text, concepts } as unknown as AnalyzedQuestion, other)
}

describe('sharedPhrases', () => {
  it('tells words side by side from the same words scattered', () => {
    const together = shared('最低工资多少', ['最低', '工资'], '执行最低工资标准')
    const scattered = shared('最低工资多少', ['最低', '工资'], '工资按月发，最低一千')
    expect(together).toEqual({ pairs: 1, longest: 1 })
    expect(scattered.pairs).toBeCloseTo(2 / 3, 9)
    expect(scattered.longest).toBe(0.5)
  })

  it('goes by words in English', () => {
    expect(shared('hydraulic oil', ['hydraulic', 'oil'], 'Use hydraulic oil L-HM46.').pairs).toBe(1)
    expect(shared('hydraulic oil', ['hydraulic', 'oil'], 'Oil of the hydraulic station.').pairs).toBe(0)
  })

  it('holds traditional and full-width forms for the same', () => {
    expect(shared('電動自行車', ['电动', '自行车'], '电动自行车停放').longest).toBe(1)
    expect(shared('ＨＸ-630', ['hx-630'], 'hx-630 主轴').longest).toBe(1)
  })

  it('is nothing without words to compare', () => {
    expect(shared('', [], '电动自行车')).toEqual({ pairs: 0, longest: 0 })
    expect(shared('电动', ['电动'], '')).toEqual({ pairs: 0, longest: 0 })
  })
})
