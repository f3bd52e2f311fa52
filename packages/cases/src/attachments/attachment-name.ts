import { KaiwuError, type LocalText } from '@kaiwu/core'

const mostLetters = 200

/**
 * The name of a file as it is kept: composed (NFC), without spaces around it.
 * @throws ATTACHMENT_NAME_INVALID for parts of a path, signs nobody sees, and what is too long
 * @example
 * attachmentName(' 报价单.pdf') // '报价单.pdf'
 */
export function attachmentName(given: string): string {
  const name = given.normalize('NFC').trim()
  const wrong = wrongWith(name)
  if (wrong === undefined) return name
  const shown = JSON.stringify([...name].slice(0, 40).join('').replace(hidden, '\uFFFD'))
  throw new KaiwuError('ATTACHMENT_NAME_INVALID', { name: shown, ...wrong })
}

// Control signs, half characters, and those that turn the order of letters or have no width.
const hidden = /[\p{Cc}\p{Cs}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu

function wrongWith(name: string): Exclude<LocalText, string> | undefined {
  if (name === '') return { zh: '没有文件名', en: 'it is empty' }
  if (/[/\\]|^\.{1,2}$|^[a-z]:/iu.test(name)) return { zh: '文件名里不能有路径', en: 'it holds a path' }
  if (name.search(hidden) >= 0) return { zh: '含有看不见的字符', en: 'it holds signs that nobody sees' }
  if ([...name].length > mostLetters) return { zh: `超过 ${mostLetters} 个字`, en: `it has more than ${mostLetters} characters` }
  return undefined
}
