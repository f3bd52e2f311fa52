import { joinLines } from '../reader/clean-text.ts'

const indented = /^(?:\u3000{1,4}| {2,8}|\t)(?=\S)/
const han = /\p{Script=Han}/u
const fewest = 3
// In half-width columns.
const [narrowest, widest] = [28, 120]
// A line is full when at most this many characters are missing: a mark that must not begin a line, a Latin word, half-width digits.
const slack = 4
// A short line of its own that a full line before it must not swallow: 第三章 监督管理.
const standsAlone = /^第[零〇一二三四五六七八九十百千\d]{1,7}[编章节][\s\u3000]\S{1,20}$|^附\s*[件录则]/u

/**
 * Joins the lines of a text whose paragraphs begin two characters in, as official documents and the text of their PDFs do: a full line that
 * is followed by one at the margin goes on there. Returns `undefined` when the text is not of that form.
 * @example
 * joinIndented(['\u3000\u3000为了规范养犬行为，根据有关法律', '、法规，制定本办法。', …]) // ['为了规范养犬行为，根据有关法律、法规，制定本办法。', …]
 */
export function joinIndented(lines: readonly string[]): readonly string[] | undefined {
  const filled = lines.filter((line) => line.trim() !== '')
  const starts = filled.filter((line) => indented.test(line)).length
  if (starts < fewest || !filled.some((line) => han.test(line))) return undefined
  const lengths = lines.map((line) => line.trimEnd().length)
  const widths = lines.map((line) => displayWidth(line.trimEnd()))
  const [longest, broadest] = [lengths, widths].map((each) => each.reduce((most, one) => Math.max(most, one), 0)) as [
    number,
    number,
  ]
  if (broadest < narrowest || broadest > widest) return undefined
  // Programs count characters, printers the room they take.
  const isFull = (at: number): boolean => lengths[at]! >= longest - slack || widths[at]! >= broadest - 2 * slack
  const goesOn = lines.map((line, at) => {
    const before = lines[at - 1]
    const margin = line.trim() !== '' && !indented.test(line) && before !== undefined && before.trim() !== ''
    return margin && isFull(at - 1) && !standsAlone.test(line)
  })
  const joins = goesOn.filter(Boolean).length
  // Lines at the margin that nothing before them leads to: titles are few, a text with many is not of this form.
  const alone = lines.filter((line, at) => line.trim() !== '' && !indented.test(line) && !goesOn[at]).length
  if (joins < fewest || alone > (joins + starts) * 0.5) return undefined
  // Where every full line has the same number of characters, a program cut without looking at words: nothing stood between.
  const cut = goesOn.filter((join, at) => join && lines[at - 1]!.length === longest).length
  const join = cut >= joins * 0.9 ? (parts: readonly string[]) => parts.join('').trim() : joinLines
  const paragraphs: string[][] = []
  for (const [at, line] of lines.entries()) {
    if (goesOn[at] === true) paragraphs.at(-1)!.push(line)
    else paragraphs.push([line])
  }
  return paragraphs.map(join)
}

function displayWidth(line: string): number {
  let width = 0
  for (const character of line) width += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1
  return width
}
