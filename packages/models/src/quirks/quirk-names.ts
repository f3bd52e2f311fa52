/** Every departure from OpenAI's form that takes code to put right. Each has a file of its name in this folder. */
export const quirkNames = [
  // What is sent
  'replay-reasoning', // assistant turns carry what the model thought, or the service refuses the next turn
  'json-word', // a JSON answer is given only when the prompt says "json"
  'no-forced-tool-when-thinking', // a forced tool is refused while the model thinks
  'no-json-when-thinking', // a JSON answer is refused while the model thinks
  'no-message-names', // `name` on a message is refused
  'plain-tool-schemas', // tool schemas may carry neither $schema nor title, and are objects at their root
  'fixed-sampling', // temperature and its like are refused or ignored
  'positive-temperature', // temperature 0 is refused
  'max-completion-tokens', // the limit is called max_completion_tokens
  'no-system-role', // a system message is refused; what it says goes before the first question
  'stream-only', // the model answers in streams alone
  // What comes back
  'reasoning-field', // thoughts come in `reasoning`
  'think-tags', // thoughts come in <think> tags within the text
  'usage-in-choice', // usage comes inside choices[0]
  'cached-tokens-elsewhere', // cached tokens stand beside the details of usage, where most clients look for them
  'tool-arguments-object', // arguments of a tool come as an object, not as text
  'code-in-body', // {code, message} beside the choices; other than 0 is an error, also at HTTP 200 and in a stream
  'error-code-in-body', // {error_code, error_msg}, also at HTTP 200
  'base-resp', // {base_resp: {status_code, status_msg}}, at HTTP 200
  'no-finish-reason', // the last piece names no reason to stop; usage or [DONE] is the end
  'colliding-ids', // ids repeat from call to call
] as const

/** Name of a quirk. */
export type QuirkName = (typeof quirkNames)[number]
