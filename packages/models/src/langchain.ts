/**
 * Kaiwu's models as LangChain's: chat models for chains, agents and graphs, embeddings for vector stores, a document compressor.
 * @module
 */
export { KaiwuChatModel, type KaiwuChatModelInput } from './langchain/kaiwu-chat-model.ts'
export type { ChatDefaults, KaiwuCallOptions, ResponseFormat } from './langchain/chat-call.ts'
export type { OnReset } from './langchain/unbroken-events.ts'
export { KaiwuEmbeddings, type KaiwuEmbeddingsInput } from './langchain/kaiwu-embeddings.ts'
export { withoutTracer } from './langchain/no-tracer.ts'
export { KaiwuReranker, type KaiwuRerankerInput } from './langchain/kaiwu-reranker.ts'
