import { canBegin, pieceLengths, type DigitGroups } from './digit-groups.ts'
import { describeWords, edgeOf } from './nearby-words.ts'
import type { TextPage } from './text-page.ts'

const leaningOf = describeWords(
  '卡号|银行|账号|帐号|账户|帐户|储蓄卡|信用卡|借记卡|贷记卡|工资卡|存折|开户|收款|打款|转账|card ?(?:no|number)?|bank ?(?:card|account|no)?|account|acct',
)

const mostPieces = 6

/**
 * True when the digits satisfy Luhn's formula (ISO/IEC 7812).
 * @example
 * hasLuhnDigit('79927398713') // true
 */
export function hasLuhnDigit(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false
  let sum = 0
  for (let back = 0; back < digits.length; back++) {
    const digit = digits.charCodeAt(digits.length - 1 - back) - 48
    const twice = digit * 2
    if (back % 2 === 0) sum += digit
    else sum += twice > 9 ? twice - 9 : twice
  }
  return sum % 10 === 0
}

/** Finds bank cards: Luhn and 62…, or Luhn and a word such as 卡号; behind such a word also, as unsure, without Luhn. */
export function findBankCards(page: TextPage): void {
  const { starts } = page.groups
  for (let first = 0; first < starts.length; first++) {
    const found = bankCardFrom(page, first)
    if (found === undefined || !page.note({ kind: 'bankCard', ...found })) continue
    while ((starts[first + 1] ?? Infinity) < found.end) first++
  }
}

type Found = Readonly<{ start: number; end: number; value: string; sure: boolean }>

function bankCardFrom(page: TextPage, first: number): Found | undefined {
  const { starts, ends, offsets, digits } = page.groups
  const start = starts[first] ?? 0
  const offset = offsets[first] ?? 0
  // No issuer is known under 629, so there only a word decides.
  const domestic = /^62[0-8]/.test(digits.slice(offset, offset + 3))
  const lasts = canBegin(page.groups, first) ? endsOfCards(page.groups, first) : []
  if (lasts.length === 0) return undefined
  const leaning = leaningOf(page, start)
  if (leaning === 'against' || (leaning === 'none' && !domestic)) return undefined
  let best: Found | undefined
  for (const last of lasts) {
    const end = ends[last] ?? 0
    const value = digits.slice(offset, (offsets[last] ?? 0) + end - (starts[last] ?? 0))
    const pieces = pieceLengths(page.groups, first, last)
    const right = hasLuhnDigit(value)
    const printed = value.length >= 16 && isPrintedSo(pieces)
    if (!right && !printed) continue
    const edge = edgeOf(page, start, end)
    if (edge === 'inside') continue
    const sure = right && (leaning === 'for' || (domestic && printed && edge === 'free'))
    if (sure && pieces.length === 1) return { start, end, value, sure }
    if (sure || (leaning === 'for' && printed)) best = better(best, { start, end, value, sure })
  }
  return best
}

/** The groups with which 13 to 19 digits end, the longest first. */
function endsOfCards(groups: DigitGroups, first: number): readonly number[] {
  const found: number[] = []
  let count = 0
  let pieces = 0
  for (let last = first; last < groups.starts.length && pieces <= mostPieces; last++) {
    count += (groups.ends[last] ?? 0) - (groups.starts[last] ?? 0)
    if (count > 19) break
    const gap = groups.gaps[last]
    if (count >= 13 && gap !== 'joined') found.unshift(last)
    if (gap === 'other' || gap === 'dot') break
    if (gap !== 'joined') pieces++
  }
  return found
}

function better(one: Found | undefined, other: Found): Found {
  return one === undefined || (other.sure && !one.sure) ? other : one
}

/** How cards are printed: in one piece, in fours with a shorter end, or six digits of the issuer and the rest. */
function isPrintedSo(lengths: readonly number[]): boolean {
  if (lengths.length === 1) return true
  if (lengths.length === 2 && lengths[0] === 6) return true
  return lengths.length >= 4 && lengths.slice(0, -1).every((length) => length === 4)
}
