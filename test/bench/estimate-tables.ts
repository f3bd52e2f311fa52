/** Finds the tables that the token estimate counts by, and writes them into the package. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Sample } from './estimate-documents.ts'

/** Where what is learnt is written. */
export const estimateFolder = join(import.meta.dirname, '../../packages/models/src/estimate')

/** Takes the Han characters, and the pairs of Han characters and kana, that are one token, and writes them into the package. */
export function learnCharacters(tokens: Iterable<Uint8Array>): void {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let characters = ''
  let pairs = ''
  for (const bytes of tokens) {
    if (bytes.length % 3 !== 0 || bytes.length > 6 || bytes[0]! < 0xe3 || bytes[0]! > 0xe9) continue
    const text = decoder.decode(bytes)
    if (/^\p{Script=Han}$/u.test(text)) characters += text
    else if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]{2}$/u.test(text)) pairs += text
  }
  writeFileSync(
    join(estimateFolder, 'common-characters.ts'),
    `/** Han characters that are common enough to be one token, most common first. Learnt by test/bench/estimate.ts --learn. */
export const commonCharacters =
${stringOf(characters)}

/** Pairs of Han characters and kana that are common enough to be one token, one after the other. Learnt likewise. */
export const commonPairs =
${stringOf(pairs)}
`,
  )
}

/** Finds the pairs of letters that are rare in English and writes them into the package. */
export function learnRarePairs(samples: readonly Sample[]): void {
  const seen = new Float64Array(26 * 26)
  let total = 0
  for (const { text } of samples)
    for (const [found] of text.matchAll(/[A-Z]?[a-z]{3,}/g))
      for (let index = 1; index < found.length; index++, total++)
        seen[((found.charCodeAt(index - 1) | 32) - 97) * 26 + found.charCodeAt(index) - 97]!++
  const masks = Array.from({ length: 26 }, (_, first) =>
    Array.from({ length: 26 }, (_, second) => (seen[first * 26 + second]! < total * 0.0004 ? 2 ** second : 0)).reduce(
      (a, b) => a + b,
    ),
  )
  writeFileSync(
    join(estimateFolder, 'rare-pairs.ts'),
    `/**
 * Pairs of letters that make up less than 0.04 % of the pairs in English words: bit b of number a stands for the pair of the
 * a-th and the b-th letter. Words that hold them fall into more tokens. Learnt by test/bench/estimate.ts --learn.
 */
export const rarePairs = Int32Array.from([
${linesOf(masks.map((mask) => `0x${mask.toString(16).padStart(7, '0')}`))}
])
`,
  )
}

function stringOf(text: string): string {
  return (text.match(/.{1,60}/g) ?? []).map((line) => `  '${line}'`).join(' +\n')
}

/** Numbers as lines of source. */
export function linesOf(values: readonly string[]): string {
  const lines: string[] = []
  for (let from = 0; from < values.length; from += 13) lines.push(`  ${values.slice(from, from + 13).join(', ')},`)
  return lines.join('\n')
}
