import { chineseNumber } from '../text/chinese-number.ts'
import { addDays, addMonths, dayForm, writtenDay } from '../text/dates.ts'
import type { FactSource, Found } from './fact-source.ts'
import { given, labelledDay, type IssueDates } from './issue-dates.ts'
import { isAboutItself, ownSentences, type Sentence } from './own-sentence.ts'

/** A day that a document states of itself; `value` is empty where several or none can be told, and then `sure` is false. */
export type StatedDay = Readonly<{ found?: Found; unsure: boolean }>

const inForce = '(?:施行|实施|执行|生效|试行|试施行|启用|实行|适用|有效)'
const hour = '(?:\\s*(?:零时|[0０]\\s*时|0?0:00|24时))?'
const sinceDay = new RegExp(
  `(?:自|从|于|在)?\\s*(${dayForm})${hour}\\s*(起|开始|以后|后)?\\s*(?:正式|开始|全面)?\\s*${inForce}(?!前|以前|之前|的|期间|后的|细则|方案|办法|意见)`,
)
const sinceIssue = new RegExp(
  `(?:自|从)?(印发|公布|发布|颁布|下发|发文|签发|批准|通过)之日起\\s*(?:(?:满)?\\s*([\\d一二三四五六七八九十]{1,3})\\s*(个工作日|个?月|日|天)(?:之?后|以后)?(?:起)?)?\\s*(?:正式)?${inForce}(?!前|的)`,
)
const validFrom = new RegExp(
  `(?:有效期限?|试行期限?|执行期限?|实施期限?|施行期限?)\\s*(?:为|是|:|：)?\\s*(?:自|从)\\s*(${dayForm})\\s*起?\\s*(?:至|到|[—~～-])`,
)
const withoutYear = new RegExp(
  `自\\s*(?:\\d{1,2}月\\d{1,2}日|\\d{4}年(?:\\d{1,2}月(?!\\s*\\d)|[^\\d，。]{0,8})|下月|次月|明年)[^，。]{0,6}?起?\\s*(?:正式)?${inForce}`,
)
const labels =
  '生效日期|实施日期|施行日期|执行日期|启用日期|生效时间|实施时间|施行时间|执行时间|effective(?: date| from| as of| on)?|valid from|date of effect|in force from'
const standardLine = new RegExp(`^(?:${dayForm}\\s*发布\\s*)?(${dayForm})\\s*(?:起)?(?:实施|施行)$`)
const english = new RegExp(
  `\\b(?:takes? effect|comes? into (?:force|effect)|enters? into force|is effective|becomes? effective|effective|applies|valid|in force)\\s+(?:on|from|as of|as from|with effect from)?\\s*(${dayForm})`,
  'i',
)
const partly = /(?<=\S.*)第[\d一二三四五六七八九十百零〇]+(?:条|款|项|章)[^，。]{0,12}$|(?:部分|个别)条款[^，。]{0,6}$/
// 试点, a fee or a fine may start some day too.
const otherSubject =
  /(?:标准|价格|费用|收费|补贴|工资|水价|票价|系统|平台|项目|工程|合同|证书|许可证|协议|管制|活动)\s*(?:自|从|于)?\s*$/

/** The first day in force, as a document states it of itself. */
export function effectiveIn(source: FactSource, title: string, dates: IssueDates): StatedDay {
  const own = given(source.document.properties['effective'])
  if (own) return { found: own, unsure: false }
  const stated: Found[] = []
  const label = labelledDay(source, labels)
  if (label) stated.push(label)
  let unclear = false
  for (const sentence of [...standardLines(source), ...ownSentences(source)]) {
    const found = dayOf(sentence, title, dates)
    if (found === 'unclear') unclear = true
    else if (found) stated.push(found)
  }
  const days = new Set(stated.map(({ value }) => value))
  if (days.size > 1) return { unsure: true }
  const [first] = stated
  if (!first) return { unsure: unclear }
  const sure = stated.some((one) => one.sure)
  return { found: { ...first, sure }, unsure: !sure }
}

function standardLines({ head }: FactSource): Sentence[] {
  return head.filter(({ text }) => standardLine.test(text))
}

function dayOf(sentence: Sentence, title: string, dates: IssueDates): Found | 'unclear' | undefined {
  const line = standardLine.exec(sentence.text)
  if (line) return at(sentence, sentence.text.lastIndexOf(line[1]!), line[1]!, true)
  const direct = sinceDay.exec(sentence.text)
  if (direct && (direct[2] ?? /^(?:自|从|于)/.exec(direct[0].trim())) && isOwn(sentence.text.slice(0, direct.index), title)) {
    const before = sentence.text.slice(0, direct.index)
    if (partly.test(before)) return undefined
    return at(sentence, direct.index + direct[0].indexOf(direct[1]!), direct[1]!, true)
  }
  const issue = sinceIssue.exec(sentence.text)
  if (issue && isOwn(sentence.text.slice(0, issue.index), title)) return sinceIssued(sentence, issue, dates)
  const range = validFrom.exec(sentence.text)
  if (range && isOwn(sentence.text.slice(0, range.index), title))
    return at(sentence, range.index + range[0].indexOf(range[1]!), range[1]!, true)
  const spoken = english.exec(sentence.text)
  if (spoken && /^(?:\d+[.)]?\s*)?(?:this|the present|it|these)\b/i.test(sentence.text.trim())) {
    return at(sentence, spoken.index + spoken[0].lastIndexOf(spoken[1]!), spoken[1]!, true)
  }
  const now = /\beffective immediately\b|\bwith immediate effect\b/i.exec(sentence.text)
  const since = dates.written ?? dates.issued
  if (now)
    return since
      ? { ...since, start: sentence.start + now.index, end: sentence.start + now.index + now[0].length, sure: false }
      : 'unclear'
  const vague = withoutYear.exec(sentence.text)
  return vague && !direct && isOwn(sentence.text.slice(0, vague.index), title) ? 'unclear' : undefined
}

function isOwn(before: string, title: string): boolean {
  return isAboutItself(before, title) && !otherSubject.test(before)
}

function at(sentence: Sentence, offset: number, text: string, sure: boolean): Found | undefined {
  const { day, doubtful } = writtenDay(text)
  const start = sentence.start + offset
  return day ? { value: day, start, end: start + text.length, sure: sure && !doubtful } : undefined
}

/** 自印发之日起 counts from the day of writing, 自公布之日起 from the day of publication; the other one stands in for it unsurely. */
function sinceIssued(sentence: Sentence, match: RegExpExecArray, { written, issued }: IssueDates): Found | 'unclear' {
  const [whole, event = '', count, unit] = match
  const published = /公布|发布|颁布/.test(event)
  const best = published ? issued : (written ?? issued)
  const base = best ?? written ?? issued
  if (!base || unit === '个工作日') return 'unclear'
  const value = count ? later(base.value, count, unit ?? '日') : base.value
  if (!value) return 'unclear'
  const agrees = !published && written && issued ? Math.abs(Date.parse(written.value) - Date.parse(issued.value)) <= 0 : true
  const start = sentence.start + match.index
  return { value, start, end: start + whole.length, sure: best !== undefined && base.sure && agrees }
}

function later(day: string, count: string, unit: string): string | undefined {
  const number = chineseNumber(count)
  if (number === undefined) return undefined
  return /月/.test(unit) ? addMonths(day, number) : addDays(day, number)
}
