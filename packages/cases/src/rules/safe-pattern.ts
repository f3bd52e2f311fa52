import type { LocalText } from '@kaiwu/core'

/** The longest text a pattern is tried on; its work grows with the square of it. */
export const LONGEST_MATCHED = 1_000

/**
 * A pattern of `matches()` whose time is bounded: one `*` or `+` at most, no repeated group, no back reference, no look-around.
 * @example
 * safePattern('^E-\\d{3,4}$') // { pattern: /^E-\d{3,4}$/u }
 */
export function safePattern(source: string): Readonly<{ pattern: RegExp } | { why: LocalText }> {
  if (source.length > 200) return { why: { zh: '样式超过 200 个字符', en: 'the pattern has more than 200 characters' } }
  const bare = source.replace(/\\./gsu, 'x').replace(/\[[^\]]*\]/gu, 'x')
  if (/\\(?:[1-9]|k)/u.test(source.replaceAll('\\\\', '')) || /\(\?(?!:)/u.test(bare)) {
    return { why: { zh: '样式里不能有反向引用和环视', en: 'the pattern may have no back reference and no look-around' } }
  }
  if (/\)[*+?{]/u.test(bare)) {
    return { why: { zh: '样式里成组的部分不能再重复', en: 'a group of the pattern may not be repeated' } }
  }
  const endless = bare.match(/[*+]|\{\d*,\}/gu)?.length ?? 0
  const choices = [...bare.matchAll(/(?<![*+?}])\?|\{(\d+),(\d+)\}/gu)].map((m) => (m[1] ? Number(m[2]) - Number(m[1]) + 1 : 2))
  const exact = [...bare.matchAll(/\{(\d+)(?:,(\d*))?\}/gu)].map((m) => Number(m[2] || m[1]))
  if (endless > 1 || choices.reduce((product, each) => product * each, 1) > 64 || exact.some((most) => most > 100)) {
    return {
      why: { zh: '样式里重复太多（最多一个 * 或 +）', en: 'the pattern repeats too much (at most one * or +)' },
    }
  }
  try {
    return { pattern: new RegExp(source, 'u') }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { why: { zh: '样式写法不对', en: 'the pattern is not well formed' } }
  }
}
