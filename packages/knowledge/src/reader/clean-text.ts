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
const loneSurrogates = /\p{Surrogate}/gu
const lineEnds = /\r\n?|[\u0085\u2028\u2029\v\f]/g
// Control characters, and characters nobody sees: zero-width space, bidi marks, byte order mark, soft hyphen, tag characters.
const unseen = /(?![\t\n])\p{Cc}|[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

// Text of these characters alone needs no cleaning.
const clean = /^[\n\u0020-\u007e\u3000-\u3029\u4e00-\u9fff\uff01-\uff60]*$/

/** True when the text holds at least one Chinese character. */
export function hasChinese(text: string): boolean {
  return han.test(text)
}

/** Drops what nobody can see, gives every line end as `\n` and composes letters (NFC). Spaces stay as they are. */
export function cleanText(text: string): string {
  if (clean.test(text)) return text
  return text.replace(loneSurrogates, '\ufffd').replace(lineEnds, '\n').replace(unseen, '').normalize('NFC')
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
export function oneLine(text: string): string {
  const lines = cleanText(text).replaceAll('\t', ' ').split('\n')
  if (lines.length === 1) return lines[0]?.trim() ?? ''
  return joinLines(lines.map((line) => line.trim()))
}
