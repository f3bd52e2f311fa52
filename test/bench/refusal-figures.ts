import { seededChance } from './measures.ts'

/** A question with its label and how sure the base is to answer it, 0 to 1. */
export type Judgement = Readonly<{ answerable: boolean; confidence: number }>

/** A point of the curve: what happens when everything less sure than a threshold is refused. */
export type RocPoint = Readonly<{
  threshold: number
  /** Share of the answerable questions that are answered. */
  answered: number
  /** Share of the questions to refuse that are answered all the same. */
  wronglyAnswered: number
}>

/** How often an answerable question is surer than one to refuse; a tie counts half. Half when one kind is missing. */
export function auroc(judgements: readonly Judgement[]): number {
  const sorted = judgements.toSorted((a, b) => a.confidence - b.confidence)
  let below = 0
  let wins = 0
  for (let at = 0; at < sorted.length;) {
    let end = at
    while (end < sorted.length && sorted[end]!.confidence === sorted[at]!.confidence) end++
    const tied = sorted.slice(at, end)
    const answerable = tied.filter((one) => one.answerable).length
    wins += answerable * (below + (tied.length - answerable) / 2)
    below += tied.length - answerable
    at = end
  }
  const positive = judgements.filter((one) => one.answerable).length
  return positive === 0 || below === 0 ? 0.5 : wins / (positive * below)
}

/** The 95 % interval of the AUROC: both kinds of question are drawn again with replacement, each as often as there are. */
export function aurocInterval(
  judgements: readonly Judgement[],
  resamples = 1000,
  seed = 1,
): Readonly<{ low: number; high: number }> {
  const chance = seededChance(seed)
  const kinds = [true, false].map((kind) => judgements.filter(({ answerable }) => answerable === kind))
  const drawn = (from: readonly Judgement[]) => from.map(() => from[Math.floor(chance() * from.length)]!)
  const values = Array.from({ length: resamples }, () => auroc(kinds.flatMap(drawn))).sort((a, b) => a - b)
  return { low: values[Math.floor(0.025 * resamples)]!, high: values[Math.floor(0.975 * resamples)]! }
}

/** The curve at the thresholds 0.05, 0.1 … 0.95, and where it begins and ends. */
export function rocPoints(judgements: readonly Judgement[]): RocPoint[] {
  const share = (kind: boolean, threshold: number): number => {
    const of = judgements.filter(({ answerable }) => answerable === kind)
    return of.length === 0 ? 0 : of.filter(({ confidence }) => confidence >= threshold).length / of.length
  }
  const thresholds = [0, ...Array.from({ length: 19 }, (_, step) => (step + 1) / 20), 1.001]
  return thresholds.map((threshold) => ({
    threshold,
    answered: share(true, threshold),
    wronglyAnswered: share(false, threshold),
  }))
}

/** The whole curve as 11 lines of text: up what is answered, right what is answered wrongly. */
export function rocPlot(judgements: readonly Judgement[]): string {
  const confidences = [...new Set(judgements.map(({ confidence }) => confidence))].sort((a, b) => b - a)
  const positive = judgements.filter(({ answerable }) => answerable).length || 1
  const negative = judgements.length - positive || 1
  const width = 40
  const heights = Array.from<number>({ length: width + 1 }).fill(0)
  for (const threshold of confidences) {
    const answered = judgements.filter((one) => one.confidence >= threshold)
    const wrong = answered.filter((one) => !one.answerable).length
    const column = Math.ceil((wrong / negative) * width)
    for (let at = column; at <= width; at++) heights[at] = Math.max(heights[at]!, (answered.length - wrong) / positive)
  }
  const lines = Array.from({ length: 11 }, (_, line) => {
    const level = (10 - line) / 10
    return `${level.toFixed(1)} |${heights.map((height) => (height >= level - 0.05 ? '#' : ' ')).join('')}`
  })
  return [...lines, `    +${'-'.repeat(width + 1)}`, `     0${' '.repeat(width / 2 - 2)}0.5${' '.repeat(width / 2 - 3)}1`].join(
    '\n',
  )
}

/** The Brier score: the mean square of what the confidence was off by. Always saying 0.5 gives 0.25. */
export function brierScore(judgements: readonly Judgement[]): number {
  const total = judgements.reduce((sum, { answerable, confidence }) => sum + (confidence - Number(answerable)) ** 2, 0)
  return judgements.length === 0 ? 0 : total / judgements.length
}

/** Of the questions whose confidence lies in a fifth: how many, how sure on average, and which share is answerable. */
export type ReliabilityRow = Readonly<{ from: number; to: number; questions: number; confidence: number; answerable: number }>

/** The reliability table: where `confidence` and `answerable` agree, the confidence may be read as a probability. */
export function reliability(judgements: readonly Judgement[]): ReliabilityRow[] {
  return [0, 0.2, 0.4, 0.6, 0.8].map((from) => {
    const to = Number((from + 0.2).toFixed(1))
    const inside = judgements.filter(({ confidence }) => confidence >= from && (confidence < to || to === 1))
    const mean = (valueOf: (one: Judgement) => number) =>
      inside.length === 0 ? 0 : inside.reduce((sum, one) => sum + valueOf(one), 0) / inside.length
    return {
      from,
      to,
      questions: inside.length,
      confidence: mean(({ confidence }) => confidence),
      answerable: mean(({ answerable }) => Number(answerable)),
    }
  })
}

/** What refusing below a threshold comes to. */
export type RefusalFigures = Readonly<{
  refusalPrecision: number
  refusalRecall: number
  answered: number
  wronglyAnswered: number
}>

/** Precision and recall of refusal at a threshold, and the counts of answered questions; 1 where there is nothing to be wrong about. */
export function refusalAt(judgements: readonly Judgement[], threshold: number): RefusalFigures {
  const refused = judgements.filter(({ confidence }) => confidence < threshold)
  const rightly = refused.filter(({ answerable }) => !answerable).length
  const toRefuse = judgements.filter(({ answerable }) => !answerable).length
  const answered = judgements.length - toRefuse - (refused.length - rightly)
  return {
    refusalPrecision: refused.length === 0 ? 1 : rightly / refused.length,
    refusalRecall: toRefuse === 0 ? 1 : rightly / toRefuse,
    answered,
    wronglyAnswered: toRefuse - rightly,
  }
}
