/** How well one passage bears on a question; each value between 0 and about 1. */
export type EvidenceFeatures = Readonly<{
  /** Share of what is asked that the passage or what stands above it holds, by weight. */
  coverage: number
  /** The same, of the passage's own text alone. */
  body: number
  /** The same, of its best sentence. */
  sentence: number
  /** 1 when its best sentence has the form asked for (an amount, a period, a list…). */
  form: number
  /** Its keyword score as a share of what the question's known terms could give. */
  match: number
  /** Its keyword score as a share of the best passage's. */
  lead: number
  /** Share of the question, by weight, that no passage of the whole base speaks of. */
  unknown: number
  /** Weight of the heaviest thing asked for that it lacks, as a share of the question. */
  missing: number
  /** The same, of words long enough to be names of things, which lay talk seldom is. */
  unknownName: number
  /** Share of the codes asked for that it names. */
  code: number
  /** 1 when it is the entry of a code asked for: the alarm's own row, the part's own row. */
  entry: number
  /** 1 when it is in the asker's language. */
  sameLanguage: number
  /** Share of all keyword scores that fell on its document: a question has one subject. */
  document: number
  /** How much there is to hold: 1 / number of things asked for. */
  brevity: number
}>

/** Weights of a linear model over {@link EvidenceFeatures}. */
export type EvidenceWeights = Readonly<Record<keyof EvidenceFeatures | 'constant', number>>

/** Learnt on the labelled questions of the bundled templates by `test/bench/learn-evidence.ts`, which prints how well they separate. */
export const evidenceWeights: EvidenceWeights = Object.freeze({
  constant: -10.62,
  coverage: 1.27,
  body: 1.45,
  sentence: 1.33,
  form: 2.34,
  match: 1.74,
  lead: 5.1,
  unknown: -0.63,
  missing: -1.31,
  unknownName: -1.02,
  code: 1.12,
  entry: 1.18,
  sameLanguage: 0.74,
  document: 1.96,
  brevity: -1.57,
})

/** The log-odds that a passage with these features answers the question; 0 is where answering and refusing are equally likely. */
export function evidenceOf(features: EvidenceFeatures, weights: EvidenceWeights = evidenceWeights): number {
  let sum = weights.constant
  for (const key of Object.keys(features) as (keyof EvidenceFeatures)[]) sum += weights[key] * features[key]
  return sum
}
