import { positiveTemperature } from './demand.ts'
import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope, playedAt } from './openai-like.ts'
import { byThinkingType, thinksBy } from './thinking-state.ts'
import { completionDetails, plainUsage, promptDetails } from './usage-forms.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

const success = { status_code: 0, status_msg: '' }
const id = ({ requestId }: Readonly<{ requestId: string }>): string => requestId

/** MiniMax: thoughts in tags unless asked to be split off, errors at HTTP 200 in `base_resp`. */
export const minimax: VendorForm = Object.freeze({
  id: 'minimax',
  base: '/v1',
  auth: 'bearer',
  models: { chat: 'MiniMax-M3', thinking: 'MiniMax-M3', more: ['MiniMax-M2.7'], embedding: 'embo-01' },
  requestIdHeader: 'trace-id',
  newRequestId: (serial) => `04ecb5d9b1921ae0fb0e8da9${(0x5eed_0000 + serial).toString(16)}`,
  chat: chatLike({
    id,
    envelope: (call, place) => ({
      ...envelope(id)(call, place),
      ...(place === 'frame' ? {} : sensitivity),
      ...(place === 'whole' ? { base_resp: success } : {}),
    }),
    message: { name: 'MiniMax AI', audio_content: '' },
    choice: {},
    reasoning: ({ body }) => (body['reasoning_split'] === true ? 'reasoning_content-and-details' : 'think-tags'),
    thinks: thinksBy(
      [
        { match: /M2/, by: 'always' },
        { match: /^/, by: 'default-on' },
      ],
      byThinkingType,
    ),
    usagePlace: () => 'with-finish',
    usageOnDemand: false,
    usage: (usage) => ({ ...plainUsage(usage), ...promptDetails(usage), ...completionDetails(usage), total_characters: 0 }),
    structuredOutput: () => 'none',
    demands: [positiveTemperature('invalid params, temperature must be in (0, 1]')],
    breaksOffWith: errorRow('content-filter', 200, '1027', 'output new_sensitive'),
  }),
  embeddings: embeddingsLike({
    maxBatch: () => 1,
    dimension: () => 1536,
    input: 'texts',
    base64: 'ignored',
    batchError: () => errorRow('bad-request', 200, '2013', 'invalid params, texts: too many'),
    reply: (_call, vectors, tokens) => ({ vectors, total_tokens: tokens, base_resp: success }),
  }),
  errors: [
    errorRow(
      'auth',
      200,
      '1004',
      "login fail: Please carry the API secret key in the 'Authorization' field of the request header",
    ),
    errorRow('timeout', 200, '1001', 'request timeout'),
    errorRow('rate-limit', 200, '1002', 'rate limit'),
    errorRow('rate-limit', 200, '1039', 'token limit'),
    errorRow('quota', 200, '1008', 'insufficient balance'),
    errorRow('server', 200, '1013', 'unknown error'),
    errorRow('content-filter', 200, '1026', 'input new_sensitive'),
    errorRow('content-filter', 200, '1027', 'output new_sensitive'),
    errorRow('bad-request', 200, '2013', 'invalid params, messages: must not be empty'),
  ],
  errorReply: (error, call) =>
    reply(error, {
      id: call.requestId,
      choices: null,
      created: playedAt,
      model: call.model,
      object: '',
      usage: null,
      base_resp: { status_code: Number(error.code), status_msg: messageOf(error, call) },
    }),
})

const sensitivity = { input_sensitive: false, output_sensitive: false, input_sensitive_type: 0, output_sensitive_type: 0 }
