const elliptic = /^(?:那么?|那要是|要是|如果是?)?[，,]?\s*(.{1,14}?)(?:的话)?呢$/
const times = /(?:\d{4}年(?:\d{1,2}月)?(?:份|底|初)?|去年|前年|今年|明年|现在|目前|以前|原来|如今)/g
const isTime = new RegExp(`^${times.source}$`)
const codes = /(?<![A-Za-z0-9])(?:[A-Za-z]{1,6}\d*-?\d[\w.-]*|\d{3,}[A-Za-z-][\w.-]*)(?![A-Za-z0-9-])/g
const kinds: readonly RegExp[] = [
  /博士后?(?:研究生|毕业生|生)?|硕士(?:研究生|毕业生|生)?|本科(?:毕业)?生?|大专生?|中专生?|高中生?|研究生/g,
  /\p{Script=Han}{2,3}(?:区|县)/gu,
  /[一二三四五六七八九十\d]+级|[A-E]\s?[级类]/g,
  /[一二三四五六七八九十\d]+层|[一二三四五六七八九十\d]+楼/g,
  /\d+周?岁/g,
  /早班|中班|夜班|白班/g,
  /轻度|中度|重度/g,
  /新办|变更|延续|补办|注销|首次申领|补领|换领|签注/g,
  /职工医保|居民医保/g,
  /租房补贴|购房补贴|创业补贴|岗位补贴|社保补贴/g,
]

/**
 * A question that only names what is different, made whole from the one before: 那硕士呢, behind 博士租房补贴多少, is 硕士租房补贴多少.
 * Only where the new thing has exactly one counterpart of its kind.
 * @returns nothing where that is unsure
 */
export function followUp(question: string, before: string): string | undefined {
  const named = elliptic.exec(question.replace(/[？?。！!\s]+$/, ''))?.[1]?.trim()
  if (!named || before.trim() === '') return undefined
  if (isTime.test(named)) return inTime(named, before)
  for (const kind of [codes, ...kinds]) {
    if (!new RegExp(`^(?:${kind.source})$`, kind.flags.replace('g', '')).test(named)) continue
    const counterparts = [...new Set(before.match(kind) ?? [])].filter((one) => one !== named && isLike(kind, one, named))
    if (counterparts.length === 1) return before.replaceAll(counterparts[0]!, named)
  }
  return undefined
}

/** E-203 does not stand for HX-630. */
function isLike(kind: RegExp, one: string, named: string): boolean {
  const make = (code: string): string | undefined => /^[A-Za-z]+|^\d+/.exec(code)?.[0].toLowerCase()
  return kind !== codes || make(one) === make(named)
}

function inTime(named: string, before: string): string | undefined {
  const stated = [...new Set(before.match(times) ?? [])]
  if (stated.length > 1) return undefined
  return stated.length === 1 ? before.replaceAll(stated[0]!, named) : `${named}${before}`
}
