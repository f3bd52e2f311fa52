import { cellWords } from './cell-words.ts'
import { otherChineseWords, otherWords } from './general-words.ts'
import { harmlessSpans, repeatsName } from './harmless-words.ts'
import type { QuestionWord } from './question-mentions.ts'
import { findDates, type DateMark } from './question-dates.ts'
import { findNumbers, findOperations, type NumberMark, type Operation } from './question-operations.ts'
import type { TableIndex } from './table-index.ts'

/** What a question says apart from any table; read once for all of them. */
export type QuestionPhrase = Readonly<{
  folded: string
  words: readonly QuestionWord[]
  operations: readonly Operation[]
  numbers: readonly NumberMark[]
  dates: readonly DateMark[]
  /** Whether a word may be left out of the question. */
  isHarmless: (word: QuestionWord) => boolean
  /** Words that a table must have. */
  telling: readonly Readonly<{ word: QuestionWord; before?: string; after?: string }>[]
}>

/** Reads what a folded question says apart from any table. */
export function phraseOf(folded: string): QuestionPhrase {
  const words = cellWords(folded).map((word) => ({ ...word, written: folded.slice(word.start, word.end) }))
  const [operations, numbers, dates] = [findOperations(folded), findNumbers(folded), findDates(folded)]
  const isHarmless = harmlessSpans(folded)
  const marks = [...operations, ...numbers, ...dates]
  const others = [...folded.matchAll(otherChineseWords)].map(({ 0: word, index }) => ({ start: index, end: index + word.length }))
  const telling = words.flatMap((word, at) => {
    const mayGo = isHarmless(word) || [...marks, ...others].some((mark) => overlaps(mark, word)) || joining.test(word.written)
    const [before, after] = [words[at - 1]?.word, words[at + 1]?.word]
    return mayGo ? [] : [{ word, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }]
  })
  return { folded, words, operations, numbers, dates, isHarmless, telling }
}

// Words that only stand between values or behind the name of a column.
const joining = /^(?:[或者也时间长不在]|or|nor|by)$/

/** Whether a table may have all that a question says; when not, some word of it stays unread. */
export function mayHaveAll({ telling, folded }: QuestionPhrase, index: TableIndex): boolean {
  const isCause = /\bby\b/.test(folded)
  return telling.every(({ word, before, after }) => {
    if (repeatsName(word, index.names)) return true
    if (word.kind === 'character')
      return (
        (before !== undefined && index.mayHavePair(before, word.word)) ||
        (after !== undefined && index.mayHavePair(word.word, after))
      )
    // Longer words may be a slip of one that the table has.
    return (
      index.known.has(word.word) ||
      (word.kind === 'word' && (isCause || word.word.length >= 5 || otherWords(word.written).length > 0))
    )
  })
}

/** Whether two places have a character in common. */
export function overlaps(one: { start: number; end: number }, other: { start: number; end: number }): boolean {
  return one.start < other.end && other.start < one.end
}
