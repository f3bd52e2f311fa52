import { fold } from '../text/fold.ts'
import { gapForms } from './gap-forms.ts'
import { isMega } from './mega.ts'

/**
 * A text as what a quote must repeat. `solids` are its letters, digits and signs; `gaps[i]` is what stands before the i-th of
 * them (see `gapForms`), and the last gap what stands behind all.
 */
export type QuoteEssence = Readonly<{
  solids: string
  gaps: readonly string[]
  /** Where the character of the i-th solid starts and ends in the text. */
  starts: readonly number[]
  ends: readonly number[]
}>

// A line of at least this many characters was wrapped where it ends; a shorter one ended.
const wrappedLine = 20
// What stands between two words is shorter; a row of leaders needs no more.
const longestGap = 40
const solid = /[\p{L}\p{N}\ud800-\udfff]/u
const letter = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Hangul}]/u
const digit = /\d/
const plainDigit = /[0-9０-９]/
const lowered = /[₀-₉]/
const raisedMinus = '⁻'
const lineEnd = /[\n\r\v\f\u2028\u2029]/
const dots = /\.{3,}|。{3,}|⋯+/y
const pauses = ',.。、;:!'
const quotationMarks = '“”„‟«»「」『』〝〞"‘’‛\'`'
const bullets = '•◦▪●○■□◆-*'
/** Marks that stand for each other, in their one form. */
const forms: ReadonlyMap<string, string> = new Map([
  ...[...'([{【〔〖'].map((mark) => [mark, '('] as const),
  ...[...')]}】〕〗'].map((mark) => [mark, ')'] as const),
  ...[...'《〈'].map((mark) => [mark, '《'] as const),
  ...[...'》〉'].map((mark) => [mark, '》'] as const),
  ...[...'·•‧∙⋅・'].map((mark) => [mark, '·'] as const),
  ...[...'/?'].map((mark) => [mark, mark] as const),
])
const signs: ReadonlyMap<string, string> = new Map([
  ['≦', '≤'],
  ['⩽', '≤'],
  ['≧', '≥'],
  ['⩾', '≥'],
  ['<=', '≤'],
  ['>=', '≥'],
])

/**
 * Takes a text apart. Quotation marks and the marks of Markdown stand for nothing, kinds of pause for each other; what tells
 * numbers apart (points, signs, raised digits, per cent) stays.
 * @param asQuote a quote may be wrapped anywhere; in a stored text, numbers on two short lines are two numbers
 */
export function quoteEssence(text: string, asQuote = false): QuoteEssence {
  return new Reading(text, asQuote).read()
}

type Gap = { marks: string; spaced: boolean; broken: boolean; hyphenBroken: boolean; wrapped: boolean }

function noGap(): Gap {
  return { marks: '', spaced: false, broken: false, hyphenBroken: false, wrapped: false }
}

class Reading {
  private readonly text: string
  private readonly folded: string
  private readonly origin: Readonly<Uint32Array>
  private readonly asQuote: boolean
  private solids = ''
  private readonly gaps: string[] = []
  private readonly starts: number[] = []
  private readonly ends: number[] = []
  private gap = noGap()
  private last = ''
  private oddDigit = false
  private lineStart = 0

  constructor(text: string, asQuote: boolean) {
    const { text: folded, origin } = fold(text)
    this.text = text
    this.folded = folded
    this.origin = origin
    this.asQuote = asQuote
  }

  read(): QuoteEssence {
    for (let at = 0; at < this.folded.length;) at += this.take(this.folded[at]!, at)
    this.gaps.push(this.gapBefore(''))
    return { solids: this.solids, gaps: this.gaps, starts: this.starts, ends: this.ends }
  }

  /** Takes what begins here, and says how many units it was. */
  private take(unit: string, at: number): number {
    if (digit.test(unit)) this.pushDigit(unit, at)
    else if (solid.test(unit)) this.push(unit === 'm' && this.isMegaAt(at) ? 'M' : unit, at)
    else if (/\s/.test(unit)) this.takeSpace(unit, at)
    else return this.takeMark(unit, at)
    return 1
  }

  private takeSpace(unit: string, at: number): void {
    const { gap } = this
    if (!lineEnd.test(unit)) gap.spaced = true
    else {
      if (gap.marks === '-' && this.folded[at - 1] === '-' && letter.test(this.last)) gap.hyphenBroken = true
      if (!gap.broken) gap.wrapped = at - this.lineStart >= wrappedLine
      gap.broken = true
      this.lineStart = at + 1
    }
  }

  private takeMark(unit: string, at: number): number {
    dots.lastIndex = at
    const ellipsis = dots.exec(this.folded)?.[0]
    const compared = signs.get(unit + (this.folded[at + 1] ?? ''))
    if (ellipsis) this.mark('…')
    else if (compared) this.push(compared, at)
    else if (unit === '-' && this.text[this.origin[at]!] === raisedMinus) this.push('^', at)
    else if (unit === '-' && this.isSign(at)) this.push('−', at)
    else if (!this.isDecoration(unit, at)) {
      const mark = this.markOf(unit, at)
      if (mark === undefined) this.push(signs.get(unit) ?? unit, at)
      else this.mark(mark)
    }
    return ellipsis?.length ?? compared?.length ?? 1
  }

  private mark(mark: string): void {
    const { marks } = this.gap
    const again = marks.at(-1) === mark && (mark === '-' || mark === gapForms.pause)
    if (!again && marks.length < longestGap) this.gap.marks += mark
  }

  /** What stands before a mark, over the line end of a wrapped line. */
  private before(at: number): string {
    const near = this.folded[at - 1] ?? ''
    return lineEnd.test(near) && (this.asQuote || this.gap.wrapped) ? (this.folded[at - 2] ?? '') : near
  }

  private behind(at: number): string {
    const near = this.folded[at + 1] ?? ''
    const wrapped = lineEnd.test(near) && (this.asQuote || at + 1 - this.lineStart >= wrappedLine)
    return wrapped ? (this.folded[at + 2] ?? '') : near
  }

  /** Marks of Markdown and of lists, and quotation marks: they come and go with where a text is shown. */
  private isDecoration(unit: string, at: number): boolean {
    const next = this.folded[at + 1] ?? ''
    const prev = this.folded[at - 1] ?? ''
    // A dash that begins a line of wrapped text is a dash.
    if (unit === '-' && this.gap.wrapped && this.gap.marks === '') return false
    const first = (bullets.includes(unit) && /^[ \t\u3000]$/.test(next)) || unit === '#'
    if (first && this.folded.slice(Math.max(this.lineStart, at - 40), at).trim() === '') return true
    if ('*_~'.includes(unit) && (next === unit || prev === unit)) return true
    if (unit === '*') return !(digit.test(prev) && digit.test(next))
    return quotationMarks.includes(unit) && !this.isApostrophe(unit, at)
  }

  private isApostrophe(unit: string, at: number): boolean {
    return "'’‘".includes(unit) && letter.test(this.folded[at - 1] ?? '') && letter.test(this.folded[at + 1] ?? '')
  }

  /** How a mark is noted that only stands between others; `undefined` for one that says something by itself, like a per cent sign. */
  private markOf(unit: string, at: number): string | undefined {
    if (unit === '-') return '-'
    if (unit === '|') return gapForms.pause
    if (this.isApostrophe(unit, at)) return "'"
    if (!pauses.includes(unit)) return forms.get(unit)
    const prev = this.before(at)
    const next = this.behind(at)
    // A point at a line end closes a sentence, even where a number begins the next line.
    if (unit === '.' && /[a-z0-9]/.test(prev) && /[a-z0-9]/.test(this.folded[at + 1] ?? '')) return '.'
    if (digit.test(prev) && digit.test(next)) {
      if (unit === ':' && this.isRatio(at)) return ':'
      // 220，380 are two numbers: only the narrow comma groups digits.
      if (unit === ',' && this.text[this.origin[at]!] === ',')
        return isDigitGrouping(this.folded, at) ? gapForms.grouping : gapForms.comma
    }
    return gapForms.pause
  }

  /** 8:30 and 5:5 are one; HX-500：10 min is a name and its value. */
  private isRatio(at: number): boolean {
    const before = this.folded.slice(Math.max(0, at - 6), at).trimEnd()
    const behind = this.folded.slice(at + 1, at + 6).trimStart()
    return /(?<![a-z0-9.-])\d{1,3}$/.test(before) && /^\d{1,3}(?!\d)/.test(behind)
  }

  /** -5 has a sign; 24-26, E-203 and a dash between words have none. */
  private isSign(at: number): boolean {
    return digit.test(this.folded[at + 1] ?? '') && !/[a-z0-9)\]%°-]/.test(this.before(at))
  }

  private isMegaAt(at: number): boolean {
    return digit.test(this.last) && this.gap.marks === '' && isMega(this.text.slice(this.origin[at], this.origin[at]! + 8))
  }

  /** 10² is not 102, nor 5① the number 51: between digits of two sorts stands a sign. */
  private pushDigit(unit: string, at: number): void {
    const own = this.text[this.origin[at]!]!
    const odd = !plainDigit.test(own)
    const { marks, spaced, broken } = this.gap
    const joined = digit.test(this.last) && marks === '' && !spaced && !broken
    if (joined && odd !== this.oddDigit) this.push(lowered.test(own) ? '_' : '^', at)
    this.push(unit, at)
    this.oddDigit = odd
  }

  private push(unit: string, at: number): void {
    this.gaps.push(this.gapBefore(unit))
    this.solids += unit
    this.starts.push(this.origin[at]!)
    this.ends.push(this.endOf(at))
    this.gap = noGap()
    this.last = unit
    this.oddDigit = false
  }

  /** Where the character ends that a folded unit came from, with the marks upon it. */
  private endOf(at: number): number {
    const start = this.origin[at]!
    let end = start + ((this.text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1)
    while (end < this.text.length && /\p{M}/u.test(this.text[end]!)) end++
    return end
  }

  private gapBefore(next: string): string {
    const { marks, spaced, broken, hyphenBroken, wrapped } = this.gap
    if (marks !== '') return hyphenBroken && marks === '-' ? gapForms.hyphen : marks
    if (!spaced && !broken) return gapForms.nothing
    const digits = digit.test(this.last) && digit.test(next)
    if (broken && wrapped && !this.asQuote) return gapForms.wrapped
    if (broken) return digits && !this.asQuote ? gapForms.lines : gapForms.break
    return digits || (letter.test(this.last) && letter.test(next)) ? gapForms.space : gapForms.nothing
  }
}

/** The comma of 1,500. */
function isDigitGrouping(text: string, at: number): boolean {
  return (
    /(?<!\d)\d{1,3}(?:,\d{3})*$/.test(text.slice(Math.max(0, at - 20), at)) && /^\d{3}(?!\d)/.test(text.slice(at + 1, at + 5))
  )
}
