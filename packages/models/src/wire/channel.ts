import type { EmbeddingFacts, ModelFacts, Provider, RerankFacts } from '../provider/provider.ts'
import type { CallPolicy } from '../routing/call-policy.ts'

/**
 * One model at one address with one key: everything it takes to call it. The key is read at each call, so that a changed
 * environment counts and nothing that is printed holds it.
 */
export type Channel = Readonly<{
  /** `provider/model`. */
  ref: string
  provider: Provider
  /** What the service calls the model. */
  model: string
  /** What is known about it: provider, family, model and settings, put together. */
  facts: ModelFacts & Readonly<{ embedding?: EmbeddingFacts; rerank?: RerankFacts }>
  /** Address of the chat API, without holes. */
  baseUrl: string
  /** Name of the environment variable of the key, for messages. */
  keyEnv: string | undefined
  /** @throws MODEL_NOT_CONFIGURED, MODEL_KEY_MALFORMED */
  key(): string
  policy: CallPolicy
  /** The longest answer that is asked for, where the settings say so. */
  maxTokens?: number
  /** The longest answer where neither the caller nor the settings say so: there is one where money is limited. */
  answerTokens?: number
  /** A service of the house: what it is asked does not leave. */
  internal: boolean
}>
