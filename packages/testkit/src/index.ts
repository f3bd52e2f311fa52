/**
 * Vendors' token APIs over real HTTP with all their faults, suites that hold a model to its port, and temporary folders: what
 * the tests of every package share. Imported by tests alone.
 * @module
 */
export type { ChatBody, ModelRequest } from './model-request.ts'
export { fakeModelServer, type FakeModelOptions, type FakeModelServer } from './fake-model-server.ts'
export { modelFaults, type ModelFault } from './model-fault.ts'
export { citeFirstPassage, obey, passageNumbers, promptOf, type ScriptedAnswer } from './scripted-answer.ts'
export { tempFolder, type TempFolder } from './temp-folder.ts'
export { traceReceiver, type TraceReceiver } from './trace-receiver.ts'

export { fakeKey, fakeTokenApi, type FakeTokenApi, type FakeTokenApiOptions } from './token-api/fake-token-api.ts'
export {
  embeddingFaults,
  faultNames,
  moreFaults,
  quickFaults,
  rerankFaults,
  type FaultName,
  type TokenFault,
} from './token-api/token-fault.ts'
export type { PlayedText, PlayedToolCall, TokenRequest, TokenScript } from './token-api/token-script.ts'
export { seededRandom } from './token-api/random.ts'
export { sharedCharacters } from './token-api/play-rerank.ts'
export { vectorOf } from './token-api/play-vectors.ts'

export { vendorForms, type VendorId } from './vendors/all-vendors.ts'
export { gatewayForms } from './vendors/openai-compatible.ts'
export { chatLike, embeddingsLike, envelope, hexId, rerankLike } from './vendors/openai-like.ts'
export { codedError, errorRow, openaiError, typedError } from './vendors/error-forms.ts'
export type * from './vendors/vendor-form.ts'
export * from './vendors/demand.ts'
export * from './vendors/thinking-state.ts'
export * from './vendors/usage-forms.ts'

export { chatCases } from './conformance/chat-cases.ts'
export { embeddingCases, type EmbeddingCase } from './conformance/embedding-cases.ts'
export { rerankCases, type RerankCase } from './conformance/rerank-cases.ts'
export type { ChatCase } from './conformance/chat-case.ts'
export { formOf, reasonToSkip, runCase, type Bench, type ConformanceCase } from './conformance/conformance-case.ts'
export { describeChatModel, describeEmbeddings, describeReranker } from './conformance/describe-conformance.ts'
export type { Address, ChatCapabilities, ChatSubject, EmbeddingSubject, RerankSubject, Subject } from './conformance/subject.ts'
export { collect, expectError, outcomeOf, textOf, until, type Collected } from './conformance/collect.ts'
export { expectNoSecret } from './expect-no-secret.ts'

export { startPglite, type PgliteServer } from './postgres/start-pglite.ts'
export { startPostgres, type PostgresServer } from './postgres/start-postgres.ts'
export * from './thorough.ts'
