import { errorRow, reply } from './error-forms.ts'
import { embeddingsLike, hexId, rerankLike } from './openai-like.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

/** Text Embeddings Inference: a list of scores in place of an object, errors as text with a type. */
export const tei: VendorForm = Object.freeze({
  id: 'tei',
  base: '/v1',
  auth: 'bearer',
  models: { embedding: 'BAAI/bge-large-zh-v1.5', rerank: 'BAAI/bge-reranker-v2-m3' },
  requestIdHeader: 'x-request-id',
  newRequestId: hexId(''),
  embeddings: embeddingsLike({
    maxBatch: () => 32,
    batchError: (_call, found, max) =>
      errorRow('bad-request', 413, 'Validation', `batch size ${found} > maximum allowed batch size ${max}`),
  }),
  rerank: [rerankLike('/rerank', { shape: 'tei', maxTexts: 32, hearsTop: false })],
  errors: [
    errorRow('auth', 401, 'Unauthorized', 'Unauthorized', { form: 'text' }),
    errorRow('bad-request', 422, 'Tokenizer', 'inputs must have less than 512 tokens'),
    errorRow('bad-request', 413, 'Validation', 'batch size 33 > maximum allowed batch size 32'),
    errorRow('server', 424, 'Backend', 'inference failed'),
    errorRow('rate-limit', 429, 'Overloaded', 'Model is overloaded'),
  ],
  errorReply: (error, call) => {
    const message = messageOf(error, call)
    return reply(error, error.form === 'text' ? message : { error: message, error_type: error.code })
  },
})
