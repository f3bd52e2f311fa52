import type { Fault } from './case-work.ts'

const digits = '一二三四五六七八九'
const levels = [/^([一二三四五六七八九十]+)、/u, /^（([一二三四五六七八九十]+)）/u, /^(\d+)[.．](?!\d)/u, /^（(\d+)）/u] as const
const marks = ['一、', '（一）', '1.', '（1）']

/** C09: 一、→（一）→1.→（1）, counted without a gap, no level left out, no 1、 beside 1. */
export function headingFaults(body: string): readonly Fault[] {
  const faults: Fault[] = []
  const counts = [0, 0, 0, 0]
  for (const line of body.split('\n').map((each) => each.trim())) {
    const fault = (问题: string, 改为?: string): void =>
      void faults.push({ 编号: 'C09', 位置: line.slice(0, 20), 问题, ...(改为 === undefined ? {} : { 改为 }) })
    if (/^\d+、/u.test(line)) fault('第三层写“1.”，不写“1、”', line.replace('、', '.'))
    if (/^（[一二三四五六七八九十\d]+）[、.．]/u.test(line)) fault('括号序号后面不加标点', line.replace(/）[、.．]/u, '）'))
    if (/^\([一二三四五六七八九十\d]+\)/u.test(line)) fault('序号用全角括号', line.replace(/^\(([^)]+)\)/u, '（$1）'))
    const level = levels.findIndex((pattern) => pattern.test(line))
    if (level < 0) continue
    const number = numberOf(levels[level]!.exec(line)![1]!)
    if (counts.slice(0, level).some((count) => count === 0)) fault(`“${marks[level]}”之上缺了一层`)
    else if (number !== counts[level]! + 1) fault(`序号不连续：上一个是 ${counts[level]}`)
    counts[level] = number
    counts.fill(0, level + 1)
  }
  return faults
}

function numberOf(text: string): number {
  if (/^\d+$/u.test(text)) return Number(text)
  const at = text.indexOf('十')
  if (at < 0) return digits.indexOf(text) + 1
  const ones = text[at + 1]
  return (at === 0 ? 1 : digits.indexOf(text[0]!) + 1) * 10 + (ones === undefined ? 0 : digits.indexOf(ones) + 1)
}
