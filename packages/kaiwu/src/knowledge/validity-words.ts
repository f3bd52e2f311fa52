import type { Validity } from '@kaiwu/core'
import type { Texts } from '../command.ts'

/** Whether a document may be relied on, in words. */
export const validityWords: Readonly<Record<Validity, Texts>> = Object.freeze({
  'not-yet': { zh: '尚未施行', en: 'not yet in force' },
  'in-force': { zh: '现行有效', en: 'in force' },
  amended: { zh: '已修改', en: 'amended' },
  expired: { zh: '失效', en: 'expired' },
  repealed: { zh: '废止', en: 'repealed' },
  unconfirmed: { zh: '待确认', en: 'to be confirmed' },
})
