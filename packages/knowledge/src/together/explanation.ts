import type { TermScore } from '../keyword/keyword-index.ts'
import type { ModelFailure } from './ask-for-json.ts'
import type { DecompositionForm } from './decomposition.ts'
import type { FusionSettings } from './fusion-settings.ts'

/** What the words of the query found in a passage. */
export type KeywordExplanation = Readonly<{
  /** Its place among what words found, from 1. */
  rank: number
  /** BM25 with what is added to it; comparable within one search only. */
  score: number
  /** What this added to the fused score. */
  gave?: number
  /** What each term gave, strongest first. */
  terms: readonly TermScore[]
  /** What was added to the terms: for other passages of the same document that were found. */
  added?: Readonly<{ document?: number }>
}>

/** How near a passage is in meaning. */
export type VectorExplanation = Readonly<{
  rank: number
  /** Cosine to the query: 1 the same direction, 0 unrelated. */
  similarity: number
  gave?: number
}>

/** Why a passage stands where it stands: each stage that had a say, in the order in which they spoke. */
export type HitExplanation = Readonly<{
  /** Where it stands in the end, from 1. */
  rank: number
  /** Of a question taken apart: for which part it was found, and where among what that part found. */
  part?: Readonly<{ question: string; rank: number }>
  keyword?: KeywordExplanation
  vector?: VectorExplanation
  /** Only where several engines were asked. */
  fused?: Readonly<{ rank: number; score: number; method: FusionSettings['method'] }>
  rerank?: Readonly<{ rank: number; score: number; model: string }>
  /** Passages of the same words that stand under it, and whether it was put behind the rest for the number of its document's hits. */
  diversity?: Readonly<{ alike: number; held: boolean }>
}>

/** Something of a search that went another way than it was set to; never passed over in silence. */
export type SearchNote = Readonly<{
  stage: 'vector' | 'rerank' | 'decompose' | 'rewrite'
  model: string
  failure: ModelFailure
}>

/** How a question was understood before it was searched. */
export type SearchExplanation = Readonly<{
  /** The question as it was completed from the conversation. */
  rewritten?: Readonly<{ question: string; by: 'rules' | 'model' }>
  decomposed?: Readonly<{ parts: readonly string[]; by: 'rules' | 'model'; form?: DecompositionForm }>
  /** Codes that nobody wrote, and what was searched beside them. */
  corrected?: readonly Readonly<{ from: string; to: readonly string[] }>[]
  notes: readonly SearchNote[]
}>
