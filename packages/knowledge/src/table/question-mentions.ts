import { fold } from '../text/fold.ts'
import { stopWords } from '../search/stop-words.ts'
import { cellWords, type CellWord } from './cell-words.ts'
import { generalWords, otherWords } from './general-words.ts'
import { isDuration } from './column-unit.ts'
import { joined, type IndexedColumn, type TableIndex } from './table-index.ts'
import type { TypedTable } from './typed-table.ts'
import { valuesOfColumn } from './word-places.ts'

/** A word of a question, as written and as compared. */
export type QuestionWord = CellWord & Readonly<{ written: string }>

/** What words of a question name in a table. `from` and `to` count words; `to` is behind the last. */
export type Mention = Readonly<{ from: number; to: number; exact: boolean }> &
  (
    | Readonly<{ kind: 'column'; column: number }>
    /** Several columns or the table itself: the things its rows are about. */
    | Readonly<{ kind: 'rows' }>
    | Readonly<{ kind: 'value'; candidates: readonly ValueCandidate[] }>
  )

/** Values of one column that words name. */
export type ValueCandidate = Readonly<{
  column: number
  values: readonly string[]
  /** 4: the whole value; 3: its abbreviation or the value without it; 2: a part of a name; 1: words of a text. */
  tier: 1 | 2 | 3 | 4
}>

type Scored = Readonly<{ mention: Mention; score: number }>

const longestGram = 16
// Of more values than a condition lists, only that there are more is of use.
const mostParts = 12
const function_ = /^[的了是有在和与或吗呢么吧啊哪几多少个这那些什就都还也被把给从到对为以及之其不没]$/

/**
 * What a question names of a table: columns, values, the table itself. Longest first; places do not overlap.
 * @param blocked words that say what to do with rows; only whole names of two or more words may take them
 */
export function findMentions(words: readonly QuestionWord[], blocked: Uint8Array, index: TableIndex): readonly Mention[] {
  const found: Scored[] = []
  for (let from = 0; from < words.length; from++) {
    found.push(...columnsFrom(words, from, index), ...valuesFrom(words, from, index))
  }
  found.push(...tableNamesIn(words, index))
  const taken = new Uint8Array(words.length)
  const chosen: Mention[] = []
  for (const { mention } of found.sort((a, b) => b.score - a.score)) {
    const { from, to, exact } = mention
    const span = words.slice(from, to)
    const free = !taken.subarray(from, to).some(Boolean)
    const whole = exact && to - from >= 2
    if (!free || (!whole && span.some((_, at) => blocked[from + at] === 1))) continue
    taken.fill(1, from, to)
    chosen.push(mention)
  }
  return chosen.sort((a, b) => a.from - b.from)
}

/** Whether a word says nothing by itself. */
export function isStop({ written, kind }: QuestionWord): boolean {
  return kind === 'word' ? stopWords.has(written) || /^[st]$/.test(written) : kind === 'character' && function_.test(written)
}

/** How much a run of words says: a word one, a character half, words that say nothing a tenth. */
function weightOf(words: readonly QuestionWord[]): number {
  return words.reduce((sum, word) => sum + (isStop(word) ? 0.1 : word.kind === 'character' ? 0.5 : 1), 0)
}

function scored(mention: Mention, words: readonly QuestionWord[], quality: number): Scored {
  return { mention, score: weightOf(words.slice(mention.from, mention.to)) * 10 + quality }
}

function columnsFrom(words: readonly QuestionWord[], from: number, { columns, table }: TableIndex): readonly Scored[] {
  if (isStop(words[from]!)) return []
  const found: Scored[] = []
  for (let to = from + 1; to <= Math.min(words.length, from + 8); to++) {
    const span = words.slice(from, to)
    if (isStop(span.at(-1)!)) continue
    const gram = span.filter((word) => word.kind !== 'word' || !isStop(word)).map(({ word }) => word)
    const compact = gram.join('')
    const exact = columns.filter((column) => column.words.join('') === compact)
    if (exact[0]) {
      const begin = withStopsBefore(words, from, exact[0].name)
      found.push(scored({ kind: 'column', column: exact[0].at, from: begin, to, exact: true }, words, 8))
      continue
    }
    if (span.every(({ kind }) => kind === 'character') && span.length < 2) continue
    if (span.every(({ kind }) => kind === 'number')) continue
    const part = columns.filter((column) => contains(column.words, gram))
    // 库存 of 库存下限 and 库存上限: it does not say which; nor is 库存 the name of 库存下限 alone.
    if (part.some((column) => meansOther(column, gram, table))) continue
    const lasting = part.length === 0 ? durationNamed(span, table, columns) : undefined
    if (lasting !== undefined) found.push(scored({ kind: 'column', column: lasting, from, to, exact: false }, words, 5))
    else if (part.length === 1) found.push(scored({ kind: 'column', column: part[0]!.at, from, to, exact: false }, words, 5))
    else if (part.length > 1) found.push(scored({ kind: 'rows', from, to, exact: false }, words, 4.5))
    else {
      const other = otherColumn(span.map(({ written }) => written).join(span[0]!.kind === 'word' ? ' ' : ''), columns)
      if (other !== undefined) found.push(scored({ kind: 'column', column: other, from, to, exact: false }, words, 1.5))
    }
  }
  return found
}

/** Where the name of a column begins that has words such as last before the first that says something. */
function withStopsBefore(words: readonly QuestionWord[], from: number, name: string): number {
  const own = ` ${name.toLowerCase().replace(/[^a-z]+/g, ' ')} `
  const isOwn = (word: QuestionWord | undefined): boolean => word?.kind === 'word' && own.includes(` ${word.written} `)
  let begin = from
  while (isStop(words[begin - 1] ?? words[from]!) && isOwn(words[begin - 1])) begin--
  return begin
}

const measures =
  /[上下]限|最[高低大小早晚]|目标|计划|预计|额定|标准|\b(?:min|max|minimum|maximum|limit|target|plan|rate|averag|expect|estim|net|gross|last|next|first|previou)\b/

/** Whether a column of figures is by its name another measure than a part of the name alone. */
function meansOther({ at, words }: IndexedColumn, gram: readonly string[], { columns }: TypedTable): boolean {
  if (columns[at]!.type === 'text') return false
  const part = /^\p{Script=Han}/u.test(words[0] ?? '') ? '' : ' '
  const rest = words.join(part).replace(gram.join(part), ' ')
  return measures.test(rest)
}

/** The one column of lengths of time that 停机时间 names where it is 停机分钟. */
function durationNamed(
  span: readonly QuestionWord[],
  { columns: typed }: TypedTable,
  columns: TableIndex['columns'],
): number | undefined {
  const said = /^(\p{Script=Han}{2,})(?:时间|时长)$/u.exec(span.map(({ written }) => written).join(''))?.[1]
  if (said === undefined) return undefined
  const named = columns.filter(({ at, words }) => isDuration(typed[at]!) && contains(words, [...said]))
  return named.length === 1 ? named[0]!.at : undefined
}

/** The one column that has another word for what is asked: the reason, of a table of causes. */
function otherColumn(written: string, columns: TableIndex['columns']): number | undefined {
  const others = otherWords(written).map((other) => cellWords(other).map(({ word }) => word))
  const having = columns.filter((column) => others.some((gram) => contains(column.words, gram)))
  return having.length === 1 ? having[0]!.at : undefined
}

function contains(words: readonly string[], gram: readonly string[]): boolean {
  return ` ${joined(words)} `.includes(` ${joined(gram)} `)
}

function tableNamesIn(words: readonly QuestionWord[], { table }: TableIndex): readonly Scored[] {
  const name = new Set(table.name.toLowerCase().match(/[a-z]+|\p{Script=Han}/gu) ?? [])
  const found: Scored[] = []
  for (let from = 0; from < words.length; from++) {
    const word = words[from]!
    const own = (one: QuestionWord | undefined): boolean =>
      one !== undefined && (name.has(one.written) || (one.kind === 'word' && name.has(one.written.replace(/s$/, ''))))
    if (isStop(word) || !own(word)) continue
    const to = word.kind === 'character' && own(words[from + 1]) ? from + 2 : from + 1
    if (word.kind === 'character' && (to - from < 2 || !table.name.includes(word.written + words[from + 1]!.written))) continue
    found.push(scored({ kind: 'rows', from, to, exact: false }, words, 1))
  }
  return found
}

type Match = Readonly<{ column: number; value: number; length: number; whole: boolean; alias: boolean }>

function valuesFrom(words: readonly QuestionWord[], from: number, index: TableIndex): readonly Scored[] {
  const matches = matchesFrom(words, from, index)
  const lengths = new Set(matches.map(({ length }) => length))
  return [...lengths].flatMap((length): readonly Scored[] => {
    const span = words.slice(from, from + length)
    const reached = matches.filter((match) => match.length >= length)
    const candidates = candidatesOf(reached, length, index, span)
    const best = candidates[0]
    if (!best) return []
    const exact = best.tier >= 3
    return [
      scored({ kind: 'value', candidates, from, to: from + length, exact }, words, exact ? 7 + (best.tier - 3) / 2 : best.tier),
    ]
  })
}

/** Values that begin to agree with the question at a word, and for how many words they do. */
function matchesFrom(
  words: readonly QuestionWord[],
  from: number,
  { columns, places, mayHavePair }: TableIndex,
): readonly Match[] {
  const first = words[from]!
  const next = words[from + 1]
  // One character alone names nothing.
  if (first.kind === 'character' && (!next || !mayHavePair(first.word, next.word))) return []
  const rest = words.slice(from, from + longestGram).map(({ word }) => word)
  const matches: Match[] = []
  const [own, others] = [places.get(first.word), places.get(first.kind === 'character' ? next!.word : first.word)]
  for (const place of others.length < own.length ? others : own) {
    const [column, value] = [Math.floor(place / valuesOfColumn), place % valuesOfColumn]
    const held = columns[column]!.values[value]!
    let longest = 0
    for (let at = held.words.indexOf(first.word); at >= 0; at = held.words.indexOf(first.word, at + 1)) {
      let length = 0
      while (length < rest.length && held.words[at + length] === rest[length]) length++
      longest = Math.max(longest, length)
    }
    for (let length = 1; length <= longest; length++) {
      const gram = joined(rest.slice(0, length))
      const whole = held.words.length === length && gram === joined(held.words)
      matches.push({ column, value, length, whole, alias: !whole && held.aliases.includes(gram) })
    }
  }
  return matches
}

function candidatesOf(
  matches: readonly Match[],
  length: number,
  { columns }: TableIndex,
  span: readonly QuestionWord[],
): readonly ValueCandidate[] {
  const byColumn = new Map<number, { whole: Set<string>; part: Set<string>; alias: boolean }>()
  for (const match of matches) {
    if (match.length !== length) continue
    const held = byColumn.get(match.column) ?? { whole: new Set<string>(), part: new Set<string>(), alias: true }
    const { value } = columns[match.column]!.values[match.value]!
    if (match.whole || match.alias) held.whole.add(value)
    if (match.whole) held.alias = false
    if (held.part.size <= mostParts) held.part.add(value)
    byColumn.set(match.column, held)
  }
  const mayBePart = mayNameAPart(span)
  const candidates = [...byColumn].flatMap(([column, { whole, part, alias }]): ValueCandidate[] => {
    // 一楼, where others are at 一楼大厅: the name of one value, and of more.
    if (whole.size > 0 && [...part].some((value) => !whole.has(value) && goesOn(value, span))) return []
    if (whole.size > 0 && mayNameAll(span)) return [{ column, values: [...whole], tier: alias ? 3 : 4 }]
    if (!mayBePart) return []
    // 通过 of 未通过 is another thing.
    if ([...part].some((value) => saysState(value, span))) return []
    return [{ column, values: [...part], tier: columns[column]!.naming ? 2 : 1 }]
  })
  return candidates.sort((a, b) => b.tier - a.tier)
}

/** A single character, a number or a stop word alone names no value. */
function mayNameAll(span: readonly QuestionWord[]): boolean {
  if (span.every((word) => isStop(word) || word.kind === 'number')) return false
  return !(span.length === 1 && span[0]!.kind === 'character')
}

function mayNameAPart(span: readonly QuestionWord[]): boolean {
  const [first, last] = [span[0]!, span.at(-1)!]
  if (isStop(first) || isStop(last) || span.every(({ kind }) => kind === 'number')) return false
  if (span.every(({ kind }) => kind === 'character')) return span.length >= 2
  return span.some((word) => !isStop(word) && !generalWords.has(word.written) && (word.kind !== 'word' || word.word.length >= 3))
}

/** Whether a short value adds to some Chinese words that something is, is not, or is being done. */
function saysState(value: string, span: readonly QuestionWord[]): boolean {
  if (span.some(({ kind }) => kind !== 'character')) return false
  const written = span.map((word) => word.written).join('')
  const text = fold(value).text
  return value.length > 8
    ? new RegExp(`[未不没无非]${written}`).test(text)
    : /[已未不没无非否待中]/.test(text.replace(written, ''))
}

/** Whether a value begins with some Chinese words and goes on in Chinese. */
function goesOn(value: string, span: readonly QuestionWord[]): boolean {
  if (span.some(({ kind }) => kind !== 'character')) return false
  const written = span.map((word) => word.written).join('')
  const text = fold(value).text
  return text.startsWith(written) && /^\p{Script=Han}/u.test(text.slice(written.length))
}
