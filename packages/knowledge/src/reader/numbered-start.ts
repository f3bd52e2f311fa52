const chineseNumber = '零〇一二三四五六七八九十百千两\\d'
const units = 'mm cm dm km m kg g t MPa kPa Pa bar ℃ °C mV kV V mA A kVA kW W Hz kHz ' + 'MHz % ‰ s ms min h L mL N kN r rpm dB Ω'
const unit = `(?:${units.replaceAll(' ', '|')})`
const article = new RegExp(
  `^第[${chineseNumber}]{1,9}[编章节条款](?:之[一二三四五六七八九十]{1,3})?(?=[\\s\\u3000：:【（(]|$)`,
  'u',
)
const chapter = new RegExp(`^第[${chineseNumber}]{1,9}[编章节](?=\\S)`, 'u')
const chineseList = /^[一二三四五六七八九十]{1,4}[、．.]/
const bracketed = /^[（(][一二三四五六七八九十\d]{1,4}[)）]/
const circled = /^[①-⑳]/
const decimal = new RegExp(
  String.raw`^(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){0,4}(?:[、．)）]|\.(?=[\s\u3000\p{L}])|(?=[\s\u3000]))` +
    String.raw`(?![\s\u3000]*${unit}(?![A-Za-z\d]))`,
  'u',
)
const bullet = /^(?:[•●○◆◇■□▪▲△※★☆·–-](?=[\s\u3000\p{L}\d])|[—–-]{2,3}(?=\s?\p{L}))/u

/**
 * True when a line begins with a number or mark that starts a new paragraph: 第八条, 一、, （二）, ①, 1.2, 3), •.
 * A measure such as `3.5 mm` is no number of a paragraph.
 */
export function hasNumberedStart(line: string): boolean {
  const start = line.trimStart().slice(0, 40)
  return [article, chapter, chineseList, bracketed, circled, decimal, bullet].some((pattern) => pattern.test(start))
}
