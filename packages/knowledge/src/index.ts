/**
 * Documents in, cited passages out: read, split, index, search, verify, extract.
 * @module
 */
export type { Correction, DocumentOrigin, StoredDocument } from './document-store.ts'
export type { StoredFigure } from './life/figure-rows.ts'
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
export type { LayoutRequest, LayoutService } from './layout/layout-service.ts'
export { layoutServiceFromEnvironment, openLayoutService, type LayoutSettings } from './layout/open-layout-service.ts'
export { applyCorrections, correctedFacts } from './metadata/corrections.ts'
export {
  linkedFacts,
  mayBeCited,
  statedFacts,
  validityAt,
  type FactEvidence,
  type Repeal,
  type StatedFacts,
} from './metadata/document-facts.ts'
export * from './open-knowledge.ts'
export { parseDelimited, type DelimitedText } from './reader/csv.ts'
export { closeReaders } from './reader/isolated-reader.ts'
export { readDocument, type ReadOptions } from './reader/read-document.ts'
export type { ReadDocument, Reader, ReaderOptions, ReadFigure, ReadWarning } from './reader/reader.ts'
export { imageExtensions, supportedExtensions } from './reader/readers.ts'
export { analyzeQuestion, type AnalyzedQuestion, type Concept } from './search/analyze-question.ts'
export { askedDay } from './search/as-of.ts'
export { defineGlossary, emptyGlossary, type Glossary, type GlossaryMatch, type SynonymSet } from './search/glossary.ts'
export { highlights } from './search/highlight.ts'
export { splitDocument, type SplitOptions, type SplitPassage } from './split/split-document.ts'
export { answerByTables, type TableAsked, type TableFinding } from './table/answer-by-tables.ts'
export { checkQuery } from './table/check-query.ts'
export { compileQuery, type CompiledQuery } from './table/compile-query.ts'
export { describeTableResult, type TableText } from './table/describe-result.ts'
export { documentTables } from './table/document-tables.ts'
export { keptTables, openTables, type OpenTables, type TableResult } from './table/open-tables.ts'
export { readTableQuestion, sureReading, type ReadingOptions, type TableForm, type TableReading } from './table/read-question.ts'
export { holdsValue, tableQuerySchema } from './table/table-query-schema.ts'
export { comparisonsOf, type Aggregate, type Comparison, type Condition, type TableQuery } from './table/table-query.ts'
export { tablesOf, type TableSource } from './table/tables-of.ts'
export type { CellValue, Column, ColumnType, TypedTable } from './table/typed-table.ts'
export { addDays, datePattern, isoDay } from './text/dates.ts'
export { storedCounts } from './stored-counts.ts'
export { fold, type FoldedText } from './text/fold.ts'
export { sentences, type Span } from './text/sentences.ts'
export { codes, terms, type Term } from './text/terms.ts'
export { findQuote, quoteFinder, type QuoteFinder, type QuotePlace } from './verify/find-quote.ts'
export type { Bound } from './verify/number-bounds.ts'
export { numberIsStated, statedNumbers, type StatedNumber } from './verify/numbers.ts'
export { embedTexts, type EmbedTextsOptions } from './vector/embed-texts.ts'
export { flatVectorIndex, type FlatVectorIndex } from './vector/flat-vector-index.ts'
export { fuseRanks, type FusedRank } from './vector/fuse-ranks.ts'
export { hnswVectorIndex } from './vector/hnsw-vector-index.ts'
export { loadHnsw, type HnswGraph, type HnswModule } from './vector/load-hnsw.ts'
export { exactLimit, openVectorIndex, type OpenVectorIndexOptions, type VectorIndexReason } from './vector/open-vector-index.ts'
export type { VectorState } from './vector/passage-vectors.ts'
export type { VectorHit, VectorIndex, VectorSpace } from './vector/vector-index.ts'
