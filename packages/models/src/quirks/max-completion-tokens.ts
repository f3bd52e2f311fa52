import { defineQuirk } from './quirk.ts'

/** The limit of an answer goes by its newer name. */
export const maxCompletionTokens = defineQuirk({
  name: 'max-completion-tokens',
  why: {
    zh: '回答长度上限叫 max_completion_tokens，传 max_tokens 报 400',
    en: 'the limit of an answer is called max_completion_tokens; max_tokens is a 400',
  },
  request(body) {
    if (body['max_tokens'] === undefined) return
    body['max_completion_tokens'] = body['max_tokens']
    delete body['max_tokens']
  },
})
