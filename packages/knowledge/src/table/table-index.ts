import { cellWords } from './cell-words.ts'
import { stopWords } from '../search/stop-words.ts'
import { valuesOfColumn, WordPlaces } from './word-places.ts'
import type { TypedTable } from './typed-table.ts'

/** A value of a column of text, with its words. */
export type IndexedValue = Readonly<{
  value: string
  words: readonly string[]
  /** Other ways to write it whole: what stands in its brackets, and what stands outside. */
  aliases: readonly string[]
}>

/** What a question may name of a column. */
export type IndexedColumn = Readonly<{
  at: number
  name: string
  /** Its words without those that say nothing. */
  words: readonly string[]
  values: readonly IndexedValue[]
  /** Values are few or short: names of things rather than sentences. */
  naming: boolean
  /** Characters of a cell in the mean. */
  length: number
}>

/** A table made ready to be found in questions. */
export type TableIndex = Readonly<{
  table: TypedTable
  columns: readonly IndexedColumn[]
  /** Where a word stands: column and value in one number, see {@link WordPlaces}. */
  places: WordPlaces['places']
  /** Whether two words may stand side by side in a value, or in the name of a column or the table; seldom yes without reason. */
  mayHavePair: WordPlaces['mayHavePair']
  /** Every word of its values and of the names of its columns. */
  known: ReadonlySet<string>
  /** The names of the columns, one after another. */
  names: string
  /** Leading columns that name a row. */
  naming: readonly string[]
  /** The first and the last date of each column of dates, by its place. */
  bounds: ReadonlyMap<number, readonly [string, string]>
  /** Columns of text whose values stand in more than one row. */
  repeats: ReadonlySet<string>
  /** Columns of text of which every row has another value. */
  unique: ReadonlySet<string>
}>

const indexes = new WeakMap<TypedTable, TableIndex>()
const [mostNaming, longestName] = [4, 32]
// Longer cells are texts; passages find what they say.
const longestCell = 600

/** The index of a table; made once. */
export function tableIndex(table: TypedTable): TableIndex {
  const known = indexes.get(table) ?? makeIndex(table)
  indexes.set(table, known)
  return known
}

/** Words one after another as one key. */
export function joined(words: readonly string[]): string {
  return words.join(' ')
}

/** The words of a column's name that tell it from others. */
export function nameWords(name: string): readonly string[] {
  const words = cellWords(name.replace(/\((?:e?s)\)/gi, ''))
  const kept = words.filter(({ word, kind }) => kind !== 'word' || !stopWords.has(word)).map(({ word }) => word)
  return kept.length > 0 ? kept : words.map(({ word }) => word)
}

function makeIndex(table: TypedTable): TableIndex {
  const words = new WordPlaces()
  const columns = table.columns.map(({ name, type }, at): IndexedColumn => {
    const distinct = new Map<string, IndexedValue>()
    let [characters, filled] = [0, 0]
    for (const row of table.rows) {
      const cell = row[at]
      if (typeof cell !== 'string' || type !== 'text') continue
      filled++
      characters += cell.length * (/\p{Script=Han}/u.test(cell) ? 2 : 1)
      if (cell.length <= longestCell && !distinct.has(cell)) distinct.set(cell, indexedValue(cell))
    }
    const values = [...distinct.values()]
    for (const [value, held] of values.entries()) words.add(held.words, at * valuesOfColumn + value)
    const length = filled === 0 ? 0 : characters / filled
    return {
      at,
      name,
      words: nameWords(name.replace(/[[(（].*$/, '') || name),
      values,
      naming: type === 'text' && length <= longestName,
      length,
    }
  })
  const names = [table.name, ...table.columns.map(({ name }) => name)].map((name) => cellWords(name).map(({ word }) => word))
  for (const name of names) words.add(name)
  const { places } = words
  const repeats = new Set(
    columns.filter(({ values }) => values.length > 0 && values.length < table.rows.length / 1.5).map(({ name }) => name),
  )
  const unique = new Set(columns.filter(({ values }) => values.length >= table.rows.length).map(({ name }) => name))
  const known = new Set([...places.keys(), ...columns.flatMap(({ words }) => words)])
  return Object.freeze({
    table,
    columns,
    places,
    mayHavePair: words.mayHavePair,
    known,
    names: table.columns.map(({ name }) => name).join(' '),
    naming: namingOf(table, columns),
    repeats,
    unique,
    bounds: boundsOf(table),
  })
}

function boundsOf({ columns, rows }: TypedTable): ReadonlyMap<number, readonly [string, string]> {
  const bounds = new Map<number, readonly [string, string]>()
  for (const [at, { type }] of columns.entries()) {
    if (type !== 'date') continue
    for (const row of rows) {
      const cell = row[at]
      if (typeof cell !== 'string') continue
      const [lowest, highest] = bounds.get(at) ?? [cell, cell]
      bounds.set(at, [cell < lowest ? cell : lowest, cell > highest ? cell : highest])
    }
  }
  return bounds
}

function indexedValue(value: string): IndexedValue {
  const words = cellWords(value).map(({ word }) => word)
  if (!/[(（]/.test(value)) return { value, words, aliases: [] }
  const inside = /[(（]([^()（）]+)[)）]/.exec(value)?.[1]
  const outside = inside === undefined ? undefined : value.replace(/[(（][^()（）]+[)）]/g, ' ')
  const aliases = [inside, outside].flatMap((part) =>
    part === undefined ? [] : [joined(cellWords(part).map(({ word }) => word))],
  )
  return { value, words, aliases: aliases.filter((alias) => alias !== '') }
}

/** The first columns that are short and of text or dates; at least one. */
function namingOf(table: TypedTable, columns: readonly IndexedColumn[]): readonly string[] {
  const names: string[] = []
  for (const [at, { name, type }] of table.columns.entries()) {
    if (names.length === mostNaming || (type !== 'date' && !columns[at]!.naming)) break
    names.push(name)
  }
  return names.length > 0 ? names : [table.columns[0]!.name]
}
