import { gapForms } from './gap-forms.ts'
import type { QuoteEssence } from './quote-essence.ts'

const digit = /\d/
const latin = /[a-zM]/
const numeral = /[零〇一二两三四五六七八九十百千万亿]/
// What a digit goes on over: 3|.5, 24|-26, 8|:30, 1|,500, 1|/2; a space between digits ends a number.
const numberJoints: readonly string[] = [gapForms.grouping, gapForms.comma, gapForms.hyphen, '.', '-', '/', ':']
// Signs that belong to the number behind them, and to the one before them.
const leadingSigns = '−±~≤≥<>≈≠×^_⁄'
const trailingSigns = '%‰^_~×±⁄万亿千百十'
// Without what stands before it, the word says the contrary: un|safe, non-|compliant.
const turningPrefix = /^(?:un|in|im|ir|il|non|dis|mis|anti|under|over)$/
const turningSuffix = /^(?:less|free)$/
const turnedChinese = /^(?:不[得予应能可必须需准许宜超低少高大小多晚迟早符属包含享适具存会同]|未[经按取得办能到超满达列设获])$/

/**
 * Whether a place in a text cuts apart what its first or last character belongs to, so that it says something else there: 500 in
 * 5000, 五日 in 十五日, 5℃ in -5℃, 5 m in 5 min, safe in unsafe, 得 in 不得.
 * @param at the first solid of the place
 * @param end behind its last
 */
export function cutsApart(held: QuoteEssence, at: number, end: number): boolean {
  return insideCharacter(held, at) || insideCharacter(held, end) || cutBefore(held, at) || cutBehind(held, end)
}

/** Between two solids that came of one character: ℃ is °c, ﬁ is fi. */
function insideCharacter({ solids, starts, ends }: QuoteEssence, at: number): boolean {
  return at > 0 && at < solids.length && starts[at]! < ends[at - 1]!
}

/** Whether a place begins, or ends, in the midst of a word in letters. */
export function cutsWordBefore(held: QuoteEssence, at: number): boolean {
  return at > 0 && latin.test(held.solids[at]!) && latin.test(held.solids[at - 1]!) && adjacent(held, at)
}

/** See {@link cutsWordBefore}. @param end behind the last solid */
export function cutsWordBehind(held: QuoteEssence, end: number): boolean {
  return end < held.solids.length && cutsWordBefore(held, end)
}

function adjacent({ starts, ends }: QuoteEssence, at: number): boolean {
  return starts[at] === ends[at - 1]
}

function cutBefore(held: QuoteEssence, at: number): boolean {
  const { solids, gaps } = held
  const first = solids[at]!
  const before = solids[at - 1] ?? ''
  const gap = gaps[at]!
  if (digit.test(first)) {
    if (gap === '' && leadingSigns.includes(before) && before !== '') return true
    if (digit.test(before) || latin.test(before)) return numberJoints.includes(gap) || (gap === '' && adjacent(held, at))
  }
  if (gap === '' && numeral.test(first)) {
    if (numeral.test(before) || before === '几') return true
    const two = solids.slice(Math.max(0, at - 2), at)
    if (two === '分之' || (before === '点' && numeral.test(two[0]!))) return true
  }
  if (latin.test(first)) return (digit.test(before) && (gap === '-' || gap === '/')) || turningPrefix.test(wordBefore(held, at))
  return gap === '' && turnedChinese.test(solids.slice(Math.max(0, at - 1), at + 1))
}

/** Whether the text denies right before what begins here: nothing that an ellipsis may leave out. */
export function isDenied(held: QuoteEssence, at: number): boolean {
  const { solids, gaps } = held
  if (at === 0) return false
  if (/(?:[不未非无没勿毋][得能可应宜予准许须必再曾经]?|禁止|严禁)$/.test(solids.slice(Math.max(0, at - 2), at)))
    return gaps[at] === ''
  return /^(?:not|never|no|nor|cannot)$/.test(solids.slice(wordStart(held, at), at))
}

function cutBehind(held: QuoteEssence, end: number): boolean {
  const { solids, gaps } = held
  const last = solids[end - 1]!
  const behind = solids[end] ?? ''
  const gap = gaps[end]!
  if (behind === '') return false
  if (digit.test(last)) {
    if (gap === '' && trailingSigns.includes(behind)) return true
    if (digit.test(behind)) return numberJoints.includes(gap) || (gap === '' && adjacent(held, end))
    return latin.test(behind) && (gap === '-' || gap === '/')
  }
  if (gap === '' && numeral.test(last))
    return numeral.test(behind) || /^(?:分之|点[零〇一二三四五六七八九])/.test(solids.slice(end, end + 2))
  return latin.test(last) && cutsWord(held, end)
}

/** A code goes on in its number (SP|-0412), a unit in its letters (5 m|in), a word in what turns it (harm|less). */
function cutsWord(held: QuoteEssence, end: number): boolean {
  const { solids, gaps } = held
  const behind = solids[end]!
  const gap = gaps[end]!
  if (digit.test(behind)) return gap === '-' || gap === '/' || (gap === '' && adjacent(held, end))
  if (!latin.test(behind)) return false
  if (gap === "'") return true
  const unit = digit.test(solids[wordStart(held, end) - 1] ?? '')
  if (gap === '/' || gap === '·') return unit
  return gap === '' && (unit || turningSuffix.test(wordBehind(held, end)))
}

const longestPart = 12

function wordStart({ solids, gaps }: QuoteEssence, end: number): number {
  let at = end - 1
  while (at > 0 && end - at < longestPart && gaps[at] === '' && latin.test(solids[at - 1]!)) at--
  return at
}

function wordBefore(held: QuoteEssence, at: number): string {
  const gap = held.gaps[at]!
  if (at === 0 || !latin.test(held.solids[at - 1]!) || (gap !== '' && gap !== '-')) return ''
  return held.solids.slice(wordStart(held, at), at)
}

function wordBehind({ solids, gaps }: QuoteEssence, end: number): string {
  let to = end + 1
  while (to < solids.length && to - end < longestPart && gaps[to] === '' && latin.test(solids[to]!)) to++
  return solids.slice(end, to)
}
