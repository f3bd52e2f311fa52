const loneBefore = /(?<![\p{Script=Han}\d])(?![一二三四五六七八九十])(\p{Script=Han}) (?=\p{Script=Han})/gu
const loneAfter = /(?<=\p{Script=Han}) (\p{Script=Han})(?![\p{Script=Han}\d])/gu

/**
 * The text of a printed line without the gaps that typesetting put in: `数 据 类 型`, `JT / T 808`, `GB/T 1. 1`. A gap
 * between words, and between the parts of a line that stand far apart, stays.
 * @param parts the text between wide gaps
 */
export function tidyLine(parts: readonly string[]): string {
  const texts = parts.map((part) => tidyPart(part.replace(/[^\S\u3000]+/g, ' ').trim())).filter((part) => part !== '')
  if (texts.length > 1 && texts.every((text) => /^\p{Script=Han}$/u.test(text))) return texts.join('')
  return texts.reduce(
    (line, text) =>
      line === '' ? text : `${line}${/\p{Script=Han}$/u.test(line) && /^\p{Script=Han}/u.test(text) ? '　' : ' '}${text}`,
    '',
  )
}

function tidyPart(text: string): string {
  if (!text.includes(' ')) return text
  return text
    .replace(loneBefore, '$1')
    .replace(loneAfter, '$1')
    .replace(/\b([A-Z]{1,4}) \/ ([A-Z])\b/g, '$1/$2')
    .replace(/(?<=[^\s\d.]\s?(?:\d{1,4}\.\s?){1,4}) (?=\d)/g, '')
    .replace(/(?<=[\p{Script=Han}\d]) (?=[，。；：、）)])/gu, '')
    .replace(/(?<=[（(]) (?=\S)/g, '')
}
