import type { Language } from '@kaiwu/core'

/**
 * The language of messages: what `--lang` says, else `KAIWU_LANG`, else the system's locale, else Chinese.
 * A locale of any other language gets English.
 * @param asked the value of `--lang`, if any
 * @example
 * chooseLanguage(undefined, { LANG: 'de_DE.UTF-8' }) // 'en'
 */
export function chooseLanguage(asked: string | undefined, environment: Readonly<Record<string, string | undefined>>): Language {
  for (const said of [asked, environment['KAIWU_LANG']]) if (said === 'zh' || said === 'en') return said
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return /^(?:zh|C|POSIX)(?![A-Za-z])/i.test(locale) || locale === '' ? 'zh' : 'en'
}
