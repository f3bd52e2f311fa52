import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { answerabilityWeights } from './answerability-weights.ts'
import { choosePassages } from './choose-passages.ts'
import { contextOf } from './judge-passage.ts'
import { keywordScoreOf, type FoundHit } from './keyword-score.ts'
import { sharedPhrases } from './phrases.ts'
import { ruledOut, type RuledOut } from './ruled-out.ts'
import { twoQuestionsOf } from './two-questions.ts'
import { weighEvidence, type WeighedPassage } from './weigh-evidence.ts'

/**
 * What tells a question that the base answers from one that it does not. Each is a share between 0 and 1 (`ahead` and `meaning`: −1
 * and 1), so that none depends on how large the base is, in which language it is, or what scores its search gives.
 */
export type AnswerabilityFeatures = Readonly<{
  /** Share of what is asked, by weight, that the best passage or what stands above it holds. */
  coverage: number
  /** The same, of its best sentence. */
  sentence: number
  /** The same, of what stands above it: its document or section is about what is asked. */
  topic: number
  /** How many things asked for it holds whole, of four. */
  things: number
  /** Share of the question's neighbouring words that are neighbours in it. */
  pairs: number
  /** The longest stretch of the question that stands in it, as a share of what is asked. */
  longest: number
  /** Share of the eight strongest keyword scores that fell on its document: a question has one subject. */
  document: number
  /** How far the best keyword score of its document is ahead of the best of all others, as a share of the best. */
  ahead: number
  /** 1 when the sentences that hold most have the form asked for, 0 when they have not, a half when no form is asked for. */
  form: number
  /** 1 when it is the entry of a code asked for. */
  entry: number
  /** After a search by meaning: how far its cosine stands above the mean of the others, in fifths; else 0. */
  meaning: number
}>

/** A linear model over {@link AnswerabilityFeatures}. */
export type AnswerabilityWeights = Readonly<Record<keyof AnswerabilityFeatures | 'constant', number>>

/** Whether what was found answers a question. */
export type Answerability = Readonly<{
  /** Estimated probability, 0 to 1; 0 when ruled out. */
  confidence: number
  features: AnswerabilityFeatures
  /** Why nothing that was found can answer. */
  ruledOut?: RuledOut
}>

/** How many hits the comparison of scores looks at: bases and flows hand out more or fewer. */
const compared = 8
const most = 3

/**
 * How likely the hits of a search answer a question, so that a refusal can be decided without a model. Works on the hits of a search
 * by keyword as well as by meaning.
 * @param hits the evidence, best first; of one search or of several in the same base
 * @example
 * const { confidence } = answerability(knowledge.analyze(question), await knowledge.search({ query: question }))
 * if (confidence < defaultExtractionSettings.threshold) refuse()
 */
export function answerability(question: AnalyzedQuestion, hits: readonly FoundHit[]): Answerability {
  return answerabilityOf(question, hits, choosePassages(question, weighEvidence(question, hits), most))
}

/** The same, of passages that are chosen already. */
export function answerabilityOf(
  question: AnalyzedQuestion,
  hits: readonly FoundHit[],
  chosen: readonly WeighedPassage[],
): Answerability {
  const features = chosen[0] ? featuresOf(question, hits, chosen[0]) : nothing
  const reason = ruledOut(question, hits, chosen)
  if (reason) return Object.freeze({ confidence: 0, features, ruledOut: reason })
  // Of two questions in one, no passage holds more than a half: both are judged apart, and the less sure one counts.
  const parts = twoQuestionsOf(question).map((part) => {
    const best = choosePassages(part, weighEvidence(part, hits), 1)[0]
    return best ? confidenceOf(featuresOf(part, hits, best)) : 0
  })
  return Object.freeze({ confidence: Math.max(confidenceOf(features), parts.length > 0 ? Math.min(...parts) : 0), features })
}

function confidenceOf(features: AnswerabilityFeatures): number {
  return 1 / (1 + Math.exp(-answerabilityOdds(features)))
}

/** The log-odds that a question with these features is answered; 0 is where answering and refusing are equally likely. */
export function answerabilityOdds(features: AnswerabilityFeatures, weights: AnswerabilityWeights = answerabilityWeights): number {
  return answerabilityKeys.reduce((sum, key) => sum + weights[key] * features[key], weights.constant)
}

const nothing: AnswerabilityFeatures = Object.freeze({
  coverage: 0,
  sentence: 0,
  topic: 0,
  things: 0,
  pairs: 0,
  longest: 0,
  document: 0,
  ahead: 0,
  form: 0,
  entry: 0,
  meaning: 0,
})

/** The names of the features, in the order of the type. */
export const answerabilityKeys: readonly (keyof AnswerabilityFeatures)[] = Object.freeze(
  Object.keys(nothing) as (keyof AnswerabilityFeatures)[],
)

function featuresOf(question: AnalyzedQuestion, hits: readonly FoundHit[], best: WeighedPassage): AnswerabilityFeatures {
  const { hit, held, coverage, above } = best.judged
  const { pairs, longest } = sharedPhrases(question, `${contextOf(hit)}\n${hit.passage.text}`)
  return Object.freeze({
    coverage,
    sentence: best.chosen.coverage,
    topic: above,
    things: Math.min(1, held.filter((value) => value >= 0.9).length / 4),
    pairs,
    longest,
    ...standingOf(hits, hit),
    form: best.chosen.formBeside,
    entry: best.features.entry,
    meaning: meaningOf(hits, hit),
  })
}

/** Where the document of a hit stands among the strongest hits. */
function standingOf(hits: readonly FoundHit[], { document }: FoundHit): Readonly<{ document: number; ahead: number }> {
  const strongest = hits
    .map((hit) => ({ own: hit.document.id === document.id, score: keywordScoreOf(hit) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, compared)
  const total = strongest.reduce((sum, { score }) => sum + score, 0)
  const best = (own: boolean): number => Math.max(0, ...strongest.filter((one) => one.own === own).map(({ score }) => score))
  if (total <= 0) return { document: 0, ahead: 0 }
  const ofDocument = strongest.reduce((sum, { own, score }) => sum + (own ? score : 0), 0)
  return { document: ofDocument / total, ahead: (best(true) - best(false)) / Math.max(best(true), best(false)) }
}

/** A cosine says little by itself, as every model has its own level; how far one stands out does. */
function meaningOf(hits: readonly FoundHit[], { passage, why }: FoundHit): number {
  const others = hits.flatMap((hit) => (hit.passage.id === passage.id ? [] : (hit.why?.vector?.similarity ?? [])))
  if (why?.vector === undefined || others.length === 0) return 0
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length
  return Math.max(-1, Math.min(1, (why.vector.similarity - mean) / 0.2))
}
