import type { Fault } from './case-work.ts'

type Row = Readonly<Record<string, string>>

/** C11: 附件：1. 名称, as many and named as the files, without a mark after the name. */
export function attachmentFaults(said: string, files: readonly Row[]): readonly Fault[] {
  const fault = (问题: string): Fault => ({ 编号: 'C11', 位置: '附件说明', 问题 })
  const names = files.map(({ 名称 = '' }) => 名称.trim())
  const text = said.trim()
  if (text === '') return names.length === 0 ? [] : [fault('有附件，没有附件说明')]
  if (!text.startsWith('附件：')) return [fault('附件说明以“附件：”开头，用全角冒号')]
  const entries = text
    .slice(3)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
  const numbered = entries.length > 1
  const listed = entries.map((entry) => (numbered ? entry.replace(/^\d+[.．]\s*/u, '') : entry))
  return [
    ...(numbered && entries.some((entry, at) => !new RegExp(`^${at + 1}[.．]`, 'u').test(entry))
      ? [fault('几个附件用“1.”“2.”编号')]
      : []),
    ...(listed.some((name) => /[。，；、,.;]$/u.test(name)) ? [fault('附件名称后面不加标点')] : []),
    ...(listed.map((name) => name.replace(/[。，；、,.;]$/u, '')).join('\n') === names.join('\n')
      ? []
      : [fault('附件说明与附件的数量或名称不一致')]),
  ]
}

const docNo = /[\u4e00-\u9fa5]{1,15}〔\d{4}〕[1-9]\d{0,3}号/u
const anyDocNo = /[\u4e00-\u9fa5]{1,15}[〔[［【（(]\d{2,4}[〕\]］】）)]第?0?\d{1,4}号/gu
/** Kinds of documents that carry a number; laws and regulations are cited by their name. */
const carriesNumber = /(?:通知|意见|决定|批复|函|通报|请示|方案|规划|细则)$/u

/** C12: a document is cited as 《标题》（文号）; its number is on the list of those looked up, and it was in force. */
export function citationFaults(body: string, known: readonly Row[]): readonly Fault[] {
  const fault = (位置: string, 问题: string): Fault => ({ 编号: 'C12', 位置, 问题 })
  const numbers = known.map(({ 文号 = '' }) => 文号)
  const cited = [...body.matchAll(anyDocNo)].map(([text]) =>
    text.replace(/^.*?(?:按照|根据|依据|落实|执行|印发|关于)(?=[\u4e00-\u9fa5]+[〔[［【（(])/u, ''),
  )
  const seen = new Set<string>()
  const bare = [...body.matchAll(/《([^《》]+)》(（([^（）]*)）)?/gu)].flatMap(([, title = '', , number]) => {
    const again = seen.has(title)
    if (number !== undefined && docNo.test(number)) seen.add(title)
    return carriesNumber.test(title) && !again && !docNo.test(number ?? '')
      ? [fault(`《${title}》`, '引用公文先引标题，后在括号里引发文字号')]
      : []
  })
  return [
    ...bare,
    ...cited
      .filter((text) => !new RegExp(`^${docNo.source}$`, 'u').test(text))
      .map((text) => fault(text, '文号格式不对：年份用六角括号，序号不加“第”、不编虚位')),
    ...cited
      .filter((text) => docNo.test(text) && !numbers.includes(text))
      .map((text) => fault(text, '引用文件表里没有这个文号：先查实')),
    ...known
      .filter(({ 核实结果 }) => 核实结果 !== '现行有效')
      .map(({ 标题 = '', 核实结果 = '' }) => fault(`《${标题}》`, `引用的文件${核实结果 || '没有核实'}`)),
  ]
}
