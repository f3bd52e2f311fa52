import type { Hit } from '@kaiwu/core'
import type { AnalyzedQuestion, Concept } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'
import { codeOf, codes } from '../text/terms.ts'

/** How far one passage bears on a question. */
export type JudgedPassage = Readonly<{
  hit: Hit
  /** For each concept of the question, how far the passage holds it, 0 to 1. */
  held: readonly number[]
  /** The weighted mean of `held`. */
  coverage: number
  /** The same, of the passage's own text without what stands above it. */
  body: number
  /** The same, of what stands above it: whether its section or document is about what is asked. */
  above: number
  /** The codes of the question that it names, in its text or above it. */
  codes: ReadonlySet<string>
  /** It speaks of another model than the one asked for. */
  otherModel: boolean
}>

/** Judges a passage by what it says and by what stands above it. */
export function judgePassage(hit: Hit, question: AnalyzedQuestion): JudgedPassage {
  const body = fold(hit.passage.text).text
  const above = fold(contextOf(hit)).text
  const inBody = question.concepts.map((concept) => heldIn(concept, body))
  const inAbove = question.concepts.map((concept) => heldIn(concept, above))
  const held = inBody.map((value, index) => Math.max(value, 0.9 * inAbove[index]!))
  const ownCodes = new Set(codes(`${hit.passage.text}\n${contextOf(hit)}`))
  return Object.freeze({
    hit,
    held,
    coverage: coverageOf(held, question.concepts),
    body: coverageOf(inBody, question.concepts),
    above: coverageOf(inAbove, question.concepts),
    codes: new Set(question.codes.filter((code) => ownCodes.has(code))),
    otherModel: speaksOfOtherModel(ownCodes, question.codes),
  })
}

/** What stands above a passage: the document's title and number, the headings, the locator, the sentence that leads it in. */
export function contextOf(hit: Hit): string {
  const { title, number = '' } = hit.document.facts
  return [title, number, ...hit.passage.path, hit.passage.locator, hit.passage.lead?.text ?? ''].join('\n')
}

/** How far a folded text holds a concept: one of its words whole, or part of a long word's character pairs. */
export function heldIn(concept: Concept, folded: string): number {
  const whole = concept.words.some((word) => holds(folded, word))
  // Only the asker's own word may be held in part: parts of synonyms (博士研究生 for 硕士研究生) would be chance.
  return whole ? 1 : partlyHeld(concept.words[0]!, folded)
}

function holds(folded: string, word: string): boolean {
  if (/^[a-z]+$/.test(word)) return holdsWord(folded, word)
  if (/^\d+(?:\.\d+)?$/.test(word)) return new RegExp(`(?<![\\d.])${word.replace('.', '\\.')}(?!\\.?\\d)`).test(folded)
  return /^(?=.*\d)[a-z0-9][a-z0-9._/+#-]*$/.test(word) ? holdsCode(folded, word) : folded.includes(word)
}

/** E203 is E-203, and neither is E-2031. */
function holdsCode(folded: string, code: string): boolean {
  const spelt = [...codeOf(code)].map((character) => (character === '.' ? '\\.' : character)).join('[-_/.+#]?')
  return new RegExp(`(?<![a-z0-9])${spelt}(?![a-z0-9])`).test(folded)
}

function holdsWord(folded: string, word: string): boolean {
  const stem = word.length > 4 ? word.replace(/(?:ings?|ed|es|s|ation|ions?|ment)$/, '') : word
  let at = folded.indexOf(stem)
  while (at !== -1) {
    if (!/[a-z]/.test(folded[at - 1] ?? '')) return true
    at = folded.indexOf(stem, at + 1)
  }
  return false
}

function partlyHeld(word: string, folded: string): number {
  const characters = [...word]
  if (characters.length < 3 || !/^\p{Script=Han}+$/u.test(word)) return 0
  let found = 0
  for (let at = 0; at + 1 < characters.length; at++) if (folded.includes(characters[at]! + characters[at + 1]!)) found++
  return (0.7 * found) / (characters.length - 1)
}

/** The weighted mean of how far each concept is held. */
export function coverageOf(held: readonly number[], concepts: readonly Concept[]): number {
  let sum = 0
  let total = 0
  for (const [index, concept] of concepts.entries()) {
    const { weight } = concept
    sum += weight * held[index]!
    total += weight
  }
  return total === 0 ? 0 : sum / total
}

/** The passage is the entry of a code asked for: the alarm's own row, the part's own row, the article itself. */
export function isEntryOf({ passage }: Hit, asked: readonly string[]): boolean {
  const [own = codeOf(passage.locator)] = codes(passage.locator)
  return asked.includes(own)
}

/** `hx500` beside an asked-for `hx630`: the same letters, another number, and none that is asked for is there. */
function speaksOfOtherModel(own: ReadonlySet<string>, asked: readonly string[]): boolean {
  const series = (code: string) => /^[a-z]{2,}(?=\d+$)/.exec(code)?.[0]
  const models = asked.filter(series)
  const others = new Set([...own].map(series))
  return !models.some((model) => own.has(model)) && models.some((model) => others.has(series(model)))
}
