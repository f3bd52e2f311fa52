import { chineseNumber } from '../text/chinese-number.ts'
import { opening, type Opening } from './opening.ts'

const ordered = /^(?:([一二三四五六七八九十]{1,3})、|[（(]([一二三四五六七八九十]{1,3})[）)])[\s\u3000]*(\S.*)$/u
const longest = 32
// 二、三号锅炉, 一、二级用户: numbers in a row, not the number of a heading.
const numbersInRow = /^[一二三四五六七八九十两\d]+(?:号|级|层|线|班|等|区|组|楼|档|类|季度|月份|车间|标段|台|座|条|个|名|次)/
const mark = /[。；;，]/
const endMark = /[，,、.!！]$/
const commonColon = /^[^，。；：应须将按]{2,12}[：:]$/

/** A line such as 二、主要任务 or （二）优化服务流程, by its form alone. */
export type ListedLine = Readonly<{ style: 'chinese' | 'bracketed'; value: number; title: string }>

/** Reads 一、 and （一） at the start of a line. */
export function listedLine(text: string): ListedLine | undefined {
  const found = ordered.exec(text)
  if (!found) return undefined
  const [, plain, bracketed, title = ''] = found
  const value = chineseNumber(plain ?? bracketed!)
  return value === undefined ? undefined : { style: plain ? 'chinese' : 'bracketed', value, title }
}

/**
 * Whether a line of that form is a heading, or an item of a list, by its words and the lines beside it.
 * @param seen the numbers of this form that were headings before, for a doubtful one
 */
export function listedHeadingOf(
  text: string,
  before: string,
  after: string,
  seen: (value: number) => boolean,
): Opening | undefined {
  const line = listedLine(text)
  if (!line) return undefined
  const { style, value, title } = line
  if (title.length > longest || mark.test(title) || endMark.test(title)) return undefined
  if (/[：:]/.test(title) && (!commonColon.test(title) || /(?:如下|下列|以下)/.test(title))) return undefined
  if (style === 'chinese' && numbersInRow.test(title) && !(value > 1 && seen(value - 1))) return undefined
  if (/[…·.]{3,}\s*\d*$|\s\d{1,3}$/.test(title)) return undefined
  const nextBeside = isBeside(line, after, 1)
  const beforeBeside = isBeside(line, before, -1)
  if (style === 'chinese') return nextBeside && (beforeBeside || /[：:]$/.test(before)) ? undefined : as(text, style)
  // （二）身份证复印件 between its like, or behind a colon, is an item.
  return nextBeside || beforeBeside || /[：:；;]$/.test(before) || after === '' ? undefined : as(text, style)
}

/** The line beside is the item before or after this one, and as short: nothing stands between them. */
function isBeside(line: ListedLine, beside: string, step: number): boolean {
  const other = listedLine(beside)
  return (
    other !== undefined &&
    other.style === line.style &&
    other.value === line.value + step &&
    !/。./.test(other.title) &&
    other.title.length <= longest
  )
}

function as(text: string, style: 'chinese' | 'bracketed'): Opening {
  return opening('heading', text, text, style)
}
