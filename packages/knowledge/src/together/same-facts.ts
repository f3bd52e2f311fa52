import { codes } from '../text/terms.ts'
import { fold } from '../text/fold.ts'

/**
 * Whether a question written by a model names no number and no code that was not said before. A model that completes a question must
 * not change which machine, year or amount it is about.
 */
export function addsNoFacts(question: string, said: string): boolean {
  const known = new Set(codes(said))
  if (codes(question).some((code) => !known.has(code))) return false
  const numbers = new Set(numbersOf(said))
  return numbersOf(question).every((number) => numbers.has(number))
}

function numbersOf(text: string): string[] {
  return fold(text).text.match(/\d+(?:\.\d+)?/g) ?? []
}
