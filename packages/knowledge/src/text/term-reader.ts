import { Folding } from './fold.ts'
import { Stems } from './stems.ts'

/** Kinds of terms, as numbers: what {@link TermSink} is given. */
export const termKinds = Object.freeze(['character', 'bigram', 'word', 'code', 'number'] as const)
const character = 0
const bigram = 1
const word = 2
const code = 3
const number = 4

/** Takes terms as they are found; places are units of the folded text, which {@link TermReader.origin} leads back. */
export type TermSink = Readonly<{
  /** A term of one unit (its value) or two (the first in the upper half of 32 bits, with their sign). @param kind an index of {@link termKinds} */
  short(key: number, kind: number, start: number, end: number): void
  /** A longer term: `units[from]` up to `units[to]`, valid during the call. */
  long(units: Uint16Array, from: number, to: number, kind: number, start: number, end: number): void
}>

const other = 0
const letter = 1
const digit = 2
const joiner = 3
const han = 4
const unknown = 255
const comma = 0x2c
const dash = 0x2d
const point = 0x2e
const slash = 0x2f
const zero = 0x30
const underscore = 0x5f

const hanCharacter = /^[\p{Script=Han}\u3040-\u30ff\uac00-\ud7af]/u
const classes = new Uint8Array(65_536).fill(unknown)

function classOf(unit: number): number {
  const known = classes[unit]!
  return known === unknown ? (classes[unit] = classify(unit)) : known
}

function classify(unit: number): number {
  const text = String.fromCharCode(unit)
  if (/[a-z]/.test(text)) return letter
  if (/[0-9]/.test(text)) return digit
  if (/[-_/.+#]/.test(text)) return joiner
  return hanCharacter.test(text) ? han : other
}

const astralHan = new Map<number, boolean>()

function isAstralHan(high: number, low: number): boolean {
  const key = high * 65_536 + low
  let known = astralHan.get(key)
  if (known === undefined) astralHan.set(key, (known = hanCharacter.test(String.fromCharCode(high, low))))
  return known
}

/**
 * The analysis of a text, in one pass over its units and without an object per term: the one definition of what a text is indexed and
 * searched by. Of Chinese, characters and overlapping pairs; of English, stems; numbers in one form; codes whole and in parts.
 */
export class TermReader {
  private readonly folding = new Folding()
  private readonly stems = new Stems()
  private units: Uint16Array = this.folding.units
  private made = new Uint16Array(64)
  private letters = 0
  private digits = 0

  /** Leads places of the text read last back to the text as given; valid until the next is read. */
  get origin(): Uint32Array {
    return this.folding.origin
  }

  /** Gives every term of a text to `sink`, in the order of where they begin. */
  read(text: string, sink: TermSink): void {
    this.folding.read(text)
    const units = (this.units = this.folding.units)
    const { length } = this.folding
    for (let at = 0; at < length;) {
      const kind = classOf(units[at]!)
      if (kind === other) {
        if (this.hanAt(at) > 0) at = this.readHan(at, sink)
        else at++
      } else if (kind === han) at = this.readHan(at, sink)
      else if (kind === joiner) at++
      else at = this.readLatin(at, sink)
    }
  }

  /** How many units the Han character (or kana, Hangul) at a place has; 0 where there is none. */
  private hanAt(at: number): number {
    const unit = this.units[at]!
    if (classOf(unit) === han) return 1
    if (unit < 0xd800 || unit > 0xdbff || at + 1 >= this.folding.length) return 0
    const low = this.units[at + 1]!
    return low >= 0xdc00 && low <= 0xdfff && isAstralHan(unit, low) ? 2 : 0
  }

  private readHan(from: number, sink: TermSink): number {
    const { units } = this
    let at = from
    let size = this.hanAt(at)
    for (;;) {
      const next = at + size
      // What stands behind the end is a space.
      const nextSize = this.hanAt(next)
      if (size === 1) sink.short(units[at]!, character, at, next)
      else sink.short(pairOf(units[at]!, units[at + 1]!), character, at, next)
      if (nextSize === 0) return next
      if (size + nextSize === 2) sink.short(pairOf(units[at]!, units[next]!), bigram, at, next + 1)
      else sink.long(units, at, next + nextSize, bigram, at, next + nextSize)
      at = next
      size = nextSize
    }
  }

  /** A word, a number or a code: letters and digits, with single joiners between them. */
  private readLatin(from: number, sink: TermSink): number {
    const to = this.endOfLatin(from)
    const length = to - from
    if (this.letters === length) this.pushWord(from, to, sink)
    else if (isNumber(this.units, from, to)) this.pushNumber(from, to, sink)
    else this.pushCode(from, to, sink)
    return to
  }

  private endOfLatin(from: number): number {
    const { units } = this
    let at = from
    this.letters = this.digits = 0
    for (;;) {
      const kind = classOf(units[at]!)
      if (kind === letter) this.letters++
      else if (kind === digit) this.digits++
      else {
        if (units[at] === comma) this.joinDigitGroups(at)
        else if (units[at] === slash && standsBetweenAlike(units, at)) units[at] = 0x20
        const behind = classOf(units[at]!) === joiner ? classOf(units[at + 1]!) : other
        if (behind !== letter && behind !== digit) return at
      }
      at++
    }
  }

  /** The commas of 1,500 become joiners, not those of E-203,204; of 220，380 (full width) they stay. */
  private joinDigitGroups(first: number): void {
    const { units } = this
    const { given, origin } = this.folding
    let start = first
    while (start > 0 && first - start < 3 && classOf(units[start - 1]!) === digit) start--
    if (start === first || !mayBeginNumber(units, start)) return
    for (let at = first; isDigitGroup(units, at); at += 4) if (given[origin[at]!] === comma) units[at] = underscore
  }

  private pushWord(from: number, to: number, sink: TermSink): void {
    const { units, end, start } = this.stems.of(this.units, from, to)
    emit(units, start, end, word, from, to, sink)
  }

  private pushNumber(from: number, to: number, sink: TermSink): void {
    const end = this.makeNumber(from, to)
    emit(this.made, 0, end, number, from, to, sink)
  }

  private makeNumber(from: number, to: number): number {
    const made = this.roomFor(to - from)
    const { units } = this
    let end = 0
    let broken = false
    for (let at = from; at < to; at++) {
      if (units[at] === underscore) continue
      if (units[at] === point) broken = true
      made[end++] = units[at]!
    }
    if (!broken) return end
    while (made[end - 1] === zero) end--
    return made[end - 1] === point ? end - 1 : end
  }

  private pushCode(from: number, to: number, sink: TermSink): void {
    const { units } = this
    const made = this.roomFor(to - from)
    let end = 0
    for (let at = from; at < to; at++) if (!isSeparator(units, at, from, to)) made[end++] = units[at]!
    if (this.digits > 0) emit(made, 0, end, code, from, to, sink)
    for (let at = from; at < to;) {
      const kind = classOf(units[at]!)
      const start = at
      if (kind === letter) while (at < to && classOf(units[at]!) === letter) at++
      else if (kind === digit) at = endOfNumber(units, at, to)
      else at++
      if (at - start > 1 && kind === letter) this.pushWord(start, at, sink)
      else if (at - start > 1 && kind === digit) this.pushNumber(start, at, sink)
    }
  }

  private roomFor(length: number): Uint16Array {
    if (this.made.length < length) this.made = new Uint16Array(2 * length)
    return this.made
  }
}

function pairOf(first: number, second: number): number {
  return (first << 16) | second
}

function emit(units: Uint16Array, from: number, to: number, kind: number, start: number, end: number, sink: TermSink): void {
  if (to - from === 1) sink.short(units[from]!, kind, start, end)
  else if (to - from === 2) sink.short(pairOf(units[from]!, units[from + 1]!), kind, start, end)
  else sink.long(units, from, to, kind, start, end)
}

/** Digits with groups of three and a fraction, and nothing behind them. */
function isNumber(units: Uint16Array, from: number, to: number): boolean {
  return classOf(units[from]!) === digit && endOfNumber(units, from, to) === to
}

/** Where the number ends that begins at `from`: `\d+(?:_\d{3})*(?:\.\d+)?`. */
function endOfNumber(units: Uint16Array, from: number, to: number): number {
  let at = endOfDigits(units, from, to)
  while (at + 3 < to && units[at] === underscore && endOfDigits(units, at + 1, at + 4) === at + 4) at += 4
  if (at + 1 < to && units[at] === point) {
    const end = endOfDigits(units, at + 1, to)
    if (end > at + 1) return end
  }
  return at
}

function endOfDigits(units: Uint16Array, from: number, to: number): number {
  let at = from
  while (at < to && classOf(units[at]!) === digit) at++
  return at
}

/** What a code is written with and compared without; the point between two digits stays. */
function isSeparator(units: Uint16Array, at: number, from: number, to: number): boolean {
  if (classOf(units[at]!) !== joiner) return false
  if (units[at] !== point) return true
  return !(at > from && classOf(units[at - 1]!) === digit && at + 1 < to && classOf(units[at + 1]!) === digit)
}

/** A comma with exactly three digits behind it. */
function isDigitGroup(units: Uint16Array, at: number): boolean {
  return units[at] === comma && endOfDigits(units, at + 1, Math.min(at + 5, units.length)) === at + 4
}

/** No letter, with or without a joiner, no digit, point or comma stands before: `(?<![a-z][-_/.]?|[\d_.,])`. */
function mayBeginNumber(units: Uint16Array, at: number): boolean {
  if (at === 0) return true
  const before = units[at - 1]!
  const kind = classOf(before)
  if (kind === letter || kind === digit || before === underscore || before === point || before === comma) return false
  return !((before === dash || before === slash) && at > 1 && classOf(units[at - 2]!) === letter)
}

/**
 * Whether a slash stands between two codes of one kind, as in E-203/E-204, and not within one, as in 7014C/P4: the letters that
 * begin what is before it begin what is behind it, and a dash or a digit follows both times.
 */
export function standsBetweenAlike(units: Uint16Array, at: number): boolean {
  let start = at
  while (start > 0 && isCodeUnit(units[start - 1]!)) start--
  let letters = 0
  while (start + letters < at && classOf(units[start + letters]!) === letter) letters++
  if (letters === 0 || start + letters === at) return false
  for (let same = 0; same < letters; same++) if (units[at + 1 + same] !== units[start + same]) return false
  const behind = units[at + 1 + letters]!
  return behind === dash || classOf(behind) === digit
}

function isCodeUnit(unit: number): boolean {
  const kind = classOf(unit)
  return kind === letter || kind === digit || unit === dash
}
