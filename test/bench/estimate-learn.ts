/** Learns what each piece of a text costs: ridge regression on relative errors towards a first guess. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { countPieces } from '../../packages/models/src/estimate/count-pieces.ts'
import {
  longestWord,
  pieceFeatureCount,
  pieceFeatures,
  wordFeature,
  wordPlaces,
  wordShapes,
  type PieceFeature,
} from '../../packages/models/src/estimate/piece-features.ts'
import type { Sample } from './estimate-documents.ts'
import { estimateFolder, linesOf } from './estimate-tables.ts'

type Row = Readonly<{ counts: Float64Array; tokens: number; weight: number }>

const chunkLength = 700
const ridge = 0.02

// What a piece costs as far as one can say without looking; learning moves away from it as far as the samples bear out.
const guesses: Readonly<Record<PieceFeature, number>> = {
  rarePair: 0.3,
  rarePairUpper: 0.2,
  digits: 1,
  symbolAlone: 1,
  symbolPair: 1,
  symbolTriple: 1.2,
  symbolRun: 0.4,
  symbolChange: 0.5,
  symbolStretch: 0.7,
  symbolRepeat: 0.4,
  symbolRuling: 0.03,
  symbolBeyondAscii: 1,
  line: 1,
  lines: 1,
  lineAfterSymbol: 0.1,
  indent: 1,
  indentLong: 1.1,
  blankBeforeDigit: 1,
  blankBeforeOther: 0.9,
  blankBeforePicture: 0.1,
  pictograph: 2,
  hanRun: 0.1,
  hanCommon: 1,
  hanOther: 2,
  cjkPair: 1.1,
  hanAmongKana: 0,
  hiragana: 0.8,
  katakanaRun: 0.3,
  katakana: 0.8,
  hangul: 0.6,
  cyrillicRun: 0.6,
  cyrillic: 0.2,
  alphabetRun: 0.5,
  alphabet: 0.4,
  letter: 0.6,
  wide: 1,
  face: 1.5,
  emoji: 1.8,
  astral: 2.5,
  joiner: 0.8,
  contraction: 0.3,
}

// Certain by how tokenizers cut: left near the guess, since samples cannot tell a mark from the run it begins.
const certain: readonly PieceFeature[] = ['digits', 'wide', 'hanRun', 'line', 'symbolAlone', 'hanOther']

// Code and the rulings of tables, of which there is plenty, say too little of them.
const scarce: readonly PieceFeature[] = [
  'symbolTriple',
  'symbolRun',
  'symbolChange',
  'symbolStretch',
  'symbolRepeat',
  'symbolRuling',
]

/** Learns the weights from samples and writes them into the package. */
export function learnWeights(samples: readonly Sample[], tokensOf: (text: string) => number): void {
  const rows = rowsOf(samples, tokensOf)
  const first = firstGuess()
  const strength = new Float64Array(pieceFeatureCount).fill(ridge)
  for (const feature of scarce) strength[pieceFeatures[feature]] = 3
  for (const feature of certain) strength[pieceFeatures[feature]] = 40
  const weights = learnt(rows, first, strength)
  writeFileSync(join(estimateFolder, 'piece-weights.ts'), weightsFile(weights))
}

/** Solves until nothing costs less than it can: what comes out below is held at its floor, and the rest is learnt anew. */
function learnt(rows: readonly Row[], first: Float64Array, strength: Float64Array): Float64Array {
  // A word is one token at least.
  const floors = first.map((_, index) => (index < pieceFeatures.rarePair ? 0.95 : 0))
  for (;;) {
    const change = solve(rows, first, strength)
    const weights = first.map((guess, index) => guess + change[index]!)
    const below = [...weights.keys()].filter((index) => weights[index]! < floors[index]! - 0.001)
    if (below.length === 0) return weights.map((weight, index) => Math.max(weight, floors[index]!))
    for (const index of below) {
      first[index] = floors[index]!
      strength[index] = 1e6
    }
  }
}

function rowsOf(samples: readonly Sample[], tokensOf: (text: string) => number): Row[] {
  const chunks = samples.flatMap(({ kind, text }) =>
    Array.from({ length: Math.ceil(text.length / chunkLength) }, (_, index) => ({
      kind,
      text: text.slice(index * chunkLength, (index + 1) * chunkLength),
    })).filter((chunk) => chunk.text.length > 100),
  )
  const ofKind = new Map<string, number>()
  for (const { kind } of chunks) ofKind.set(kind, (ofKind.get(kind) ?? 0) + 1)
  return chunks.map(({ kind, text }) => {
    const tokens = tokensOf(text)
    // Relative errors count, and a class with many samples does not drown the others.
    return { counts: countPieces(text), tokens, weight: 10 / (tokens * tokens * Math.sqrt(ofKind.get(kind)!)) }
  })
}

function firstGuess(): Float64Array {
  const first = new Float64Array(pieceFeatureCount)
  for (const [place] of wordPlaces.entries())
    for (const [shape, name] of wordShapes.entries())
      for (let length = 1; length <= longestWord; length++) {
        const pieces = Math.max(1, length / (name === 'upper' ? 2.6 : 5))
        first[wordFeature(place, shape, length)] = pieces + (place === 3 ? 0.4 : place === 2 ? 0.2 : 0)
      }
  for (const [feature, index] of Object.entries(pieceFeatures)) first[index] = guesses[feature as PieceFeature]
  return first
}

/** Least squares with a pull of the given strength towards no change, by Cholesky's factorization. */
function solve(rows: readonly Row[], first: Float64Array, strength: Float64Array): Float64Array {
  const size = strength.length
  const matrix = Array.from(strength, (value, index) =>
    Float64Array.from({ length: size }, (_, other) => (other === index ? value : 0)),
  )
  const right = new Float64Array(size)
  for (const { counts, tokens, weight } of rows) {
    const present = [...counts.keys()].filter((index) => counts[index] !== 0)
    const missing = tokens - present.reduce((sum, index) => sum + counts[index]! * first[index]!, 0)
    for (const a of present) {
      right[a]! += weight * counts[a]! * missing
      for (const b of present) matrix[a]![b]! += weight * counts[a]! * counts[b]!
    }
  }
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row]![column]!
      for (let k = 0; k < column; k++) sum -= matrix[row]![k]! * matrix[column]![k]!
      matrix[row]![column] = row === column ? Math.sqrt(sum) : sum / matrix[column]![column]!
    }
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) right[row]! -= matrix[row]![k]! * right[k]!
    right[row]! /= matrix[row]![row]!
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) right[row]! -= matrix[k]![row]! * right[k]!
    right[row]! /= matrix[row]![row]!
  }
  return right
}

function weightsFile(weights: Float64Array): string {
  const rounded = [...weights].map((weight) => String(Math.round(weight * 1000) / 1000))
  const words = wordPlaces.flatMap((place, placeIndex) =>
    wordShapes.map((shape, shapeIndex) => {
      const from = wordFeature(placeIndex, shapeIndex, 1)
      return `  // ${shape}, ${place}\n${linesOf(rounded.slice(from, from + longestWord))}`
    }),
  )
  const others = Object.entries(pieceFeatures).map(([feature, index]) => `  /* ${feature} */ ${rounded[index]},`)
  return `/**
 * Tokens that each piece counted by \`countPieces\` costs: words by length from 1 on, then the other features in their order.
 * Learnt by test/bench/estimate.ts --learn; not to be edited.
 */
export const pieceWeights = Float64Array.from([
${[...words, ...others].join('\n')}
])
`
}
