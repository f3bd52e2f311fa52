import { knowsOnly, knowsOnlyInMessages } from './demand.ts'
import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, hexId, rerankLike } from './openai-like.ts'
import { byChatTemplate, byThinkingType, thinksBy } from './thinking-state.ts'
import { detailedUsage } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

const fields = (
  'model messages stream stream_options temperature top_p top_k n stop seed max_tokens presence_penalty frequency_penalty ' +
  'logprobs top_logprobs user tools tool_choice parallel_tool_calls response_format thinking reasoning_effort chat_template_kwargs'
).split(' ')
const messageFields = ['role', 'content', 'reasoning_content', 'tool_calls', 'tool_call_id']
const extra = (where: string): string =>
  `[{'type': 'extra_forbidden', 'loc': (${where}), 'msg': 'Extra inputs are not permitted'}]`

/** Huawei Cloud ModelArts MaaS: three forms of errors, and no field it has not heard of. */
export const huaweiMaas: VendorForm = Object.freeze({
  id: 'huawei-maas',
  base: '/v2',
  otherBases: ['/openai/v1'],
  auth: 'bearer',
  models: {
    chat: 'openpangu-2.0-pro',
    thinking: 'openpangu-2.0-pro',
    more: ['qwen3-32b', 'deepseek-v4-pro'],
    embedding: 'bge-m3',
    rerank: 'bge-reranker-v2-m3',
  },
  requestIdHeader: 'x-request-id',
  newRequestId: hexId(''),
  chat: chatLike({
    id: ({ requestId }) => `chat-${requestId}`,
    reasoning: ({ model }) => (model.startsWith('qwen3') ? 'think-tags' : 'reasoning_content'),
    thinks: thinksBy([{ match: /^/, by: 'default-on' }], byThinkingType, byChatTemplate),
    usage: detailedUsage,
    structuredOutput: () => 'json_object',
    demands: [
      knowsOnly(fields, (name) => extra(`'body', '${name}'`)),
      knowsOnlyInMessages(messageFields, (name, index) => extra(`'body', 'messages', ${index}, '${name}'`)),
    ],
    breaksOffWith: errorRow('content-filter', 200, 'ModelArts.81011', 'The content may contain sensitive information.'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ base: '/v1', maxBatch: () => 1, base64: 'refused' }),
  rerank: [rerankLike('/v1/rerank', { hearsTop: false, document: 'object' })],
  errors: [
    errorRow('bad-request', 400, 'BadRequestError', 'the request is not valid', { form: 'vllm' }),
    errorRow('bad-request', 400, 'ModelArts.81001', 'Invalid request body.'),
    errorRow('auth', 401, 'ModelArts.81003', 'Authorization is not valid: {key}'),
    errorRow('auth', 401, 'ModelArts.81002', 'Authorization is empty'),
    errorRow('permission', 403, 'ModelArts.81004', 'The model service is not opened.'),
    errorRow('permission', 403, 'ModelArts.81015', 'The API key is not allowed to use the model.'),
    errorRow('quota', 403, 'ModelArts.81006', 'The account is frozen or in arrears.'),
    errorRow('quota', 403, 'ModelArts.81005', 'The free quota is used up.'),
    errorRow('not-found', 404, 'ModelArts.81009', 'The model does not exist.'),
    errorRow('content-filter', 403, 'ModelArts.81011', 'The content may contain sensitive information.'),
    errorRow('rate-limit', 429, 'ModelArts.81101', 'Requests per minute over the limit.'),
    errorRow('rate-limit', 429, 'ModelArts.81103', 'Tokens per minute over the limit.'),
  ],
  errorReply: (error, call) => {
    const message = messageOf(error, call)
    if (error.form === 'vllm')
      return reply(error, { object: 'error', message, type: error.code, param: null, code: error.status })
    return reply(error, { error_code: error.code, error_msg: message })
  },
})
