import type { HiddenReason } from '../hidden-text.ts'
import type { DocPieces } from './doc-pieces.ts'
import { runAt, type PropertyRun } from './doc-properties.ts'
import { isOn, sprms } from './doc-sprms.ts'

/** Why a character is not part of the text; 0 when it is. */
export type CharacterMarks = Uint8Array

/** Values of {@link CharacterMarks}. `deleted` is a tracked deletion, `code` the inside of a field, `special` a place holder. */
export const characterMarks = Object.freeze({ deleted: 1, code: 2, special: 3, vanish: 4, white: 5, tiny: 6 })

/** The marks that stand for text somebody hid. */
export const hiddenMarks: Readonly<Record<number, HiddenReason>> = Object.freeze({
  [characterMarks.vanish]: 'vanish',
  [characterMarks.white]: 'white',
  [characterMarks.tiny]: 'tiny',
})

const whiteIndex = 8
const smallest = 2
/** Shading of characters, in the old form and the new. */
const shades = new Set([0x4866, 0xca71])
const fieldBegin = '\x13'
const fieldMiddle = '\x14'
const fieldEnd = '\x15'
const symbol = '('
const longestEquation = 400

/** Marks every character of a document by its properties and by the fields it stands in. */
export function markCharacters({ text, pieces }: DocPieces, runs: readonly PropertyRun[]): CharacterMarks {
  const marks = new Uint8Array(text.length)
  for (const { start, end, at, bytesEach } of pieces) {
    for (let place = at, character = start; character < end;) {
      const run = runAt(runs, place)
      // Between two runs nothing is special; the next is looked for at the next character.
      const until = run === undefined ? place + bytesEach : Math.max(run.to, place + bytesEach)
      const next = Math.min(end, character + Math.ceil((until - place) / bytesEach))
      const mark = run === undefined ? 0 : markOf(run)
      if (mark === characterMarks.special) markSpecial(text, marks, character, next)
      else if (mark !== 0) marks.fill(mark, character, next)
      place += (next - character) * bytesEach
      character = next
    }
  }
  markFields(text, marks)
  return marks
}

function markOf({ list }: PropertyRun): number {
  let mark = 0
  let shaded = false
  for (const { code, value } of list) {
    if (code === sprms.deleted && isOn(value)) return characterMarks.deleted
    if (code === sprms.hidden) mark = isOn(value) ? characterMarks.vanish : 0
    else if (mark === characterMarks.vanish) continue
    else if (code === sprms.special && isOn(value)) mark = characterMarks.special
    else if (code === sprms.size && value.readUInt16LE(0) <= smallest) mark = characterMarks.tiny
    else if (code === sprms.colourIndex && value[0] === whiteIndex) mark = characterMarks.white
    else if (code === sprms.colour) mark = value.readUInt32LE(0) === 0xffffff ? characterMarks.white : 0
    else if (shades.has(code)) shaded = true
  }
  return shaded && mark === characterMarks.white ? 0 : mark
}

/** A symbol of a font without Unicode stands as a bracket; control characters say themselves what they are. */
function markSpecial(text: string, marks: CharacterMarks, from: number, to: number): void {
  for (let at = from; at < to; at++) if (text[at] === symbol) marks[at] = characterMarks.special
}

/**
 * What stands between the begin of a field and its middle is its code; its result follows. A begin without an end is none.
 * Codes stand inside codes, so their begins and ends are counted first.
 */
function markFields(text: string, marks: CharacterMarks): void {
  if (!text.includes(fieldBegin)) return
  const open: { begin: number; middle: number }[] = []
  const depth = new Int32Array(text.length + 1)
  const cover = (from: number, to: number): void => {
    depth[from] = (depth[from] ?? 0) + 1
    depth[to] = (depth[to] ?? 0) - 1
  }
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    const field = open.at(-1)
    if (character === fieldBegin) open.push({ begin: at, middle: -1 })
    else if (field === undefined) continue
    else if (character === fieldMiddle && field.middle < 0) field.middle = at
    else if (character === fieldEnd) {
      open.pop()
      const end = (field.middle < 0 ? at : field.middle) + 1
      const word = wordOfEquation(text.slice(field.begin + 1, Math.min(end - 1, field.begin + longestEquation)))
      if (word === '') cover(field.begin, end)
      else {
        const from = text.lastIndexOf(word, end)
        cover(field.begin, from)
        cover(from + word.length, end)
      }
    }
  }
  for (let at = 0, inside = 0; at < text.length; at++) {
    inside += depth[at] ?? 0
    if (inside > 0) marks[at] = characterMarks.code
  }
}

/** An equation field draws small letters above a word (ruby) and has no result: the word stands last in its code. */
function wordOfEquation(code: string): string {
  return /^\s*EQ\s.*\\s\\up[^,]*,([^,()\\]+)\)\s*$/su.exec(code)?.[1] ?? ''
}
