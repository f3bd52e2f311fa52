import { opening, type Opening } from './opening.ts'

const label = /^([^\s\u3000：:，。；、！？()（）]{1,12}(?:[（(][^（）()]{1,16}[）)])?)[：:]\s*(?=\S|$)/u
const spacedRole =
  /^(主持人|发言人|提问人|记者|主席|审判长|书记员|原告|被告|代理人|公诉人|听证主持人|申请人代表)[\s\u3000]+(?=\S)/u
const englishLabel =
  /^((?:Chair(?:man|woman|person)?|Moderator|Speaker(?: \d{1,2}| [A-Z])?|Secretary|Interviewer|Host|President|Rapporteur|Delegate|Question(?:er)?)|(?:Mr|Mrs|Ms|Dr|Prof)\.? [A-Z][\w'-]+(?: [A-Z][\w'-]+)?|[A-Z][a-z]+ [A-Z][a-z]+(?= ?\([A-Z]))[^:]{0,24}:\s*(?=\S|$)/
const title =
  /(?:(?:局|处|科|厅|部|院|所|站|队|班|组|镇|乡|市|县|区|州|省|校|厂|店|会|社|团|司|行|馆|股|村|街道)?长|主任|书记|经理|总监|总工|主席|主持人|委员|代表|教授|工程师|研究员|记者|发言人|先生|女士|同志|律师|法官|书记员|审判员|专员|调度|值班员|主管|秘书|助理|院士|老师|顾问|专家|董事|[^\s]总|[^\s]工|[^\s]局|[^\s]处|[^\s]科|原告|被告|甲方|乙方)(?:[（(].*[）)])?\d{0,2}$/u
// 注意：, 地址：, 联系人：: what stands in front of a value or a remark.
const noSpeaker =
  /^(?:注意|警告|危险|提示|说明|备注|附注|注|地址|电话|传真|邮箱|邮编|网址|时间|日期|地点|单位|部门|联系人|负责人|责任人|经办人|申请人|法定代表人|法人代表|审批人|审核人|编制人?|校对|批准|收件人|抄送|主送|主题|附件|出席|列席|缺席|请假|参会|参加|记录|记录人|主持|会议|议题|例如?|如|其中|原因|现象|处理|措施|方法|结论|结果|标准|要求|目的|范围|依据|步骤|第.{1,4}步|来源|出处|作者|关键词|摘要|特长|增长|延长|全长|总长|周长|波长|边长|施工|竣工|完工|开工|加工|分工|电工|焊工|员工|人工|职工|汇总|合计|备品|现任)$/
const meeting = /会议|纪要|座谈|访谈|讨论|研讨|笔录|听证|发布会|答记者问|对话|采访|minutes|meeting|interview|hearing|transcript/i
const nameBehind = /[：:]\s*[\p{Script=Han}、，\s]{2,8}$/u
/** Minutes say what they are in their first lines. */
const headLines = 12

/**
 * Finds who speaks in minutes and interviews: 张局长：…, 主持人 …, Chair: …, where several such lines stand in a document. A label before a value
 * (地址：…, 注意：…) is none.
 * @param lines the text of each block, '' for those that cannot be speech
 */
export function speechLines(lines: readonly string[]): ReadonlyMap<number, Opening> {
  const found = new Map<number, string>()
  const counts = new Map<string, number>()
  const head = lines.slice(0, headLines).join('\n')
  for (const [at, line] of lines.entries()) {
    const speaker = line === '' ? undefined : speakerOf(line)
    if (speaker === undefined) continue
    found.set(at, speaker)
    counts.set(speaker, (counts.get(speaker) ?? 0) + 1)
  }
  const repeated = [...counts.values()].some((count) => count > 1)
  const enough = found.size >= 3 && (counts.size >= 2 || found.size >= 4) && (repeated || meeting.test(head))
  // A form of 负责人：, 代表： and the like has values behind its labels, not sentences.
  const spoken = [...found.keys()].filter((at) => speaks(lines, at)).length
  if (!enough || spoken < found.size * 0.6) return new Map()
  return new Map([...found].map(([at, speaker]) => [at, opening('speech', lines[at]!, speaker)]))
}

function speakerOf(line: string): string | undefined {
  const spaced = spacedRole.exec(line) ?? englishLabel.exec(line)
  if (spaced) return spaced[1]
  const name = label.exec(line)?.[1]
  // 主持人：李强 at the head of minutes names one, and is nothing said.
  if (name === undefined || noSpeaker.test(name) || nameBehind.test(line)) return undefined
  return title.test(name) ? name : undefined
}

/** What stands behind the label, or on the next line, is a sentence. */
function speaks(lines: readonly string[], at: number): boolean {
  const line = lines[at]!
  const behind = line.slice(/[：:]|[\s\u3000]/.exec(line)!.index + 1).trim()
  return /[。！？.!?…”"]$/.test(behind === '' ? (lines[at + 1] ?? '') : behind)
}
