import { describe, expect, it } from 'vitest'
import { explainHit, explainNote, explainSearch } from './explain.ts'
import type { HitExplanation } from './explanation.ts'

const full: HitExplanation = {
  rank: 2,
  part: { question: '硕士的租房补贴是多少', rank: 1 },
  keyword: {
    rank: 3,
    score: 12.4,
    gave: 0.015873,
    terms: [
      { term: '租房', in: 'body', weight: 5.1234 },
      { term: '补贴', in: 'title', weight: 0.61239 },
      { term: '硕士', in: 'path', weight: 0.3 },
    ],
    added: { document: 0.8 },
  },
  vector: { rank: 1, similarity: 0.8127, gave: 0.016393 },
  fused: { rank: 1, score: 0.032266, method: 'rrf' },
  rerank: { rank: 2, score: 0.94, model: 'fake/rerank' },
  diversity: { alike: 2, held: true },
}

describe('explainHit', () => {
  it('says in Chinese what each stage had to say', () => {
    expect(explainHit(full, 'zh')).toEqual([
      '为子问题“硕士的租房补贴是多少”找到，第 1 位',
      '关键词：12.40 (正文 租房 5.12，标题 补贴 0.612，章节 硕士 0.3，同一文件的其他片段 0.8)，第 3 位，贡献 0.0159',
      '语义：相似度 0.813，第 1 位，贡献 0.0164',
      '融合（rrf）：0.0323，第 1 位',
      '重排（fake/rerank）：0.94，第 2 位',
      '另有 2 段相同的文字并入此处',
      '同一文件的结果已多，排在其他文件之后',
    ])
  })

  it('says it in English', () => {
    expect(explainHit(full, 'en')).toEqual([
      'Found for the part "硕士的租房补贴是多少", place 1',
      'Keywords: 12.40 (text 租房 5.12, title 补贴 0.612, headings 硕士 0.3, other passages of the document 0.8), place 3, gave 0.0159',
      'Meaning: similarity 0.813, place 1, gave 0.0164',
      'Fused (rrf): 0.0323, place 1',
      'Reranked (fake/rerank): 0.94, place 2',
      '2 more passages of the same words stand under it',
      'Behind other documents: its own has many results already',
    ])
  })

  it('says nothing of stages that had no say', () => {
    expect(
      explainHit({ rank: 1, keyword: { rank: 1, score: 3, terms: [] }, diversity: { alike: 0, held: false } }, 'zh'),
    ).toEqual(['关键词：3.00，第 1 位'])
    expect(explainHit({ rank: 1, vector: { rank: 1, similarity: -0.02 } }, 'en')).toEqual(['Meaning: similarity -0.020, place 1'])
    expect(explainHit({ rank: 1 }, 'en')).toEqual([])
  })

  it('counts terms beyond the strongest', () => {
    const terms = Array.from({ length: 9 }, (_, at) => ({ term: `t${at}`, in: 'body' as const, weight: 9 - at }))
    const [line] = explainHit({ rank: 1, keyword: { rank: 1, score: 45, terms } }, 'en')
    expect(line).toBe(
      'Keywords: 45.00 (text t0 9.00, text t1 8.00, text t2 7.00, text t3 6.00, text t4 5.00, text t5 4.00, 3 more), place 1',
    )
  })
})

describe('explainSearch', () => {
  const failure = { code: 'MODEL_TIMEOUT', message: 'The operation was aborted due to timeout' } as const

  it('says how the question was understood, and what did not work', () => {
    expect(
      explainSearch(
        {
          rewritten: { question: '硕士租房补贴多少', by: 'rules' },
          decomposed: { parts: ['a', 'b'], by: 'rules', form: 'respectively' },
          corrected: [{ from: 'e230', to: ['e203'] }],
          notes: [{ stage: 'rerank', model: 'fake/rerank', failure }],
        },
        'zh',
      ),
    ).toEqual([
      '补全为：硕士租房补贴多少',
      '拆分为：a | b',
      '没有“e230”，同时按“e203”查找',
      '重排没有成功（fake/rerank：MODEL_TIMEOUT The operation was aborted due to timeout），保持原来的顺序',
    ])
    expect(explainSearch({ notes: [] }, 'en')).toEqual([])
  })

  it.each(['vector', 'rerank', 'decompose', 'rewrite'] as const)('has words for a failed %s in both languages', (stage) => {
    const note = { stage, model: 'fake/m', failure: { code: 'ANSWER_UNUSABLE', message: '' } } as const
    expect(explainNote(note, 'en')).toMatch(/did not work \(fake\/m: ANSWER_UNUSABLE\); \w/)
    expect(explainNote(note, 'zh')).toMatch(/没有成功（fake\/m：ANSWER_UNUSABLE），/)
  })
})
