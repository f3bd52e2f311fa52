/** A line that begins with a number as headings do: 3.2.1 主轴润滑, A.1 概述, 2. Installation. */
export type NumberedLine = Readonly<{
  /** As written, full-width forms made narrow: 3.2.1, A.1. */
  number: string
  /** A letter counts by its place in the alphabet. */
  parts: readonly number[]
  /** The mark right behind the number: '', '.', '、'. */
  mark: string
  /** Space stands between the number and the title. */
  spaced: boolean
  title: string
}>

const numbered = /^(?:([A-Z])\.(\d{1,2}(?:\.\d{1,2}){0,3})|(\d{1,2}(?:\.\d{1,2}){0,5}))([.、]?)([\s\u3000]*)(\S.*)$/u
const opens = /^[\p{Script=Han}\p{Lu}“‘"《「【（(\d]/u
const opensUnspaced = /^[\p{Script=Han}“《「【]/u
const wide = /[０-９Ａ-Ｚａ-ｚ．]/
const begins = /^[A-Z\d０-９Ａ-Ｚ]/
// Programs that read a page's letters one by one leave a gap: 6. 2 音视频流.
const brokenNumber = /^(\d{1,2})\. (\d{1,2})(?=[\s\u3000]+\p{Script=Han})/u
// pH, eCall: a small letter, then a large one.
const mixedCase = /^\p{Ll}\p{Lu}/u

/** Full-width digits, letters and dots as narrow ones, character for character. */
export function narrow(text: string): string {
  if (!wide.test(text)) return text
  return text.replace(/[０-９Ａ-Ｚａ-ｚ．]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
}

/** Reads the number of a line by its form alone; see `judgeTitle` for what the words behind it say. */
export function numberedLine(text: string): NumberedLine | undefined {
  if (!begins.test(text)) return undefined
  const line = narrow(text)
  const found = numbered.exec(brokenNumber.test(line) ? line.replace(brokenNumber, '$1.$2') : line)
  if (!found) return undefined
  const [, letter, behind, plain, mark = '', space = '', title = ''] = found
  const spaced = space !== ''
  const number = letter ? `${letter}.${behind}` : plain!
  const parts = [...(letter ? [letter.charCodeAt(0) - 64] : []), ...(letter ? behind! : plain!).split('.').map(Number)]
  if (number.split('.').some((part) => /^0\d/.test(part))) return undefined
  const fits = spaced
    ? opens.test(title) || mixedCase.test(title)
    : opensUnspaced.test(title) || (mark === '.' && /^\p{Lu}/u.test(title))
  return fits ? { number, parts, mark, spaced, title } : undefined
}

/** Whether `next` may follow `number` in an outline: 3.1 → 3.2, 3.2 → 3.2.1, 3.2.4 → 3.3, also with one left out. */
export function follows(number: readonly number[], next: readonly number[]): boolean {
  const shared = Math.min(number.length, next.length) - 1
  for (let at = 0; at < shared; at++) if (number[at] !== next[at]) return false
  if (next.length === number.length + 1) return number[shared] === next[shared] && next.at(-1)! <= 2
  if (next.length > number.length) return false
  const step = next.at(-1)! - number[next.length - 1]!
  return step === 1 || (step === 2 && next.length === number.length)
}
