import type { Hit } from '@kaiwu/core'
import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'
import { isEntryOf, judgePassage } from './judge-passage.ts'
import { asksForLiveState, asksForOpinion } from './question-kind.ts'
import type { WeighedPassage } from './weigh-evidence.ts'

/** Why no document can answer, however alike the passages are. */
export type RuledOut = 'nothing-found' | 'place' | 'live-state' | 'opinion' | 'other-document' | 'code' | 'other-model'

/**
 * What no wording of a passage can make up for: an unknown code or place, a code of another model only, a live state, an opinion.
 * @param chosen what would be quoted
 */
export function ruledOut(
  question: AnalyzedQuestion,
  hits: readonly Hit[],
  chosen: readonly WeighedPassage[],
): RuledOut | undefined {
  const asked = fold(question.text).text
  if (question.unknownPlace) return 'place'
  if (asksForLiveState(asked)) return 'live-state'
  if (asksForOpinion(asked)) return 'opinion'
  if (chosen.length === 0) return 'nothing-found'
  if (namesOtherDocument(asked, hits)) return 'other-document'
  if (missesCode(chosen, question)) return 'code'
  return onlyOfOtherModel(hits, question) ? 'other-model' : undefined
}

/** The question names a document by its title, 《…》, and none found bears it or speaks of it. */
function namesOtherDocument(asked: string, hits: readonly Hit[]): boolean {
  const named = [...asked.matchAll(/《([^》]{2,60})》/g)].map(([, title = '']) => title)
  // Few questions name one: for all others no passage is folded again.
  if (named.length === 0) return false
  const known = hits.map(({ document, passage }) => fold(`${document.facts.title}\n${passage.text}`).text)
  return named.some((title) => !known.some((text) => text.includes(title)))
}

/** A code has entries, but each is another model's: E-207 of the HX-500 says nothing about the HX-630. */
function onlyOfOtherModel(hits: readonly Hit[], question: AnalyzedQuestion): boolean {
  // Code by code: the title page of the HX-630 is an entry of the HX-630, and none of E-207.
  return question.codes.some((code) => {
    const entries = hits.filter((hit) => isEntryOf(hit, [code])).map((hit) => judgePassage(hit, question))
    return entries.length > 0 && entries.every(({ otherModel }) => otherModel)
  })
}

/** Every code asked for must be named by the evidence: an unknown alarm code has no answer, however alike the rest is. */
function missesCode(chosen: readonly WeighedPassage[], question: AnalyzedQuestion): boolean {
  return question.codes.some((code) => !chosen.some(({ judged }) => judged.codes.has(code)))
}
