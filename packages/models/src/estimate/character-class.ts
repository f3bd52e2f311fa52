import { commonCharacters } from './common-characters.ts'

/** What a UTF-16 unit counts as when a text is cut the way byte-pair tokenizers cut it before they merge. */
export const CharacterClass = Object.freeze({
  symbol: 0,
  lower: 1,
  upper: 2,
  digit: 3,
  blank: 4,
  line: 5,
  /** A Han character common enough to be a token of its own. */
  hanCommon: 6,
  hanOther: 7,
  hiragana: 8,
  katakana: 9,
  hangul: 10,
  /** Latin with marks, Greek. */
  alphabet: 11,
  letter: 12,
  /** Punctuation of Chinese and Japanese, and full-width forms. */
  wide: 13,
  surrogate: 14,
  /** What glues or varies emoji and takes no room itself. */
  joiner: 15,
  cyrillic: 16,
  /** Signs from which emoji were made. */
  pictograph: 17,
})

/** One of {@link CharacterClass}. */
export type CharacterClass = (typeof CharacterClass)[keyof typeof CharacterClass]

const ranges: readonly (readonly [from: number, to: number, kind: CharacterClass])[] = [
  [0x09, 0x09, CharacterClass.blank],
  [0x0a, 0x0a, CharacterClass.line],
  [0x0b, 0x0c, CharacterClass.blank],
  [0x0d, 0x0d, CharacterClass.line],
  [0x20, 0x20, CharacterClass.blank],
  [0x30, 0x39, CharacterClass.digit],
  [0x41, 0x5a, CharacterClass.upper],
  [0x61, 0x7a, CharacterClass.lower],
  [0xa0, 0xa0, CharacterClass.blank],
  [0xaa, 0xaa, CharacterClass.alphabet],
  [0xb5, 0xb5, CharacterClass.alphabet],
  [0xba, 0xba, CharacterClass.alphabet],
  [0xc0, 0xd6, CharacterClass.alphabet],
  [0xd8, 0xf6, CharacterClass.alphabet],
  [0xf8, 0x3ff, CharacterClass.alphabet],
  [0x400, 0x52f, CharacterClass.cyrillic],
  [0x530, 0x1fff, CharacterClass.letter],
  [0x1100, 0x11ff, CharacterClass.hangul],
  [0x1e00, 0x1fff, CharacterClass.alphabet],
  [0x2000, 0x200a, CharacterClass.blank],
  [0x200b, 0x200d, CharacterClass.joiner],
  [0x2028, 0x2029, CharacterClass.line],
  [0x2600, 0x27bf, CharacterClass.pictograph],
  [0x2b00, 0x2bff, CharacterClass.pictograph],
  [0x3000, 0x3000, CharacterClass.blank],
  [0x3001, 0x303f, CharacterClass.wide],
  [0x3041, 0x309f, CharacterClass.hiragana],
  [0x30a0, 0x30ff, CharacterClass.katakana],
  [0x3105, 0x318f, CharacterClass.hangul],
  [0x31f0, 0x31ff, CharacterClass.katakana],
  [0x3400, 0x9fff, CharacterClass.hanOther],
  [0xac00, 0xd7af, CharacterClass.hangul],
  [0xd800, 0xdfff, CharacterClass.surrogate],
  [0xf900, 0xfaff, CharacterClass.hanOther],
  [0xfe00, 0xfe0f, CharacterClass.joiner],
  [0xfe30, 0xfe4f, CharacterClass.wide],
  [0xff00, 0xff65, CharacterClass.wide],
  [0xff66, 0xff9f, CharacterClass.katakana],
]

let table: Uint8Array | undefined

/** The class of every UTF-16 unit, made at its first use. */
export function characterClasses(): Uint8Array {
  return (table ??= makeTable())
}

function makeTable(): Uint8Array {
  const made = new Uint8Array(0x10000)
  for (const [from, to, kind] of ranges) made.fill(kind, from, to + 1)
  for (const one of commonCharacters) made[one.charCodeAt(0)] = CharacterClass.hanCommon
  return made
}
