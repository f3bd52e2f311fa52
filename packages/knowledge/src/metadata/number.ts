import { foundIn, labelled, type FactSource, type Found } from './fact-source.ts'

// A number opens its line, its brackets or follows a date; behind 》（ or 根据 it is another document's.
const ownPlace =
  '(?<=^|[^\\u4e00-\\u9fa5]|日)(?<!》\\s*[（(][^）)\\n]{0,30})(?!日|根据|依据|按照|依照|贯彻|落实|参照|依|据|按|替代|代替|废止)'
const issuedNumber = new RegExp(`${ownPlace}[\\u4e00-\\u9fa5]{1,15}〔\\d{4}〕[1-9]\\d{0,4}号`)
const looseNumber = new RegExp(`${ownPlace}[\\u4e00-\\u9fa5]{1,15}[\\[(（【](\\d{4})[\\])）】]([1-9]\\d{0,4})号`)
const numeral = '[\\d一二三四五六七八九十百零〇]+'
const orderNumber = new RegExp(
  `${ownPlace}[\\u4e00-\\u9fa5]{0,20}?(?:人民政府|国务院|主席|国|[部委局署])令\\s*(?:\\d{4}\\s*年\\s*)?(?:第\\s*)?${numeral}\\s*号`,
)
const orderHead = new RegExp(`^[\\u4e00-\\u9fa5]{2,30}?(?:人民政府|国务院|主席|[部委局署会厅])(?:令|公告|通告)$`)
const orderLine = new RegExp(`^(?:\\d{4}\\s*年\\s*)?第\\s*${numeral}\\s*号$`)
const fileLabels =
  '(?<![\\u4e00-\\u9fa5])(?:(?:文件|手册|资料|指南|标准|文档|图纸|规程|制度|受控)?(?:编号|代号|号)|发文字号|文号|(?!serial|part|machine|phone|order|page|item|contract|drawing)[a-z]+\\.?\\s*(?:no\\.?|number|id|ref\\.?)|reference)'
const englishNumber =
  /^(?:document|notice|doc\.?|procedure|manual|bulletin|order)\s+(?:no\.?|number)\s+([A-Z\d][\w\-/.]*(?:\s\d[\w\-/.]*)?)$/i
const code = /^(?:[A-Z][A-Z\d]{0,9}(?:\/[A-Z]+)?[\s-]?)?[A-Za-z\d][\w\-/.]*(?:\s\d[\w\-/.]*)?/
/** A standard's number at the start of a text: GB/T 9704-2012, Q/YZ 012-2024. */
export const standardCode =
  /^(?:(?:GB|GBZ|GA|HJ|WS|MZ|JT|JR|NB|LY|NY|JC|QB|FZ|XF|JB|HG|AQ|YY|DL|QC|SY|TB|JJG|JJF|CJ|CJJ|JG|JGJ)(?:\/[TZ])?|DB\s?\d{2}(?:\d{2})?(?:\/T)?|[QT]\/[A-Z]{2,8}|ISO|IEC|EN)\s?[A-Z]{0,4}\s?\d+(?:[.-]\d+)*\s?[-—]\s?(?:19|20)\d{2}(?![\d-])/
const englishLaw = /^(?:Byelaw|Bylaw|Regulation|Order|Act|Notice|Rule) No\.? ?\d+ of \d{4}$/
const equipment = /(?:设备|资产|产品|合同|项目|工单|物料|备件|证书|机身|出厂|序列)编号/

/** A document's own number: 发文字号, 令号, 文件编号, 标准号. One in other brackets than 〔〕 is put right and unsure. */
export function numberIn(source: FactSource): Found | undefined {
  const own = source.document.properties['number']
  if (own) return { value: own, start: 0, end: 0, sure: true }
  return (
    decreeNumber(source) ?? papersNumber(source, issuedNumber) ?? standardNumber(source) ?? fileNumber(source) ?? looseIn(source)
  )
}

const nameStandard =
  /^(GB|GBZ|GA|HJ|WS|MZ|JT|JR|NB|LY|NY|JC|QB|FZ|XF|JB|HG|AQ|YY|DL|QC|SY|TB|JJG|JJF|CJ|CJJ|JG|JGJ)[\s_-]?\/?([TZ])?[\s_-]?(\d+(?:\.\d+)*)[-—_](\d{4})(?!\d)/

/** The number that a file is named by, unsurely: JTT 1078-2016, 云政规〔2023〕8号. */
export function numberInName(name: string): Found | undefined {
  const paper = /^[\u4e00-\u9fa5]{2,12}[〔[]\d{4}[〕\]][1-9]\d{0,4}号/.exec(name)?.[0].replace('[', '〔').replace(']', '〕')
  const [, kind, way, number, year] = nameStandard.exec(name) ?? []
  const value = paper ?? (kind ? `${kind}${way ? `/${way}` : ''} ${number}-${year}` : undefined)
  return value ? { value, start: 0, end: 0, sure: false } : undefined
}

function papersNumber(source: FactSource, pattern: RegExp): Found | undefined {
  for (const line of source.head) {
    for (const form of [pattern, orderNumber]) {
      const match = form.exec(line.text)
      if (match && !isSentenceOf(line.text, match.index)) {
        const value = match[0].replace(/^[\u4e00-\u9fa5]*(?:人民政府|委员会|局|厅)(?=[\u4e00-\u9fa5]+〔)/, '')
        const from = match.index + match[0].length - value.length
        return foundIn(line, from, value.length, value.replace(/\s/g, ''))
      }
    }
  }
  return undefined
}

/** A number far into running text is spoken of. */
function isSentenceOf(line: string, at: number): boolean {
  return at > 40 && !/[（(][^）)]*$/.test(line.slice(0, at))
}

/** 某某令 with 第…号 on the line below it. */
function decreeNumber({ head }: FactSource): Found | undefined {
  for (const [at, line] of head.slice(0, 6).entries()) {
    const next = head[at + 1]
    const name = line.text.replace(/[\s\u3000]/g, '')
    if (next && orderHead.test(name) && orderLine.test(next.text)) {
      return { value: name + next.text.replace(/[\s\u3000]/g, ''), start: line.start, end: next.end, sure: true }
    }
    const whole = /^([\u4e00-\u9fa5]{2,30}(?:公告|通告))\s*(\d{4}\s*年\s*第\s*\d+\s*号)$/.exec(line.text)
    if (whole) return foundIn(line, 0, line.text.length, `${whole[1]}${whole[2]}`.replace(/\s/g, ''))
  }
  return undefined
}

function standardNumber({ head }: FactSource): Found | undefined {
  for (const line of head.slice(0, 12)) {
    const match = standardCode.exec(line.text)
    // Alone on its line, or in front of the title.
    if (match && (match[0].length === line.text.length || /^\s+[\u4e00-\u9fa5]/.test(line.text.slice(match[0].length)))) {
      return foundIn(line, 0, match[0].length, match[0])
    }
  }
  return undefined
}

function fileNumber(source: FactSource): Found | undefined {
  const found = labelled(source, fileLabels)
  if (!found) return englishNumberIn(source)
  const before = source.text.slice(Math.max(0, found.start - 12), found.start)
  const paper = /^[\u4e00-\u9fa5]{1,15}〔\d{4}〕[1-9]\d{0,4}号/.exec(found.value)?.[0]
  const value = paper ?? standardCode.exec(found.value)?.[0] ?? code.exec(found.value)?.[0].trim() ?? ''
  if (equipment.test(before) || value.length < 3 || !/\d/.test(value)) return undefined
  return { ...found, value, end: found.start + value.length }
}

function englishNumberIn({ head }: FactSource): Found | undefined {
  for (const line of head) {
    const law = englishLaw.exec(line.text)?.[0]
    if (law) return foundIn(line, 0, law.length, law)
    const value = englishNumber.exec(line.text)?.[1]
    if (value && /\d/.test(value)) return foundIn(line, line.text.length - value.length, value.length, value)
  }
  return undefined
}

function looseIn(source: FactSource): Found | undefined {
  for (const line of source.head) {
    const match = looseNumber.exec(line.text)
    if (!match || isSentenceOf(line.text, match.index)) continue
    const value = match[0].replace(/[[(（【](\d{4})[\])）】]/, '〔$1〕')
    return foundIn(line, match.index, match[0].length, value, false)
  }
  return undefined
}
