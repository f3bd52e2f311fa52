/** FEEL text in ASCII punctuation, and where each of its characters stood. */
export type AsciiFeel = Readonly<{
  text: string
  /** Offset in the original of an offset in `text`. */
  at: (offset: number) => number
  /** Offset in the original of a quotation mark that is never closed. */
  unclosed?: number
}>

const several: ReadonlyMap<string, string> = new Map([
  ['≥', '>='],
  ['≤', '<='],
  ['≠', '!='],
  ['、', ','],
  ['【', '['],
  ['】', ']'],
  ['−', '-'],
  ['×', '*'],
  ['÷', '/'],
  ['\u3000', ' '],
  ['\u00a0', ' '],
])

/**
 * Reads what a Chinese keyboard gives outside of texts （，（）“”＞＝≥） as its ASCII form; texts in quotes keep every character.
 * @example
 * asciiFeel('等级＝“甲，乙”').text // '等级="甲，乙"'
 */
export function asciiFeel(original: string): AsciiFeel {
  if (/^[\x20\x21\x23-\x7e]*$/u.test(original)) return { text: original, at: (offset) => offset }
  let text = ''
  const from: number[] = []
  let unclosed: number | undefined
  const put = (piece: string, at: number): void => {
    text += piece
    for (let i = 0; i < piece.length; i++) from.push(at)
  }
  for (let i = 0; i < original.length; i++) {
    const character = original[i]!
    const closing = closingMarks(character)
    if (!closing) {
      put(asciiOf(character), i)
      continue
    }
    const start = i
    put('"', i)
    for (i++; i < original.length && !closing.includes(original[i]!); i++) {
      if (original[i] === '\\' && i + 1 < original.length) put('\\', i++)
      else if (original[i] === '"') put('\\', i)
      put(original[i]!, i)
    }
    if (i < original.length) put('"', i)
    else unclosed = start
  }
  const at = (offset: number): number => from[offset] ?? original.length
  return unclosed === undefined ? { text, at } : { text, at, unclosed }
}

/** The marks that close a text opened by this one; undefined for a character that opens none. */
export function closingMarks(opening: string): string | undefined {
  if (opening === '"' || opening === '＂') return opening
  return opening === '“' || opening === '”' || opening === '„' ? '“”' : undefined
}

/** The ASCII form of one character outside of a text. */
export function asciiOf(character: string): string {
  const code = character.charCodeAt(0)
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0)
  return several.get(character) ?? character
}
