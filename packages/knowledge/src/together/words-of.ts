import { fold, folded, stringOf, type Folding } from '../text/fold.ts'

/** Of each unit: 0 where that is not known yet, else whether it stands in a word, is a mark or sign, or a blank. */
const kinds = new Uint8Array(65_536)
const [word, mark, blank] = [1, 2, 3]
let room = new Uint16Array(1024)

/**
 * The words of a passage and what it is about: equal for those that `diversify` puts together, empty where it has no words. Blanks and
 * marks between words are left out; a mark or a sign at a number is part of it: 1.5 is not 15, -5 not 5, and two numbers are not one.
 * @example
 * wordsOf({ text: '主轴（过热） 停机。' }) === wordsOf({ text: '主轴过热，停机' }) // true
 */
export function wordsOf({ text, about = '' }: Readonly<{ text: string; about?: string }>): string {
  const words = wordsIn(folded(text))
  return words === '' ? '' : `${words}\n${about.trim() === '' ? about : fold(about).text}`
}

function wordsIn({ units, length }: Folding): string {
  if (room.length < 2 * length) room = new Uint16Array(2 * length)
  let size = 0
  for (let at = 0; at < length;) {
    if (kindOf(units, at) === word) {
      room[size++] = units[at++]!
      continue
    }
    const from = at
    while (at < length && kindOf(units, at) !== word) at++
    const [before, after] = [from > 0 && isDigit(units[from - 1]!), at < length && isDigit(units[at]!)]
    if (!before && !after) continue
    const had = size
    for (let one = from; one < at; one++) if (kindOf(units, one) === mark) room[size++] = units[one]!
    if (size === had && before && after) room[size++] = 0x20
  }
  return stringOf(room, 0, size)
}

function kindOf(units: Uint16Array, at: number): number {
  const unit = units[at]!
  return kinds[unit]! || (kinds[unit] = kindOfUnit(unit))
}

/** Half of a character outside the first plane counts as a word: what looks like a picture tells texts apart. */
function kindOfUnit(unit: number): number {
  const character = String.fromCharCode(unit)
  if (/\s/.test(character)) return blank
  return /[\p{P}\p{S}]/u.test(character) ? mark : word
}

function isDigit(unit: number): boolean {
  return unit >= 48 && unit <= 57
}
