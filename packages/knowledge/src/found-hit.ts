import type { Clock, DocumentFacts, Passage } from '@kaiwu/core'
import type { ExplainedHit } from './knowledge.ts'
import type { TermScore } from './keyword/keyword-index.ts'
import type { ListedDocument } from './listed-document.ts'
import { validityAt } from './metadata/document-facts.ts'
import type { AnalyzedQuestion } from './search/analyze-question.ts'
import { highlights } from './search/highlight.ts'
import type { SearchSettings } from './search-settings.ts'
import type { HitExplanation } from './together/explanation.ts'
import type { FusedHit } from './together/fuse.ts'

/** A passage on its way to being a hit, with what every stage said of it. */
export type Candidate = FusedHit &
  Readonly<{
    listed: ListedDocument
    facts: DocumentFacts
    text: Passage
    analyzed: AnalyzedQuestion
    /** Tells what each term gave a passage. */
    explain: (passage: number) => readonly TermScore[]
    fusedRank: number
    /** What other passages of its document added to its keyword score. */
    byDocument?: number
    rerank?: HitExplanation['rerank']
    part?: HitExplanation['part']
    diversity?: HitExplanation['diversity']
  }>

type Tools = Readonly<{ clock: Clock; settings: Pick<SearchSettings, 'fusion'> }>

/** A passage found, with what a reader needs to judge it and why it stands where it stands. */
export function foundHit(
  { clock, settings: { fusion } }: Tools,
  candidate: Candidate,
  { rank, asOf }: Readonly<{ rank: number; asOf: string }>,
): ExplainedHit {
  const { listed, facts, text, analyzed, score, parts } = candidate
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
    why: explanationOf(candidate, rank, fusion),
  })
}

function explanationOf(
  { passage, explain, parts: { keyword, vector }, score, fusedRank, byDocument, rerank, part, diversity }: Candidate,
  rank: number,
  method: SearchSettings['fusion'],
): HitExplanation {
  let terms: readonly TermScore[] | undefined
  return Object.freeze({
    rank,
    ...(part ? { part } : {}),
    ...(keyword
      ? {
          keyword: Object.freeze({
            ...keyword,
            get terms() {
              return (terms ??= explain(passage))
            },
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
