import type { FactSource, Line } from './fact-source.ts'
import { tailStart } from './fact-source.ts'

// What a paper calls itself.
const self =
  '(?:本|该|此)(?:暂行|试行|实施|管理|修订|专项|补充)?(?:办法|规定|细则|意见|通知|方案|政策|措施|文件|标准|规程|制度|条例|规则|公告|通告|指引|指南|规范|决定|法|计划|手册|说明书|作业指导书|程序|令|准则|导则|目录|章程|版|文|预案|清单|要求|解释|批复|名录|守则|声明|纪要|工作方案|实施方案|操作规程|实施办法|实施细则)'
const selfStart = new RegExp(`(?:^|[，,、：:\\s（(])(?:以上|上述)?${self}`)
const bareStart =
  /^(?:第[\d一二三四五六七八九十百零〇]+条|[（(]?[\d一二三四五六七八九十]+[）)、.．]|\d+(?:\.\d+)*)?[\s\u3000（(]*$/
const own =
  /[，,]\s*(?:现予(?:公布|发布|颁布|公告|印发)|现印发给你们|印发给你们)[，,]\s*$|^(?:现予|经.{1,40}(?:同意|批准|审议通过)).*[，,]\s*$|^[（(].*(?:公布|印发|发布|颁布|通过|批准|修订|号)[，,\s\u3000]*$/

/** A sentence of a document. */
export type Sentence = Line

/** The sentences of the head and of the last articles, in that order, each once. */
export function ownSentences(source: FactSource): readonly Sentence[] {
  const from = tailStart(source)
  const headEnd = source.head.at(-1)?.end ?? 0
  return source.lines.filter((line) => line.end <= headEnd || line.start >= from).flatMap(sentencesOf)
}

/** The sentences of one line. */
export function sentencesOf(line: Line): Sentence[] {
  const found: Sentence[] = []
  for (const { 0: text, index } of line.text.matchAll(/[^。；;！？]+[。；;！？]?|\S/g)) {
    found.push({ text, start: line.start + index, end: line.start + index + text.length })
  }
  return found
}

/** Whether the words before a place of a sentence say that it is about the document itself: 本办法, nothing at all, or its own title. */
export function isAboutItself(before: string, title: string): boolean {
  const last = before.lastIndexOf('》')
  if (last >= 0) {
    const named = /[《〈]([^《》〈〉]*)[》〉]*$/.exec(before.slice(0, last + 1))?.[1] ?? ''
    const behind = before.slice(last + 1)
    return (
      isOwnTitle(named, title) || selfStart.test(behind) || (own.test(behind) && /^[^（(]*(?:已经|通过|审议|印发给)/.test(behind))
    )
  }
  return selfStart.test(before) || bareStart.test(before) || own.test(before)
}

/** Whether a name is the document's, or that of the measure which it issues: 关于印发《…》的通知. */
export function isOwnTitle(named: string, title: string): boolean {
  return title.replace(/[《》〈〉]/g, '').includes(named.replace(/[《》〈〉]/g, ''))
}
