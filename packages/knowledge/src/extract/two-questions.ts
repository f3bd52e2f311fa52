import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'
import { questionKinds } from './question-kind.ts'

/**
 * The two questions that one asks at once: 租房补贴标准是多少，养犬登记收费吗. Nothing when it does not fall into exactly two clauses that
 * each ask and each speak of something of their own.
 */
export function twoQuestionsOf(question: AnalyzedQuestion): readonly AnalyzedQuestion[] {
  const clauses = question.text.split(/[，,；;。？?]|\band\b/).filter((clause) => clause.trim() !== '')
  if (clauses.length !== 2) return []
  const parts = clauses.map((text) => {
    const folded = fold(text).text
    const concepts = question.concepts.filter(({ words }) => folded.includes(words[0]!))
    return { ...question, text, concepts, asks: questionKinds(folded).length > 0 }
  })
  const [one, other] = parts.map(({ concepts }) => concepts.filter(({ known }) => known))
  const apart = one!.some((concept) => !other!.includes(concept)) && other!.some((concept) => !one!.includes(concept))
  return apart && parts.every(({ asks }) => asks) ? parts.map(({ asks: _, ...part }) => part) : []
}
