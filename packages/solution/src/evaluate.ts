import type { Answer, Hit } from '@kaiwu/core'
import type { Gates } from './manifest.ts'
import type { Solution } from './open-solution.ts'
import type { EvalQuestion } from './questions-file.ts'

/** The measures of an evaluation. A measure without any case is absent: it was not measured. */
export type Measures = Readonly<Partial<Record<keyof Gates, number>>>

/** What one question came to. */
export type EvaluatedQuestion = Readonly<{
  question: EvalQuestion
  answer: Answer
  /** A right source is among the first five passages. */
  hit: boolean
  citedRight: number
  factsFound: number
  /** Answered with a right citation and every fact, or refused as it should be. */
  right: boolean
}>

/** An evaluation of a solution by its own questions. */
export type Evaluation = Readonly<{
  solution: string
  model: string
  measures: Measures
  /** Gates that were missed, with what was reached. */
  missed: readonly Readonly<{ gate: keyof Gates; least: number; reached: number }>[]
  questions: readonly EvaluatedQuestion[]
  promptTokens: number
  completionTokens: number
  /** In micros by currency; `unpriced` counts answers of models without a price. */
  cost: Readonly<{ micros: Readonly<Record<string, number>>; unpriced: number }>
}>

/** Asks every question and measures the answers. */
export async function evaluate(
  solution: Solution,
  questions: readonly EvalQuestion[],
  onProgress?: (done: number, total: number) => void,
): Promise<Evaluation> {
  const evaluated: EvaluatedQuestion[] = []
  for (const question of questions) {
    const answer = await solution.answer({
      question: question.question,
      ...(question.asOf ? { asOf: question.asOf } : {}),
      measuring: true,
    })
    evaluated.push(judge(question, answer))
    onProgress?.(evaluated.length, questions.length)
  }
  const measures = measuresOf(evaluated)
  const gates = solution.definition.evals?.gates ?? {}
  const missed = (Object.entries(gates) as [keyof Gates, number][]).flatMap(([gate, least]) => {
    const reached = measures[gate]
    return reached !== undefined && reached >= least ? [] : [{ gate, least, reached: reached ?? 0 }]
  })
  return Object.freeze({
    solution: solution.definition.name,
    model: solution.model,
    measures,
    missed,
    questions: evaluated,
    ...spent(evaluated),
  })
}

function judge(question: EvalQuestion, answer: Answer): EvaluatedQuestion {
  const citedRight = answer.citations.filter((citation) => isRightSource(question, { ...citation, text: citation.quote })).length
  const inSources = ({ document, passage }: Hit) =>
    isRightSource(question, { document: document.path, locator: passage.locator, path: passage.path, text: passage.text })
  const text = plain(answer.text)
  const factsFound = question.contains.filter((fact) => text.includes(plain(fact))).length
  const refused = answer.outcome === 'refused'
  return {
    question,
    answer,
    hit: answer.passages.slice(0, 5).some(inSources),
    citedRight,
    factsFound,
    right: question.refuse ? refused : !refused && citedRight > 0 && factsFound === question.contains.length,
  }
}

/** A place in a document, with the words that stand there. */
export type SourcePlace = Readonly<{ document: string; locator: string; path: readonly string[]; text: string }>

/**
 * Whether a place is one of a question's right sources: the same document, and the same article, section or one below it
 * (3.2 holds 3.2.1), or a table row whose first cell is named.
 */
export function isRightSource(question: EvalQuestion, place: SourcePlace): boolean {
  return (question.sources ?? []).some(({ document, at }) => document === place.document && (at === undefined || isAt(at, place)))
}

function isAt(at: string, { locator, path, text }: SourcePlace): boolean {
  const named = [locator, ...path].some(
    (name) => name === at || [' ', '.', '　', '（', '第'].some((after) => name.startsWith(at + after)),
  )
  const rowOf = (line: string) => /^[^：:]{1,24}[：:]\s?(.*?)(?:[；;]|$)/.exec(line)?.[1] === at
  return named || text.split('\n').some(rowOf)
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
}

function measuresOf(evaluated: readonly EvaluatedQuestion[]): Measures {
  const answerable = evaluated.filter(({ question }) => !question.refuse)
  const refused = evaluated.filter(({ answer }) => answer.outcome === 'refused')
  const toRefuse = evaluated.filter(({ question }) => question.refuse)
  const citations = sum(answerable.map(({ answer }) => answer.citations.length))
  return {
    ...share('hit@5', answerable.filter(({ hit }) => hit).length, answerable.length),
    ...share('citationPrecision', sum(answerable.map(({ citedRight }) => citedRight)), citations),
    ...share(
      'coverage',
      sum(answerable.map(({ factsFound }) => factsFound)),
      sum(answerable.map(({ question }) => question.contains.length)),
    ),
    ...share('refusalPrecision', refused.filter(({ question }) => question.refuse).length, refused.length),
    ...share('refusalRecall', toRefuse.filter(({ answer }) => answer.outcome === 'refused').length, toRefuse.length),
  }
}

function share(name: keyof Gates, part: number, whole: number): Measures {
  return whole === 0 ? {} : { [name]: part / whole }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function spent(evaluated: readonly EvaluatedQuestion[]): Pick<Evaluation, 'promptTokens' | 'completionTokens' | 'cost'> {
  const micros: Record<string, number> = {}
  let unpriced = 0
  for (const { answer } of evaluated) {
    if (answer.cost) micros[answer.cost.currency] = (micros[answer.cost.currency] ?? 0) + answer.cost.micros
    else unpriced++
  }
  return {
    promptTokens: sum(evaluated.map(({ answer }) => answer.usage.promptTokens)),
    completionTokens: sum(evaluated.map(({ answer }) => answer.usage.completionTokens)),
    cost: { micros, unpriced },
  }
}
