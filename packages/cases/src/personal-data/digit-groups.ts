/**
 * What stands between two groups of digits: nothing that can be seen (zero-width signs), spaces, one hyphen, one dot or
 * underline, a line break with its indent, or anything else.
 */
export type Gap = 'joined' | 'space' | 'hyphen' | 'dot' | 'line' | 'other'

/** The maximal runs of digits of a folded text, as parallel arrays: a page can hold 500,000. */
export type DigitGroups = {
  readonly starts: number[]
  readonly ends: number[]
  /** `gaps[i]` stands behind group i. */
  readonly gaps: Gap[]
  /** How many digits stand before group i: where it begins in {@link DigitGroups.digits}. */
  readonly offsets: number[]
  /** All digits of the text without what stands between. */
  readonly digits: string
}

const longestGap = 16
const onlyInvisible = /^[\u200B-\u200D\u2060\uFEFF\u00AD]+$/
const invisible = /[\u200B-\u200D\u2060\uFEFF\u00AD]/g

/** Reads the groups of digits of a folded text, in one pass. */
export function readDigitGroups(folded: string): DigitGroups {
  const starts: number[] = []
  const ends: number[] = []
  const gaps: Gap[] = []
  const offsets: number[] = []
  let count = 0
  let at = 0
  while (at < folded.length) {
    if (!isDigit(folded.charCodeAt(at))) {
      at++
      continue
    }
    const start = at
    while (at < folded.length && isDigit(folded.charCodeAt(at))) at++
    const before = ends.at(-1)
    if (before !== undefined) gaps.push(gapOf(folded, before, start))
    starts.push(start)
    ends.push(at)
    offsets.push(count)
    count += at - start
  }
  if (starts.length > 0) gaps.push('other')
  return { starts, ends, gaps, offsets, digits: folded.replace(/\D+/g, '') }
}

function gapOf(folded: string, from: number, to: number): Gap {
  if (to - from > longestGap) return 'other'
  if (to - from === 1) return gapOfSign(folded.charAt(from))
  const gap = folded.slice(from, to)
  if (onlyInvisible.test(gap)) return 'joined'
  const seen = gap.replace(invisible, '')
  if (/^[ \t]{1,3}$/.test(seen)) return 'space'
  if (/^ ?- ?$/.test(seen)) return 'hyphen'
  if (/^[.·]$/.test(seen)) return 'dot'
  if (/^[ \t]{0,4}-?\r?\n[ \t]{0,12}$/.test(seen)) return 'line'
  return 'other'
}

function gapOfSign(sign: string): Gap {
  if (sign === ' ' || sign === '\t') return 'space'
  if (sign === '-') return 'hyphen'
  if (sign === '.' || sign === '·' || sign === '_') return 'dot'
  if (sign === '\n') return 'line'
  return onlyInvisible.test(sign) ? 'joined' : 'other'
}

/** True for the code of an ASCII digit. */
function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

/** True for what may stand inside a number that a checksum holds together. */
function isSoft(gap: Gap | undefined): boolean {
  return gap !== undefined && gap !== 'other'
}

/**
 * The group with which `length` digits from the start of group `first` end, when they end with a group and only soft gaps stand
 * between; undefined otherwise.
 */
export function groupAfter(groups: DigitGroups, first: number, length: number): number | undefined {
  const { starts, ends, gaps } = groups
  let left = length
  for (let last = first; last < starts.length; last++) {
    left -= (ends[last] ?? 0) - (starts[last] ?? 0)
    if (left === 0) return gaps[last] === 'joined' ? undefined : last
    if (left < 0 || !isSoft(gaps[last])) return undefined
  }
  return undefined
}

/** True where a number can begin: not behind a digit that only invisible signs part from it. */
export function canBegin(groups: DigitGroups, first: number): boolean {
  return first === 0 || groups.gaps[first - 1] !== 'joined'
}

/** How many digits stand in each piece of groups `first` to `last`; what only invisible signs part is one piece. */
export function pieceLengths(groups: DigitGroups, first: number, last: number): readonly number[] {
  const lengths: number[] = []
  for (let group = first; group <= last; group++) {
    const length = (groups.ends[group] ?? 0) - (groups.starts[group] ?? 0)
    if (group > first && groups.gaps[group - 1] === 'joined') lengths.push((lengths.pop() ?? 0) + length)
    else lengths.push(length)
  }
  return lengths
}
