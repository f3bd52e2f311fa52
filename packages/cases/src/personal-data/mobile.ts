import { canBegin, type Gap } from './digit-groups.ts'
import { describeWords, edgeOf, type Leaning } from './nearby-words.ts'
import type { TextPage } from './text-page.ts'

/** Words in front of a telephone number. */
export const leaningOfPhone = describeWords(
  '电话|手机|联系|致电|拨打|来电|去电|回电|号码|微信|支付宝|短信|热线|座机|传真|机主|本人|回访|呼叫|先生|女士|同志|师傅|经理|姓名|' +
    '(?<![a-z])(?:tel|telephone|phone|mobile|mob|cell|cellphone|call|contact|wechat|whatsapp|fax|sms)' +
    '(?:[ _-]?(?:no|number|num))?(?![a-z])',
)

/** Segments that are given out. */
const assigned = /^1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])/
/** The hundred commonest surnames, then a given name: what stands before a number on a list of people. */
const surnames =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤'
const name = new RegExp(`[${surnames}]\\p{Script=Han}{1,2}[\\s:,(|、"']{0,3}$`, 'u')
const writtenSo = new Set(['3,4,4', '3,8', '4,4,3', '7,4', '3,3,5'])

/**
 * Finds mobile numbers of the mainland, with +86, spaces, hyphens, dots or a line break inside. Without a word such as 电话, a name
 * or +86 in front, the form alone speaks: found, but not sure.
 */
export function findMobiles(page: TextPage): void {
  const { starts } = page.groups
  for (let first = 0; first < starts.length; first++) {
    const found = mobileFrom(page, first)
    if (found === undefined || !page.note({ kind: 'mobile', ...found })) continue
    while ((starts[first + 1] ?? Infinity) < found.end) first++
  }
}

type Found = Readonly<{ start: number; end: number; value: string; sure: boolean }>
type Body = Readonly<{ start: number; end: number; value: string; usual: boolean; first: number; last: number; inside: Gap }>

function mobileFrom(page: TextPage, first: number): Found | undefined {
  const { starts, ends } = page.groups
  const head = page.folded.slice(starts[first], Math.min(ends[first] ?? 0, (starts[first] ?? 0) + 16))
  if (!/^(?:1|86|0086)/.test(head) || !canBegin(page.groups, first)) return undefined
  const coded = countryCode(page, first, head)
  const body = coded?.body ?? bodyFrom(page, first, starts[first] ?? 0)
  if (body === undefined) return undefined
  const start = coded?.start ?? body.start
  const edge = edgeOf(page, start, body.end)
  if (edge === 'inside') return undefined
  const leaning: Leaning = coded?.marked === true ? 'for' : leaningOfPhone(page, start)
  if (leaning === 'against') return undefined
  if (leaning === 'for') return { start, end: body.end, value: body.value, sure: true }
  if (edge === 'tied' || !body.usual || isInSeries(page, body) || coded !== undefined) return undefined
  return { start, end: body.end, value: body.value, sure: assigned.test(body.value) && followsName(page, start) }
}

function followsName(page: TextPage, start: number): boolean {
  return name.test(page.folded.slice(Math.max(0, start - 8), start))
}

/** +86, 0086 or (86) in front, as a group of its own or in one piece. */
function countryCode(page: TextPage, first: number, head: string): { start: number; body: Body; marked: boolean } | undefined {
  const { starts, ends, gaps } = page.groups
  const at = starts[first] ?? 0
  const before = /\(?\+ ?\(?$/.exec(page.folded.slice(Math.max(0, at - 4), at))?.[0] ?? ''
  const marked = before !== '' || head.startsWith('0086')
  const start = at - before.length
  const code = /^(?:00)?86/.exec(head)?.[0]
  if (code === undefined) return undefined
  if (head === code) {
    const between = page.folded.slice(ends[first], starts[first + 1])
    if (gaps[first] === 'other' && !/^ ?\)[ -]?$/.test(between)) return undefined
    const body = first + 1 < starts.length ? bodyFrom(page, first + 1, starts[first + 1] ?? 0) : undefined
    return body === undefined ? undefined : { start, body, marked: marked || gaps[first] === 'hyphen' }
  }
  const body = bodyFrom(page, first, at + code.length)
  return body === undefined ? undefined : { start, body, marked }
}

function bodyFrom(page: TextPage, first: number, start: number): Body | undefined {
  const { starts, ends, gaps } = page.groups
  const lengths: number[] = []
  const between = new Set<Gap>()
  let digits = ''
  for (let last = first; last < starts.length; last++) {
    const from = last === first ? start : (starts[last] ?? 0)
    const length = (ends[last] ?? 0) - from
    if (length > 11 - digits.length) return undefined
    digits += page.folded.slice(from, ends[last])
    if (!/^1(?:[3-9]|$)/.test(digits)) return undefined
    const gapBefore = last === first ? 'joined' : (gaps[last - 1] ?? 'other')
    if (gapBefore === 'joined') lengths.push((lengths.pop() ?? 0) + length)
    else {
      lengths.push(length)
      between.add(gapBefore)
    }
    if (digits.length === 11) {
      if (gaps[last] === 'joined') return undefined
      const alike = !between.has('line') && (between.size <= 1 || !between.has('dot')) && writtenSo.has(lengths.join())
      const [inside = 'joined'] = between
      const body = { start, end: ends[last] ?? 0, value: digits, usual: lengths.length === 1 || alike, first, last, inside }
      return body.usual || leaningOfPhone(page, start) === 'for' ? body : undefined
    }
    if (gaps[last] === 'other' || gaps[last] === undefined) return undefined
  }
  return undefined
}

/** A number in pieces within a row of figures, such as `100 150 2000 3000`. In one piece, the signs beside it tell. */
function isInSeries(page: TextPage, body: Body): boolean {
  if (body.inside === 'joined') return false
  const { starts, ends, gaps } = page.groups
  const isLike = (gap: Gap | undefined, group: number): boolean => {
    if (gap === 'dot' || gap === 'hyphen') return true
    const length = (ends[group] ?? 0) - (starts[group] ?? 0)
    return gap === body.inside && length >= 3 && length <= 5
  }
  const before = body.first - 1
  if (before >= 0 && !page.taken((ends[before] ?? 0) - 1, ends[before] ?? 0) && isLike(gaps[before], before)) return true
  return body.last + 1 < starts.length && isLike(gaps[body.last], body.last + 1)
}
