import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope } from './openai-like.ts'
import { openai } from './openai.ts'
import { messageOf, type VendorForm } from './vendor-form.ts'

const safe = { filtered: false, severity: 'safe' }
const filters = { hate: safe, self_harm: safe, sexual: safe, violence: safe }
const newRequestId = (serial: number): string =>
  `3e5a9f40-8f0e-4c1d-9a55-${(0x5eed_0000 + serial).toString(16).padStart(12, '0')}`

/** Azure OpenAI, its v1 surface: the key in a header of its own, filters' results before the first piece. */
export const azureOpenai: VendorForm = Object.freeze({
  ...openai,
  id: 'azure-openai',
  base: '/openai/v1',
  auth: 'api-key',
  requestIdHeader: 'apim-request-id',
  newRequestId,
  chat: chatLike({
    ...openai.chat,
    preamble: ({ model }) => ({
      id: '',
      object: '',
      created: 0,
      model: '',
      choices: [],
      prompt_filter_results: [{ prompt_index: 0, content_filter_results: filters, deployment: model }],
    }),
    envelope: envelope(({ serial }) => `chatcmpl-az${serial}`, { system_fingerprint: 'fp_azure' }),
    id: ({ serial }) => `chatcmpl-az${serial}`,
    choice: { logprobs: null, content_filter_results: filters },
  }),
  embeddings: embeddingsLike({ ...openai.embeddings, maxBatch: () => 2048 }),
  errors: [
    errorRow(
      'content-filter',
      400,
      'content_filter',
      "The response was filtered due to the prompt triggering Azure OpenAI's policy.",
    ),
    errorRow('auth', 401, '401', 'Access denied due to invalid subscription key or wrong API endpoint: {key}.'),
    errorRow('not-found', 404, 'DeploymentNotFound', 'The API deployment for this resource does not exist.'),
    errorRow('rate-limit', 429, '429', 'Requests have exceeded the token rate limit of your current pricing tier.', {
      headers: { 'retry-after': '1', 'retry-after-ms': '900' },
    }),
    errorRow('bad-request', 400, 'invalid_value', "Invalid value for 'messages'"),
    errorRow('context-length', 400, 'context_length_exceeded', "This model's maximum context length is 128000 tokens."),
  ],
  errorReply: (error, call) => {
    const said = { code: error.code, message: messageOf(error, call) }
    if (error.kind !== 'content-filter') return reply(error, { error: said })
    const innererror = {
      code: 'ResponsibleAIPolicyViolation',
      content_filter_result: { ...filters, hate: { filtered: true, severity: 'high' } },
    }
    return reply(error, { error: { ...said, type: null, param: 'prompt', status: 400, innererror } })
  },
})
