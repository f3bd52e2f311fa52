/** A piece of text drawn on a page, with whatever else is known of it. */
export type TextRun<Item = TextItem> = Readonly<{ text: string; item: Item }>

/** What pdf.js tells of a drawn piece of text, as far as marking it needs. */
export type TextItem = Readonly<{ transform: readonly number[]; width: number }>

/** A part of a run, as offsets into its text. */
export type RunPart<Item = TextItem> = Readonly<{ run: TextRun<Item>; from: number; to: number }>

// Less than this of a quote's end or beginning on a page is chance.
const shortest = 8

/**
 * The parts of a page's runs in which a quote is drawn. Spaces, line breaks, width and punctuation do not matter. Of a quote that
 * runs on from the page before, or over to the next, the part on this page is found.
 */
export function quoteRuns<Item>(runs: readonly TextRun<Item>[], quote: string): readonly RunPart<Item>[] {
  const wanted = letters(quote)
  if (wanted === '') return []
  let text = ''
  const places: { run: TextRun<Item>; at: number }[] = []
  for (const run of runs)
    for (let at = 0; at < run.text.length; at++)
      for (const letter of letters(run.text[at]!)) {
        text += letter
        places.push({ run, at })
      }
  const [start, length] = place(text, wanted)
  const parts: RunPart<Item>[] = []
  for (const { run, at } of places.slice(start, start + length)) {
    const last = parts.at(-1)
    if (last?.run === run) parts[parts.length - 1] = { run, from: last.from, to: at + 1 }
    else parts.push({ run, from: at, to: at + 1 })
  }
  return parts
}

/** Where the quote, or the part of it on this page, stands; length 0 when nowhere. */
function place(text: string, wanted: string): readonly [number, number] {
  const whole = text.indexOf(wanted)
  if (whole >= 0) return [whole, wanted.length]
  for (let length = wanted.length - 1; length >= shortest; length--) {
    if (text.endsWith(wanted.slice(0, length))) return [text.length - length, length]
    if (text.startsWith(wanted.slice(-length))) return [0, length]
  }
  // A head or a page number may be drawn between the lines: the longest beginning, then.
  for (let length = wanted.length - 1; length >= shortest; length = Math.floor(length * 0.8)) {
    const at = text.indexOf(wanted.slice(0, length))
    if (at >= 0) return [at, length]
  }
  return [0, 0]
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}]/gu, '')
}
