import { defineQuirk } from './quirk.ts'

/** A whole answer is put together from a stream; the chat model of a channel looks at this name. */
export const streamOnly = defineQuirk({
  name: 'stream-only',
  why: { zh: '只支持流式；整段回答由流拼成', en: 'answers in streams alone; a whole answer is put together from one' },
})
