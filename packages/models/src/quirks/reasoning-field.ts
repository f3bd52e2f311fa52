import { defineQuirk } from './quirk.ts'

/** Reads thoughts from `reasoning`. */
export const reasoningField = defineQuirk({
  name: 'reasoning-field',
  why: { zh: '思考放在 reasoning 字段里，多数客户端读不到', en: 'thoughts come in `reasoning`, which most clients do not read' },
  frame(frame) {
    const delta = frame.choices?.[0]?.delta ?? frame.choices?.[0]?.message
    if (delta && typeof delta.reasoning === 'string') delta.reasoning_content ??= delta.reasoning
  },
})
