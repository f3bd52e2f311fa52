import { sentences } from '@kaiwu/knowledge'

/** A stretch of an answer. */
export type Stretch = Readonly<{ start: number; end: number }>

/** A mark in an answer: [3], also written 【3】, ［3］ or [3, 5]. */
const mark = '[[【［]\\s*(\\d{1,2}(?:\\s*[,，、]\\s*\\d{1,2})*)\\s*[\\]】］]'
const markPattern = new RegExp(mark, 'g')
const leadingMarks = new RegExp(`^(?:${mark}\\s*)+`)

/** The sentences of an answer, each with the marks that follow its full stop. */
export function markedSentences(text: string): Stretch[] {
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

/** The marks of a sentence; [3, 5] are two at one place. */
export function marksIn(body: string): { number: number; index: number; length: number }[] {
  return [...body.matchAll(markPattern)].flatMap((match) =>
    match[1]!.split(/[,，、]/).map((number) => ({ number: Number(number), index: match.index, length: match[0].length })),
  )
}

/** A sentence without its marks. */
export function withoutMarks(body: string): string {
  return body.replace(markPattern, '')
}

/** A sentence with blanks for its marks: what stands elsewhere keeps its place. */
export function blankMarks(body: string): string {
  return body.replace(markPattern, blank)
}

/** As many blanks as a part is long. */
export function blank(part: string): string {
  return ' '.repeat(part.length)
}

/** A text with blanks for the stretches given. */
export function blankAll(text: string, stretches: readonly Stretch[]): string {
  let out = text
  for (const { start, end } of stretches) out = out.slice(0, start) + ' '.repeat(end - start) + out.slice(end)
  return out
}
