import type { DocumentLevel } from '@kaiwu/core'
import { isAuthority } from './authority.ts'
import type { FactSource, Found } from './fact-source.ts'
import { standardCode } from './number.ts'

const levelNames: Readonly<Record<string, DocumentLevel>> = {
  法律: 'law',
  行政法规: 'administrative-regulation',
  地方性法规: 'local-regulation',
  部门规章: 'department-rule',
  地方政府规章: 'local-rule',
  规范性文件: 'normative',
  政策文件: 'normative',
  标准: 'standard',
  手册: 'manual',
  作业指导书: 'manual',
  操作规程: 'manual',
  办事指南: 'guide',
  指南: 'guide',
  解读: 'interpretation',
  政策解读: 'interpretation',
}
const known: ReadonlySet<string> = new Set(Object.values(levelNames))
const manualTitle =
  /(?:手册|说明书|作业指导书|操作规程|作业规程|检修规程|维护规程|点检规程|安全规程|操作指导书|作业标准书)(?:[（(].*|\s.*)?$|\b(?:manual|procedure|work instruction|operating instructions?|quick reference)\b/i
const guideTitle =
  /(?:办事指南|服务指南|办理指南|申报指南|操作指南|一次性告知单|一次性告知书|指南)(?:[（(].*)?$|^Guide\b|\bguide\b/i
const interpretationTitle = /(?:解读|政策问答|一图读懂|答记者问)(?:[（(].*)?$|解读[:：]/
const paperTitle =
  /(?:通知|通告|公告|决定|意见|办法|规定|细则|方案|规则|措施|计划|命令|函|批复|条例|标准|目录|要点|规范|指引|政策)(?:[（(].*)?$/

const firmRules = /(?:制度|规程|程序|规定|办法|标准|规范|细则)(?:[（(].*)?$|\bpolicy\b/i

/** What a level is judged by, beside the text. */
export type LevelGround = Readonly<{ title: Found; number: Found | undefined; issuers: Found<readonly string[]> | undefined }>

/** What sort of source a document is. From the title alone, without a number or an issuer that bears it out, it is unsure. */
export function levelIn(source: FactSource, ground: LevelGround): Found<DocumentLevel> | undefined {
  const own = source.document.properties['level']
  if (own) {
    const value = levelNames[own] ?? (known.has(own) ? (own as DocumentLevel) : undefined)
    if (value) return { value, start: 0, end: 0, sure: true }
  }
  const { title } = ground
  const at = (value: DocumentLevel, sure: boolean): Found<DocumentLevel> => ({ value, start: title.start, end: title.end, sure })
  return explaining(ground, at) ?? legislative(source, ground, at) ?? technical(ground, at) ?? normative(ground, at)
}

type At = (value: DocumentLevel, sure: boolean) => Found<DocumentLevel>

function explaining({ title, issuers }: LevelGround, at: At): Found<DocumentLevel> | undefined {
  if (interpretationTitle.test(title.value)) return at('interpretation', issuers !== undefined)
  return undefined
}

function legislative({ head }: FactSource, { title, number, issuers }: LevelGround, at: At): Found<DocumentLevel> | undefined {
  const code = number?.value ?? ''
  const by = issuers?.value.join('、') ?? ''
  const top = head
    .slice(0, 8)
    .map(({ text }) => text)
    .join('\n')
  if (/主席令/.test(code) || /全国人民代表大会/.test(by)) return at('law', true)
  if (/(?:国务院|^国)令/.test(code)) return at('administrative-regulation', true)
  if (/人民代表大会/.test(by) || (title.value.endsWith('条例') && /人民代表大会常务委员会/.test(top)))
    return at('local-regulation', true)
  if (/人民政府令/.test(code)) return at('local-rule', true)
  if (/[部委局署]令/.test(code)) return at('department-rule', true)
  if (/^中华人民共和国.*法$/.test(title.value)) return at('law', false)
  return undefined
}

function technical({ title, number, issuers }: LevelGround, at: At): Found<DocumentLevel> | undefined {
  if (number && (standardCode.test(number.value) || number.value.startsWith('Q/'))) return at('standard', number.sure)
  const backed = number !== undefined || issuers !== undefined
  if (manualTitle.test(title.value)) return at('manual', backed)
  if (guideTitle.test(title.value) && !/〔/.test(number?.value ?? '')) return at('guide', backed)
  return undefined
}

function normative({ title, number, issuers }: LevelGround, at: At): Found<DocumentLevel> | undefined {
  const official = issuers?.value.some(isAuthority) ?? false
  const numbered = /〔\d{4}〕/.test(number?.value ?? '')
  if (numbered && (official || issuers === undefined)) {
    return at('normative', number!.sure && (official || /规〔|[政府]/.test(number!.value)))
  }
  // A firm's own rules have a file number.
  if (!official && number && !numbered && firmRules.test(title.value)) return at('manual', false)
  if (paperTitle.test(title.value) && official) return at('normative', false)
  if (
    /\b(?:notice|order|bylaw|policy)\b/i.test(title.value) &&
    /Council|Authority|Ministry|Department/i.test(issuers?.value[0] ?? '')
  ) {
    return at('normative', false)
  }
  return undefined
}
