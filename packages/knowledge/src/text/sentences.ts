/** A span of a text, as offsets into it. */
export type Span = Readonly<{ start: number; end: number }>

const enders = '。！？!?'
const closers = '”’"\')）】》」』］]'

/**
 * Splits a text into sentences: at 。！？ and their English forms, and at line ends; a semicolon keeps together
 * what belongs together. A full stop inside a number,
 * an abbreviation or a code does not end one. White space around a sentence is left out.
 */
export function sentences(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  const close = (end: number): void => {
    let from = start
    let to = end
    while (from < to && /\s/.test(text[from]!)) from++
    while (to > from && /\s/.test(text[to - 1]!)) to--
    if (to > from) spans.push({ start: from, end: to })
    start = end
  }
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\n') close(at + 1)
    else if (endsSentence(text, at)) {
      while (`${enders}${closers}`.includes(text[at + 1] ?? '\n')) at++
      close(at + 1)
    }
  }
  close(text.length)
  return spans
}

function endsSentence(text: string, at: number): boolean {
  const character = text[at]!
  if (enders.includes(character)) return true
  const after = text[at + 1]
  if (character !== '.') return false
  if (after !== undefined && !/\s/.test(after) && !closers.includes(after)) return false
  const word = /[\p{L}\p{N}.]*$/u.exec(text.slice(Math.max(0, at - 12), at))![0]
  // "1." starts an item, "No.", "e.g." and "U.S." do not end one.
  return !/^(\d{1,3}|no|fig|sec|vol|max|min|approx|etc|vs|mr|ms|dr|st|[a-z](?:\.[a-z])*)$/i.test(word)
}
