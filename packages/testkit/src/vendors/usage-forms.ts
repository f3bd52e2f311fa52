import type { PlayedUsage, WireBody } from './vendor-form.ts'

/** The three numbers every vendor reports. */
export function plainUsage({ promptTokens, completionTokens }: PlayedUsage): WireBody {
  return { prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: promptTokens + completionTokens }
}

/** OpenAI's: what was cached and what was thought stand in details. */
export function detailedUsage(usage: PlayedUsage): WireBody {
  return { ...plainUsage(usage), ...promptDetails(usage), ...completionDetails(usage) }
}

/** What was cached, in `prompt_tokens_details`. */
export function promptDetails({ cachedTokens = 0 }: PlayedUsage): WireBody {
  return { prompt_tokens_details: { cached_tokens: cachedTokens } }
}

/** What was thought, in `completion_tokens_details`. */
export function completionDetails({ reasoningTokens = 0 }: PlayedUsage): WireBody {
  return { completion_tokens_details: { reasoning_tokens: reasoningTokens } }
}

/** `prompt_cache_hit_tokens` and `prompt_cache_miss_tokens`. */
export function hitAndMiss({ promptTokens, cachedTokens = 0 }: PlayedUsage): WireBody {
  return { prompt_cache_hit_tokens: cachedTokens, prompt_cache_miss_tokens: promptTokens - cachedTokens }
}
