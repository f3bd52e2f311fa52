import { plainForm, type Simplify } from './plain-form.ts'

/**
 * How often each feature stands in a text. The first character of a key is its kind: `1`, `2`, `3` a run of so many Chinese characters,
 * `w` a word of another script, `p` two words side by side, `c` three to five letters of a word (`_` is its edge), and `S` before any
 * of `1`, `2`, `w` what stands in the subject.
 */
export type FeatureCounts = ReadonlyMap<string, number>

const han = /^\p{Script=Han}/u
const pieces = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+/gu
const longNumber = /^\p{N}{5,}$/u
const longestWord = 40

/**
 * Counts the features of a text and its subject; the subject counts as part of the text and once more by itself.
 * @example
 * [...textFeatures('漏电').keys()] // ['1漏', '2漏电', '1电']
 */
export function textFeatures(text: string, subject = '', simplify?: Simplify): FeatureCounts {
  const counts = new Map<string, number>()
  const add = (feature: string): void => void counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const title = plainForm(subject, simplify)
  read(plainForm(text, simplify), add, true)
  if (title !== '') {
    read(title, add, true)
    read(title, (feature) => add(`S${feature}`), false)
  }
  return counts
}

/** Whether a feature belongs to the coarser of the two views: no parts of words, no more than two characters. */
export function isCoarse(feature: string): boolean {
  const kind = feature.charCodeAt(0)
  return kind !== 0x33 && kind !== 0x63
}

/** Whether a feature is one of those by which neighbours are looked up: pairs of characters, words. */
export function isTerm(feature: string): boolean {
  return feature.startsWith('2') || feature.startsWith('w')
}

/** A feature as people read it, or nothing for what says little by itself (one character, a part of a word). */
export function readableFeature(feature: string): Readonly<{ text: string; inSubject: boolean }> | undefined {
  const inSubject = feature.startsWith('S')
  const own = inSubject ? feature.slice(1) : feature
  return /^[23wp]/.test(own) ? { text: own.slice(1), inSubject } : undefined
}

function read(plain: string, add: (feature: string) => void, whole: boolean): void {
  let before = ''
  for (const [piece] of plain.matchAll(pieces)) {
    if (han.test(piece)) {
      readCharacters([...piece], add, whole ? 3 : 2)
      before = ''
    } else {
      // Numbers of telephones, orders and papers are different each time; that there is one may tell.
      const word = longNumber.test(piece) ? '00000' : piece.slice(0, longestWord)
      add(`w${word}`)
      if (!whole) continue
      if (before !== '') add(`p${before} ${word}`)
      if (!/^\p{N}+$/u.test(word)) readLetters(`_${word}_`, add)
      before = word
    }
  }
}

function readCharacters(characters: readonly string[], add: (feature: string) => void, longest: number): void {
  for (let at = 0; at < characters.length; at++) {
    let run = ''
    for (let length = 1; length <= longest && at + length <= characters.length; length++) {
      run += characters[at + length - 1]!
      add(`${length}${run}`)
    }
  }
}

function readLetters(word: string, add: (feature: string) => void): void {
  for (let length = 3; length <= 5; length++)
    for (let at = 0; at + length <= word.length; at++) add(`c${word.slice(at, at + length)}`)
}
