import { CharacterClass, characterClasses } from './character-class.ts'
import { isCommonPair } from './common-pairs.ts'
import { pieceFeatureCount, pieceFeatures, wordFeature } from './piece-features.ts'
import { rarePairs } from './rare-pairs.ts'

/**
 * Counts the pieces of a text that cost tokens: words by length and shape, groups of digits, runs of symbols, line ends,
 * indentation, characters of each script. A token estimate is these counts times what each costs.
 */
export function countPieces(text: string): Float64Array {
  const counts = new Float64Array(pieceFeatureCount)
  const classes = characterClasses()
  let at = 0
  // One of the word places.
  let before = 1
  while (at < text.length) {
    const kind = classes[text.charCodeAt(at)]!
    const start = at
    if (kind === CharacterClass.lower || kind === CharacterClass.upper) {
      at = countWord(text, at, before, classes, counts)
      before = 2
    } else if (kind === CharacterClass.blank) {
      at = countBlanks(text, at, classes, counts)
      before = 0
    } else if (kind === CharacterClass.symbol) {
      at = countSymbols(text, at, before, classes, counts)
      before = at - start === 1 && before !== 0 ? 3 : 1
    } else if (kind === CharacterClass.digit) {
      at = endOf(text, at, classes, CharacterClass.digit)
      add(counts, pieceFeatures.digits, Math.ceil((at - start) / 3))
      before = 1
    } else if (kind === CharacterClass.line) {
      at = countLines(text, at, classes, counts)
      before = 1
    } else {
      at = countScript(text, at, classes, counts)
      before = 1
    }
  }
  return counts
}

function add(counts: Float64Array, feature: number, amount: number): void {
  counts[feature]! += amount
}

function endOf(text: string, from: number, classes: Uint8Array, kind: number): number {
  let at = from + 1
  while (at < text.length && classes[text.charCodeAt(at)] === kind) at++
  return at
}

function countWord(text: string, from: number, before: number, classes: Uint8Array, counts: Float64Array): number {
  let at = from
  while (at < text.length && classes[text.charCodeAt(at)] === CharacterClass.upper) at++
  const uppers = at - from
  while (at < text.length && classes[text.charCodeAt(at)] === CharacterClass.lower) at++
  const lowers = at - from - uppers
  const shape = uppers === 0 ? 0 : lowers === 0 ? 1 : uppers === 1 ? 2 : 3
  add(counts, wordFeature(before, shape, at - from), 1)
  let rare = 0
  for (let index = from + 1; index < at; index++) {
    const first = (text.charCodeAt(index - 1) | 32) - 97
    const second = (text.charCodeAt(index) | 32) - 97
    rare += (rarePairs[first]! >>> second) & 1
  }
  if (rare > 0) add(counts, shape === 1 ? pieceFeatures.rarePairUpper : pieceFeatures.rarePair, rare)
  if (text.charCodeAt(at) === 39) at = countContraction(text, at, classes, counts)
  return at
}

function countContraction(text: string, at: number, classes: Uint8Array, counts: Float64Array): number {
  const next = text[at + 1]
  const two = text.slice(at + 1, at + 3)
  const length = two === 're' || two === 've' || two === 'll' ? 2 : next && 'stmd'.includes(next) ? 1 : 0
  if (length === 0 || classes[text.charCodeAt(at + 1 + length)] === CharacterClass.lower) return at
  add(counts, pieceFeatures.contraction, 1)
  return at + 1 + length
}

function countBlanks(text: string, from: number, classes: Uint8Array, counts: Float64Array): number {
  const at = endOf(text, from, classes, CharacterClass.blank)
  const next = at < text.length ? classes[text.charCodeAt(at)]! : CharacterClass.line
  if (next === CharacterClass.line) {
    // Blanks before a line end are one piece with it.
    if (at === text.length) add(counts, pieceFeatures.indent, 1)
    return at
  }
  // The last blank belongs to what follows; those before it are one piece.
  const length = at - from - 1
  if (length > 0) add(counts, length > 16 ? pieceFeatures.indentLong : pieceFeatures.indent, 1)
  if (next === CharacterClass.digit) add(counts, pieceFeatures.blankBeforeDigit, 1)
  else if (next === CharacterClass.surrogate || next === CharacterClass.pictograph)
    add(counts, pieceFeatures.blankBeforePicture, 1)
  else if (next > CharacterClass.line) add(counts, pieceFeatures.blankBeforeOther, 1)
  return at
}

function countSymbols(text: string, from: number, before: number, classes: Uint8Array, counts: Float64Array): number {
  let at = from
  let stretches = 0
  let repeats = 0
  let ruling = 0
  let last = -1
  for (let repeated = false; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (classes[code] !== CharacterClass.symbol) break
    if (code > 127) add(counts, pieceFeatures.symbolBeyondAscii, 1)
    if (code === last) {
      if (!repeated) stretches++
      if (isRuling(code)) ruling++
      else repeats++
    }
    repeated = code === last
    last = code
  }
  const length = at - from
  const next = at < text.length ? classes[text.charCodeAt(at)]! : CharacterClass.line
  if (length === 1) {
    // A single symbol before a word is counted with the word, unless a blank before it takes it.
    if (before === 0 || (next !== CharacterClass.lower && next !== CharacterClass.upper))
      add(counts, pieceFeatures.symbolAlone, 1)
  } else if (length < 4) add(counts, length === 2 ? pieceFeatures.symbolPair : pieceFeatures.symbolTriple, 1)
  else {
    add(counts, pieceFeatures.symbolRun, 1)
    add(counts, pieceFeatures.symbolChange, length - repeats - ruling - stretches)
    add(counts, pieceFeatures.symbolStretch, stretches)
    add(counts, pieceFeatures.symbolRepeat, repeats)
    add(counts, pieceFeatures.symbolRuling, ruling)
  }
  if (next !== CharacterClass.line || at === text.length) return at
  add(counts, pieceFeatures.lineAfterSymbol, 1)
  return endOf(text, at, classes, CharacterClass.line)
}

// - = * # _ . ~
function isRuling(code: number): boolean {
  return code === 45 || code === 61 || code === 42 || code === 35 || code === 95 || code === 46 || code === 126
}

function countLines(text: string, from: number, classes: Uint8Array, counts: Float64Array): number {
  const at = endOf(text, from, classes, CharacterClass.line)
  add(counts, at - from === 1 ? pieceFeatures.line : pieceFeatures.lines, 1)
  return at
}

function countScript(text: string, from: number, classes: Uint8Array, counts: Float64Array): number {
  const first = classes[text.charCodeAt(from)]!
  if (first === CharacterClass.alphabet || first === CharacterClass.cyrillic) {
    const at = endOf(text, from, classes, first)
    add(counts, first === CharacterClass.alphabet ? pieceFeatures.alphabetRun : pieceFeatures.cyrillicRun, 1)
    add(counts, first === CharacterClass.alphabet ? pieceFeatures.alphabet : pieceFeatures.cyrillic, at - from)
    return at
  }
  if (first >= CharacterClass.hanCommon && first <= CharacterClass.katakana) return countHanAndKana(text, from, classes, counts)
  if (first === CharacterClass.surrogate) {
    add(counts, featureOfPair(text.charCodeAt(from), text.charCodeAt(from + 1)), 1)
    return from + 2
  }
  add(counts, oneByOne[first]!, 1)
  return from + 1
}

function featureOfPair(high: number, low: number): number {
  // U+1F600 to U+1F64F are faces; the high unit of U+1F300 to U+1F6FF is D83C or D83D.
  if (high === 0xd83d && low >= 0xde00 && low < 0xde50) return pieceFeatures.face
  return (high & 0xfffe) === 0xd83c ? pieceFeatures.emoji : pieceFeatures.astral
}

function countHanAndKana(text: string, from: number, classes: Uint8Array, counts: Float64Array): number {
  const { hanCommon, hanOther, hiragana, katakana } = CharacterClass
  let at = from
  let pairs = 0
  let common = 0
  let other = 0
  let rounded = 0
  let angular = 0
  for (let last = -1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const kind: number = classes[code]!
    if (kind < hanCommon || kind > katakana) break
    if (isCommonPair(code, text.charCodeAt(at + 1))) {
      pairs++
      at++
    } else if (kind === hanCommon) common++
    else if (kind === hanOther) other++
    else if (kind === hiragana) rounded++
    else {
      angular++
      if (last !== kind) add(counts, pieceFeatures.katakanaRun, 1)
    }
    last = kind
  }
  add(counts, pieceFeatures.hanRun, 1)
  add(counts, pieceFeatures.cjkPair, pairs)
  add(counts, pieceFeatures.hanCommon, common)
  add(counts, pieceFeatures.hanOther, other)
  add(counts, pieceFeatures.hiragana, rounded)
  add(counts, pieceFeatures.katakana, angular)
  if (rounded + angular > 0) add(counts, pieceFeatures.hanAmongKana, common + other)
  return at
}

const oneByOne = new Uint16Array(18)
oneByOne[CharacterClass.hangul] = pieceFeatures.hangul
oneByOne[CharacterClass.letter] = pieceFeatures.letter
oneByOne[CharacterClass.wide] = pieceFeatures.wide
oneByOne[CharacterClass.joiner] = pieceFeatures.joiner
oneByOne[CharacterClass.pictograph] = pieceFeatures.pictograph
