/** Letters of the longest word that is told from longer ones. */
export const longestWord = 16

/** What may stand before a word and is merged with it. */
export const wordPlaces = Object.freeze(['after a blank', 'after nothing', 'after another word', 'after a symbol'] as const)

/** How a word is written: `word`, `WORD`, `Word`, `WOrd`. */
export const wordShapes = Object.freeze(['lower', 'upper', 'capital', 'mixed'] as const)

const words = wordPlaces.length * wordShapes.length * longestWord

/** Where words of one place, shape and length are counted. Lengths begin at 1. */
export function wordFeature(place: number, shape: number, length: number): number {
  return (place * wordShapes.length + shape) * longestWord + Math.min(length, longestWord) - 1
}

/** Features beside words: their place in the counts. Words stand before them. */
export const pieceFeatures = Object.freeze({
  /** Pairs of letters that are rare in English, in words that are not all capitals. */
  rarePair: words + 0,
  /** The same in words that are. */
  rarePairUpper: words + 1,
  /** Groups of up to three digits. */
  digits: words + 2,
  symbolAlone: words + 3,
  symbolPair: words + 4,
  symbolTriple: words + 5,
  /**
   * Runs of four symbols and more: runs; symbols that stand once in them; stretches of one symbol repeated; repetitions,
   * and repetitions of symbols that lines are drawn with.
   */
  symbolRun: words + 6,
  symbolChange: words + 7,
  symbolStretch: words + 8,
  symbolRepeat: words + 9,
  symbolRuling: words + 10,
  symbolBeyondAscii: words + 11,
  line: words + 12,
  lines: words + 13,
  lineAfterSymbol: words + 14,
  indent: words + 15,
  indentLong: words + 16,
  blankBeforeDigit: words + 17,
  blankBeforeOther: words + 18,
  blankBeforePicture: words + 19,
  pictograph: words + 20,
  /** Runs of Han characters and kana. */
  hanRun: words + 21,
  /** Characters that no common pair holds. */
  hanCommon: words + 22,
  hanOther: words + 23,
  /** Pairs of characters that are common enough to be one token. */
  cjkPair: words + 24,
  hanAmongKana: words + 25,
  hiragana: words + 26,
  katakanaRun: words + 27,
  katakana: words + 28,
  hangul: words + 29,
  cyrillicRun: words + 30,
  cyrillic: words + 31,
  alphabetRun: words + 32,
  alphabet: words + 33,
  letter: words + 34,
  wide: words + 35,
  /** Faces of emoji, the emoji of 2010 to 2014 beside them, and whatever else is beyond the basic plane. */
  face: words + 36,
  emoji: words + 37,
  astral: words + 38,
  joiner: words + 39,
  contraction: words + 40,
})

/** One of {@link pieceFeatures}. */
export type PieceFeature = keyof typeof pieceFeatures

/** How many numbers `countPieces` counts. */
export const pieceFeatureCount = words + Object.keys(pieceFeatures).length
