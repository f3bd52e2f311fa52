import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TestKnowledge } from '../test-knowledge.ts'
import { answerability, answerabilityKeys, answerabilityOdds } from './answerability.ts'
import { answerabilityWeights } from './answerability-weights.ts'
import { defaultExtractionSettings, extractAnswer } from './extract-answer.ts'
import type { FoundHit } from './keyword-score.ts'
import { testDesk } from './test-desk.ts'

let base: TestKnowledge

beforeAll(async () => {
  base = await testDesk()
})
afterAll(() => base.remove())

async function found(question: string) {
  const { hits } = await base.knowledge().search({ query: question })
  return { analyzed: base.knowledge().analyze(question), hits: hits as readonly FoundHit[] }
}

async function sureOf(question: string) {
  const { analyzed, hits } = await found(question)
  return answerability(analyzed, hits)
}

describe('answerability', () => {
  it.each([
    ['租房补贴发放期限最长多久', '育儿补贴每月发多少'],
    ['养犬登记收费吗', '养猫登记收费吗'],
    ['HX-630主轴润滑油多久换一次', 'HX-630导轨刮板多久换一次'],
    ['What is the working pressure of the hydraulic system?', 'What is the warranty of the gearbox?'],
  ])('is surer of “%s” than of “%s”', async (answered, unanswered) => {
    expect((await sureOf(answered)).confidence).toBeGreaterThan((await sureOf(unanswered)).confidence)
  })

  it.each([
    ['E-999怎么处理', 'code'],
    ['江浦市的租房补贴多少钱', 'place'],
    ['现在A01窗口排队的人多吗', 'live-state'],
    ['你觉得养犬罚款公平吗', 'opinion'],
    ['《云泽市宠物猫管理办法》怎么规定登记', 'other-document'],
    ['HX-630报E-207怎么办', 'other-model'],
  ])('says why nothing can answer “%s”', async (question, reason) => {
    const { confidence, ruledOut } = await sureOf(question)
    expect(ruledOut).toBe(reason)
    expect(confidence).toBe(0)
  })

  it('is not sure of anything when nothing was found', async () => {
    const { analyzed } = await found('养犬登记收费吗')
    expect(answerability(analyzed, [])).toMatchObject({ confidence: 0, ruledOut: 'nothing-found' })
  })

  it('keeps every feature within its bounds, whatever is asked', async () => {
    for (const question of ['养犬登记', '。', 'E-203', '居住证怎么办，住了半年的', 'oil', '补领居住证收多少钱，电话是多少']) {
      const { confidence, features } = await sureOf(question)
      for (const key of answerabilityKeys) {
        expect(Math.abs(features[key]), `${question} ${key}`).toBeLessThanOrEqual(1)
        if (key !== 'ahead' && key !== 'meaning') expect(features[key], `${question} ${key}`).toBeGreaterThanOrEqual(0)
      }
      expect(confidence).toBeGreaterThanOrEqual(0)
      expect(confidence).toBeLessThanOrEqual(1)
    }
  })

  it('does not depend on the scale of the scores', async () => {
    const { analyzed, hits } = await found('养犬登记收费吗')
    const scaled = hits.map(({ why: _, ...hit }) => ({ ...hit, score: hit.score * 7 }))
    const plain = hits.map(({ why: _, ...hit }) => hit)
    const features = answerability(analyzed, scaled).features
    const expected = answerability(analyzed, plain).features
    for (const key of ['document', 'ahead', 'coverage'] as const) expect(features[key]).toBeCloseTo(expected[key], 9)
  })

  it('is surer when the passage stands out in meaning too, and the same without such a search', async () => {
    const { analyzed, hits } = await found('养犬登记收费吗')
    const { confidence, features } = answerability(analyzed, hits)
    expect(features.meaning).toBe(0)
    const best = extractAnswer(analyzed, hits).extracts[0]!.hit.passage.id
    const near = (own: number, others: number) =>
      hits.map((hit) => ({
        ...hit,
        why: { keyword: { score: hit.score }, vector: { similarity: hit.passage.id === best ? own : others } },
      }))
    expect(answerability(analyzed, near(0.9, 0.5)).confidence).toBeGreaterThan(confidence)
    expect(answerability(analyzed, near(0.5, 0.9)).confidence).toBeLessThan(confidence)
  })

  it('reads keyword scores where the hit’s own score is a fused one', async () => {
    const { analyzed, hits } = await found('养犬登记收费吗')
    const fused = hits.map((hit) => ({ ...hit, score: 1 / (60 + hit.rank), why: { keyword: { score: hit.score } } }))
    const plain = hits.map(({ why: _, ...hit }) => hit)
    expect(answerability(analyzed, fused).features.document).toBeCloseTo(answerability(analyzed, plain).features.document, 9)
  })

  it('judges two questions in one apart', async () => {
    const both = await sureOf('租房补贴标准是多少，养犬登记收费吗')
    expect(both.confidence).toBeGreaterThanOrEqual(defaultExtractionSettings.threshold)
    const half = await sureOf('租房补贴标准是多少，养猫登记收费吗')
    expect(half.confidence).toBeLessThan(both.confidence)
  })

  it('is what extraction refuses by', async () => {
    const { analyzed, hits } = await found('养犬登记收费吗')
    const { confidence } = answerability(analyzed, hits)
    expect(extractAnswer(analyzed, hits).confidence).toBe(confidence)
    expect(extractAnswer(analyzed, hits, { threshold: confidence, maxPassages: 3 }).outcome).toBe('answered')
    expect(extractAnswer(analyzed, hits, { threshold: confidence + 1e-6, maxPassages: 3 }).outcome).toBe('refused')
  })
})

describe('answerabilityOdds', () => {
  it('is the weighted sum of the features', () => {
    const none = Object.fromEntries(answerabilityKeys.map((key) => [key, 0])) as Parameters<typeof answerabilityOdds>[0]
    expect(answerabilityOdds(none)).toBe(answerabilityWeights.constant)
    expect(answerabilityOdds({ ...none, topic: 0.5 })).toBeCloseTo(
      answerabilityWeights.constant + answerabilityWeights.topic / 2,
      9,
    )
  })
})
