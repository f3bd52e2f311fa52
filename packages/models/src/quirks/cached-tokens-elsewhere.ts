import { defineQuirk } from './quirk.ts'

/** Reads cached tokens from the places where some services put them. */
export const cachedTokensElsewhere = defineQuirk({
  name: 'cached-tokens-elsewhere',
  why: {
    zh: '缓存命中数在 usage.cached_tokens 或 usage.prompt_cache_hit_tokens，读不到就按全价计费',
    en: 'cached tokens are in usage.cached_tokens or usage.prompt_cache_hit_tokens; unread, they are charged in full',
  },
  frame({ usage }) {
    const cached = usage?.cached_tokens ?? usage?.prompt_cache_hit_tokens
    if (usage && cached !== undefined) usage.prompt_tokens_details ??= { cached_tokens: cached }
  },
})
