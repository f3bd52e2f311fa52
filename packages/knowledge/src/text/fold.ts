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
  const folding = folded(text)
  return { text: folding.text, origin: folding.origin.slice(0, folding.length + 1) }
}

/** A text folded in memory that the next text is folded into: what it holds is used before that. A long text has memory of its own. */
export function folded(text: string): Folding {
  const folding = text.length > keptUnits ? new Folding(text.length) : kept
  folding.read(text)
  return folding
}

/** Folds one text after another into the same memory: what {@link fold} gives, as UTF-16 units and without objects. */
export class Folding {
  /** The folded text; a space stands behind its end. Valid until the next read; whoever reads may write into it. */
  units: Uint16Array
  /** `origin[i]` is where unit i starts in the text given; `origin[length]` is its end. */
  origin: Uint32Array
  /** How many units the folded text has. */
  length = 0
  /** The text given; a space stands behind its end. */
  given: Uint16Array
  private bytes: Buffer
  private same = ''

  /** @param expected units of a text of ordinary length; longer ones make it grow */
  constructor(expected = 1024) {
    this.units = new Uint16Array(expected + 1)
    this.origin = new Uint32Array(expected + 1)
    this.given = new Uint16Array(expected + 1)
    this.bytes = Buffer.from(this.given.buffer)
  }

  /** Folds a text into `units` and `origin`. */
  read(text: string): void {
    this.load(text)
    const { given } = this
    const end = text.length
    let { units, origin } = this
    let length = 0
    for (let at = 0; at < end;) {
      const folded = single[given[at]!]!
      // A mark behind has none either, so what is one with a mark goes the long way.
      if (folded !== 0 && single[given[at + 1]!] !== 0) {
        units[length] = folded
        origin[length++] = at++
        continue
      }
      const character = characterAt(given, at, end)
      const out = foldCharacter(character)
      if (length + out.length + end - at >= units.length) {
        this.grow(length + out.length + 2 * (end - at))
        ;({ units, origin } = this)
      }
      for (let unit = 0; unit < out.length; unit++) {
        units[length] = out.charCodeAt(unit)
        origin[length++] = at
      }
      at += character.length
    }
    units[length] = 0x20
    origin[length] = end
    this.length = length
  }

  /** The folded text as a string. */
  get text(): string {
    const { units, given, length, same } = this
    let at = length === same.length ? 0 : -1
    while (at >= 0 && at < length && units[at] === given[at]) at++
    return at === length ? same : stringOf(units, 0, length)
  }

  private load(text: string): void {
    this.same = text
    if (text.length >= this.given.length) {
      this.given = new Uint16Array(2 * text.length + 1)
      this.bytes = Buffer.from(this.given.buffer)
    }
    if (text.length >= this.units.length) {
      this.length = 0
      this.grow(2 * text.length)
    }
    if (text.length > 64) this.bytes.write(text, 'utf16le')
    else for (let at = 0; at < text.length; at++) this.given[at] = text.charCodeAt(at)
    this.given[text.length] = 0x20
  }

  private grow(capacity: number): void {
    const { units, origin } = this
    this.units = new Uint16Array(capacity + 1)
    this.units.set(units)
    this.origin = new Uint32Array(capacity + 1)
    this.origin.set(origin)
  }
}

/** Units of UTF-16 as a string. */
export function stringOf(units: Uint16Array, from: number, to: number): string {
  if (to - from > 32) return Buffer.from(units.buffer, units.byteOffset + 2 * from, 2 * (to - from)).toString('utf16le')
  let text = ''
  for (let at = from; at < to; at++) text += String.fromCharCode(units[at]!)
  return text
}

// Words are folded by the thousand; memory for a whole book is let go again.
const keptUnits = 65_536
const kept = new Folding()

// What each unit is folded to, where that is one unit; 0 where it is not, or has not been asked for.
const single = new Uint16Array(65_536)

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
function characterAt(given: Uint16Array, at: number, end: number): string {
  const first = given[at]!
  const second = at + 1 < end ? given[at + 1]! : 0
  const paired = first >= 0xd800 && first <= 0xdbff && second >= 0xdc00 && second <= 0xdfff
  const alone = paired ? String.fromCharCode(first, second) : String.fromCharCode(first)
  const behind = at + alone.length
  if (behind >= end || !isMark(given[behind]!)) return alone
  const both = alone + String.fromCharCode(given[behind]!)
  return both.normalize('NFC').length === alone.length ? both : alone
}

// Of what is not in `single`: pairs of surrogates, characters with marks, what becomes several units or none.
const cache = new Map<string, string>()
for (let unit = 1; unit < 128; unit++) foldCharacter(String.fromCharCode(unit))

function foldCharacter(character: string): string {
  let out = cache.get(character)
  if (out === undefined) {
    out = character.normalize('NFKC').toLowerCase()
    if (unseen.test(out)) out = ''
    else if (dashes.test(out)) out = '-'
    out = simplified.get(out) ?? twins.get(out) ?? out
    const unit = character.charCodeAt(0)
    if (character.length === 1 && out.length === 1 && stands(unit)) single[unit] = out.charCodeAt(0)
    else if (cache.size < 70_000) cache.set(character, out)
  }
  return out
}

/** Neither a mark nor half of a character; 0 means nothing in the table. */
function stands(unit: number): boolean {
  return unit !== 0 && !isMark(unit) && !(unit >= 0xd800 && unit <= 0xdfff)
}
