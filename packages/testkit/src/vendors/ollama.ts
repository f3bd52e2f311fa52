import { everyModel, knownEfforts } from './demand.ts'
import { errorRow, reply } from './error-forms.ts'
import { chatLike, embeddingsLike, envelope } from './openai-like.ts'
import { byEffort, thinksBy } from './thinking-state.ts'
import { plainUsage } from './usage-forms.ts'
import { messageOf, type VendorCall, type VendorForm } from './vendor-form.ts'

// Ollama draws from a thousand numbers; two calls meet soon. Here they meet at once.
const id = ({ model }: VendorCall): string => `chatcmpl-${model.length}`

/** Ollama's OpenAI surface: ids that repeat, thoughts in `reasoning`, no look at the key. */
export const ollama: VendorForm = Object.freeze({
  id: 'ollama',
  base: '/v1',
  auth: 'any',
  models: { chat: 'qwen3:8b', thinking: 'qwen3:8b', embedding: 'bge-m3' },
  newRequestId: (serial) => `ollama-${serial}`,
  chat: chatLike({
    id,
    envelope: envelope(id, { system_fingerprint: 'fp_ollama' }),
    choice: {},
    role: 'every',
    reasoning: () => 'reasoning',
    thinks: thinksBy([{ match: /^/, by: 'default-on' }], byEffort),
    usage: plainUsage,
    reports: { cached: false, cacheWrite: false, reasoning: false },
    finishes: { stop: 'stop', 'tool-calls': 'tool_calls', length: 'length' },
    toolCalls: { arguments: 'text', laterIds: 'absent', index: true, whole: true },
    demands: [
      knownEfforts(
        everyModel,
        ['high', 'medium', 'low', 'none'],
        (effort) => `invalid reasoning value: '${effort}' (must be "high", "medium", "low", or "none")`,
      ),
    ],
    breaksOffWith: errorRow('server', 200, 'api_error', 'an error was encountered while running the model: unexpected EOF'),
    errorInStream: 'frame',
  }),
  embeddings: embeddingsLike({ maxBatch: () => 512, base64: 'ignored' }),
  errors: [
    errorRow('not-found', 404, 'not_found_error', 'model "{model}" not found, try pulling it first'),
    errorRow('bad-request', 400, 'invalid_request_error', 'invalid message content type: <nil>'),
    errorRow('server', 500, 'api_error', 'llama runner process has terminated'),
  ],
  errorReply: (error, call) =>
    reply(error, { error: { message: messageOf(error, call), type: error.code, param: null, code: null } }),
})
