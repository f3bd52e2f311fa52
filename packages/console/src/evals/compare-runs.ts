import type { EvalQuestion, EvalRun, EvalRunSummary, Measures } from '../http/eval-contract.ts'

/** The measures of an evaluation, in the order they are shown. */
export const measureNames = [
  'hit@5',
  'citationPrecision',
  'coverage',
  'refusalPrecision',
  'refusalRecall',
] as const satisfies readonly (keyof Measures)[]

/** A question in two evaluations; one side is missing where it was not asked. */
export type QuestionPair = Readonly<{ before?: EvalQuestion; after?: EvalQuestion }>

/** What became of the questions from one evaluation to another. Questions that were right both times are left out. */
export type QuestionChanges = Readonly<Record<'worse' | 'better' | 'stillWrong' | 'onlyOnce', readonly QuestionPair[]>>

/**
 * Sets the questions of two evaluations beside each other, by their ids.
 * @example
 * compareQuestions(before, after).worse.map(({ after }) => after?.id)
 */
export function compareQuestions(before: EvalRun, after: EvalRun): QuestionChanges {
  const old = new Map(before.questions.map((one) => [one.id, one]))
  const now = new Map(after.questions.map((one) => [one.id, one]))
  const pairs = [...new Set([...now.keys(), ...old.keys()])].map((id) => pairOf(old.get(id), now.get(id)))
  const both = pairs.filter((pair) => pair.before !== undefined && pair.after !== undefined)
  const like = (was: boolean, is: boolean): readonly QuestionPair[] =>
    both.filter((pair) => pair.before?.right === was && pair.after?.right === is)
  return {
    worse: like(true, false),
    better: like(false, true),
    stillWrong: like(false, false),
    onlyOnce: pairs.filter((pair) => pair.before === undefined || pair.after === undefined),
  }
}

function pairOf(before: EvalQuestion | undefined, after: EvalQuestion | undefined): QuestionPair {
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }
}

/** A measure in two evaluations, with the gate of the later one. */
export type MeasureRow = Readonly<{
  measure: (typeof measureNames)[number]
  before?: number
  after?: number
  difference?: number
  gate?: number
}>

/** The measures that either of two evaluations has, or that a gate asks for. */
export function compareMeasures(before: EvalRunSummary | undefined, after: EvalRunSummary): readonly MeasureRow[] {
  return measureNames.flatMap((measure): MeasureRow[] => {
    const [was, is, gate] = [before?.measures[measure], after.measures[measure], after.gates[measure]]
    if (was === undefined && is === undefined && gate === undefined) return []
    return [
      {
        measure,
        ...(was === undefined ? {} : { before: was }),
        ...(is === undefined ? {} : { after: is }),
        ...(was === undefined || is === undefined ? {} : { difference: is - was }),
        ...(gate === undefined ? {} : { gate }),
      },
    ]
  })
}

/** A share with three places. */
export function shareWords(share: number | undefined): string {
  return share === undefined ? '–' : share.toFixed(3)
}

/**
 * A difference with its sign; what rounds to nothing is nothing.
 * @example
 * differenceWords(-0.05) // '−0.050'
 */
export function differenceWords(difference: number | undefined): string {
  if (difference === undefined) return '–'
  const size = Math.abs(difference).toFixed(3)
  if (Number(size) === 0) return '0.000'
  return `${difference > 0 ? '+' : '−'}${size}`
}
