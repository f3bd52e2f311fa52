/**
 * Documents in, cited passages out: read, split, index, search, verify, extract.
 * @module
 */
export type { DocumentOrigin, StoredDocument } from './document-store.ts'
export { contextOf } from './extract/judge-passage.ts'
export { evidenceOf, evidenceWeights, type EvidenceFeatures, type EvidenceWeights } from './extract/evidence.ts'
export {
  defaultExtractionSettings,
  extractAnswer,
  weighEvidence,
  type Extract,
  type Extraction,
  type ExtractionSettings,
  type WeighedPassage,
} from './extract/extract-answer.ts'
export {
  defaultKeywordSettings,
  KeywordIndex,
  type IndexedPassage,
  type KeywordSettings,
  type QueryGroup,
  type QueryTerm,
  type TermScore,
} from './index/keyword-index.ts'
export { knowledgeMigrations } from './knowledge-schema.ts'
export { linkedFacts, statedFacts, validityAt, type Repeal, type StatedFacts } from './metadata/document-facts.ts'
export * from './open-knowledge.ts'
export { parseDelimited, type DelimitedText } from './reader/csv.ts'
export { closeReaders } from './reader/isolated-reader.ts'
export { readDocument, type ReadOptions } from './reader/read-document.ts'
export type { ReadDocument, Reader } from './reader/reader.ts'
export { supportedExtensions } from './reader/readers.ts'
export { analyzeQuestion, type AnalyzedQuestion, type Concept } from './search/analyze-question.ts'
export { askedDay } from './search/as-of.ts'
export { defineGlossary, emptyGlossary, type Glossary, type GlossaryMatch, type SynonymSet } from './search/glossary.ts'
export { highlights } from './search/highlight.ts'
export { splitDocument, type SplitOptions, type SplitPassage } from './split/split-document.ts'
export { datePattern, isoDay } from './text/dates.ts'
export { fold, type FoldedText } from './text/fold.ts'
export { sentences, type Span } from './text/sentences.ts'
export { codes, terms, type Term } from './text/terms.ts'
export { findQuote } from './verify/find-quote.ts'
export { numberIsStated, statedNumbers, type StatedNumber } from './verify/numbers.ts'
export { embedTexts, type EmbedTextsOptions } from './vector/embed-texts.ts'
export { flatVectorIndex, type FlatVectorIndex } from './vector/flat-vector-index.ts'
export { fuseRanks, type FusedRank } from './vector/fuse-ranks.ts'
export { hnswVectorIndex } from './vector/hnsw-vector-index.ts'
export { loadHnsw, type HnswGraph, type HnswModule } from './vector/load-hnsw.ts'
export { exactLimit, openVectorIndex, type OpenVectorIndexOptions, type VectorIndexReason } from './vector/open-vector-index.ts'
export type { VectorState } from './vector/passage-vectors.ts'
export type { VectorHit, VectorIndex, VectorSpace } from './vector/vector-index.ts'
