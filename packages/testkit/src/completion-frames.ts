/** Tokens of one call, as the fake server reports them. */
export type ReportedUsage = Readonly<{ promptTokens: number; completionTokens: number }>

/** Whose habits a stream follows: `openai` reports usage in a frame of its own, `deepseek` in the frame that finishes. */
export type StreamStyle = 'openai' | 'deepseek'

const envelope = { id: 'chatcmpl-test', created: 1_795_305_600, system_fingerprint: 'fp_test' }

/** A whole chat completion, as sent when no stream is asked for. */
export function completionBody(model: string, text: string, usage: ReportedUsage): object {
  const message = { role: 'assistant', content: text }
  return {
    ...envelope,
    object: 'chat.completion',
    model,
    choices: [{ index: 0, message, finish_reason: 'stop', logprobs: null }],
    usage: usageBody(usage),
  }
}

/** One frame of a stream. `choices` may be empty. */
export function frame(model: string, choices: readonly object[], usage?: ReportedUsage): object {
  return { ...envelope, object: 'chat.completion.chunk', model, choices, ...(usage ? { usage: usageBody(usage) } : {}) }
}

/** The only choice of a frame: a change of the message, and how it finished in the last one. */
export function choice(delta: object, finish: string | null = null): object {
  return { index: 0, delta, logprobs: null, finish_reason: finish }
}

function usageBody({ promptTokens, completionTokens }: ReportedUsage): object {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens }
}
