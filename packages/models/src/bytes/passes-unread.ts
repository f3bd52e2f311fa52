import type { QuirkName } from '../quirks/quirk-names.ts'
import type { Channel } from '../wire/channel.ts'
import type { RequestBody } from '../wire/frame.ts'

type Matters = (body: RequestBody) => boolean

const always: Matters = () => true
const never: Matters = () => false
const hasTools: Matters = ({ tools }) => Array.isArray(tools) && tools.length > 0
const hasFormat: Matters = ({ response_format: format }) =>
  typeof format === 'object' && format !== null && (format as { type?: unknown }).type !== 'text'
const hasAny =
  (...keys: readonly string[]): Matters =>
  (body) =>
    keys.some((key) => body[key] !== undefined && body[key] !== null)
const anyMessage =
  (test: (message: Readonly<Record<string, unknown>>) => boolean): Matters =>
  ({ messages }) =>
    messages.some(test)

/**
 * For which requests each departure would be noticed by a client of OpenAI's form. What only concerns how usage and errors are
 * told does not matter: the first event and the last bytes are read in any case.
 */
const matters: Readonly<Record<QuirkName, Matters>> = {
  'replay-reasoning': anyMessage(
    ({ role, tool_calls: calls, reasoning_content: thought }) => role === 'assistant' && (calls ?? thought) !== undefined,
  ),
  'json-word': hasFormat,
  'no-forced-tool-when-thinking': ({ tool_choice: choice }) => choice === 'required' || typeof choice === 'object',
  'no-json-when-thinking': hasFormat,
  'no-message-names': anyMessage(({ name }) => name !== undefined),
  'plain-tool-schemas': hasTools,
  'positive-temperature': hasAny('temperature'),
  'fixed-sampling': hasAny('temperature', 'top_p', 'presence_penalty', 'frequency_penalty', 'n', 'logprobs', 'top_logprobs'),
  'max-completion-tokens': hasAny('max_tokens'),
  'no-system-role': anyMessage(({ role }) => role === 'system' || role === 'developer'),
  'stream-only': ({ stream }) => stream !== true,
  'reasoning-field': always,
  'think-tags': always,
  'usage-in-choice': never,
  'cached-tokens-elsewhere': never,
  'tool-arguments-object': hasTools,
  'code-in-body': never,
  'error-code-in-body': never,
  'base-resp': never,
  'no-finish-reason': always,
  'colliding-ids': always,
}

/**
 * Whether a request in OpenAI's form can go to a channel, and its answer come back, without a byte changed but for the model's name
 * and the limits that settings put on answers.
 */
export function passesUnread({ facts, provider }: Channel, body: RequestBody): boolean {
  const { quirks = [], replay } = facts
  if (quirks.some((name) => matters[name](body))) return false
  if (replay === 'always' && body.messages.some(({ role }) => role === 'assistant')) return false
  if (ownForm.has(provider.id)) return true
  // What OpenAI renamed, the others mostly know by its old name.
  return !hasAny('max_completion_tokens')(body) && !body.messages.some(({ role }) => role === 'developer')
}

const ownForm: ReadonlySet<string> = new Set(['openai', 'azure-openai'])
