import { fold } from '../text/fold.ts'
import type { Column } from './typed-table.ts'

// Sizes of units that turn into each other, by what they measure.
const sizes: readonly Readonly<Record<string, number>>[] = [
  { 秒: 1, s: 1, sec: 1, second: 1, 分钟: 60, min: 60, minute: 60, 小时: 3600, h: 3600, hr: 3600, hour: 3600, 天: 86_400 },
  { 天: 1, 日: 1, d: 1, day: 1, 周: 7, 星期: 7, week: 7, 小时: 1 / 24, h: 1 / 24, hour: 1 / 24 },
  { 年: 1, year: 1, 岁: 1 },
  { 月: 1, month: 1 },
  { mm: 1, 毫米: 1, cm: 10, 厘米: 10, m: 1000, 米: 1000, km: 1e6, 公里: 1e6, 千米: 1e6 },
  { g: 1, 克: 1, kg: 1000, 公斤: 1000, 千克: 1000, t: 1e6, 吨: 1e6 },
  { w: 1, kw: 1000 },
  { pa: 1, kpa: 1000, mpa: 1e6, bar: 1e5 },
  { v: 1, kv: 1000 },
  { hz: 1, khz: 1000 },
  { ml: 1, 毫升: 1, l: 1000, 升: 1000 },
  { 元: 1, 万元: 10_000 },
  { '%': 1, percent: 1 },
]

const latin = 'mm|cm|km|kg|kw|kpa|mpa|pa|bar|kv|khz|hz|ml|rpm|eur|usd|cny|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|'
const slashed = 'm[3³]\\/h|m[3³]|l\\/(?:s|min|h)|m\\/s|r\\/min|percent|months?|years?|[mgtwvhlsd]'
const chinese =
  '万元|个?小时|半小时|分钟|秒|个?工作日|个?月|个?星期|周|天|元|毫米|厘米|千米|公里|米|公斤|千克|克|吨|毫升|升|年|岁|人|次|倍|张|笔|套|个|件|只|台|种|级|分'

/** What may stand behind a number as its unit, as a part of a regular expression over folded text. */
export const unitPattern = `[%℃]|°c|(?:${latin}${slashed})(?![a-z0-9])|${chinese}`

// Words that count pieces say no more than the number, of a column that is in no unit.
const pieces = /^(?:个|件|只|台|套|张|笔|种)$/
const ofName: Readonly<Record<string, RegExp>> = {
  岁: /龄|age/i,
  人: /人/,
  次: /次/,
  级: /级|level|grade/i,
  分: /分|score/i,
  元: /价|费|额|款|薪|工资|金|元/,
  '%': /率|比|折|rate|discount|percent/i,
}
const inName = /(万元|元|分钟|小时|秒|天|毫米|公里|公斤|吨|minutes?|hours?|seconds?|days?|weeks?)$/i

/**
 * By what a number in a question is multiplied to be in a column's unit; nothing when the unit written is not the column's and does
 * not turn into it.
 * @param written as it stands behind the number, empty for none
 * @example
 * unitFactor('小时', { name: '停机分钟', type: 'number' }) // 60
 */
export function unitFactor(written: string, { name, unit }: Column): number | undefined {
  if (written === '') return 1
  const own = unit ?? inName.exec(name)?.[1]
  const from = plain(written)
  if (own === undefined) return pieces.test(from) || ofName[from]?.test(name) === true ? 1 : undefined
  const to = plain(own)
  if (from === to) return 1
  const scale = sizes.find((one) => from in one && to in one)
  return scale && scale[from]! / scale[to]!
}

/** Whether numbers of a column are lengths of time. */
export function isDuration({ name, unit = inName.exec(name)?.[1] ?? '' }: Column): boolean {
  return sizes.slice(0, 4).some((one) => plain(unit) in one)
}

function plain(unit: string): string {
  const text = fold(unit)
    .text.replace(/^个(?=.)/, '')
    .replace('³', '3')
  return /^[a-z]{4,}s$|^(?:sec|min|hr|day)s$/.test(text) ? text.slice(0, -1) : text
}
