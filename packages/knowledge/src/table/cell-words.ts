import { stemmer } from 'stemmer'
import { fold } from '../text/fold.ts'
import { codeOf } from '../text/terms.ts'

/** A word of a cell or a question: the stem of an English word, one Chinese character, a number, a code without separators. */
export type CellWord = Readonly<{ word: string; kind: 'word' | 'character' | 'number' | 'code'; start: number; end: number }>

const runs = /\p{Script=Han}|[\u3040-\u30ff\uac00-\ud7af]|[a-z0-9]+(?:(?:[-_/+#](?=[a-z0-9])|\.(?=\d))[a-z0-9]+)*/uy
const number = /^\d+(?:\.\d+)?$/

/**
 * The words of a cell in order, as they are compared: leaks and Leaking are one word, E-203 and E203 too. Offsets count UTF-16 units
 * of the text as given.
 */
export function cellWords(text: string): CellWord[] {
  const { text: folded, origin } = fold(text)
  const plain = !folded.includes(',')
    ? folded
    : folded.replace(/(?<![\d.,])\d{1,3}(?:,\d{3})+(?!\d)/g, (digits) => digits.replaceAll(',', '').padEnd(digits.length, ' '))
  const found: CellWord[] = []
  for (let at = 0; at < plain.length;) {
    const index = at
    const unit = plain.charCodeAt(at)
    // Most of a Chinese cell; the tests below are of other runs.
    if (unit >= 0x4e00 && unit <= 0x9fff) {
      at++
      found.push({ word: plain[index]!, kind: 'character', start: origin[index]!, end: origin[at]! })
      continue
    }
    runs.lastIndex = at
    const run = runs.exec(plain)?.[0]
    at += run?.length ?? 1
    if (run === undefined) continue
    const add = (word: string, kind: CellWord['kind'], from: number, to: number) =>
      found.push({ word, kind, start: origin[index + from]!, end: origin[index + to]! })
    if (run.charCodeAt(0) >= 0x2e80) add(run, 'character', 0, run.length)
    else if (number.test(run)) add(String(Number(run)), 'number', 0, run.length)
    else if (/\d/.test(run) && /[a-z]/.test(run)) add(codeOf(run), 'code', 0, run.length)
    else if (/[a-z]/.test(run))
      for (const part of run.matchAll(/[a-z]+/g)) add(stemmer(part[0]), 'word', part.index, part.index + part[0].length)
    else add(run.replace(/[-_/+#]/g, '-'), 'code', 0, run.length)
  }
  return found
}
