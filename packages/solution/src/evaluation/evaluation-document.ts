import type { EvaluatedQuestion, Evaluation } from '../evaluate.ts'
import type { Gates } from '../manifest.ts'

/** What a question came to, as it is shown and kept: what was expected, what came, and nothing of the evidence. */
export type QuestionDocument = Readonly<{
  id: string
  question: string
  tags: readonly string[]
  right: boolean
  hit: boolean
  expected: Readonly<
    { refuse: true } | { sources: readonly Readonly<{ document: string; at?: string }>[]; contains: readonly string[] }
  >
  got: Readonly<{
    outcome: Evaluation['questions'][number]['answer']['outcome']
    citations: readonly Readonly<{ document: string; at: string }>[]
    missingFacts: readonly string[]
    text: string
    elapsedMs: number
  }>
}>

/** An evaluation as `kaiwu eval --json` prints it and as it is kept. */
export type EvaluationDocument = Readonly<Pick<Evaluation, 'solution' | 'model' | 'measures' | 'missed'>> &
  Readonly<Pick<Evaluation, 'promptTokens' | 'completionTokens' | 'cost'>> &
  Readonly<{ passed: boolean; gates: Gates; total: number; right: number; questions: readonly QuestionDocument[] }>

/**
 * An evaluation as a document: the measures with their gates, and each question with what was expected and what came, without the
 * evidence that was looked at.
 */
export function evaluationDocument(evaluation: Evaluation, gates: Gates): EvaluationDocument {
  const { solution, model, measures, missed, questions, promptTokens, completionTokens, cost } = evaluation
  return {
    solution,
    model,
    passed: missed.length === 0,
    measures,
    gates,
    missed,
    total: questions.length,
    right: questions.filter(({ right }) => right).length,
    promptTokens,
    completionTokens,
    cost,
    questions: questions.map(questionDocument),
  }
}

function questionDocument(evaluated: EvaluatedQuestion): QuestionDocument {
  const { question, answer, hit, right } = evaluated
  return {
    id: question.id,
    question: question.question,
    tags: question.tags,
    right,
    hit,
    expected: expectedOf(question),
    got: {
      outcome: answer.outcome,
      citations: answer.citations.map(({ document, locator }) => ({ document, at: locator })),
      missingFacts: missingFacts(evaluated),
      text: answer.text,
      elapsedMs: answer.elapsedMs,
    },
  }
}

function expectedOf({ refuse, sources = [], contains }: EvaluatedQuestion['question']): QuestionDocument['expected'] {
  if (refuse) return { refuse: true }
  return { sources: sources.map(({ document, at }) => ({ document, ...(at === undefined ? {} : { at }) })), contains }
}

/** The facts of a question that its answer does not contain, compared as the evaluation does: without spaces, case and full-width forms. */
export function missingFacts({ question, answer }: EvaluatedQuestion): string[] {
  const text = plain(answer.text)
  return question.contains.filter((fact) => !text.includes(plain(fact)))
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
}
