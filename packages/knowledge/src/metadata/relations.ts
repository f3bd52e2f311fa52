import { addDays, dayForm, writtenDay } from '../text/dates.ts'
import type { Repeal } from './document-facts.ts'
import { labelled, tailStart, type FactSource, type Line } from './fact-source.ts'
import { isOwnTitle, sentencesOf } from './own-sentence.ts'
import { isSameTitle } from './same-document.ts'

/** The documents that a document ends, and those that it changes. */
export type Relations = Readonly<{ repeals: readonly Repeal[]; amends: readonly Repeal[] }>

/** What relations are judged by: the document's own title, number and level. */
export type Own = Readonly<{ title: string; number?: string; level?: string }>

const repealing =
  /(?<!不予|尚未|未|已经|已|被|如|拟)废止(?!前|后|以前|之前|以后|之后|程序|的|或者|、修改|机制)|(?:同时|即行|一并|予以|起|现行|自行|自然)(?:停止执行|停止使用|不再执行|失效|作废)(?!前|的)/
const stillValid = /^.*继续(?:有效|施行|实施|执行)/
const paperNumber =
  '[\\u4e00-\\u9fa5]{1,15}〔\\d{4}〕\\d{1,5}号|[\\u4e00-\\u9fa5]{0,15}令\\s*(?:\\d{4}年)?第?\\s*[\\d一二三四五六七八九十百]+\\s*号'
const named = new RegExp(
  `(?<!依照|按照|根据|依据|参照|依|按)(?<by>[\\u4e00-\\u9fa5]{0,12}?(?<year>\\d{4})年(?:\\d{1,2}月)?(?:\\d{1,2}日)?[\\u4e00-\\u9fa5]{0,14}(?:印发|发布|公布|制定|颁布)的?)?(?:原)?《(?<title>(?:[^《》]|《[^》]*》){2,90})》(?:\\s*[（(](?<number>[^（）()]{2,40}号)[^（）()]{0,20}[）)])?`,
  'g',
)
const bareNumber = new RegExp(`(?<![（(〔\\u4e00-\\u9fa5]|根据|按照)(${paperNumber})`, 'g')
const codeAndVersion = /(?<![\w-])([A-Z][A-Z\d]*[-/][A-Z\d\-/]*\d)\s*(?:的)?\s*([A-Z]\/\d|V\s?\d[\w.]*|[A-Z](?=\s*版))/g
const englishCode = '([A-Z][A-Z\\d]*[-/][\\w\\-/.]*\\d)'
const englishChange = new RegExp(
  `\\bthis \\w+(?: \\w+)? (?:amends|modifies|changes|supplements) (?:document )?${englishCode}`,
  'i',
)
const englishRepeal = new RegExp(
  `\\bthis \\w+(?: \\w+)? (?:supersedes|replaces|withdraws|cancels) (?:document )?${englishCode}`,
  'i',
)
const englishTitle = /\bThe ([A-Z][\w ,&'-]{4,80}?) (?:is|are) (?:hereby )?(?:repealed|revoked|withdrawn)\b/
const partial =
  /^[^《，。；]{0,6}(?:中的?)?第[\d一二三四五六七八九十百零〇]+(?:条|款|项|章)|^[^《，。；]{0,8}(?:部分|有关|相关)(?:条款|内容|规定)/
const ownDay = new RegExp(`自\\s*(${dayForm})\\s*(?:零时)?\\s*起`)
const change =
  /(?:作|做|作出|进行|予以)(?:出)?(?:如下|以下|相应|部分)?(?:修改|修订|调整|补充)|修改为|修改如下|(?:增加|删去|删除)(?:第?[一二三四五六七八九十\d]+)?(?:条|款|项|一)|第[^，。]{1,12}(?:条|款|项)[^，。]{0,16}(?:修改|改为)/
const changeTitle = /关于(?:修改|修订|调整|补充)[^《]{0,6}《((?:[^《》]|《[^》]*》){2,90})》/
const extendTitle = /关于(?:延长|延续|顺延)[^《]{0,6}《((?:[^《》]|《[^》]*》){2,90})》/
const extended = new RegExp(`有效期(?:限)?\\s*(?:延长|延续|顺延|展期)?\\s*(?:至|到)\\s*(${dayForm})`)
const standardCode =
  '(?:(?:GB|GBZ|GA|HJ|WS|MZ|JT|JR|NB|LY|NY|JC|QB|FZ|XF|JB|HG|AQ|YY|DL|QC|SY|TB|JJG|JJF|CJ|CJJ|JG|JGJ)(?:/[TZ])?|DB\\s?\\d{2,4}(?:/T)?|[QT]/[A-Z]{2,8})\\s?[A-Z]{0,4}\\s?[\\d.\\-]+[-—]\\d{4}'
const replacedCode = new RegExp(`^(?:代替|替代|部分代替)\\s*[:：]?\\s*(${standardCode}(?:\\s*[、,，]\\s*${standardCode})*)`)
const replacedEdition =
  /(?:替代|代替|取代|supersedes|replaces)(?:版本|版次)?\s*[:：]?\s*(?:(?<number>(?=[^\s，。]*\d)[A-Z][A-Z\d]*[-/][\w\-/.]{1,30}?)\s*(?:的)?\s*)?(?:(?:edition|version|issue|revision)\s*)?(?<version>V\s?\d[\w.]*|Rev\.?\s?\w{1,3}|[A-Z]\/\d|[A-Z]\s?版|第\s?[\d一二三四五六七八九十]+\s?版|\d{4}\s?年?版|(?<=(?:version|edition|issue|revision)\s*)[\dA-Z][\w.]*)/i
const listItem = /^(?:[（(]?[\d一二三四五六七八九十]+[）)、.．])?\s*(?:[\u4e00-\u9fa5，]{0,30})?《/
const explains: ReadonlySet<string> = new Set(['interpretation', 'guide'])

/** Reads what a document says it repeals, replaces or changes. One that explains others repeals nothing. */
export function relationsIn(source: FactSource, own: Own): Relations {
  if (explains.has(own.level ?? '')) return { repeals: [], amends: [] }
  const repeals: Repeal[] = [...replacedEditions(source, own), ...replacedStandards(source)]
  const amends: Repeal[] = []
  for (const line of spoken(source, own)) {
    for (const sentence of sentencesOf(line)) {
      repeals.push(...repealsOf(sentence.text, own))
      amends.push(...changesOf(sentence.text, own))
      const [, changed] = englishChange.exec(sentence.text) ?? []
      const [, ended] = englishRepeal.exec(sentence.text) ?? []
      const titled = englishTitle.exec(sentence.text)?.[1]
      if (titled && titled !== own.title) repeals.push({ title: titled })
      if (changed && changed !== own.number) amends.push({ number: changed })
      if (ended && ended !== own.number) repeals.push({ number: ended })
    }
  }
  repeals.push(...listed(source, own))
  const titled = changeTitle.exec(own.title)?.[1] ?? extendTitle.exec(own.title)?.[1]
  if (titled) amends.push({ title: titled })
  return Object.freeze({ repeals: distinct(repeals), amends: distinct(amends).filter((one) => !isRepealed(one, repeals)) })
}

function isRepealed({ title }: Repeal, repeals: readonly Repeal[]): boolean {
  return title !== undefined && repeals.some((one) => one.title !== undefined && isSameTitle(one.title, title))
}

/** The lines that may end or change others: the last articles, the decree above; all where the title says that it is about that. */
function spoken({ lines, head, ...source }: FactSource, { title }: Own): readonly Line[] {
  if (/废止|修改|修订|延长|清理|修改单/.test(title)) return lines
  const from = tailStart({ lines, head, ...source })
  return lines.filter((line) => line.start >= from || head.includes(line))
}

function repealsOf(sentence: string, own: Own): Repeal[] {
  const at = repealing.exec(sentence)?.index
  if (at === undefined || /已(?:于|经|在|被)[^，。]{0,20}$/.test(sentence.slice(0, at))) return []
  const behind = sentence.slice(at + 2)
  // 《甲》《乙》同时废止, or 决定废止《甲》; a title further behind is spoken of, not repealed.
  const before = sentence.slice(0, at).replace(stillValid, '')
  const titles =
    before +
    (/^\s*(?:以下|下列)?[^《，。]{0,14}《/.test(behind) && !/《/.test(before) ? behind : /^\s*《/.test(behind) ? behind : '')
  const day = writtenDay(
    ownDay.exec(sentence.slice(sentence.indexOf('《')))?.[1] ??
      (/^.*决定自/.test(sentence) ? (ownDay.exec(sentence)?.[1] ?? '') : ''),
  ).day
  const on = day && !isEffectOf(sentence, day) ? { on: day } : {}
  const found: Repeal[] = []
  for (const match of titles.matchAll(named)) {
    const { title = '', number, year } = match.groups ?? {}
    const rest = titles.slice(match.index + match[0].length)
    if (partial.test(rest) || isSelf(title, number, own) || /^[^《，。；]{0,8}(?:制定|规定的|确定的)/.test(rest)) continue
    found.push({ title, ...(number ? { number: tight(number) } : {}), ...(year && !number ? { year: Number(year) } : {}), ...on })
  }
  for (const [, number = '', version = ''] of titles.matchAll(codeAndVersion))
    found.push({ number, version: version.replace(/\s/g, ''), ...on })
  for (const match of titles.replace(/《[^》]*》\s*(?:[（(][^（）()]*[）)])?/g, '').matchAll(bareNumber)) {
    const number = tight(match[1]!.replace(/^(?:原|和|及|与|以及|关于|决定|现|将|文件)+/, ''))
    if (number !== own.number) found.push({ number, ...on })
  }
  return found
}

/** Whether the day of a sentence is that of the document's own effect: 本办法自…起施行，《甲》同时废止. */
function isEffectOf(sentence: string, day: string): boolean {
  const first = sentence.slice(0, sentence.indexOf('《'))
  return /施行|实施|执行|生效/.test(first) && first.includes(String(Number(day.slice(0, 4)))) && /同时/.test(sentence)
}

function changesOf(sentence: string, own: Own): Repeal[] {
  const found: Repeal[] = []
  const extension = extended.exec(sentence)
  for (const match of sentence.matchAll(named)) {
    const { title = '', number } = match.groups ?? {}
    const rest = sentence.slice(match.index + match[0].length)
    const before = sentence.slice(0, match.index)
    if (isSelf(title, number, own)) continue
    const one: Repeal = { title, ...(number ? { number: tight(number) } : {}) }
    const until =
      extension && !/《/.test(rest.slice(0, Math.max(0, rest.indexOf(extension[0])))) ? writtenDay(extension[1]!).day : undefined
    if (until && /^[^《。]{0,12}有效期/.test(rest) && !/本(?:办法|规定|细则)/.test(rest))
      found.push({ ...one, ends: addDays(until, 1) })
    else if (partial.test(rest) && /废止|停止执行|失效|修改|改为|删去|删除|调整/.test(rest)) found.push(one)
    else if (/(?:对|将|决定修改|修改)[^《》]{0,20}$/.test(before) && change.test(rest)) found.push(one)
    else if (/(?:决定|现)(?:对)?[^《，。]{0,6}修改[^《，。]{0,4}$/.test(before)) found.push(one)
  }
  return found
}

/** 下列文件予以废止： with one document a line below. */
function listed(source: FactSource, own: Own): Repeal[] {
  const found: Repeal[] = []
  for (const [at, line] of source.lines.entries()) {
    if (!/废止.{0,20}[：:]$|(?:废止|失效)的?(?:规范性)?文件目录/.test(line.text) || !/废止|失效/.test(own.title + line.text))
      continue
    for (const next of source.lines.slice(at + 1)) {
      if (!listItem.test(next.text)) break
      for (const match of next.text.matchAll(named)) {
        const { title = '', number } = match.groups ?? {}
        if (!isSelf(title, number, own)) found.push({ title, ...(number ? { number: tight(number) } : {}) })
      }
    }
  }
  return found
}

function replacedStandards({ head }: FactSource): Repeal[] {
  return head.slice(0, 14).flatMap(({ text }) =>
    (replacedCode.exec(text)?.[1] ?? '')
      .split(/[、,，]\s*/)
      .filter(Boolean)
      .map((number) => ({ number })),
  )
}

/** 版本：C 版（替代 B 版）, 替代：SOP-1 V2.1: the earlier edition of the same number, or another number's. */
function replacedEditions(source: FactSource, own: Own): Repeal[] {
  for (const line of source.head) {
    const match = replacedEdition.exec(line.text)
    if (!match || /由[^（）]*$/.test(line.text.slice(0, match.index))) continue
    const number = match.groups?.['number'] ?? own.number
    const version = match.groups?.['version']?.replace(/(?<=[A-Z])\s*版$/, '').replace(/\s/g, '')
    if (number && version) return [{ number, version }]
  }
  const plain = labelled(source, '替代|代替|替代文件|代替文件|supersedes|replaces')?.value
  const number = /^[A-Z][A-Z\d]*[-/][\w\-/.]*\d/.exec(plain ?? '')?.[0]
  return number && number !== own.number ? [{ number }] : []
}

function isSelf(title: string, number: string | undefined, own: Own): boolean {
  if (number && own.number) return tight(number) === own.number
  if (/废止|修改|修订|延长/.test(own.title)) return own.title.replace(/[《》]/g, '') === title.replace(/[《》〈〉]/g, '')
  return number === undefined && isOwnTitle(title, own.title) && isSameTitle(title, own.title)
}

function tight(number: string): string {
  return number.replace(/\s/g, '')
}

/** Each document once, with all that is known of it. */
function distinct(found: readonly Repeal[]): readonly Repeal[] {
  const kept: Repeal[] = []
  for (const one of found) {
    const at = kept.findIndex((other) => isSame(one, other))
    if (at < 0) kept.push(one)
    else kept[at] = { ...kept[at], ...one }
  }
  return Object.freeze(kept.map((one) => Object.freeze(one)))
}

function isSame(one: Repeal, other: Repeal): boolean {
  if (one.number && other.number) return one.number === other.number && one.version === other.version
  return one.title !== undefined && other.title !== undefined && isSameTitle(one.title, other.title)
}
