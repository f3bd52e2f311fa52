import { defineQuirk } from './quirk.ts'

/** Takes usage out of the choice. */
export const usageInChoice = defineQuirk({
  name: 'usage-in-choice',
  why: { zh: '用量放在 choices[0].usage 里，多数客户端丢掉它', en: 'usage comes inside choices[0], where most clients lose it' },
  frame(frame) {
    const usage = frame.choices?.[0]?.usage
    if (usage) frame.usage ??= usage
  },
})
