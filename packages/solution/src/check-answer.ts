import type { AnswerIssue, Citation, Hit } from '@kaiwu/core'
import {
  contextOf,
  datePattern,
  findQuote,
  fold,
  isoDay,
  numberIsStated,
  sentences,
  statedNumbers,
  terms,
} from '@kaiwu/knowledge'

/** What checking a model's answer against its evidence gave. */
export type CheckedAnswer = Readonly<{ citations: readonly Citation[]; issues: readonly AnswerIssue[] }>

/** A mark in an answer: [3], also written 【3】, ［3］ or [3, 5]. */
const mark = '[[【［]\\s*(\\d{1,2}(?:\\s*[,，、]\\s*\\d{1,2})*)\\s*[\\]】］]'
const markPattern = new RegExp(mark, 'g')
const leadingMarks = new RegExp(`^(?:${mark}\\s*)+`)
const quotePattern = /[“「『"]([^“”「」『』"]*)[”」』"]/g
// Shorter ones are words used in a certain sense, not quotations.
const shortestQuote = 4

/**
 * Checks a model's answer: every mark must name a passage, every quoted phrase and every number must stand in a passage the
 * sentence cites, and every sentence that states something must cite one. What does not is named; nothing is removed.
 * @param passages the evidence as it was numbered in the prompt, from 1
 */
export function checkAnswer(text: string, passages: readonly Hit[], question: string): CheckedAnswer {
  const issues: AnswerIssue[] = []
  const cited = new Map<number, string[]>()
  for (const sentence of markedSentences(text)) {
    const body = text.slice(sentence.start, sentence.end)
    const marks = marksIn(body)
    for (const { number, index, length } of marks) {
      if (passages[number - 1]) cited.set(number, [...(cited.get(number) ?? []), withoutMarks(body)])
      else issues.push(issue('unknown-mark', text, sentence.start + index, length))
    }
    const own = marks.flatMap(({ number }) => passages[number - 1] ?? [])
    issues.push(...quoteIssues(text, sentence, own.length > 0 ? own : passages))
    issues.push(...numberIssues(text, sentence, own.length > 0 ? own : passages, question))
    if (own.length === 0 && states(body)) issues.push(issue('sentence-without-mark', text, sentence.start, body.length))
  }
  const citations = [...cited]
    .sort(([a], [b]) => a - b)
    .map(([number, said]) => citationOf(number, passages[number - 1]!, said.join(' ')))
  return { citations, issues: issues.sort((a, b) => a.start - b.start) }
}

function issue(kind: AnswerIssue['kind'], text: string, start: number, length: number): AnswerIssue {
  return { kind, text: text.slice(start, start + length), start, end: start + length }
}

/** Sentences with the marks that follow their full stop. */
function markedSentences(text: string): { start: number; end: number }[] {
  const spans = sentences(text).map((span) => ({ ...span }))
  const joined: { start: number; end: number }[] = []
  for (const span of spans) {
    const marks = leadingMarks.exec(text.slice(span.start, span.end))?.[0] ?? ''
    const before = joined.at(-1)
    const follows = before !== undefined && !text.slice(before.end, span.start).includes('\n')
    if (follows && marks !== '') {
      before.end = span.start + marks.trimEnd().length
      span.start += marks.length
    }
    if (follows && inQuote(text.slice(before.start, before.end))) before.end = span.end
    else if (text.slice(span.start, span.end).trim() !== '') joined.push(span)
  }
  return joined
}

/** A quotation of several sentences is one claim, ended by the marks behind its last. */
function inQuote(text: string): boolean {
  return text.lastIndexOf('“') > text.lastIndexOf('”')
}

function marksIn(body: string): { number: number; index: number; length: number }[] {
  return [...body.matchAll(markPattern)].flatMap((match) =>
    match[1]!.split(/[,，、]/).map((number) => ({ number: Number(number), index: match.index, length: match[0].length })),
  )
}

function withoutMarks(body: string): string {
  return body.replace(markPattern, '')
}

/** Headings, greetings and questions back state nothing. */
function states(body: string): boolean {
  const plain = withoutMarks(body).replace(/[*_`]/g, '').trim()
  return plain.length >= 8 && !/[:：?？]$/.test(plain) && !plain.startsWith('#')
}

function quoteIssues(text: string, { start, end }: { start: number; end: number }, evidence: readonly Hit[]): AnswerIssue[] {
  return [...text.slice(start, end).matchAll(quotePattern)]
    .filter(
      ([, quote = '']) =>
        quote.length >= shortestQuote &&
        !evidence.some((hit) => findQuote(hit.passage.text, quote) ?? findQuote(contextOf(hit), quote)),
    )
    .map((match) => issue('quote-not-found', text, start + match.index, match[0].length))
}

// What numbers the items of a list: `- 2. `, `（1）`, `第 3 步`, `## 4、`.
const listHead = /^[\s>#*-]*(?:[(（]?\d{1,2}[.、)）](?!\d)|(?:第\s*\d{1,2}\s*步|步骤\s*\d{1,2}|step\s*\d{1,2})(?!\d))/i

function numberIssues(
  text: string,
  { start, end }: { start: number; end: number },
  evidence: readonly Hit[],
  question: string,
): AnswerIssue[] {
  const body = text.slice(start, end)
  // Marks and the ordinals of lists are no claims; blanks keep the offsets.
  const claims = body.replace(markPattern, blank).replace(listHead, blank)
  const sources = [question, ...evidence.flatMap(statedBy)]
  const { rest, unknown, days } = dateClaims(claims, sources)
  const known = [...sources, ...days.map(inChinese)].flatMap((source) => statedNumbers(source))
  const numbers = statedNumbers(rest).filter(
    (number) => !numberIsStated(number, known) && !sources.some((source) => standsIn(source, number.text)),
  )
  return [...unknown, ...numbers].map((claim) => issue('number-not-found', text, start + claim.start, claim.end - claim.start))
}

function blank(part: string): string {
  return ' '.repeat(part.length)
}

/** Everything a passage says, its own text and what is known of its document. */
function statedBy(hit: Hit): string[] {
  const { issued, effective, ends } = hit.document.facts
  return [hit.passage.text, contextOf(hit), ...[issued, effective, ends].filter((day) => day !== undefined)]
}

/** A date is one claim, however it is written; its parts found here and there do not bear it out. */
function dateClaims(
  claims: string,
  sources: readonly string[],
): { rest: string; unknown: { start: number; end: number }[]; days: string[] } {
  const dates = new RegExp(datePattern, 'g')
  const known = new Set(sources.flatMap((source) => [...source.matchAll(dates)].flatMap(([date]) => isoDay(date) ?? [])))
  const unknown = [...claims.matchAll(dates)]
    .filter(([date]) => !known.has(isoDay(date) ?? date))
    .map(({ 0: date, index }) => ({ start: index, end: index + date.trimEnd().length }))
  return { rest: claims.replace(dates, blank), unknown, days: [...known] }
}

/** 2024-05-01 bears out 2024年5月 as well. */
function inChinese(day: string): string {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

const numeral = /[\d.,零〇一二两三四五六七八九十百千万亿]/

/** Whether a source has these very characters, and not as a part of a longer number: 500元 does not stand in 1500元. */
function standsIn(source: string, number: string): boolean {
  const text = fold(source).text
  const wanted = fold(number).text
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) {
    const partOfLonger =
      numeral.test(text[at - 1] ?? '') || (numeral.test(wanted.at(-1)!) && numeral.test(text[at + wanted.length] ?? ''))
    if (!partOfLonger) return true
  }
  return false
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
  })
}
