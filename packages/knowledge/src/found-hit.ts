import type { Clock, DocumentFacts, Passage } from '@kaiwu/core'
import type { ExplainedHit } from './knowledge.ts'
import type { DocumentLibrary } from './life/document-library.ts'
import type { ListedDocument } from './listed-document.ts'
import { validityAt } from './metadata/document-facts.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import { highlights } from './search/highlight.ts'
import type { SearchSettings, SearchWeights } from './search-settings.ts'
import type { HitExplanation } from './together/explanation.ts'
import type { FusedHit } from './together/fuse.ts'

/** A passage on its way to being a hit, with what every stage said of it. */
export type Candidate = FusedHit &
  Readonly<{
    listed: ListedDocument
    facts: DocumentFacts
    text: Passage
    analyzed: AnalyzedQuestion
    fusedRank: number
    /** What other passages of its document added to its keyword score. */
    byDocument?: number
    rerank?: HitExplanation['rerank']
    part?: HitExplanation['part']
    diversity?: HitExplanation['diversity']
  }>

type Tools = Readonly<{ library: DocumentLibrary; clock: Clock; settings: SearchSettings }>

/** A passage found, with what a reader needs to judge it and why it stands where it stands. */
export function foundHit(
  { library, clock, settings: { k1, b, fusion } }: Tools,
  candidate: Candidate,
  { rank, asOf, weights }: Readonly<{ rank: number; asOf: string; weights: SearchWeights }>,
): ExplainedHit {
  const { passage: number, listed, facts, text, analyzed, score, parts } = candidate
  const { keyword } = library.served.index
  const terms = keyword.explain(analyzed.groups, number, { k1, b, titleWeight: weights.title, pathWeight: weights.path })
  const validity = validityAt(facts, asOf === 'any' ? clock.today() : asOf)
  const { metadata } = listed.stated
  let spans: ExplainedHit['highlights'] | undefined
  return Object.freeze({
    passage: text,
    document: Object.freeze({
      id: listed.id,
      path: listed.path,
      facts,
      validity,
      revision: listed.revision,
      ...(metadata ? { metadata } : {}),
    }),
    score,
    ...(parts.keyword ? { keywordScore: parts.keyword.score - (candidate.byDocument ?? 0) } : {}),
    ...(parts.vector ? { similarity: parts.vector.score } : {}),
    rank,
    // Found when somebody looks: most hits go into an answer, not onto a page.
    get highlights() {
      return (spans ??= highlights(text.text, analyzed.groups))
    },
    why: explanationOf(candidate, rank, terms, fusion),
  })
}

function explanationOf(
  { parts: { keyword, vector }, score, fusedRank, byDocument, rerank, part, diversity }: Candidate,
  rank: number,
  terms: NonNullable<HitExplanation['keyword']>['terms'],
  method: SearchSettings['fusion'],
): HitExplanation {
  return Object.freeze({
    rank,
    ...(part ? { part } : {}),
    ...(keyword
      ? {
          keyword: Object.freeze({
            ...keyword,
            terms,
            ...(byDocument ? { added: Object.freeze({ document: byDocument }) } : {}),
          }),
        }
      : {}),
    ...(vector ? { vector: Object.freeze({ rank: vector.rank, similarity: vector.score, gave: vector.gave }) } : {}),
    ...(vector ? { fused: Object.freeze({ rank: fusedRank, score, method }) } : {}),
    ...(rerank ? { rerank } : {}),
    ...(diversity ? { diversity } : {}),
  })
}
