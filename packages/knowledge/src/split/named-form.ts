import { narrow } from './numbered-line.ts'
import { opening, type HeadingStyle, type Opening } from './opening.ts'

const chineseAnnex = /^附[\s\u3000]*录[\s\u3000]*([A-Z]|\d{1,2}|[一二三四五六七八九十]{1,3})(?![A-Za-z\d.])(.*)$/u
// 附录A给出了…, 附录B的表格…: the annex is spoken of.
const spokenOf =
  /^[\s\u3000]*(?:给出|规定|中|的|所|为(?!了)|是|提供|列出|列有|和|与|及|至|、|，|。|；|）|以|由|应|可|包括|描述|表)/
const english = /^(Chapter|Part|Annex|Appendix|Section|Volume)\s+([A-Z]|\d{1,2}|[IVXLC]{1,6})(?![\w.]*\w)\s*(.*)$/i
const englishTitle = /^(?:$|[.:–—-]+\s*(?:\S.*)?$|\(|[\p{Lu}“"'\d])/u
const englishStyles: Readonly<Record<string, HeadingStyle>> = {
  chapter: 'chapter',
  part: 'part',
  volume: 'volume',
  annex: 'annex',
  appendix: 'annex',
  section: 'section',
}
const longest = 80

/** 附录A（规范性）试验方法, Chapter 3 Installation, Annex B: not 附录A给出了… and not `Chapter 3 describes how …`. */
export function namedHeadingOf(text: string): Opening | undefined {
  if (text.length > longest || /[。；;！!，]|[a-z)]\.$/.test(text)) return undefined
  const annex = chineseAnnex.exec(narrow(text))
  if (annex) return spokenOf.test(annex[2]!) ? undefined : opening('heading', text, `附录${annex[1]}`, 'annex')
  const found = english.exec(text)
  if (!found) return undefined
  const [, word = '', number = '', title = ''] = found
  // `part 2` in a sentence is no heading; PART 2 and Part 2 are.
  if (!/^[A-Z]/.test(word) || !englishTitle.test(title)) return undefined
  return opening('heading', text, `${word} ${number}`, englishStyles[word.toLowerCase()]!)
}
