import type { AnswerIssue, Citation, Hit } from '@kaiwu/core'
import { findQuote, mayBeCited, sentences, terms } from '@kaiwu/knowledge'
import { namedNumbers, namedTitles, unfoundNumbers as unfoundDocuments, unfoundTitles } from './check-answer/documents.ts'
import { blankAll, blankMarks, markedSentences, marksIn, withoutMarks, type Stretch } from './check-answer/marks.ts'
import { unfoundNumbers } from './check-answer/numbers.ts'
import { namedPlaces, unfoundPlaces } from './check-answer/places.ts'
import { quotationsIn, unfoundQuotes } from './check-answer/quotes.ts'

/** What checking a model's answer against its evidence gave. */
export type CheckedAnswer = Readonly<{ citations: readonly Citation[]; issues: readonly AnswerIssue[] }>

/**
 * Checks a model's answer: every mark must name a passage that may be cited on the asked day; every quotation, number, article,
 * document number and title must stand in a passage the sentence cites, or be its own; every sentence that states something must
 * cite one. What does not is named; nothing is removed.
 * @param passages the evidence as it was numbered in the prompt, from 1, with its validity on the asked day
 */
export function checkAnswer(text: string, passages: readonly Hit[], question: string): CheckedAnswer {
  const issues: AnswerIssue[] = []
  const cited = new Map<number, string[]>()
  for (const { start, end } of markedSentences(text)) {
    const body = text.slice(start, end)
    const issue =
      (kind: AnswerIssue['kind']) =>
      (at: Stretch): AnswerIssue => ({
        kind,
        text: body.slice(at.start, at.end),
        start: start + at.start,
        end: start + at.end,
      })
    const marks = marksIn(body)
    for (const { number, index, length } of marks) {
      const hit = passages[number - 1]
      const at = { start: index, end: index + length }
      if (hit) cited.set(number, [...(cited.get(number) ?? []), withoutMarks(body)])
      else issues.push(issue('unknown-mark')(at))
      if (hit && !mayBeCited(hit.document.validity)) issues.push(issue('not-in-force')(at))
    }
    const own = marks.flatMap(({ number }) => passages[number - 1] ?? [])
    for (const [kind, at] of unfoundIn(body, own.length > 0 ? own : passages, question)) issues.push(issue(kind)(at))
    if (own.length === 0 && states(body)) issues.push(issue('sentence-without-mark')({ start: 0, end: body.length }))
  }
  const citations = [...cited]
    .sort(([a], [b]) => a - b)
    .map(([number, said]) => citationOf(number, passages[number - 1]!, said.join(' ')))
  return { citations, issues: issues.sort((a, b) => a.start - b.start) }
}

/**
 * What a text that is not marked says and evidence does not: quotations, numbers, articles, document numbers and titles.
 * @param own words that may be repeated without evidence: the question, the case
 */
export function unborne(text: string, evidence: readonly Hit[], own: string): readonly Readonly<{ kind: AnswerIssue['kind'] }>[] {
  return unfoundIn(text, evidence, own).map(([kind]) => ({ kind }))
}

/** What a sentence says that the evidence does not. */
function unfoundIn(body: string, evidence: readonly Hit[], question: string): (readonly [AnswerIssue['kind'], Stretch])[] {
  const as = (kind: AnswerIssue['kind']) => (at: Stretch) => [kind, at] as const
  const unmarked = blankMarks(body)
  const quotations = quotationsIn(body)
  // An article or a document named in a quotation is a part of it.
  const unquoted = <Named extends Stretch>(named: readonly Named[]): Named[] =>
    named.filter(({ start, end }) => !quotations.some((quotation) => quotation.start <= start && end <= quotation.end))
  const numbers = namedNumbers(unmarked)
  const titles = namedTitles(unmarked)
  const places = namedPlaces(blankAll(unmarked, [...numbers, ...titles]))
  return [
    ...unfoundQuotes(quotations, evidence).map(as('quote-not-found')),
    ...unfoundDocuments(unquoted(numbers), evidence).map(as('document-number-not-found')),
    ...unfoundTitles(unquoted(titles), evidence).map(as('quote-not-found')),
    ...unfoundPlaces(unquoted(places), evidence).map(as('article-not-found')),
    ...unfoundNumbers(blankAll(unmarked, [...numbers, ...titles, ...places]), evidence, question).map(as('number-not-found')),
  ]
}

/** Headings, greetings and questions back state nothing. */
function states(body: string): boolean {
  const plain = withoutMarks(body).replace(/[*_`]/g, '').trim()
  return plain.length >= 8 && !/[:：?？]$/.test(plain) && !plain.startsWith('#')
}

/** The citation of a mark quotes the passage's sentence that shares most with what the answer said of it. */
function citationOf(mark: number, hit: Hit, said: string): Citation {
  const wanted = new Set(
    terms(said)
      .filter(({ kind }) => kind !== 'character')
      .map(({ term }) => term),
  )
  const { text } = hit.passage
  const shared = ({ start, end }: { start: number; end: number }) =>
    terms(text.slice(start, end)).filter(({ term }) => wanted.has(term)).length
  const best = sentences(text).sort((a, b) => shared(b) - shared(a))[0] ?? { start: 0, end: text.length }
  return citationAt(mark, hit, best.start, best.end)
}

/**
 * A citation of words of a passage, from `start` to `end` of the passage's text, checked against it.
 */
export function citationAt(mark: number, hit: Hit, start: number, end: number): Citation {
  const { passage, document } = hit
  const quote = passage.text.slice(start, end)
  const found = findQuote(passage.text, quote)
  return Object.freeze({
    mark,
    passageId: passage.id,
    documentId: document.id,
    document: document.path,
    title: document.facts.title,
    ...(document.facts.number ? { number: document.facts.number } : {}),
    path: passage.path,
    locator: passage.locator,
    ...(passage.page ? { page: passage.page } : {}),
    quote,
    start: passage.start + start,
    end: passage.start + (found ? end : start),
    verified: found !== undefined,
    validity: document.validity,
    ...(document.revision === undefined ? {} : { revision: document.revision }),
    ...(passage.figures === undefined ? {} : { figures: passage.figures }),
  })
}
