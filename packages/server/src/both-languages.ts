import type { KaiwuError, LocalText } from '@kaiwu/core'
import { publicText } from './problem.ts'

/** A text in both languages. */
export type BothLanguages = Readonly<{ zh: string; en: string }>

/** A text for people in both languages, whichever way it was written. */
export function bothLanguages(text: LocalText): BothLanguages {
  return typeof text === 'string' ? { zh: text, en: text } : { zh: text.zh, en: text.en }
}

/** What an error says, in both languages and without folders of the server's machine. */
export function errorInBothLanguages(error: KaiwuError): BothLanguages {
  return { zh: publicText(error, 'zh'), en: publicText(error, 'en') }
}
