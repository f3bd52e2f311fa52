import { chineseNumber } from '../text/chinese-number.ts'
import { addDays, addMonths, addYears, dayForm, writtenDay } from '../text/dates.ts'
import { labelled, type FactSource, type Found } from './fact-source.ts'
import { given, labelledDay } from './issue-dates.ts'
import { isAboutItself, ownSentences, type Sentence } from './own-sentence.ts'
import type { StatedDay } from './effect.ts'

/** How a document ends by its own words. `withdrawn`: it says that it was, and by which other one. */
export type Expiry = StatedDay & Readonly<{ withdrawn?: string; ending?: 'expired' | 'repealed' }>

const period =
  '(?:有效期限?|试行期限?|执行期限?|实施期限?|施行期限?|试行期间|政策期限|有效时间|有效期间|执行时间|实施时间|使用期限)'
const inForce = '(?:施行|实施|执行|生效|试行|启用|实行|有效)'
const count = '([一二两三四五六七八九十\\d]{1,3})\\s*(?:个)?(年|月)(?:半)?'
const until = new RegExp(
  `${period}\\s*[:：]?\\s*(?:暂定|延续|顺延|延长|展期|截止|截至|自动延续)?(?:为|是|:)?\\s*(?:(?:自|从)?\\s*${dayForm}\\s*起?\\s*)?(?:至|到|[—~～-]+|止于)\\s*[:：]?\\s*(${dayForm})`,
)
const sinceUntil = new RegExp(
  `${dayForm}\\s*起?\\s*(?:正式)?(?:${inForce})?[，,]?\\s*(?:至|到|截至|截止到)\\s*(${dayForm})\\s*(?:止|结束|终止|${inForce}|失效|期满)?`,
)
const years = new RegExp(`${period}\\s*(?:限)?\\s*(?:暂定|暂)?(?:为|是|[:：])?\\s*${count}`)
const tentative = new RegExp(`(?:暂定|暂行|试行|有效期暂定|施行期限暂定)(?:为|期为)?\\s*${count}`)
const goneDay = new RegExp(`(?:至|到|自|于)?\\s*(${dayForm})\\s*(?:起)?\\s*(?:自动|自行|同时|即行)?(?:失效|废止|停止执行|作废)`)
const labels = '作废日期|废止日期|失效日期|停用日期|withdrawn(?: on)?|obsolete since|superseded on'
const untilLabels =
  '有效期至|有效期限至|有效至|有效截止日期|截止日期|有效期限?|valid until|valid to|expiry(?: date)?|expires(?: on)?|expiration date'
const withdrawn =
  /状态\s*[:：]\s*(?:已作废|已废止|作废|废止|失效|已失效|停用|withdrawn|obsolete)(?:[（(]\s*(?:被|由)\s*([^（）()]{2,40}?)\s*(?:替代|代替|取代)[）)])?|status\s*[:：]\s*(?:withdrawn|obsolete|superseded)(?:\s+by\s+([^\n;,)]{2,40})|\s*\(replaced by ([^)]{2,40})\))?/i
const english = new RegExp(
  `\\b(?:valid until|remains? in force until|in force until|expires? on|ends? on|valid through|until)\\s+(${dayForm})`,
  'i',
)
// A licence, a test or a deposit has a 有效期 too; only the document's own ends the document.
const ownClause = /^(?:第[\d一二三四五六七八九十百零〇]+条|[（(]?[\d一二三四五六七八九十]+[）)、.．])?[\s\u3000（(]*$/

/** The first day a document is no longer in force by its own words: the day after 有效期至, some years after its effect, the day of 作废. */
export function expiryIn(source: FactSource, title: string, effective: StatedDay): Expiry {
  const gone = withdrawnBy(source)
  const own = source.document.properties
  const front = given(own['ends']) ?? (gone.withdrawn === undefined ? nextDay(given(own['until'])) : undefined)
  if (front) return { found: front, unsure: false, ...gone, ending: gone.withdrawn ? 'repealed' : 'expired' }
  const withdrawnDay = labelledDay(source, labels)
  if (withdrawnDay) return { found: withdrawnDay, unsure: !withdrawnDay.sure, ...gone, ending: 'repealed' }
  // It was withdrawn, on a day that nobody states: how long it was meant to last no longer counts.
  if (gone.withdrawn !== undefined) return { unsure: false, ...gone }
  const stated: Found[] = []
  const label = nextDay(labelledDay(source, untilLabels))
  if (label) stated.push(label)
  let unclear = false
  for (const sentence of ownSentences(source)) {
    const found = endOf(sentence, title, effective, source)
    if (found === 'unclear') unclear = true
    else if (found) stated.push(found)
  }
  const days = new Set(stated.map(({ value }) => value))
  if (days.size > 1) return { unsure: true }
  const [first] = stated
  if (!first) return { unsure: unclear }
  return { found: first, unsure: !first.sure, ending: 'expired' }
}

function withdrawnBy(source: FactSource): { withdrawn?: string } {
  const status = source.document.properties['status']
  const match = withdrawn.exec(status ? `状态：${status}` : '') ?? firstMatch(source)
  return match ? { withdrawn: match[1] ?? match[2] ?? match[3] ?? match[0] } : {}
}

function firstMatch({ head }: FactSource): RegExpExecArray | undefined {
  for (const line of head) {
    const match = withdrawn.exec(line.text)
    if (match) return match
  }
  return undefined
}

/** The first day no longer in force behind the last day in force. */
function nextDay(last: Found | undefined): Found | undefined {
  return last && { ...last, value: addDays(last.value, 1) }
}

function endOf(sentence: Sentence, title: string, effective: StatedDay, source: FactSource): Found | 'unclear' | undefined {
  const { text } = sentence
  const dated = until.exec(text) ?? untilStop(text)
  if (dated && isOwn(sentence, dated.index, title, source)) return nextDay(dayFound(sentence, dated))
  const counted = years.exec(text) ?? tentative.exec(text)
  if (counted && isOwn(sentence, counted.index, title, source)) return counting(sentence, counted, effective)
  const gone = goneDay.exec(text)
  if (gone && isOwn(sentence, gone.index, title, source) && !/《/.test(text.slice(0, gone.index))) return dayFound(sentence, gone)
  const spoken = english.exec(text)
  return spoken && /\b(?:this|it|the present)\b/i.test(text.slice(0, spoken.index))
    ? nextDay(dayFound(sentence, spoken))
    : undefined
}

/** 自…起实施，至…止 of the document itself. */
function untilStop(text: string): RegExpExecArray | undefined {
  const match = sinceUntil.exec(text)
  return match && /止|结束|终止|施行|实施|执行|有效|失效|期满/.test(match[0].slice(match[0].indexOf('至'))) ? match : undefined
}

function dayFound(sentence: Sentence, match: RegExpExecArray): Found | undefined {
  const written = match[1]!
  const { day, doubtful } = writtenDay(written)
  const start = sentence.start + match.index + match[0].lastIndexOf(written)
  return day ? { value: day, start, end: start + written.length, sure: !doubtful } : undefined
}

function counting(sentence: Sentence, match: RegExpExecArray, { found: since }: StatedDay): Found | 'unclear' {
  const number = chineseNumber(match[1]!)
  if (!since || number === undefined || match[0].endsWith('半')) return 'unclear'
  const value = match[2] === '年' ? addYears(since.value, number) : addMonths(since.value, number)
  const start = sentence.start + match.index
  return { value, start, end: start + match[0].length, sure: since.sure }
}

/** Whether a period is the document's: its clause names the document or follows the clause that puts it in force. */
function isOwn(sentence: Sentence, at: number, title: string, source: FactSource): boolean {
  const before = sentence.text.slice(0, at)
  const clause = /[^，,：:]*$/.exec(before)?.[0] ?? ''
  if (ownClause.test(clause)) {
    const earlier = before.slice(0, before.length - clause.length)
    if (new RegExp(`起\\s*(?:正式)?${inForce}|之日起`).test(earlier))
      return isAboutItself(earlier.replace(/(?:自|从).*$/, ''), title)
    if (earlier.trim() !== '') return isAboutItself(before, title)
    return ownBefore(sentence, source) || isLineOfItsOwn(sentence, source) || labelled(source, period) !== undefined
  }
  return /^.{0,24}本(?:暂行|试行|实施)?[\u4e00-\u9fa5]{1,5}的?$/.test(clause.trim()) || isWhole(clause, title)
}

function isWhole(clause: string, title: string): boolean {
  return /(?:自|从|于)\s*$|起$/.test(clause)
    ? isAboutItself(clause.replace(/(?:自|从|于).*$/, ''), title)
    : isAboutItself(clause, title) && /本/.test(clause)
}

/** 有效期至2029年4月30日, and nothing else on its line. */
function isLineOfItsOwn({ start, end }: Sentence, { text }: FactSource): boolean {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1
  const lineEnd = text.indexOf('\n', end)
  return text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd).trim() === text.slice(start, end).trim()
}

/** 本办法自…起施行。有效期5年。 */
function ownBefore({ start }: Sentence, { text }: FactSource): boolean {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start)
  return line.trim() === '' ? false : new RegExp(`起\\s*(?:正式)?${inForce}。\\s*$`).test(line)
}
