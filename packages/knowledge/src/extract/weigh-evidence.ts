import { detectLanguage } from '@kaiwu/core'
import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'
import { chooseSentences, type ChosenSentences } from './choose-sentences.ts'
import { evidenceOf, type EvidenceFeatures } from './evidence.ts'
import { isEntryOf, judgePassage, type JudgedPassage } from './judge-passage.ts'
import { keywordScoreOf, type FoundHit } from './keyword-score.ts'
import { questionKinds } from './question-kind.ts'

/** A passage weighed: what would be quoted of it, and how likely it is to answer. */
export type WeighedPassage = Readonly<{
  judged: JudgedPassage
  chosen: ChosenSentences
  features: EvidenceFeatures
  evidence: number
}>

/** Weighs every passage for a question, best first. Passages about another model than the one named are left out. */
export function weighEvidence(question: AnalyzedQuestion, hits: readonly FoundHit[]): WeighedPassage[] {
  const kinds = questionKinds(fold(question.text).text)
  const scores = scoresOf(hits)
  const judged = hits.map((hit) => judgePassage(hit, question)).filter(({ otherModel }) => !otherModel)
  return judged
    .map((passage) => {
      const chosen = chooseSentences(passage, question, kinds)
      const features = featuresOf(passage, chosen, question, scores)
      return { judged: passage, chosen, features, evidence: evidenceOf(features) }
    })
    .sort((a, b) => b.evidence - a.evidence)
}

type Scores = Readonly<{ top: number; total: number; byDocument: ReadonlyMap<string, number> }>

function scoresOf(hits: readonly FoundHit[]): Scores {
  const byDocument = new Map<string, number>()
  for (const hit of hits) byDocument.set(hit.document.id, (byDocument.get(hit.document.id) ?? 0) + keywordScoreOf(hit))
  const scores = hits.map(keywordScoreOf)
  const total = scores.reduce((sum, score) => sum + score, 0)
  return { top: Math.max(1e-9, ...scores), total: Math.max(1e-9, total), byDocument }
}

function featuresOf(
  judged: JudgedPassage,
  chosen: ChosenSentences,
  question: AnalyzedQuestion,
  scores: Scores,
): EvidenceFeatures {
  const { concepts, codes, ideal } = question
  const score = keywordScoreOf(judged.hit)
  const weights = concepts.map(({ weight }) => weight)
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const unknown = concepts.reduce((sum, concept, index) => sum + (concept.known ? 0 : weights[index]!), 0)
  const unknownNames = concepts.reduce(
    (sum, concept, index) => sum + (concept.known || concept.words[0]!.length < 3 ? 0 : weights[index]!),
    0,
  )
  return {
    coverage: judged.coverage,
    body: judged.body,
    sentence: chosen.coverage,
    form: chosen.kindMatched ? 1 : 0,
    match: ideal > 0 ? Math.min(1, score / ideal) : 0,
    lead: score / scores.top,
    unknown: unknown / total,
    missing: Math.max(0, ...weights.map((weight, index) => weight * (1 - judged.held[index]!))) / total,
    unknownName: unknownNames / total,
    entry: isEntryOf(judged.hit, codes) ? 1 : 0,
    code: codes.length === 0 ? 0 : judged.codes.size / codes.length,
    sameLanguage: detectLanguage(judged.hit.passage.text) === question.language ? 1 : 0,
    document: (scores.byDocument.get(judged.hit.document.id) ?? 0) / scores.total,
    brevity: 1 / Math.max(1, concepts.length),
  }
}
