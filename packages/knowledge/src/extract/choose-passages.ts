import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'
import { coverageOf } from './judge-passage.ts'
import { answersInForm, questionKinds } from './question-kind.ts'
import type { WeighedPassage } from './weigh-evidence.ts'

// Two passages this close in log-odds cannot be told apart: both are quoted.
const evenMargin = 0.5
// What holds much less of the question than the nearest passage does is about something else.
const leastShare = 0.5

/** What to quote for a question: the best passage of the form asked for, then those that bring something that is not there yet. */
export function choosePassages(question: AnalyzedQuestion, weighed: readonly WeighedPassage[], most: number): WeighedPassage[] {
  const asked = fold(question.text).text
  const kinds = questionKinds(asked)
  // A figure in the unit asked for is no answer where it stands for something else: 拉刀力 is 25 kN, whatever is 0.5 mm beside it.
  const least = leastShare * (weighed[0]?.judged.coverage ?? 0)
  const ranked = weighed.filter(
    (passage) => passage.judged.coverage >= least && answersInForm(fold(quoteOf(passage)).text, asked, kinds),
  )
  const first = ranked[0]
  if (!first) return []
  const chosen = [first]
  let held = first.judged.held
  const named = new Set(first.judged.codes)
  for (const next of ranked.slice(1)) {
    if (chosen.length >= most) break
    const together = held.map((value, index) => Math.max(value, next.judged.held[index]!))
    const gain = coverageOf(together, question.concepts) - coverageOf(held, question.concepts)
    const newCode = [...next.judged.codes].some((code) => !named.has(code))
    const even = chosen.length === 1 && next.evidence > first.evidence - evenMargin
    if (next.evidence < first.evidence - 2 || (gain < 0.15 && !newCode && !even)) continue
    chosen.push(next)
    held = together
    for (const code of next.judged.codes) named.add(code)
  }
  return chosen
}

function quoteOf({ judged, chosen }: WeighedPassage): string {
  return chosen.spans.map(({ start, end }) => judged.hit.passage.text.slice(start, end)).join('\n')
}
