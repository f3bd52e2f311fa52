import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'
import { sentences, type Span } from '../text/sentences.ts'
import { coverageOf, heldIn, type JudgedPassage } from './judge-passage.ts'
import { hasKind, type QuestionKind } from './question-kind.ts'

/** What to quote of a passage, as spans of its text: the words that answer, and the sentence that leads into them when they are items. */
export type ChosenSpan = Span & Readonly<{ lead?: Span }>

/** The choice from one passage. */
export type ChosenSentences = Readonly<{
  spans: readonly ChosenSpan[]
  /** How far the best sentence holds what was asked, 0 to 1. */
  coverage: number
  /** Some sentence that is quoted has the form asked for. */
  kindMatched: boolean
  /** Of the sentences that hold nearly as much as the best one does, some has the form asked for; a half when no form is asked for. */
  formBeside: number
}>

// A passage this short is quoted whole: cutting it would lose its conditions.
const wholeLength = 280
const listLength = 700
const mostSentences = 4
const opensItem = /^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、）)]|[-•·])/
const row = /^[^：:；;\n]{1,24}[：:][^；;\n]*(?:[；;]\s?[^：:；;\n]{1,24}[：:][^；;\n]*)+$/

/**
 * Chooses what to quote of a passage: all of a short one, of a table row or of a list that is asked for; otherwise the
 * sentences that speak of what was asked, with the sentence that leads into them.
 */
export function chooseSentences(
  judged: JudgedPassage,
  question: AnalyzedQuestion,
  kinds: readonly QuestionKind[],
): ChosenSentences {
  const { text, kind } = judged.hit.passage
  const units = unitsOf(text)
  const scores = units.map((span) => scoreOf(text.slice(span.start, span.end), judged, question, kinds))
  const best = Math.max(0, ...scores)
  const folded = units.map((span) => fold(text.slice(span.start, span.end)).text)
  const coverages = folded.map((sentence) => coverageIn(sentence, question))
  const coverage = Math.max(0, ...coverages)
  const beside = folded.some((sentence, index) => coverages[index]! >= 0.8 * coverage && hasKind(sentence, kinds))
  const whole: Span = { start: units[0]?.start ?? 0, end: units.at(-1)?.end ?? text.length }
  const listed = kinds.includes('list') || kinds.includes('procedure')
  const isList = units.filter((span) => isItem(text, span)).length > 1
  const asWhole =
    kind === 'row' || text.length <= wholeLength || units.length <= 1 || (listed && isList && text.length <= listLength)
  const spans = asWhole ? [whole] : gather(text, units, scores, best)
  return {
    spans,
    coverage,
    kindMatched: spans.some((span) => hasKind(fold(text.slice(span.start, span.end)).text, kinds)),
    formBeside: kinds.length === 0 ? 0.5 : Number(beside),
  }
}

/** Sentences; a table row is one unit. */
function unitsOf(text: string): Span[] {
  const units: Span[] = []
  let at = 0
  for (const line of text.split('\n')) {
    const inside = row.test(line) ? [{ start: 0, end: line.length }] : sentences(line)
    for (const { start, end } of inside) units.push({ start: at + start, end: at + end })
    at += line.length + 1
  }
  return units
}

function isItem(text: string, { start, end }: Span): boolean {
  const unit = text.slice(start, end)
  return opensItem.test(unit) || row.test(unit)
}

function leads(text: string, { start, end }: Span): boolean {
  return /[:：]$/.test(text.slice(start, end))
}

function scoreOf(sentence: string, judged: JudgedPassage, question: AnalyzedQuestion, kinds: readonly QuestionKind[]): number {
  const folded = fold(sentence).text
  const bonus = kinds.length > 0 && hasKind(folded, kinds) ? 0.25 : 0
  // What the headings above say counts for every sentence alike, so only the sentence's own words tell them apart.
  return coverageIn(folded, question) + bonus + 0.2 * judged.coverage
}

function coverageIn(folded: string, question: AnalyzedQuestion): number {
  return coverageOf(
    question.concepts.map((concept) => heldIn(concept, folded)),
    question.concepts,
  )
}

/** The best sentences and those nearly as good; neighbours become one span, and an item brings its lead along. */
function gather(text: string, units: readonly Span[], scores: readonly number[], best: number): ChosenSpan[] {
  const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!)
  const chosen = new Set(order.filter((index) => scores[index]! >= 0.6 * best).slice(0, mostSentences))
  for (const index of [...chosen]) {
    const sentence = text.slice(units[index]!.start, units[index]!.end)
    // “前款”“该补贴” speak of the sentence before; a lead or a question says nothing without what follows.
    if (/^(?:前款|该|其中|上述|此|但|同时|否则)/.test(sentence) && index > 0) chosen.add(index - 1)
    if (/[?？]$/.test(sentence) && index + 1 < units.length) chosen.add(index + 1)
    if (leads(text, units[index]!) && ![...chosen].some((other) => other > index && isItem(text, units[other]!))) {
      for (let next = index + 1; next < units.length && isItem(text, units[next]!) && next < index + 9; next++) chosen.add(next)
    }
  }
  const runs: (ChosenSpan & { last: number })[] = []
  for (const index of [...chosen].sort((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run && run.last === index - 1) runs[runs.length - 1] = { ...run, end: units[index]!.end, last: index }
    else runs.push({ ...units[index]!, ...leadOf(text, units, index), last: index })
  }
  return runs
    .filter((run) => !runs.some((other) => other !== run && other.lead?.start === run.start))
    .map(({ last: _, ...span }) => span)
}

/** The sentence that opens the list an item stands in. */
function leadOf(text: string, units: readonly Span[], index: number): { lead?: Span } {
  if (!opensItem.test(text.slice(units[index]!.start, units[index]!.end))) return {}
  for (let before = index - 1; before >= 0; before--) {
    if (leads(text, units[before]!) && !isItem(text, units[before]!)) return { lead: units[before]! }
  }
  return {}
}
