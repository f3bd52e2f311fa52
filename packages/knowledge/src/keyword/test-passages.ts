import { terms } from '../text/terms.ts'
import type { IndexedPassage, KeywordHit, QueryGroup, QueryTerm } from './keyword-index.ts'

/** A chance that gives the same numbers for the same seed. */
export function chanceOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const common = '的是在有主轴过热停机检查漏油更换轴承压力报警处理'
const words = ['pump', 'valve', 'bearing', 'the', 'oil', 'E-203', 'HX-630', '6205-2RS', '1,500', '3.5mm', '𠮷', 'か', '한글']

/** A passage of a few to some dozens of terms: some in most passages, some in few. */
export function randomPassage(chance: (below: number) => number): IndexedPassage {
  const text = (most: number): string => {
    let made = ''
    for (let left = chance(most); left > 0; left--) {
      const kind = chance(10)
      if (kind < 6) made += common[Math.min(chance(common.length), chance(common.length))]!
      else if (kind < 9) made += ` ${words[Math.min(chance(words.length), chance(words.length))]!} `
      else made += ` x${chance(5000)} `
    }
    return made
  }
  return { body: text(40), title: text(6), path: text(4) }
}

/** A query of a few groups, some with several variants, of what random passages are made of. */
export function randomQuery(chance: (below: number) => number): QueryGroup[] {
  const variant = (): QueryTerm[] =>
    terms(randomPassage(chance).body || '主轴')
      .slice(0, 1 + chance(8))
      .map(({ term }) => ({ term, weight: 0.25 * (1 + chance(6)) }))
  return Array.from({ length: 1 + chance(3) }, () => ({ variants: Array.from({ length: 1 + chance(2) * chance(3) }, variant) }))
}

/** The terms of a text, all of weight 1, as one group. */
export function queryOf(text: string): QueryGroup[] {
  return [{ variants: [terms(text).map(({ term }) => ({ term, weight: 1 }))] }]
}

/** Hits in the order of their passages, scores rounded to what two ways of adding them up may differ by. */
export function rounded(hits: readonly KeywordHit[]): readonly string[] {
  return hits.map(({ passage, score }) => `${passage}: ${score.toPrecision(10)}`).sort()
}
