import type { Answer, Citation, Hit } from '@kaiwu/core'
import { describe, expect, it } from 'vitest'
import { defineSolution } from './define-solution.ts'
import { evaluate, type Evaluation } from './evaluate.ts'
import type { Gates } from './manifest.ts'
import type { Solution } from './open-solution.ts'
import type { EvalQuestion } from './questions-file.ts'

type Place = Readonly<{ document: string; locator?: string; path?: readonly string[]; text?: string }>

function hit({ document, locator = '', path = [], text = '' }: Place, rank: number): Hit {
  const passage = {
    id: `p${rank}`,
    documentId: document,
    knowledge: 'k',
    ordinal: 0,
    text,
    start: 0,
    end: 0,
    path,
    locator,
    kind: 'article',
  } as const
  return {
    passage,
    document: { id: document, path: document, facts: { title: document }, validity: 'in-force' },
    score: 1 / rank,
    rank,
    highlights: [],
  }
}

function citation({ document, locator = '', path = [], text = '' }: Place, mark: number): Citation {
  return {
    mark,
    passageId: `p${mark}`,
    documentId: document,
    document,
    title: document,
    path,
    locator,
    quote: text,
    start: 0,
    end: 0,
    verified: true,
    validity: 'in-force',
  }
}

type Given = Readonly<{
  text?: string
  refused?: boolean
  passages?: readonly Place[]
  cited?: readonly Place[]
  cost?: Answer['cost']
}>

function answer({ text = '', refused = false, passages = [], cited = [], cost }: Given): Answer {
  return {
    id: 'ans',
    solution: 'desk',
    question: '',
    language: 'zh',
    asOf: '2026-11-22',
    outcome: refused ? 'refused' : 'answered',
    text,
    citations: cited.map((place, index) => citation(place, index + 1)),
    issues: [],
    notes: [],
    passages: passages.map((place, index) => hit(place, index + 1)),
    model: 'm',
    usage: { promptTokens: 100, completionTokens: 10, estimated: false },
    ...(cost ? { cost } : {}),
    elapsedMs: 1,
  }
}

type Asked = Readonly<{ question: string; asOf?: string }>
type Case = Readonly<{ expected: Partial<EvalQuestion>; given: Given }>

/** Evaluates a solution that gives prepared answers, so that every measure can be worked out by hand. */
async function evaluated(cases: readonly Case[], gates?: Gates, asked: Asked[] = []): Promise<Evaluation> {
  const questions = cases.map(({ expected }, index): EvalQuestion => ({
    id: `q${index}`,
    question: `问${index}`,
    contains: [],
    tags: [],
    ...expected,
  }))
  const definition = defineSolution({
    name: 'desk',
    title: '台',
    contact: '科',
    knowledge: { k: 'k/**' },
    ...(gates ? { evals: { questions: 'q.jsonl', gates } } : {}),
  })
  const solution = {
    definition,
    model: 'local/extractive',
    answer: async (question: Asked) => {
      asked.push(question)
      return answer(cases[Number(question.question.slice(1))]!.given)
    },
  } satisfies Pick<Solution, 'definition' | 'model' | 'answer'>
  return evaluate(solution as unknown as Solution, questions)
}

const a: Place = { document: 'a.md' }
const b: Place = { document: 'b.md' }
const fromA = { sources: [{ document: 'a.md' }] }

describe('evaluate', () => {
  it('hit@5: a right source among the first five passages, not the sixth', async () => {
    const { measures, questions } = await evaluated([
      { expected: fromA, given: { passages: [a] } },
      { expected: fromA, given: { passages: [b, b, b, b, a] } },
      { expected: fromA, given: { passages: [b, b, b, b, b, a] } },
      { expected: fromA, given: { passages: [] } },
    ])
    expect(questions.map((question) => question.hit)).toEqual([true, true, false, false])
    expect(measures['hit@5']).toBe(2 / 4)
  })

  it('citationPrecision: right citations among all citations of questions that have an answer', async () => {
    const { measures, questions } = await evaluated([
      { expected: fromA, given: { cited: [a, a, b] } },
      { expected: fromA, given: { cited: [b] } },
      { expected: { refuse: true }, given: { cited: [b, b, b] } },
    ])
    expect(questions.map(({ citedRight }) => citedRight)).toEqual([2, 0, 0])
    expect(measures.citationPrecision).toBe(2 / 4)
  })

  it('coverage: expected facts found, however they are spaced, wide or capital', async () => {
    const { measures, questions } = await evaluated([
      { expected: { ...fromA, contains: ['1500元', 'E-203', '36 个月'] }, given: { text: '每月 １５００ 元，e-203，\n36个月' } },
      { expected: { ...fromA, contains: ['断电', '挂牌'] }, given: { text: '先断电。' } },
      { expected: fromA, given: { text: '无' } },
    ])
    expect(questions.map(({ factsFound }) => factsFound)).toEqual([3, 1, 0])
    expect(measures.coverage).toBe(4 / 5)
  })

  it('refusals: precision over all refusals, recall over all questions to refuse', async () => {
    const { measures } = await evaluated([
      { expected: { refuse: true }, given: { refused: true } },
      { expected: { refuse: true }, given: { refused: true } },
      { expected: { refuse: true }, given: {} },
      { expected: fromA, given: { refused: true } },
      { expected: fromA, given: { cited: [a] } },
    ])
    expect(measures.refusalPrecision).toBe(2 / 3)
    expect(measures.refusalRecall).toBe(2 / 3)
  })

  it('leaves out what was not measured', async () => {
    expect((await evaluated([{ expected: { refuse: true }, given: {} }])).measures).toEqual({ refusalRecall: 0 })
    expect((await evaluated([{ expected: fromA, given: { passages: [a] } }])).measures).toEqual({ 'hit@5': 1 })
    expect((await evaluated([])).measures).toEqual({})
  })

  it.each([
    ['3.2', { locator: '3.2' }, true],
    ['3.2', { locator: '3.2.1' }, true],
    ['3.2', { locator: '3.2.1', path: ['3 维护', '3.2 润滑'] }, true],
    ['3.2', { locator: '', path: ['3.2　润滑'] }, true],
    ['3.2', { locator: '3.20' }, false],
    ['3.2', { locator: '3' }, false],
    ['E-203', { text: '报警代码：E-203；含义：主轴过热' }, true],
    ['E-20', { text: '报警代码：E-203；含义：主轴过热' }, false],
    ['主轴过热', { text: '报警代码：E-203；含义：主轴过热' }, false],
    ['第八条', { locator: '第八条' }, true],
    ['第八条', { locator: '第八十条' }, false],
  ] as const)('a source at %s and a passage at %j: %s', async (at, place, right) => {
    const { questions } = await evaluated([
      {
        expected: { sources: [{ document: 'a.md', at }] },
        given: { passages: [{ ...a, ...place }], cited: [{ ...a, ...place }] },
      },
    ])
    expect(questions[0]).toMatchObject({ hit: right, citedRight: right ? 1 : 0, right })
  })

  it('is right only with a right citation and every fact, or refused as it should be', async () => {
    const facts = { ...fromA, contains: ['断电'] }
    const { questions } = await evaluated([
      { expected: facts, given: { cited: [b, a], text: '断电' } },
      { expected: facts, given: { cited: [b], text: '断电' } },
      { expected: facts, given: { cited: [a], text: '通电' } },
      { expected: facts, given: { cited: [a], text: '断电', refused: true } },
      { expected: { refuse: true }, given: { refused: true } },
      { expected: { refuse: true }, given: { cited: [a], text: '断电' } },
    ])
    expect(questions.map(({ right }) => right)).toEqual([true, false, false, false, true, false])
  })

  it('names the gates that were missed: below the least share, or not measured at all', async () => {
    const cases = [
      { expected: fromA, given: { passages: [a] } },
      { expected: fromA, given: { passages: [b] } },
    ]
    expect((await evaluated(cases, { 'hit@5': 0.5 })).missed).toEqual([])
    expect((await evaluated(cases, { 'hit@5': 0.51, refusalRecall: 0.9 })).missed).toEqual([
      { gate: 'hit@5', least: 0.51, reached: 0.5 },
      { gate: 'refusalRecall', least: 0.9, reached: 0 },
    ])
  })

  it('adds up tokens, and money by currency, and counts what has no price', async () => {
    const spent = await evaluated([
      { expected: fromA, given: { cost: { micros: 3600, currency: 'CNY' } } },
      { expected: fromA, given: { cost: { micros: 400, currency: 'CNY' } } },
      { expected: fromA, given: { cost: { micros: 7, currency: 'USD' } } },
      { expected: fromA, given: {} },
    ])
    expect(spent).toMatchObject({ promptTokens: 400, completionTokens: 40, cost: { micros: { CNY: 4000, USD: 7 }, unpriced: 1 } })
  })

  it('asks as of the day that a question names', async () => {
    const asked: Asked[] = []
    await evaluated(
      [
        { expected: { ...fromA, asOf: '2022-12-31' }, given: {} },
        { expected: fromA, given: {} },
      ],
      undefined,
      asked,
    )
    expect(asked).toEqual([
      { question: '问0', asOf: '2022-12-31', measuring: true },
      { question: '问1', measuring: true },
    ])
  })
})
