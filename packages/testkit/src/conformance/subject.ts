import type { ChatModel, Embedder, Reranker } from '@kaiwu/core'
import type { FakeTokenApi } from '../token-api/fake-token-api.ts'
import type { VendorId } from '../vendors/all-vendors.ts'
import type { StructuredOutput, VendorForm } from '../vendors/vendor-form.ts'

/** Where the fake vendor is, and the key it lets in. */
export type Address = Pick<FakeTokenApi, 'origin' | 'url' | 'embeddingsUrl' | 'rerankUrl' | 'key'>

/** What every subject of a suite says of itself. `skip`: cases by id that do not hold for it, and why. */
export type Subject = Readonly<{
  /** Printed before every case. */
  name: string
  /** Whose form is played against it. */
  vendor: VendorId | VendorForm
  /** What the service calls the model. */
  model: string
  skip?: Readonly<Record<string, string>>
}>

/** What a chat model can do, as its provider says. */
export type ChatCapabilities = Readonly<{
  tools: boolean
  structuredOutput: StructuredOutput
  thinking: 'never' | 'switchable' | 'always' | 'hidden'
}>

/** A chat model to be tried against a vendor's form: one attempt a call, no retries. */
export type ChatSubject = Subject &
  Readonly<{ capabilities: ChatCapabilities; open(at: Address): ChatModel | Promise<ChatModel> }>

/** An embedder to be tried. `queryPrefix`: what it is to put before questions; `maxBatch`: how many texts it sends at once,
 * where that is fewer than the vendor takes. */
export type EmbeddingSubject = Subject &
  Readonly<{ queryPrefix?: string; dimension?: number; maxBatch?: number; open(at: Address): Embedder | Promise<Embedder> }>

/** A reranker to be tried. */
export type RerankSubject = Subject & Readonly<{ open(at: Address): Reranker | Promise<Reranker> }>
