/** A piece of a tool call as services send it. Anything may be missing or of another type. */
export type FrameToolCall = {
  index?: number
  id?: string | null
  type?: string
  function?: { name?: string | null; arguments?: string | null | object }
}

/** What a frame of a stream or a completion says: `delta` or `message` in OpenAI's form. */
export type FrameDelta = {
  role?: string
  content?: string | null
  reasoning_content?: string | null
  reasoning?: string | null
  tool_calls?: FrameToolCall[]
  refusal?: string | null
}

/** Usage as services report it. */
export type FrameUsage = {
  prompt_tokens?: number
  completion_tokens?: number
  total_tokens?: number
  prompt_tokens_details?: { cached_tokens?: number; cache_creation_input_tokens?: number; cache_write_tokens?: number } | null
  completion_tokens_details?: { reasoning_tokens?: number } | null
  cached_tokens?: number
  prompt_cache_hit_tokens?: number
  prompt_cache_miss_tokens?: number
}

/** One parsed frame of a stream, or a whole completion, as it came. */
export type Frame = {
  id?: string
  choices?: { index?: number; delta?: FrameDelta; message?: FrameDelta; finish_reason?: string | null; usage?: FrameUsage }[]
  usage?: FrameUsage | null
  error?: unknown
  [other: string]: unknown
}

/** The body of a request in OpenAI's form. */
export type RequestBody = {
  model: string
  messages: Record<string, unknown>[]
  stream?: boolean
  [other: string]: unknown
}

/** An error as a service says it, before its meaning is looked up. */
export type ErrorSaid = Readonly<{ code?: string; message: string }>
