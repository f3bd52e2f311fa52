/** The two languages Kaiwu speaks to people. Documents may be in any. */
export type Language = 'zh' | 'en'

/** A text for people, in both languages or in one that serves for both. */
export type LocalText = string | Readonly<{ zh: string; en: string }>

/**
 * Picks the reader's language out of a {@link LocalText}.
 * @example
 * localText({ zh: '政策', en: 'Policies' }, 'en') // 'Policies'
 */
export function localText(text: LocalText, language: Language): string {
  return typeof text === 'string' ? text : text[language]
}

/**
 * The language a question is asked in: Chinese as soon as it holds Chinese characters for a fifth of its letters,
 * so that an English question naming 《云泽市…办法》 once stays English and `E-203 报警` is Chinese.
 * @example
 * detectLanguage('HX-630 的 E-203 怎么处理') // 'zh'
 */
export function detectLanguage(text: string): Language {
  const han = text.match(/\p{Script=Han}/gu)?.length ?? 0
  const words = text.match(/[A-Za-z]+/g)?.length ?? 0
  return han > 0 && han * 4 >= words ? 'zh' : 'en'
}
