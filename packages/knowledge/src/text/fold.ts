import traditionalToSimplified from 'opencc-js/dict/TSCharacters'

/** A text in the form search compares, with the way back to the original. */
export type FoldedText = Readonly<{
  text: string
  /** `origin[i]` is where the i-th unit of the folded text starts in the original; one more entry marks the end. */
  origin: Readonly<Uint32Array>
}>

const simplified: ReadonlyMap<string, string> = new Map(
  traditionalToSimplified.split('|').map((pair) => {
    const [from = '', to = from] = pair.split(' ')
    return [from, to] as const
  }),
)
const dashes = /[‐‑‒–—―−]/
// Zero-width and bidi marks, soft hyphen, variation selectors, tag characters: what nobody sees.
const unseen = /\p{Default_Ignorable_Code_Point}/u
// Twins that NFKC keeps apart: the ratio sign of 5∶5, two more tildes.
const twins: ReadonlyMap<string, string> = new Map([
  ['∶', ':'],
  ['〜', '~'],
  ['∼', '~'],
])

/**
 * Folds away what does not tell two texts apart when searching: NFKC (full-width forms, ligatures, accents written as
 * marks of their own), case, traditional characters, kinds of dash, what nobody sees (zero-width characters, variation selectors, tags).
 * @example
 * fold('Ｅ－２０３ 漏電').text // 'e-203 漏电'
 */
export function fold(text: string): FoldedText {
  let folded = ''
  const origin: number[] = []
  for (let at = 0; at < text.length;) {
    const character = characterAt(text, at)
    const out = foldCharacter(character)
    for (let unit = 0; unit < out.length; unit++) origin.push(at)
    folded += out
    at += character.length
  }
  origin.push(text.length)
  return { text: folded, origin: Uint32Array.from(origin) }
}

// Combining marks of Latin, Greek, Cyrillic and kana; each range is one comparison, and most text stops at the first.
function isMark(unit: number): boolean {
  if (unit < 0x300) return false
  return (
    unit <= 0x36f ||
    (unit >= 0x1ab0 && unit <= 0x1aff) ||
    (unit >= 0x1dc0 && unit <= 0x1dff) ||
    unit === 0x3099 ||
    unit === 0x309a
  )
}

/** A character with the mark behind it where the two are one (e and its accent), else alone. */
function characterAt(text: string, at: number): string {
  const alone = String.fromCodePoint(text.codePointAt(at)!)
  const behind = at + alone.length
  if (behind >= text.length || !isMark(text.charCodeAt(behind))) return alone
  const both = alone + text[behind]!
  return both.normalize('NFC').length === alone.length ? both : alone
}

const cache = new Map<string, string>()

function foldCharacter(character: string): string {
  let out = cache.get(character)
  if (out === undefined) {
    out = character.normalize('NFKC').toLowerCase()
    if (unseen.test(out)) out = ''
    else if (dashes.test(out)) out = '-'
    out = simplified.get(out) ?? twins.get(out) ?? out
    if (cache.size < 70_000) cache.set(character, out)
  }
  return out
}
