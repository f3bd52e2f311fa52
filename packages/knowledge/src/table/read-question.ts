import { fold } from '../text/fold.ts'
import { emptyGlossary, type Glossary } from '../search/glossary.ts'
import { buildQuery } from './build-query.ts'
import { cellWords } from './cell-words.ts'
import { repeatsName } from './harmless-words.ts'
import { withNearWords } from './near-words.ts'
import { findMentions, type Mention, type QuestionWord } from './question-mentions.ts'
import type { DateMark } from './question-dates.ts'
import type { NumberMark, Operation } from './question-operations.ts'
import { mayHaveAll, overlaps, phraseOf, type QuestionPhrase } from './question-phrase.ts'
import { tableIndex, type TableIndex } from './table-index.ts'
import type { TableQuery } from './table-query.ts'
import type { TypedTable } from './typed-table.ts'

/** A question understood as a query of a table. */
export type TableReading = Readonly<{
  table: TypedTable
  query: TableQuery
  /** What the question wants of the rows. */
  form: TableForm
  /** Columns the question asks for, beside those that name rows. */
  asked: readonly string[]
  /** 0 to 1: how much of what the question says was understood. Below {@link sureReading} it is no answer. */
  confidence: number
  /** Parts of the question that were understood, as offsets into it. */
  used: readonly Readonly<{ start: number; end: number }>[]
  /** Words that were not understood. */
  unread: readonly string[]
  /** Every value it names is a whole one, or a number: that no row fits is an answer then. */
  exact: boolean
  /** What the question calls the rows it counts: failures, 工单. */
  noun?: string
}>

/** `lookup`: what some rows say; `list`: which rows or values there are; else what is computed of them. */
export type TableForm = 'lookup' | 'list' | 'count' | 'figure' | 'groups' | 'extreme' | 'share'

/** Readings below this are left to passages and to models. */
export const sureReading = 0.85

/** How to read. */
export type ReadingOptions = Readonly<{
  /** Words that mean the same, such as a solution's glossary. */
  synonyms?: Glossary
  /** Words that are a part of values are looked for in every column that has them, not only in the one they fit best. */
  loose?: boolean
  /** Tables that do not have all the question says are not read. */
  onlySure?: boolean
}>

/** A question in parts, read against one table. */
export type QuestionParts = Readonly<{
  folded: string
  words: readonly QuestionWord[]
  operations: readonly Operation[]
  numbers: readonly NumberMark[]
  dates: readonly DateMark[]
  mentions: readonly Mention[]
  index: TableIndex
  /** Whether a word may be left out of the question. */
  isHarmless: (word: QuestionWord) => boolean
}>

/**
 * Understands a question as a query of one of some tables, without any model: columns and values it names, comparisons, what it wants
 * counted, summed, compared, grouped or ordered. The same question gives the same reading.
 * @returns the surest reading, sure or not; nothing when the question does not read as one
 * @example
 * readTableQuestion('停机超过200分钟的工单有几个？', tables)?.query.where // { column: '停机分钟', op: '>', value: 200 }
 */
export function readTableQuestion(
  question: string,
  tables: readonly TypedTable[],
  { synonyms = emptyGlossary, loose = false, onlySure = false }: ReadingOptions = {},
): TableReading | undefined {
  const said = [...wordings(question, synonyms)]
  let best: TableReading | undefined
  let rival = 0
  for (const table of tables) {
    const index = tableIndex(table)
    for (const wording of said) {
      if (!wording.brings.every((word) => index.known.has(word)) || (onlySure && !mayHaveAll(wording.phrase, index))) continue
      const reading = readFor(wording, question, table, loose)
      if (!reading) continue
      if (!best || reading.confidence > best.confidence + 1e-9) {
        if (best && best.table !== table) rival = best.confidence
        best = reading
      } else if (reading.table !== best.table) rival = Math.max(rival, reading.confidence)
    }
  }
  if (!best) return undefined
  // Two tables that read it alike: which one is meant, the question does not say.
  return rival >= best.confidence - 1e-9 ? { ...best, confidence: Math.min(best.confidence, sureReading - 0.05) } : best
}

/** `brings`: words that a synonym brings in; a table that has none of them reads nothing else in it. */
type Wording = Readonly<{ phrase: QuestionPhrase; origin: readonly number[]; brings: readonly string[] }>

/** The question itself, then with each glossary word as each of its synonyms. */
function* wordings(question: string, synonyms: Glossary): Generator<Wording> {
  const { text, origin } = fold(question)
  const own = { phrase: phraseOf(text), origin: [...origin], brings: [] as readonly string[] }
  yield own
  for (const { start, end, word, set } of synonyms.find(text).slice(0, 4)) {
    for (const other of set.slice(0, 12)) {
      if (other === word) continue
      const places = [...other].flatMap((character) => Array.from({ length: character.length }, () => own.origin[start]!))
      const at = [...own.origin.slice(0, start), ...places, ...own.origin.slice(end)]
      yield {
        phrase: phraseOf(text.slice(0, start) + other + text.slice(end)),
        origin: at,
        brings: cellWords(other).map(({ word: part }) => part),
      }
    }
  }
}

function readFor({ phrase, origin }: Wording, question: string, table: TypedTable, loose: boolean): TableReading | undefined {
  const index = tableIndex(table)
  const parts = partsOf(phrase, index)
  const built = buildQuery(parts, loose)
  if (!built) return undefined
  const { unread, share } = coverage(parts, built.read, [...built.about, ...built.asked].join(' '))
  // A figure with a condition left out is wrong, however small the part of the question.
  const covered = unread.length > 0 || built.unused.length > 0 ? Math.min(share, sureReading - 0.05) : 1
  const used = built.read.map(({ start, end }) => ({ start: origin[start] ?? 0, end: origin[end] ?? question.length }))
  return Object.freeze({
    table,
    query: built.query,
    form: built.form,
    asked: built.asked,
    exact: built.exact,
    ...(built.noun === undefined ? {} : { noun: built.noun }),
    confidence: Math.max(0, Math.min(1, covered * built.fit)),
    used,
    unread: [...unread, ...built.unused],
  })
}

function partsOf(phrase: QuestionPhrase, index: TableIndex): QuestionParts {
  const { folded, isHarmless } = phrase
  const words = withNearWords(phrase.words, index)
  const dated = index.table.columns.some(({ type }) => type === 'date')
  const dates = dated ? phrase.dates : []
  const numbers = phrase.numbers.filter((number) => !dates.some((date) => overlaps(date, number)))
  const marks = [...dates, ...numbers]
  const operations = phrase.operations.filter((operation) => !marks.some((mark) => overlaps(mark, operation)))
  const blocked = Uint8Array.from(words, (word) =>
    operations.some((one) => overlaps(one, word)) || marks.some((one) => overlaps(one, word)) ? 1 : 0,
  )
  const mentions = findMentions(words, blocked, index)
  const spans = mentions.map(({ from, to }) => ({ start: words[from]!.start, end: words[to - 1]!.end }))
  const left = <T extends { start: number; end: number }>(list: readonly T[]): T[] =>
    list.filter((one) => !spans.some((span) => overlaps(span, one)))
  return {
    folded,
    words,
    operations: left(operations),
    numbers: left(numbers),
    dates: left(dates),
    mentions,
    index,
    isHarmless,
  }
}

/**
 * What of the question was read, and the words that were not. A question is understood when none are left but those that may be left
 * out of any, and those that say the name of a column again.
 */
function coverage(
  parts: QuestionParts,
  read: readonly { start: number; end: number }[],
  about: string,
): { unread: readonly string[]; share: number } {
  let covered = 0
  const unread: QuestionWord[] = []
  for (const word of parts.words) {
    if (read.some((span) => overlaps(span, word))) covered += weightOf(word)
    else if (!parts.isHarmless(word) && !repeatsName(word, about)) unread.push(word)
  }
  const missed = unread.reduce((sum, word) => sum + weightOf(word), 0)
  return { unread: unread.map(({ written }) => written), share: covered / (covered + missed || 1) }
}

function weightOf({ kind }: QuestionWord): number {
  return kind === 'character' ? 0.5 : 1
}
