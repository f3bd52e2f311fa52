import { askedFrom, ownContent, withoutFraming } from './asked-things.ts'

// A model, not an alarm: HX-630, not E-417.
const machine = /(?<![A-Za-z0-9])[A-Z]{2,5}-?\d{3,5}(?![\dA-Za-z-])/g
// 量具检定 | 归哪个部门, HX-630 的氮气罐 | 要充多少压力.
const predicate =
  /(?<=.{2})(?:要(?![求点])|需要|应该|应当|可以|能|得(?!到)|归|现在|目前|一共|总共|最多|最少|一般|收费|到(?=市|哪|几)|用(?=什么|多)|上(?=多少|几)|[隔充拿]).*$/su
const trailing =
  /(?:一共|最多|最少|最高|最低|大概|一般|每[个年月次]{1,2}|要不要|需要|应该|应当|可以|能不能|不能|提交|准备|拿满|财政|还|又|也|要|得|能|会|可|交|收|付|带|补|罚|发|给|报|满|了|的|是|有)$/
// 修完以后, 一年最多, 最长: goes on from what was said before.
const goesOn =
  /^(?:满|超过|不满|.{1,4}(?:完了?|好了?)(?:以后|之后|后)?|.{0,6}(?:以后|之后)|一年|每年|每月|最[多少高低长短晚早]|期限|时限|现在|以前|原来)/
const leavesOut = /^(?:换|修|拆|装|补|退|交|领|办|申请)(?!\p{Script=Han}{0,2}(?:证|卡|费|金|单))/u

/**
 * A later question with what it takes from the one before: 换油的步骤是什么, behind HX-630 液压油多久换一次, is about the same oil.
 * @param first the question before, which is complete
 * @param context a clause before both that asks nothing: 在三级医院住院
 */
export function carriedOver(later: string, first: string, context: string): string {
  const clause = withoutFraming(later)
  const lead = context === '' || clause.includes(context) ? '' : `${context}，`
  const topic = topicOf(first)
  if (topic === '' || clause.includes(topic)) return lead + clause
  if (needsTopic(clause)) return lead + topic + clause
  const machines = (first.match(machine) ?? []).filter((model) => !clause.includes(model))
  const isAboutMachine = machines.length === 1 && !(clause.match(machine) ?? []).length
  return lead + (isAboutMachine ? `${machines[0]} ${clause}` : clause)
}

function needsTopic(clause: string): boolean {
  return goesOn.test(clause) || leavesOut.test(clause) || [...ownContent(clause)].length <= 5
}

/** What a question is about: its beginning up to where it asks, without 要交, 可以 and the like. */
export function topicOf(question: string): string {
  const clause = question.slice(Math.max(question.lastIndexOf('，', askedFrom(question)), 0)).replace(/^，/, '')
  const said = /^什么(?:是|叫)(.+)$/u.exec(clause)?.[1] ?? clause
  let topic = (said === clause ? clause.slice(0, askedFrom(clause)) : said).replace(predicate, '').trimEnd()
  for (let before = ''; before !== topic;) {
    before = topic
    topic = topic.replace(trailing, '').trimEnd()
  }
  return [...topic].length >= 2 && [...topic].length <= 16 ? topic : ''
}
