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
  type IndexedPassage,
  type KeywordHit,
  type KeywordIndex,
  type KeywordSettings,
  type QueryGroup,
  type QueryTerm,
  type TermScore,
} from './keyword/keyword-index.ts'
export { keywordFile } from './keyword/keyword-parts.ts'
export { keywordIndex, openKeywordIndex } from './keyword/segmented-keyword-index.ts'
export { knowledgeMigrations } from './knowledge-schema.ts'
export { checkKnowledge, type KnowledgeCheck, type KnowledgeFlaw } from './life/check-knowledge.ts'
export { planReembedding, type ReembeddingPlan } from './life/plan-reembedding.ts'
export { reembed, type ReembeddingOptions, type ReembeddingProgress, type ReembeddingResult } from './life/reembed.ts'
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
export { decodeText, type DecodedText } from './reader/decode-text.ts'
export { closeReaders } from './reader/isolated-reader.ts'
export { readDocument, type ReadOptions } from './reader/read-document.ts'
export type { ReadDocument, Reader, ReaderOptions, ReadFigure, ReadWarning } from './reader/reader.ts'
export { imageExtensions, supportedExtensions } from './reader/readers.ts'
export { openZip, type Zip, type ZipLimits } from './reader/zip.ts'
export { analyzeQuestion, type AnalyzedQuestion, type Concept } from './search/analyze-question.ts'
export { sharedTitle, withDocumentEvidence, type RankedHit } from './search/document-evidence.ts'
export { defaultQuerySettings, type QuerySettings } from './search/query-settings.ts'
export * from './search-settings.ts'
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
export type { IndexFile, IndexFileHead } from './passages/index-file.ts'
export { openIndexFile, type IndexFileProblem, type OpenedIndexFile } from './passages/open-index-file.ts'
export { PassageSet } from './passages/passage-set.ts'
export { writeIndexFile } from './passages/write-index-file.ts'
export type { DocumentFilter } from './searched-documents.ts'
export { decomposeByModel, type ModelDecomposition } from './together/decompose-by-model.ts'
export { decompose } from './together/decompose.ts'
export type { Decomposition, DecompositionForm } from './together/decomposition.ts'
export { diversify } from './together/diversify.ts'
export { explainHit, explainNote, explainSearch } from './together/explain.ts'
export type * from './together/explanation.ts'
export { fuse, type FusedHit, type FusedPart, type FusionList } from './together/fuse.ts'
export * from './together/fusion-settings.ts'
export { joinEvidence } from './together/join-evidence.ts'
export type * from './together/record-store.ts'
export { rerank } from './together/rerank.ts'
export { rewrite, rewriteByModel, type ModelRewritten, type Rewritten } from './together/rewrite.ts'
export type { ModelCall, ModelFailure } from './together/ask-for-json.ts'
export * from './vectors/choose-engine.ts'
export { embedTexts, type EmbedTextsOptions } from './vectors/embed-texts.ts'
export { flatFile, flatIndex, openFlatIndex, type FlatIndex } from './vectors/flat-index.ts'
export { hnswFile, hnswIndex, openHnswIndex } from './vectors/hnsw-index.ts'
export { loadHnsw } from './vectors/load-hnsw.ts'
export { measureVectorEngines } from './vectors/measure-vector-engines.ts'
export { pgvectorIndex, type PgvectorIndex, type PgvectorOptions } from './vectors/pgvector-index.ts'
export type * from './vectors/vector-index.ts'
export { measurementFile } from './vectors/vector-opening.ts'
