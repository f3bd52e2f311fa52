const cjk = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6`
const loose = String.raw`‘’“”—…·`
const endsCjk = new RegExp(`[${cjk}]$`, 'u')
const startsCjk = new RegExp(`^[${cjk}]`, 'u')
const endsCjkOrMark = new RegExp(`[${cjk}${loose}]$`, 'u')
const startsCjkOrMark = new RegExp(`^[${cjk}${loose}]`, 'u')
// These marks bring their own space, also beside a Latin letter.
const wideEnd = /[、。，；：！？）》】」』]$/
const wideStart = /^[、。，；：！？（）《》【】「」『』]/
const han = /\p{Script=Han}/u
const lineEnds = /\r\n?|[\u0085\u2028\u2029\v\f]/g
/** Dropped without a word: control characters, what word processors leave (soft hyphen, marks of direction), the mark at the start. */
const quiet = /(?![\t\n])\p{Cc}|[\u00ad\u200e\u200f]|^\ufeff/gu
const loneSurrogates = /\p{Surrogate}/gu
/** Text nobody sees and machines read; a flag such as Scotland's is spelled with the same characters behind its black flag. */
const tags = /(?<!\u{1f3f4}[\u{e0020}-\u{e007e}]{0,6})[\u{e0000}-\u{e007f}]+/gu
const flagTags = /[\u{e0000}-\u{e007f}]+/gu
// Zero-width characters, controls of direction (U+202A to U+202E, U+2066 to U+2069), invisible operators, blank letters, noncharacters.
const unseen =
  /[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\u{1d173}-\u{1d17a}\u{e0080}-\u{e00ff}\u{e01f0}-\u{e0fff}]+/gu
// A joiner shapes emoji and the letters of Arabic and Indian scripts; behind other letters, or in runs, it only hides.
const joiners =
  /(?:(?<=[\p{Script=Han}\p{Script=Latin}\p{Script=Hiragana}\p{Script=Katakana}\p{Nd}\p{P}\p{Z}\n]|^)[\u200c\u200d]|(?<=[\u200c\u200d])[\u200c\u200d])+/gu
// One variation selector chooses a form of the character before it; more of them carry data.
const selectors = /(?<=[\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]+/gu
/** No script stacks more marks on one letter. */
const floods = /(?<=\p{M}{8})\p{M}+/gu

// Text of these characters alone needs no cleaning: they are seen, and composed already, whichever of them follow one another.
const clean = [
  [0x0a, 0x0a],
  [0x20, 0x7e],
  [0xa0, 0xac],
  [0xae, 0x17f],
  [0x391, 0x3a1],
  [0x3a3, 0x3a9],
  [0x3b1, 0x3c9],
  [0x2010, 0x2027],
  [0x2030, 0x205e],
  [0x2103, 0x2103],
  [0x2116, 0x2116],
  [0x2150, 0x218b],
  [0x2190, 0x2328],
  [0x2460, 0x26ff],
  [0x3000, 0x3029],
  [0x3041, 0x3096],
  [0x30a1, 0x30fa],
  [0x4e00, 0x9fff],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
] as const
const isClean = new Uint8Array(65_536)
for (const [from, to] of clean) isClean.fill(1, from, to + 1)

/** True when the text holds at least one Chinese character. */
export function hasChinese(text: string): boolean {
  return han.test(text)
}

/** Counts what {@link cleanText} takes out of a document because nobody can see it. */
export type UnseenTally = {
  /** Tag characters (U+E0000 to U+E007F), and the text they spell, at most 80 characters. */
  tags: number
  tagText: string
  /** All other characters, and the visible text around the first of them. */
  characters: number
  around: string
}

/** A tally of nothing yet. */
export function unseenTally(): UnseenTally {
  return { tags: 0, tagText: '', characters: 0, around: '' }
}

/**
 * Drops what nobody can see, gives every line end as `\n` and composes letters (NFC). Spaces stay as they are.
 * Kept: a joiner (U+200C, U+200D) in emoji, Arabic and Indian scripts, one variation selector a character, eight marks a letter.
 * Dropped and not counted: control characters, soft hyphens, U+200E and U+200F, a byte order mark at the start.
 * Dropped and counted in `tally`: tag characters, zero-width characters, controls of direction, blank letters, further joiners,
 * selectors and marks. A lone surrogate becomes U+FFFD and is counted. Look-alike letters and full-width forms stay as written:
 * search folds them. Takes time in proportion to the text.
 */
export function cleanText(text: string, tally: UnseenTally = unseenTally()): string {
  if (needsNoCleaning(text)) return text
  const seen = text
    .replace(lineEnds, '\n')
    .replace(quiet, '')
    .replace(tags, (run) => countTags(run, tally))
    .replace(flagTags, '')
  return [unseen, joiners, selectors, floods]
    .reduce(
      (one, pattern) => one.replace(pattern, (run, at: number, whole: string) => countUnseen(run, at, whole, '', tally)),
      seen,
    )
    .replace(loneSurrogates, (run, at: number, whole: string) => countUnseen(run, at, whole, '\ufffd', tally))
    .normalize('NFC')
}

// By a table: a regular expression of these ranges takes five times as long, and every text that comes in is looked at.
function needsNoCleaning(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (isClean[text.charCodeAt(at)] === 0) return false
  return true
}

function countTags(run: string, tally: UnseenTally): string {
  const characters = [...run]
  tally.tags += characters.length
  for (const one of tally.tagText.length < 80 ? characters.slice(0, 80) : []) {
    const code = (one.codePointAt(0) ?? 0) - 0xe0000
    if (code >= 0x20 && code < 0x7f && tally.tagText.length < 80) tally.tagText += String.fromCharCode(code)
  }
  return ''
}

function countUnseen(run: string, at: number, whole: string, instead: string, tally: UnseenTally): string {
  if (tally.characters === 0) {
    const near = whole.slice(Math.max(0, at - 20), at) + instead + whole.slice(at + run.length, at + run.length + 60)
    tally.around = cleanText(near).replace(/\s+/g, ' ').trim().slice(0, 80)
  }
  tally.characters += [...run].length
  return instead
}

/**
 * Joins the lines of one paragraph: with nothing between two Chinese characters or at a Chinese mark, with one space
 * otherwise. Empty lines are left out.
 * @example
 * joinLines(['主轴过热时', '应停机']) // '主轴过热时应停机'
 */
export function joinLines(lines: readonly string[]): string {
  const parts: string[] = []
  let last = ''
  for (const line of lines) {
    if (line === '') continue
    if (last !== '' && !touch(last.slice(-2), line.slice(0, 2))) parts.push(' ')
    parts.push(line)
    last = line
  }
  return parts.join('')
}

function touch(end: string, start: string): boolean {
  if (wideEnd.test(end) || wideStart.test(start)) return true
  return (endsCjk.test(end) && startsCjkOrMark.test(start)) || (endsCjkOrMark.test(end) && startsCjk.test(start))
}

/** One line of clean, trimmed text, whatever line ends and tabs went in. */
export function oneLine(text: string, tally?: UnseenTally): string {
  const cleaned = cleanText(text, tally).replaceAll('\t', ' ')
  if (!cleaned.includes('\n')) return cleaned.trim()
  return joinLines(cleaned.split('\n').map((line) => line.trim()))
}
