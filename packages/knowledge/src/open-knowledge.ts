import { systemClock, type ChatModel, type Clock, type Embedder, type Reranker } from '@kaiwu/core'
import type { Database } from '@kaiwu/store'
import type { Knowledge } from './knowledge.ts'
import type { LayoutService } from './layout/layout-service.ts'
import { DocumentLibrary } from './life/document-library.ts'
import { Embedding } from './life/embedding.ts'
import { emptyGlossary, type Glossary } from './search/glossary.ts'
import { keywordSettings } from './search-knowledge.ts'
import { defaultSearchSettings, type SearchSettings } from './search-settings.ts'
import { StoredKnowledge } from './stored-knowledge.ts'
import { vectorOpening } from './vectors/vector-opening.ts'

export type * from './knowledge.ts'
export type * from './life/knowledge-life.ts'
export type { RecordDocument, RecordPassage } from './life/record-document.ts'
export type { SourceFile } from './source-file.ts'

/** How to open a knowledge base. */
export type OpenKnowledgeOptions = Readonly<{
  database: Database
  glossary?: Glossary
  clock?: Clock
  settings?: SearchSettings
  /** Makes passages found by meaning as well. */
  embedder?: Embedder
  /** Puts the first passages found in order. */
  reranker?: Reranker
  /** Takes questions apart where the settings leave that to a model. */
  chat?: ChatModel
  /** Reads pictures of text, which no reader here can. */
  layout?: LayoutService
  /** How many UTF-16 units of documents' texts are kept in memory, default 32 million; the rest is read when it is wanted. */
  textInMemory?: number
}>

/**
 * Opens the knowledge kept in a database (see `knowledgeMigrations`). Its indexes come from files beside it where these are right,
 * and are made anew where not.
 * @throws EMBEDDING_CHANGED when the vectors of the base were made with another model or dimension
 */
export async function openKnowledge({
  database,
  glossary = emptyGlossary,
  clock = systemClock(),
  settings = defaultSearchSettings,
  embedder,
  reranker,
  chat,
  layout,
  textInMemory = 32_000_000,
}: OpenKnowledgeOptions): Promise<Knowledge> {
  const embedding = embedder && new Embedding(embedder)
  const vectors = embedding && (await vectorOpening(embedding.space, settings.engine, database))
  const library = await DocumentLibrary.open({
    database,
    clock,
    settings: keywordSettings(settings, settings.weights),
    textInMemory,
    ...(vectors && { vectors }),
    ...(embedding && { embedding }),
  })
  return new StoredKnowledge(library, {
    glossary,
    settings,
    ...(reranker && { reranker }),
    ...(chat && { chat }),
    ...(layout && { layout }),
  })
}
