import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'

/** How far a text has the asker's words side by side as the asker has them, not scattered; each between 0 and 1. */
export type SharedPhrases = Readonly<{
  /** Share of the neighbours in the question (two characters, two words) that are neighbours in the text. */
  pairs: number
  /** Length of the longest stretch of the question that stands in the text, as a share of what is asked. */
  longest: number
}>

const unit = /\p{Script=Han}|[a-z0-9][a-z0-9._/-]*/gu
const unitsOf = (text: string): readonly string[] => fold(text).text.match(unit) ?? []
// A word of Latin letters says about as much as two characters.
const lengthOf = (part: string): number => (/^\p{Script=Han}/u.test(part) ? 1 : 2)

/** Compares the word order of a question and a text. */
export function sharedPhrases({ text, concepts }: AnalyzedQuestion, other: string): SharedPhrases {
  const asked = unitsOf(text)
  const content = new Set(concepts.flatMap(({ words }) => unitsOf(words[0]!)))
  const places = new Map<string, number[]>()
  for (const [at, part] of unitsOf(other).entries()) places.set(part, [...(places.get(part) ?? []), at])
  let pairs = 0
  let shared = 0
  let longest = 0
  let running = new Map<number, number>()
  for (const [index, part] of asked.entries()) {
    const next = new Map<number, number>()
    for (const at of places.get(part) ?? []) next.set(at, (running.get(at - 1) ?? 0) + lengthOf(part))
    longest = Math.max(longest, ...next.values())
    const before = asked[index - 1]
    if (before !== undefined && content.has(before) && content.has(part)) {
      pairs++
      if ([...next.keys()].some((at) => running.has(at - 1))) shared++
    }
    running = next
  }
  const length = asked.reduce((sum, part) => sum + (content.has(part) ? lengthOf(part) : 0), 0)
  return { pairs: pairs === 0 ? 0 : shared / pairs, longest: length === 0 ? 0 : Math.min(1, longest / length) }
}
