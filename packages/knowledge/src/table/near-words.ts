import { stemmer } from 'stemmer'
import type { QuestionWord } from './question-mentions.ts'
import { isStop } from './question-mentions.ts'
import type { TableIndex } from './table-index.ts'
import { valuesOfColumn } from './word-places.ts'

const vocabularies = new WeakMap<TableIndex, ReadonlyMap<string, string>>()

/**
 * Words of a question that a table does not know, brought to the one it knows that differs by a slip or an ending: condenser for
 * Condensor, subcomponent for Sub-Component. Only long enough words, and only when one word alone is near.
 */
export function withNearWords(words: readonly QuestionWord[], index: TableIndex): readonly QuestionWord[] {
  const known = vocabularyOf(index)
  return words.flatMap((word) => {
    if (word.kind !== 'word' || isStop(word) || word.word.length < 5 || known.has(word.word)) return [word]
    const parts = partsOf(word.written, known, index)
    if (parts) return parts.map((part) => ({ ...word, word: part }))
    const near = nearest(word.word, known)
    return [near === undefined ? word : { ...word, word: near }]
  })
}

/** Two words written as one: airconditioner for Air-Conditioning; they must stand side by side in a value. */
function partsOf(
  written: string,
  known: ReadonlyMap<string, string>,
  { places, columns }: TableIndex,
): readonly string[] | undefined {
  for (let at = 3; at <= written.length - 4; at++) {
    const first = written.slice(0, at)
    if (!known.has(first)) continue
    const stem = stemmer(written.slice(at))
    const second = known.has(stem) ? stem : nearest(stem, known)
    const pair = `${first} ${second}`
    if (
      places
        .get(first)
        .some((place) =>
          ` ${columns[Math.floor(place / valuesOfColumn)]!.values[place % valuesOfColumn]!.words.join(' ')} `.includes(
            ` ${pair} `,
          ),
        )
    ) {
      return second === undefined ? undefined : [first, second]
    }
  }
  return undefined
}

function vocabularyOf(index: TableIndex): ReadonlyMap<string, string> {
  const made = vocabularies.get(index)
  if (made) return made
  const known = new Map<string, string>()
  for (const word of index.places.keys()) if (/^[a-z]+$/.test(word)) known.set(word, word)
  for (const { words } of index.columns) for (const word of words) if (/^[a-z]+$/.test(word)) known.set(word, word)
  vocabularies.set(index, known)
  return known
}

function nearest(word: string, known: ReadonlyMap<string, string>): string | undefined {
  const near = { ending: [] as string[], slip: [] as string[] }
  for (const other of known.keys()) {
    if (other[0] !== word[0] || Math.abs(other.length - word.length) > 3) continue
    if (other.length >= 5 && sharesStem(word, other)) near.ending.push(other)
    else if (word.length >= 6 && withinOneSlip(word, other)) near.slip.push(other)
  }
  const best = near.ending.length > 0 ? near.ending : near.slip
  return best.length === 1 ? best[0] : undefined
}

/** One is the other with up to three letters more: condens, condensor; sever, severiti. */
function sharesStem(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one]
  return long.startsWith(short) && long.length - short.length <= 3
}

/** One letter added, left out, changed, or two swapped. */
function withinOneSlip(one: string, other: string): boolean {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const [a, b] = [one.slice(at), other.slice(at)]
  return (
    a.slice(1) === b.slice(1) ||
    a.slice(1) === b ||
    a === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  )
}
