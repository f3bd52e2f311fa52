import { joinIndented } from '../text/join-indented.ts'
import { hasChinese, joinLines } from './clean-text.ts'
import { decodeText } from './decode-text.ts'
import { documentText } from './document-text.ts'
import { encodingWarning } from './encoding-warning.ts'
import { hasNumberedStart } from './numbered-start.ts'
import type { Reader } from './reader.ts'

/** Reads plain text: each line is a paragraph, except where lines were clearly wrapped at a fixed width. */
export const plainTextReader: Reader = Object.freeze({
  name: 'plain-text',
  extensions: Object.freeze(['.txt', '.text', '.log']),
  isolated: false,
  async read(bytes: Uint8Array, name: string) {
    const decoded = decodeText(bytes, name)
    const text = documentText(name)
    const lines = text.clean(decoded.text).split('\n')
    for (const paragraph of joinIndented(lines) ?? unwrapLines(lines)) text.paragraph(paragraph)
    return Object.freeze({
      ...text.finish(),
      properties: Object.freeze({}),
      warnings: Object.freeze([...encodingWarning(decoded), ...text.unseen()]),
    })
  },
})

const sentenceEnd = /[。！？；：.!?;:]["”’)）]?$/
const noJoin = /^[\s\u3000>|#*+=[<]|^\d{4}[-/.年]|^\d{1,2}:\d/
const narrowest = 40
const widest = 120

/**
 * Joins lines that a program wrapped at a fixed width. A line counts as wrapped when the first word of the next would
 * not have fitted; the lines are joined only when nearly all candidate lines of the text are like that.
 */
export function unwrapLines(lines: readonly string[]): readonly string[] {
  // Nothing takes less room than one a unit, or two a pair of them.
  if (lines.some((line) => line.length > widest && line.trimEnd().length > widest)) return lines
  const widths = lines.map((line) => displayWidth(line.trimEnd()))
  const width = widths.reduce((most, value) => Math.max(most, value), 0)
  if (width < narrowest || width > widest) return lines
  const follows = lines.map((line, at) => at > 0 && line.trim() !== '' && lines[at - 1]?.trim() !== '' && !startsAnew(line))
  const wrapped = lines.map((line, at) => follows[at] === true && (widths[at - 1] ?? 0) + firstWidth(line) > width)
  const candidates = follows.filter(Boolean).length
  const joins = wrapped.filter(Boolean).length
  const ended = wrapped.filter((join, at) => join && sentenceEnd.test(lines[at - 1]?.trimEnd() ?? '')).length
  if (joins < 3 || joins < candidates * 0.8 || ended > joins / 2) return lines
  const paragraphs: string[][] = []
  for (const [at, line] of lines.entries()) {
    if (wrapped[at] === true) paragraphs.at(-1)?.push(line.trim())
    else paragraphs.push([line.trim()])
  }
  return paragraphs.map(joinLines)
}

function startsAnew(line: string): boolean {
  return noJoin.test(line) || hasNumberedStart(line)
}

/** Room the start of a line needs on the line before: a space and a word, or one Chinese character with its punctuation. */
function firstWidth(line: string): number {
  const first = line.charAt(0)
  if (hasChinese(first)) return displayWidth(/^.[，。、；：！？）》”]?/u.exec(line)?.[0] ?? first)
  return 1 + displayWidth(/^\S+?(?=\s|\p{Script=Han}|$)/u.exec(line)?.[0] ?? first)
}

function displayWidth(line: string): number {
  let width = 0
  for (const character of line) width += (character.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1
  return width
}
