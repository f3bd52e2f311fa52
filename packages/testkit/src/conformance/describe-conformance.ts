import type { ChatModel, Embedder, Reranker } from '@kaiwu/core'
import { describe, it } from 'vitest'
import { chatCases } from './chat-cases.ts'
import { reasonToSkip, runCase, type ConformanceCase } from './conformance-case.ts'
import { embeddingCases } from './embedding-cases.ts'
import { rerankCases } from './rerank-cases.ts'
import type { Address, ChatSubject, EmbeddingSubject, RerankSubject, Subject } from './subject.ts'

function register<S extends Subject & Readonly<{ open(at: Address): M | Promise<M> }>, M>(
  subject: S,
  cases: readonly ConformanceCase<S, M>[],
): void {
  const unknown = Object.keys(subject.skip ?? {}).filter((id) => !cases.some((one) => one.id === id))
  if (unknown.length > 0) throw new Error(`${subject.name} skips what is no case: ${unknown.join(', ')}`)
  describe(subject.name, () => {
    for (const one of cases) {
      const reason = reasonToSkip(one, subject)
      // The one place where a test may be left out: its title says why.
      const test = it.runIf(reason === undefined)
      test(reason === undefined ? `${one.id}: ${one.title}` : `${one.id} (left out: ${reason})`, () => runCase(one, subject))
    }
  })
}

/**
 * Registers the chat suite for a model with vitest. A case is left out only for a reason, which its title gives.
 * @example
 * describeChatModel({
 *   name: 'acme/large',
 *   vendor: 'openai-compatible',
 *   model: 'large',
 *   capabilities: { tools: true, structuredOutput: 'json_object', thinking: 'never' },
 *   open: ({ url, key }) => acmeChatModel({ baseUrl: url, key, model: 'large' }),
 *   skip: { 'request/stop-and-seed': 'acme has no seed' },
 * })
 */
export function describeChatModel(subject: ChatSubject): void {
  register<ChatSubject, ChatModel>(subject, chatCases)
}

/** Registers the embedding suite for a model with vitest, as {@link describeChatModel} does for chat. */
export function describeEmbeddings(subject: EmbeddingSubject): void {
  register<EmbeddingSubject, Embedder>(subject, embeddingCases)
}

/** Registers the rerank suite for a model with vitest, as {@link describeChatModel} does for chat. */
export function describeReranker(subject: RerankSubject): void {
  register<RerankSubject, Reranker>(subject, rerankCases)
}
