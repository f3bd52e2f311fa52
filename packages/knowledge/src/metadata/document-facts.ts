import type { DocumentFacts, Validity } from '@kaiwu/core'
import type { ReadDocument } from '../reader/reader.ts'
import { chineseNumber } from '../text/chinese-number.ts'
import { addDays, addYears, datePattern, isoDay } from '../text/dates.ts'

/** A document that another one says it repeals or replaces. */
export type Repeal = Readonly<{ title: string; number?: string }>

/** What a document's text says of the document itself. */
export type StatedFacts = Readonly<{ facts: DocumentFacts; repeals: readonly Repeal[] }>

// A number opens its line, its brackets or follows a date; behind 》（ or 根据 it is another document's.
const ownPlace = '(?<=^|[^\\u4e00-\\u9fa5]|日)(?<!》\\s*[（(][^）)\\n]{0,20})(?!日|根据|依据|按照|依照|贯彻|落实)'
const issuedNumber = new RegExp(`${ownPlace}[\\u4e00-\\u9fa5]{1,15}〔\\d{4}〕[1-9]\\d{0,4}号`)
const orderNumber = new RegExp(
  `${ownPlace}[\\u4e00-\\u9fa5]{0,20}?(?:人民政府|国务院|主席|国|[部委局署])令\\s*(?:\\d{4}\\s*年\\s*)?(?:第\\s*)?[\\d一二三四五六七八九十百零〇]+\\s*号`,
)
const fileNumber = /(?<![\u4e00-\u9fa5])(?:文件|手册|资料|指南|标准|文档)?编号\s*[:：]\s*([A-Za-z][\w\-/.]{2,30})/
const version =
  /(?<!软件|程序|系统|固件)(?:版本号?|版次|Version)\s*[:：]?\s*(第\s?\d{1,2}\s?版|[Vv]\s?\d[\w.]{0,8}|\d[\w.]{0,8}|Rev\.?\s?\w{1,4}|[A-Z](?:[/.\d][\w./]{0,6})?(?![A-Za-z]))/
const inForce = '(?:施行|实施|执行|生效|试行)'
const effectiveFrom = new RegExp(`自\\s*(${datePattern}|(?:印发|公布|发布)之日)\\s*起\\s*(?:正式)?${inForce}`)
const effectiveLabel = new RegExp(`(?:生效|实施|施行)日期\\s*[:：]\\s*(${datePattern})`)
const effectiveEnglish = /(?:effective|valid)\s+(?:from|date)\s*:?\s*(\d{4}-\d{2}-\d{2})/i
const issuedOn = new RegExp(
  `(${datePattern})[^，。；（）\\n]{0,30}?(?:印发|发布|公布|通过)|(?:发布|印发|编制)日期\\s*[:：]\\s*(${datePattern})`,
)
const periodSentence = /[^。\n]*有效期[^。\n]*/g
// A licence, a test or a deposit has a 有效期 too; only the document's own ends the document.
const ownPeriod = new RegExp(
  `^[\\s（(]*有效期|起\\s*(?:正式)?${inForce}|本(?:暂行|试行|实施)?(?:办法|规定|细则|意见|通知|方案|政策|文件|标准|规程|制度|条例|规则|公告|通告|指引|规范|决定)`,
)
const validUntil = new RegExp(
  `有效期(?:限)?\\s*[:：]?\\s*(?:延长|(?:自|从)?\\s*${datePattern}\\s*起?\\s*)?(?:至|到|[—~～-]+)\\s*[:：]?\\s*(?<until>${datePattern})`,
)
const validYears = /有效期(?:限)?\s*(?:为|是|[:：])?\s*([一二两三四五六七八九十\d]{1,3})\s*年/
const withdrawnOn = new RegExp(`(?:作废|废止|失效)日期\\s*[:：]\\s*(${datePattern})`)
const withdrawn = /状态\s*[:：]\s*(?:已作废|已废止|作废|废止|失效)(?:[（(]由\s*([^（）()]{2,40}?)\s*(?:替代|代替|取代)[）)])?/
const repealSentence = /[^。\n]*废止[^。\n]*/g
const repealing = /(?<!不予|尚未|未)废止(?!前|后|以前|之前|以后|之后|程序|的)/
const stillValid = /^.*继续(?:有效|施行|实施|执行)/
const repealed = /(?<!依照|按照|根据|依据)《([^》]{2,60})》(?:[（(]([^（）()]{2,40}号)[）)])?/g
// How far into a document its own number, version and dates stand, and how far from its end its last article.
const headLength = 700
const tailLength = 900

/**
 * Reads a document's number, version, dates and what it repeals out of its text, in the forms that Chinese rules and
 * plant procedures use. Front matter (`properties`) wins over the text. What is not stated stays absent.
 */
export function statedFacts(document: ReadDocument, fallbackTitle: string): StatedFacts {
  const head = narrow(document.text.slice(0, headLength))
  const tail = narrow(document.text.slice(-tailLength))
  const own = document.properties
  const issued = isoDay(own['issued'] ?? '') ?? dayIn(issuedOn, head)
  const effective = isoDay(own['effective'] ?? '') ?? effectiveDay(head, tail, issued)
  const ends = isoDay(own['ends'] ?? '') ?? endDay(head, tail, effective)
  const number =
    own['number'] ||
    (issuedNumber.exec(head)?.[0] ?? (orderNumber.exec(head)?.[0].replace(/\s/g, '') || fileNumber.exec(head)?.[1]))
  const edition = own['version'] || version.exec(head)?.[1]?.replace(/\s/g, '')
  const gone = withdrawn.exec(head)
  const facts: DocumentFacts = {
    title: own['title'] || titleOf(document, fallbackTitle),
    ...(number ? { number } : {}),
    ...(edition ? { version: edition } : {}),
    ...(issued ? { issued } : {}),
    ...(effective ? { effective } : {}),
    ...(ends ? { ends } : {}),
    ...(gone ? { endedBy: gone[1] ?? gone[0] } : {}),
  }
  return Object.freeze({ facts: Object.freeze(facts), repeals: repealsIn(tail, facts) })
}

/** Full-width digits and small brackets, which older papers have, in the usual form; lengths stay. */
function narrow(text: string): string {
  return text
    .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
    .replaceAll('﹝', '〔')
    .replaceAll('﹞', '〕')
}

function titleOf(document: ReadDocument, fallback: string): string {
  const heading = document.blocks.find((block) => block.kind === 'heading' && block.level === 1)
  if (heading) return document.text.slice(heading.start, heading.end)
  if (document.title) return document.title
  const first = document.blocks[0]
  const line = first ? document.text.slice(first.start, first.end) : ''
  return first?.kind !== 'row' && line.length > 0 && line.length <= 50 && !/[。；：，]/.test(line) ? line : fallback
}

function effectiveDay(head: string, tail: string, issued: string | undefined): string | undefined {
  const labelled = dayIn(effectiveLabel, head)
  if (labelled) return labelled
  const stated = effectiveFrom.exec(tail) ?? effectiveFrom.exec(head)
  if (stated) return isoDay(stated[1]!) ?? issued
  return effectiveEnglish.exec(head)?.[1]
}

/** The first day no longer in force: the day after 有效期至, the day itself of 作废日期. */
function endDay(head: string, tail: string, effective: string | undefined): string | undefined {
  const withdrawnDay = dayIn(withdrawnOn, head)
  if (withdrawnDay) return withdrawnDay
  const own = [...tail.matchAll(periodSentence), ...head.matchAll(periodSentence)]
    .map(([sentence]) => sentence)
    .filter((sentence) => ownPeriod.test(sentence))
  for (const sentence of own) {
    const until = isoDay(validUntil.exec(sentence)?.groups?.['until'] ?? '')
    if (until) return addDays(until, 1)
    const years = chineseNumber(validYears.exec(sentence)?.[1] ?? '')
    if (years && effective) return addYears(effective, years)
  }
  return undefined
}

function dayIn(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text)
  return match ? isoDay(match[0]) : undefined
}

function repealsIn(tail: string, facts: DocumentFacts): Repeal[] {
  const found: Repeal[] = []
  for (const [sentence] of tail.matchAll(repealSentence)) {
    const at = repealing.exec(sentence)?.index
    if (at === undefined) continue
    const behind = sentence.slice(at + 2)
    // 《甲》《乙》同时废止, or 决定废止《甲》; a title further behind is spoken of, not repealed.
    const named = sentence.slice(0, at).replace(stillValid, '') + (/^\s*《/.test(behind) ? behind : '')
    for (const [, title = '', number] of named.matchAll(repealed)) {
      if (title !== facts.title || number !== facts.number) found.push({ title, ...(number ? { number } : {}) })
    }
  }
  return found
}

/**
 * Joins what documents say of each other: a document named in another's repeal clause ends on the day the other takes effect,
 * unless it ended before, or took effect no earlier: then a later edition of the same title is meant to stay.
 * @param documents by any key
 */
export function linkedFacts<Key>(documents: ReadonlyMap<Key, StatedFacts>): Map<Key, DocumentFacts> {
  const linked = new Map<Key, DocumentFacts>([...documents].map(([key, { facts }]) => [key, facts]))
  for (const [own, { facts: repealing, repeals }] of documents) {
    const { effective: day, number, title } = repealing
    if (!day) continue
    const endedBy = number ? `《${title}》（${number}）` : `《${title}》`
    for (const repeal of repeals) {
      for (const [key, facts] of linked) {
        const since = facts.effective ?? facts.issued
        if (key === own || !names(repeal, facts) || (facts.ends && facts.ends < day) || (since && since >= day)) continue
        linked.set(key, Object.freeze({ ...facts, ends: day, endedBy }))
      }
    }
  }
  return linked
}

function names(repeal: Repeal, facts: DocumentFacts): boolean {
  if (repeal.number && facts.number) return sameNumber(repeal.number, facts.number)
  return repeal.title === facts.title
}

/** 云泽市人民政府令第35号 is also written 市人民政府令第35号. */
function sameNumber(one: string, other: string): boolean {
  const [a, b] = [one.replace(/\s/g, ''), other.replace(/\s/g, '')]
  return a === b || (/令/.test(a) && (a.endsWith(b) || b.endsWith(a)))
}

/**
 * Whether a document may be relied on at a day. One that states no day of effect counts from its issue; one without any date is in force:
 * most manuals state none.
 * @example
 * validityAt({ title: '…', effective: '2024-05-01' }, '2024-04-30') // 'not-yet'
 */
export function validityAt(facts: DocumentFacts, day: string): Validity {
  const since = facts.effective ?? facts.issued
  if (since && day < since) return 'not-yet'
  if (facts.ends && day >= facts.ends) return 'ended'
  return facts.endedBy && !facts.ends ? 'unknown' : 'in-force'
}
