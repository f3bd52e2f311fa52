/** Which side a number bounds: 不超过 and 以内 are `most`, 不少于 and 以上 `least`; whether the number itself is in is not told apart. */
export type Bound = 'least' | 'most'

const larger = '超过|超出|高于|大于|多于|长于|晚于|迟于|高过|多过|逾|超'
const smaller = '低于|小于|少于|短于|早于'
const not = '(?:不|未|没有|没|无)(?:得|能|可|应|宜|会|准|需|必|许|允许|应当|可以)*'
const after = String.raw`(?:的|可|能|限额?|期限|值|为|是|达到?|[:：\s])*$`

const mostBefore = new RegExp(
  String.raw`(?:${not}(?:${larger})|至多|最多|最高|最大|最长|最迟|最晚|上限|不足|未满|不满|不到|未达到?|[≤<]|` +
    String.raw`at most|no(?:t)? (?:more|longer|later|greater|higher) than|up to|within|not? exceed(?:ing|s)?|` +
    String.raw`maximum(?: of)?|max\.?)${after}`,
)
const leastBefore = new RegExp(
  String.raw`(?:${not}(?:${smaller})|至少|最少|最低|最小|最短|最早|下限|[≥>]|` +
    String.raw`at least|no(?:t)? (?:less|fewer|lower|shorter|earlier) than|minimum(?: of)?|min\.)${after}`,
)
const plainMost = new RegExp(String.raw`(?:${smaller}|less than|fewer than|under|below)${after}`)
const plainLeast = new RegExp(String.raw`(?:${larger}|满|more than|over|above|exceed(?:ing|s|ed)?)${after}`)
const mostBehind =
  /^\s*(?:\(含[^)]{0,6}\))?(?:及其?|或|和|与)?(?:以下|之下|以内|之内|以里|内|or (?:less|fewer|lower|below)|and (?:less|below)|maximum)/
const leastBehind =
  /^\s*(?:\(含[^)]{0,6}\))?(?:及其?|或|和|与)?(?:以上|之上|以后|之后|后|or (?:more|higher|above|longer)|and (?:more|above|over)|minimum)/

/** The bound that the words around a number make of it. @param text folded; the number stands from `start` to `end` */
export function boundOf(text: string, start: number, end: number): Bound | undefined {
  const before = text.slice(Math.max(0, start - 24), start)
  const behind = text.slice(end, end + 16)
  // Denied comparisons first: 不超过 holds 超过.
  if (mostBefore.test(before)) return 'most'
  if (leastBefore.test(before)) return 'least'
  if (plainMost.test(before)) return 'most'
  if (plainLeast.test(before)) return 'least'
  if (mostBehind.test(behind)) return 'most'
  return leastBehind.test(behind) ? 'least' : undefined
}
