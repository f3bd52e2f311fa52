import { describe, expect, it } from 'vitest'
import { chooseLanguage } from './choose-language.ts'

describe('chooseLanguage', () => {
  it.each([
    ['en', { KAIWU_LANG: 'zh', LANG: 'zh_CN.UTF-8' }, 'en'],
    [undefined, { KAIWU_LANG: 'en', LANG: 'zh_CN.UTF-8' }, 'en'],
    ['fr', { KAIWU_LANG: 'xx', LANG: 'en_US.UTF-8' }, 'en'],
    [undefined, { LC_ALL: 'zh_CN.UTF-8', LANG: 'en_US.UTF-8' }, 'zh'],
    [undefined, { LC_ALL: '', LANG: 'en_GB' }, 'en'],
    [undefined, { LANG: 'de_DE.UTF-8' }, 'en'],
    [undefined, { LANG: 'C.UTF-8' }, 'zh'],
    [undefined, { LANG: 'ca_ES.UTF-8' }, 'en'],
    [undefined, {}, 'zh'],
  ] as const)('--lang %s with %o speaks %s', (asked, environment, language) => {
    expect(chooseLanguage(asked, environment)).toBe(language)
  })
})
