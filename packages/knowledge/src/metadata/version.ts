import { dayForm, writtenDay } from '../text/dates.ts'
import { foundIn, labelled, type FactSource, type Found } from './fact-source.ts'

const edition =
  '(第\\s?[\\d一二三四五六七八九十]{1,3}\\s?版|\\d{4}年(?:\\d{1,2}月)?(?:版|修订)?|\\d{4}\\s?版|[Vv]\\s?\\d[\\w.]{0,8}|\\d[\\w.]{0,8}|Rev(?:ision)?\\.?\\s?\\w{1,4}|[A-Z](?:[/.\\d][\\w./]{0,6})?(?![A-Za-z]))'
const labelledEdition = new RegExp(
  `(?<![\\u4e00-\\u9fa5A-Za-z])(?:文件|手册|文档)?(?:版本号?|版次|Version|Revision|Edition|Issue(?=\\s*[:：]|\\s+[\\dA-Z]\\b))\\s*(?:(?:no\\.?|number)\\s*)?[:：]?\\s*${edition}`,
  'i',
)
const lineEdition =
  /^[（(]?\s*(?:(Rev\.?\s?[A-Z\d]{1,3})|([Vv]\s?\d+(?:\.\d+)+)|(第[\d一二三四五六七八九十]{1,3}版|\d{4}\s?年?版))\s*[）)]?$/
const lastEdition = /\s(Rev\.?\s?[A-Z\d]{1,3})$/
const titleEdition =
  /[（(]((?:\d{4}\s?年?(?:版|修订|修正|修订版))|[Vv]\d[\w.]*|第[\d一二三四五六七八九十]{1,3}版|Rev\.?\s?[A-Z\d]{1,3})[）)]\s*$/
const englishEdition =
  /\b((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}) edition\b/i

const revision = new RegExp(`(${dayForm})(?:(?!${dayForm}).){0,120}(修正|修订|修改)\\s*[）)]?$`)

/** The last day on which a document was revised, of those that the lines below a law's title tell. Its text was another one before. */
export function revisedIn({ head }: FactSource): Readonly<{ day: string; version: Found }> | undefined {
  let last: Readonly<{ day: string; version: Found }> | undefined
  for (const line of head.slice(0, 14)) {
    const match = revision.exec(line.text)
    const { day } = writtenDay(match?.[1] ?? '')
    if (!match || !day || (last && last.day > day)) continue
    const way = match[2] === '修改' ? '修正' : match[2]
    last = { day, version: foundIn(line, match.index, match[0].length, `${day.slice(0, 4)}年${way}`) }
  }
  return last
}

/** A document's edition: 版本 V3.2, 版次 C 版, Rev. C, （2024年修订） behind its title. */
export function versionIn(source: FactSource, title: string): Found | undefined {
  const own = source.document.properties['version']
  if (own) return { value: own, start: 0, end: 0, sure: true }
  for (const line of source.head) {
    const match = labelledEdition.exec(line.text)
    // 版本 in the middle of a sentence is another's: 不同版本 PLC 程序.
    if (
      match &&
      (match.index === 0 || /[\s\u3000|；;（(，,]$/.test(line.text.slice(0, match.index))) &&
      !/[。！？]/.test(line.text.slice(0, match.index))
    ) {
      return foundIn(line, match.index, match[0].length, tidy(match[1]!))
    }
  }
  const inCell = labelled(source, '版本号?|版次|version|revision|rev\\.?')
  const value = new RegExp(`^${edition}$`, 'i').exec(inCell?.value ?? '')?.[1]
  if (inCell && value) return { ...inCell, value: tidy(value) }
  for (const line of source.head.slice(0, 10)) {
    const match = lineEdition.exec(line.text)
    if (match) return foundIn(line, 0, line.text.length, tidy(match[1] ?? match[2] ?? match[3]!))
    const last = lastEdition.exec(line.text)?.[1]
    if (last && /[:：]/.test(line.text)) return foundIn(line, line.text.length - last.length, last.length, tidy(last))
  }
  const behind = titleEdition.exec(title)?.[1]
  const at = behind ? source.text.indexOf(behind) : -1
  if (behind)
    return { value: tidy(behind), start: Math.max(0, at), end: Math.max(0, at) + (at < 0 ? 0 : behind.length), sure: true }
  for (const line of source.head.slice(0, 6)) {
    const match = englishEdition.exec(line.text)
    if (match) return foundIn(line, match.index, match[0].length, match[1]!)
  }
  return undefined
}

function tidy(value: string): string {
  return /^Rev/i.test(value) ? value.replace(/\s+/g, ' ') : value.replace(/\s/g, '')
}
