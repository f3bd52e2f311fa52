import type { Block } from '@kaiwu/core'
import { isOrganisation, joined, organisationsIn } from './authority.ts'
import type { FactSource, Found, Line } from './fact-source.ts'
import { standardCode } from './number.ts'

// What a title of a paper ends with, before brackets such as （试行）.
const paperEnding =
  /(?:通知|通告|公告|公报|决定|决议|命令|意见|办法|规定|条例|细则|方案|规则|规程|规范|标准|指南|指引|手册|说明书|作业指导书|制度|程序|计划|要点|措施|批复|函|报告|请示|纪要|解读|问答|法|目录|清单|导则|规划|章程|说明|汇编|须知|预案|表|卡)$/
const bracketsBehind = /\s*[（(](?:[^（）()]{1,20})[）)]$/
const redHead = /文\s*件$/
const orderHead = /^(?!.*关于).{2,40}(?:令|公告)$/
const notTitle =
  /^(?:第?\s*[\d一二三四五六七八九十百零〇]+\s*号$|代替|替代|ICS\b|CCS\b|[A-Z]{1,3}\s*\d{2,6}$|(?:Q|T|GB|DB|JB|HG|AQ|YY)(?:\/[A-Z]+)?$|.*(?:企业|行业|国家|地方|团体)标准$|签发人|特急|加急|平急|[绝机秘]密|\d{4,}$|.*[〔[(（【]\d{4}[〕\])）】]\d+号|\d{4}年第?\d+号)|^\d{4}.*(?:发布|实施|印发)$|\s发布$/
const label = /^[^\s：:，。《》]{1,16}\s?[：:]/
const dateOnly = /^[（(]?\s*\d{4}\s*[年\-/.]\s*\d{1,2}\s*[月\-/.]\s*\d{1,2}\s*日?\s*[）)]?$/
const decreed = /^《(.{2,80})》已(?:经|由|于)?.{0,90}(?:通过|审议)/
const generic =
  /^(?:前\s*言|引\s*言|目\s*[录次]|范\s*围|总\s*则|附\s*[录件则].{0,20}|摘\s*要|封\s*面|修订记录|变更记录|abstract|contents|table of contents|foreword|introduction|index|revision history)$/i
const sentence = /[。；！？]|[，：]$/
const longestTitle = 90

/**
 * The title of a document. Front matter wins; then a first heading, a decree's 《…》, the first lines that read like the title of a paper,
 * the title of the file's properties, any short first line. `sure` is false where only the file's name is left, or the first line is no clear title.
 */
export function titleIn(source: FactSource, fallback: string): Found {
  const own = source.document.properties['title'] || source.document.properties['标题']
  if (own) return { value: own, start: 0, end: 0, sure: true }
  const { document } = source
  const heading = document.blocks.find(isTitleHeading(source))
  if (heading)
    return { value: document.text.slice(heading.start, heading.end), start: heading.start, end: heading.end, sure: true }
  const decree = decreedTitle(source)
  if (decree) return decree
  const written = writtenTitle(source)
  if (written?.sure) return written
  if (document.title) return { value: document.title, start: 0, end: 0, sure: true }
  return written ?? { value: fallback, start: 0, end: 0, sure: false }
}

function isTitleHeading({ document, head }: FactSource): (block: Block) => boolean {
  const last = head.at(-1)?.end ?? 0
  return (block) => {
    const line = document.text.slice(block.start, block.end)
    if (block.kind !== 'heading' || block.level !== 1 || block.start > Math.max(last, 500)) return false
    return (
      !redHead.test(line) &&
      !notTitle.test(line) &&
      !generic.test(line) &&
      !/^第[一二三四五六七八九十\d]+[编章条]|^\d+(?:\.\d+)*\s/.test(line)
    )
  }
}

function decreedTitle({ head }: FactSource): Found | undefined {
  if (!head.slice(0, 4).some(({ text }) => orderHead.test(text.replace(/第.*号$/, '').trim()))) return undefined
  for (const line of head) {
    const title = decreed.exec(line.text)?.[1]
    if (title) return { value: outerBrackets(title), start: line.start + 1, end: line.start + 1 + title.length, sure: true }
  }
  return undefined
}

function writtenTitle({ head, text }: FactSource): Found | undefined {
  const block = head.findIndex((line, at) => mayBeTitle(line, at, head))
  const first = head[block]
  if (!first) return undefined
  let last = block
  let title = first.text
  while (!endsLikePaper(title) && last < block + 3) {
    const next = head[last + 1]
    if (!next || !goesOn(title, next, head[last + 2])) break
    title = joinTitle(title, next.text)
    last++
  }
  if (isOrganisation(joined(title)) || title.length > longestTitle) return undefined
  const end = head[last]!.end
  return { value: title, start: first.start, end, sure: endsLikePaper(title) || (last === block && isHeadline(text, first)) }
}

/** A short first line that a number, a label or a date stands below. */
function isHeadline(text: string, line: Line): boolean {
  const next = text.slice(line.end).trimStart().split('\n')[0] ?? ''
  return line.text.length <= 60 && (label.test(next) || notTitle.test(next) || dateOnly.test(next))
}

function mayBeTitle(line: Line, at: number, head: readonly Line[]): boolean {
  const { text } = line
  if (
    text.length > longestTitle ||
    sentence.test(text) ||
    generic.test(text) ||
    notTitle.test(text) ||
    standardCode.test(text) ||
    dateOnly.test(text)
  )
    return false
  if (redHead.test(text) || orderHead.test(text) || /^[（(].*[）)]$/.test(text)) return false
  if (label.test(text) && !/^[^：:]*政策解读/.test(text)) return false
  if (organisationsIn(text).length === 0 && !/(?:Ltd\.?|Council|Limited|Inc\.?|GmbH|Company)$/i.test(text)) return true
  // 某某人民政府 above 关于…的通知 belongs to the title, above anything else it is a head of its own.
  return organisationsIn(text).length === 1 && (head[at + 1]?.text.startsWith('关于') ?? false)
}

function endsLikePaper(title: string): boolean {
  return (
    paperEnding.test(title.replace(bracketsBehind, '').replace(bracketsBehind, '').trim()) ||
    /\b(?:manual|guide|notice|procedure|specification|standard|instructions?|policy|rules|bulletin|byelaws?|bylaws?|order|regulations?|act|code|checklist|datasheet|report|plan)\b/i.test(
      title,
    )
  )
}

function goesOn(title: string, next: Line, behind: Line | undefined): boolean {
  if (next.text.length > 50 || sentence.test(next.text) || label.test(next.text)) return false
  if (notTitle.test(next.text) || dateOnly.test(next.text) || /^[（(]/.test(next.text)) return false
  if (organisationsIn(next.text).length > 0) return false
  if (isOrganisation(joined(title)) || title.includes('关于')) {
    return endsLikePaper(next.text) || (behind !== undefined && endsLikePaper(behind.text))
  }
  return /[\u4e00-\u9fa5]$/.test(title) && endsLikePaper(next.text) && next.text.length <= 20 && !next.text.startsWith('《')
}

function joinTitle(one: string, other: string): string {
  return /[A-Za-z]$/.test(one) && /^[A-Za-z]/.test(other) ? `${one} ${other}` : one + other
}

/** 〈〉 within 《》 becomes 《》 when the outer ones are taken off. */
function outerBrackets(title: string): string {
  return title.replace(/[〈<]/g, '《').replace(/[〉>]/g, '》')
}
