import { defineQuirk } from './quirk.ts'

/** Leaves the service's id out, so that one of our own takes its place. */
export const collidingIds = defineQuirk({
  name: 'colliding-ids',
  why: {
    zh: '回答编号会重复，LangGraph 会因此覆盖先前的消息',
    en: 'ids repeat from call to call, and LangGraph overwrites the earlier message',
  },
  frame(frame) {
    delete frame.id
  },
})
