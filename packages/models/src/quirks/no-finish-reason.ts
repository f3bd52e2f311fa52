import { defineQuirk } from './quirk.ts'

/** An answer that ends with its usage, or with [DONE], has ended. */
export const noFinishReason = defineQuirk({
  name: 'no-finish-reason',
  why: {
    zh: '正常结束也不带 finish_reason；以用量或 [DONE] 为结束标志',
    en: 'an answer ends without a finish_reason; its usage or [DONE] is taken for the end',
  },
  endsWithoutReason: true,
})
