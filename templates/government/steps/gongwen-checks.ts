import { rowsOf, textOf, type CaseWork, type Fault } from './case-work.ts'
import { attachmentFaults, citationFaults } from './gongwen-references.ts'
import { headingFaults } from './gongwen-headings.ts'
import { amountFaults, arithmeticFaults } from './gongwen-numbers.ts'
import { punctuationFaults } from './gongwen-punctuation.ts'
import { personalNumbers } from './personal-numbers.ts'

/** Words a title ends with, where they differ from the name of the kind. */
const endings: Readonly<Record<string, readonly string[]>> = { '命令（令）': ['命令', '令'] }
/** Kinds whose title may do without 关于. */
const short = new Set(['公告', '通告', '公报', '命令（令）', '纪要', '决议'])

/** The checks of an official document that take code; those that FEEL can say stand in cases/gongwen.yaml. Pure: the same document, the same faults. */
export default function gongwenChecks(work: CaseWork): Readonly<{ 检查问题: readonly Fault[] }> {
  const body = textOf(work, '正文')
  const faults = [
    ...titleFaults(textOf(work, '标题'), textOf(work, '文种')),
    ...requestFaults(work, body),
    ...headingFaults(body),
    ...attachmentFaults(textOf(work, '附件说明'), rowsOf(work, '附件')),
    ...citationFaults(body, rowsOf(work, '引用文件')),
    ...punctuationFaults(body),
    ...amountFaults(body),
    ...orderFaults(body, textOf({ fields: work.params ?? {} }, '领导排序')),
    ...arithmeticFaults(body),
    ...(textOf(work, '公开属性') === '主动公开' && personalNumbers([body, textOf(work, '附注')].join('\n')).length > 0
      ? [{ 编号: 'C22', 位置: '正文', 问题: '主动公开的文件里有身份证号或手机号' }]
      : []),
  ]
  return { 检查问题: faults.map((fault) => Object.freeze(fault)) }
}

/** C02: 发文机关（可省）＋关于……＋文种. */
function titleFaults(title: string, kind: string): readonly Fault[] {
  const said = (问题: string): Fault => ({ 编号: 'C02', 位置: '标题', 问题 })
  const plain = title.replace(/《[^》]*》/gu, '').replace(/（[^）]*）$/u, '')
  return [
    ...((endings[kind] ?? [kind]).some((word) => plain.endsWith(word)) ? [] : [said(`标题要以“${kind}”结尾`)]),
    ...(short.has(kind) || plain.includes('关于') ? [] : [said('标题里没有“关于……”')]),
    ...(/[。，；：！？,.;:!?]/u.test(plain) ? [said('标题里除书名号外一般不用标点')] : []),
  ]
}

const persons = /(?:同志|书记|省长|市长|区长|县长|局长|主任|部长|厅长|处长)$/u
const plea = /(?:妥否|当否|可否|是否可行|以上请示|特此请示)[^。]*(?:批示|批复|审批|批准|审示|指示)/u

/** C05: one addressee, not a person; one matter; the phrase at the end. */
function requestFaults(work: CaseWork, body: string): readonly Fault[] {
  if (textOf(work, '文种') !== '请示') return []
  const said = (位置: string, 问题: string): Fault => ({ 编号: 'C05', 位置, 问题 })
  const addressees = textOf(work, '主送机关')
    .split(/[、，,；;]/u)
    .filter(Boolean)
  const last = body.trim().split('\n').at(-1) ?? ''
  return [
    ...(addressees.length === 1 ? [] : [said('主送机关', '请示只主送一个机关')]),
    ...(addressees.some((one) => persons.test(one)) ? [said('主送机关', '请示不送领导者个人')] : []),
    ...(plea.test(last) ? [] : [said('正文末段', '请示以“妥否，请批示”一类的话结尾')]),
    ...(/(?:另|此外|同时)[，,]?(?:一并)?请(?:予)?(?:示|批准|同意|解决|审批)|一并请示/u.test(body)
      ? [said('正文', '请示一文一事')]
      : []),
  ]
}

/** C19: leaders named in a row stand in the order of the unit. */
function orderFaults(body: string, order: string): readonly Fault[] {
  const names = order.split('、').filter(Boolean)
  if (names.length < 2) return []
  const rows = [...body.matchAll(/[\p{Script=Han}]{2,4}(?:、[\p{Script=Han}]{2,4})+/gu)].map(([row]) => row.split('、'))
  return rows.flatMap((row) => {
    const known = row.flatMap((each) => names.find((name) => each.includes(name)) ?? [])
    const right = names.filter((name) => known.includes(name))
    if (known.length < 2 || known.join() === right.join()) return []
    return [{ 编号: 'C19', 位置: row.join('、'), 问题: '领导姓名的排序与本单位名单不一致', 改为: right.join('、') }]
  })
}
