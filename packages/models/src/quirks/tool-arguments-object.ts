import { defineQuirk } from './quirk.ts'

/** Writes the arguments of a tool as text. */
export const toolArgumentsObject = defineQuirk({
  name: 'tool-arguments-object',
  why: { zh: '工具参数是对象而不是字符串', en: 'arguments of a tool come as an object where text is due' },
  frame(frame) {
    const delta = frame.choices?.[0]?.delta ?? frame.choices?.[0]?.message
    for (const { function: called } of delta?.tool_calls ?? [])
      if (called && typeof called.arguments === 'object' && called.arguments !== null)
        called.arguments = JSON.stringify(called.arguments)
  },
})
