import type { CostFilter, CostKey } from '@kaiwu/models'
import { isoDay } from '../answer/iso-day.ts'
import { textOption, type Invocation, type Texts } from '../command.ts'
import type { Terminal } from '../terminal.ts'
import { usageError } from '../usage-error.ts'

/** By what calls can be put together, with the word for it. */
export const costKeys: Readonly<Record<CostKey, Texts>> = Object.freeze({
  model: { zh: '模型', en: 'model' },
  provider: { zh: '供应商', en: 'provider' },
  kind: { zh: '类别', en: 'kind' },
  key: { zh: '密钥', en: 'key' },
  user: { zh: '用户', en: 'user' },
  department: { zh: '部门', en: 'department' },
  solution: { zh: '解决方案', en: 'solution' },
  case: { zh: '业务单', en: 'case' },
  step: { zh: '步骤', en: 'step' },
  day: { zh: '日期', en: 'day' },
  outcome: { zh: '结果', en: 'outcome' },
})

const formats = ['table', 'csv', 'json'] as const

/** What was asked of `kaiwu cost`. */
export type CostRequest = Readonly<{
  by: readonly CostKey[]
  filter: CostFilter
  format: (typeof formats)[number]
  timeZone: string
  budgets: boolean
}>

/** Tells days, which the ledger's package knows how to. */
export type Calendar = Readonly<{ isTimeZone(name: string): boolean; startOfDay(day: string, timeZone: string): number }>

const filters = ['solution', 'case', 'user', 'department', 'key', 'model'] as const

/** Reads the options of `kaiwu cost`. @throws USAGE_INVALID */
export function costRequest(invocation: Invocation, terminal: Terminal, calendar: Calendar): CostRequest {
  const timeZone = textOption(invocation, 'zone') ?? 'Asia/Shanghai'
  if (!calendar.isTimeZone(timeZone)) {
    throw usageError(terminal, {
      zh: `没有“${timeZone}”这个时区；写 IANA 名称，例如 Asia/Shanghai`,
      en: `there is no time zone "${timeZone}"; write its IANA name, such as Asia/Shanghai`,
    })
  }
  const from = dayOption(invocation, 'from', terminal)
  const to = dayOption(invocation, 'to', terminal)
  const given = filters.flatMap((name) => {
    const value = textOption(invocation, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.freeze({
    by: groupsOf(invocation, terminal),
    filter: {
      ...Object.fromEntries(given),
      ...(from === undefined ? {} : { from: calendar.startOfDay(from, timeZone) }),
      ...(to === undefined ? {} : { to: calendar.startOfDay(dayAfter(to), timeZone) }),
    },
    format: formatOf(invocation, terminal),
    timeZone,
    budgets: invocation.options['budgets'] === true,
  })
}

function groupsOf(invocation: Invocation, terminal: Terminal): readonly CostKey[] {
  const words = (textOption(invocation, 'by') ?? 'model').split(/[,，]/).map((word) => word.trim())
  const unknown = words.find((word) => !Object.hasOwn(costKeys, word))
  if (unknown === undefined) return [...new Set(words as CostKey[])]
  const known = Object.keys(costKeys)
  throw usageError(terminal, {
    zh: `不能按“${unknown}”汇总；可用：${known.join('、')}`,
    en: `cannot put together by "${unknown}"; use ${known.join(', ')}`,
  })
}

function formatOf(invocation: Invocation, terminal: Terminal): CostRequest['format'] {
  const asked = textOption(invocation, 'format') ?? 'table'
  const format = formats.find((one) => one === asked)
  if (format) return terminal.json ? 'json' : format
  throw usageError(terminal, {
    zh: `没有“${asked}”这种格式；可用：${formats.join('、')}`,
    en: `there is no format "${asked}"; use ${formats.join(', ')}`,
  })
}

function dayOption(invocation: Invocation, name: 'from' | 'to', terminal: Terminal): string | undefined {
  const day = textOption(invocation, name)
  if (day === undefined || isoDay(day)) return day
  throw usageError(terminal, {
    zh: `--${name} 要写成日期，例如 2026-11-01，而不是“${day}”`,
    en: `--${name} takes a day such as 2026-11-01, not "${day}"`,
  })
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
