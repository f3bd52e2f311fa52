import { detectLanguage, type Hit } from '@kaiwu/core'
import type { AnalyzedQuestion } from '../search/analyze-question.ts'
import { fold } from '../text/fold.ts'
import { chooseSentences, type ChosenSentences } from './choose-sentences.ts'
import { evidenceOf, type EvidenceFeatures } from './evidence.ts'
import { coverageOf, isEntryOf, judgePassage, type JudgedPassage } from './judge-passage.ts'
import { answersInForm, asksForLiveState, asksForOpinion, questionKinds } from './question-kind.ts'

/**
 * A piece of an extracted answer: words of a passage, as offsets into the passage's text. `lead` is the passage's own sentence
 * that opens the list the words are an item of.
 */
export type Extract = Readonly<{ hit: Hit; start: number; end: number; text: string; lead?: string }>

/** What extraction came to. `confidence` is the estimated probability that the extracts answer the question. */
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
  hits: readonly Hit[],
  settings: ExtractionSettings = defaultExtractionSettings,
): Extraction {
  const asked = fold(question.text).text
  const kinds = questionKinds(asked)
  const ranked = weighEvidence(question, hits).filter((passage) => answersInForm(fold(quoteOf(passage)).text, asked, kinds))
  const chosen = choosePassages(ranked, question, settings.maxPassages)
  const confidence = chosen[0] && canBeAnswered(question, asked, hits, chosen) ? 1 / (1 + Math.exp(-chosen[0].evidence)) : 0
  if (confidence < settings.threshold) return { outcome: 'refused', extracts: [], confidence }
  return { outcome: 'answered', extracts: chosen.flatMap(extractsOf), confidence }
}

/** What no wording of a passage can make up for: an unknown code or place, a code of another model only, a live state, an opinion. */
function canBeAnswered(
  question: AnalyzedQuestion,
  asked: string,
  hits: readonly Hit[],
  chosen: readonly WeighedPassage[],
): boolean {
  if (question.unknownPlace || asksForLiveState(asked) || asksForOpinion(asked) || namesOtherDocument(asked, hits)) return false
  return speaksOfIt(chosen, question) && !missesCode(chosen, question) && !onlyOfOtherModel(hits, question)
}

/** The question names a document by its title, 《…》, and none found bears it or speaks of it. */
function namesOtherDocument(asked: string, hits: readonly Hit[]): boolean {
  const named = [...asked.matchAll(/《([^》]{2,60})》/g)].map(([, title = '']) => title)
  // Few questions name one: for all others no passage is folded again.
  if (named.length === 0) return false
  const known = hits.map(({ document, passage }) => fold(`${document.facts.title}\n${passage.text}`).text)
  return named.some((title) => !known.some((text) => text.includes(title)))
}

// Below this share of what was asked, likeness is chance, above all in a small base where every passage leads.
const leastCoverage = 0.08

/** Some whole word of the question stands in the evidence, and enough of it altogether. */
function speaksOfIt(chosen: readonly WeighedPassage[], { concepts }: AnalyzedQuestion): boolean {
  return chosen.some(({ judged: { held, coverage } }) => {
    // The segmenter leaves what its dictionary lacks in single characters (刀|库|凸|轮|箱): all of them together are a word.
    const inPieces = coverage >= 0.9
    return (
      coverage >= leastCoverage && (inPieces || concepts.some(({ words }, index) => held[index]! >= 0.9 && words[0]!.length > 1))
    )
  })
}

/** A code has entries, but each is another model's: E-207 of the HX-500 says nothing about the HX-630. */
function onlyOfOtherModel(hits: readonly Hit[], question: AnalyzedQuestion): boolean {
  // Code by code: the title page of the HX-630 is an entry of the HX-630, and none of E-207.
  return question.codes.some((code) => {
    const entries = hits.filter((hit) => isEntryOf(hit, [code])).map((hit) => judgePassage(hit, question))
    return entries.length > 0 && entries.every(({ otherModel }) => otherModel)
  })
}

/** A passage weighed: what would be quoted of it, and how likely it is to answer. */
export type WeighedPassage = Readonly<{
  judged: JudgedPassage
  chosen: ChosenSentences
  features: EvidenceFeatures
  evidence: number
}>

/** Weighs every passage for a question, best first. Passages about another model than the one named are left out. */
export function weighEvidence(question: AnalyzedQuestion, hits: readonly Hit[]): WeighedPassage[] {
  const kinds = questionKinds(fold(question.text).text)
  const scores = scoresOf(hits)
  const judged = hits.map((hit) => judgePassage(hit, question)).filter(({ otherModel }) => !otherModel)
  return judged
    .map((passage) => {
      const chosen = chooseSentences(passage, question, kinds)
      const features = featuresOf(passage, chosen, question, scores)
      return { judged: passage, chosen, features, evidence: evidenceOf(features) }
    })
    .sort((a, b) => b.evidence - a.evidence)
}

type Scores = Readonly<{ top: number; total: number; byDocument: ReadonlyMap<string, number> }>

function scoresOf(hits: readonly Hit[]): Scores {
  const byDocument = new Map<string, number>()
  for (const { document, score } of hits) byDocument.set(document.id, (byDocument.get(document.id) ?? 0) + score)
  const total = hits.reduce((sum, { score }) => sum + score, 0)
  return { top: Math.max(1e-9, ...hits.map(({ score }) => score)), total: Math.max(1e-9, total), byDocument }
}

function featuresOf(
  judged: JudgedPassage,
  chosen: ChosenSentences,
  question: AnalyzedQuestion,
  scores: Scores,
): EvidenceFeatures {
  const { concepts, codes, ideal } = question
  const weights = concepts.map(({ weight }) => weight)
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1
  const unknown = concepts.reduce((sum, concept, index) => sum + (concept.known ? 0 : weights[index]!), 0)
  const unknownNames = concepts.reduce(
    (sum, concept, index) => sum + (concept.known || concept.words[0]!.length < 3 ? 0 : weights[index]!),
    0,
  )
  return {
    coverage: judged.coverage,
    body: judged.body,
    sentence: chosen.coverage,
    form: chosen.kindMatched ? 1 : 0,
    match: ideal > 0 ? Math.min(1, judged.hit.score / ideal) : 0,
    lead: judged.hit.score / scores.top,
    unknown: unknown / total,
    missing: Math.max(0, ...weights.map((weight, index) => weight * (1 - judged.held[index]!))) / total,
    unknownName: unknownNames / total,
    entry: isEntryOf(judged.hit, codes) ? 1 : 0,
    code: codes.length === 0 ? 0 : judged.codes.size / codes.length,
    sameLanguage: detectLanguage(judged.hit.passage.text) === question.language ? 1 : 0,
    document: (scores.byDocument.get(judged.hit.document.id) ?? 0) / scores.total,
    brevity: 1 / Math.max(1, concepts.length),
  }
}

// Two passages this close in log-odds cannot be told apart: both are quoted.
const evenMargin = 0.5

/** The best passage, then those that bring something asked for that is not there yet. */
function choosePassages(ranked: readonly WeighedPassage[], question: AnalyzedQuestion, most: number): WeighedPassage[] {
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

/** Every code asked for must be named by the evidence: an unknown alarm code has no answer, however alike the rest is. */
function missesCode(chosen: readonly WeighedPassage[], question: AnalyzedQuestion): boolean {
  return question.codes.some((code) => !chosen.some(({ judged }) => judged.codes.has(code)))
}

function quoteOf({ judged, chosen }: WeighedPassage): string {
  return chosen.spans.map(({ start, end }) => judged.hit.passage.text.slice(start, end)).join('\n')
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
