import type { EvaluatedQuestion, Evaluation, Gates } from '@kaiwu/solution'

/**
 * An evaluation as `--json` prints it: the measures with their gates, and each question with what was expected and what came,
 * without the evidence that was looked at.
 */
export function evaluationDocument(evaluation: Evaluation, gates: Gates) {
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

function questionDocument(evaluated: EvaluatedQuestion) {
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

function expectedOf({ refuse, sources, contains }: EvaluatedQuestion['question']) {
  return refuse ? { refuse: true } : { sources: sources ?? [], contains }
}

/** The facts of a question that its answer does not contain, compared as the evaluation does: without spaces, case and full-width forms. */
export function missingFacts({ question, answer }: EvaluatedQuestion): string[] {
  const text = plain(answer.text)
  return question.contains.filter((fact) => !text.includes(plain(fact)))
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s+/g, '').toLowerCase()
}
