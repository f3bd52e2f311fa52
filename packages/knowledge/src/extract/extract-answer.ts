import type { Hit } from '@kaiwu/core'
import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { answerabilityOf } from './answerability.ts'
import { choosePassages } from './choose-passages.ts'
import type { FoundHit } from './keyword-score.ts'
import { weighEvidence, type WeighedPassage } from './weigh-evidence.ts'

export { weighEvidence, type WeighedPassage } from './weigh-evidence.ts'

/**
 * A piece of an extracted answer: words of a passage, as offsets into the passage's text. `lead` is the passage's own sentence
 * that opens the list the words are an item of.
 */
export type Extract = Readonly<{ hit: Hit; start: number; end: number; text: string; lead?: string }>

/** What extraction came to. `confidence` is that of {@link answerability}. */
export type Extraction = Readonly<{
  outcome: 'answered' | 'refused'
  extracts: readonly Extract[]
  confidence: number
}>

/** How sure extraction must be to answer, and how much it may quote. */
export type ExtractionSettings = Readonly<{ threshold: number; maxPassages: number }>

/** Half: where the learnt model holds answering and refusing equally likely. */
export const defaultExtractionSettings: ExtractionSettings = Object.freeze({ threshold: 0.5, maxPassages: 3 })

/**
 * Answers a question with words of the passages themselves: chooses the passages and sentences that answer, or refuses
 * when they do not bear on what was asked. Needs no model. Every extract is a verbatim span.
 * @param hits the evidence, best first
 */
export function extractAnswer(
  question: AnalyzedQuestion,
  hits: readonly FoundHit[],
  settings: ExtractionSettings = defaultExtractionSettings,
): Extraction {
  const chosen = choosePassages(question, weighEvidence(question, hits), settings.maxPassages)
  const { confidence } = answerabilityOf(question, hits, chosen)
  if (confidence < settings.threshold) return { outcome: 'refused', extracts: [], confidence }
  return { outcome: 'answered', extracts: chosen.flatMap(extractsOf), confidence }
}

function extractsOf({ judged, chosen }: WeighedPassage): Extract[] {
  const { text } = judged.hit.passage
  return chosen.spans.map(({ start, end, lead }) => ({
    hit: judged.hit,
    start,
    end,
    text: text.slice(start, end),
    ...(lead ? { lead: text.slice(lead.start, lead.end) } : {}),
  }))
}
