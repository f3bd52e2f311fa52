import { fold } from '../text/fold.ts'
import { codeOf } from '../text/terms.ts'
import { cellWords } from './cell-words.ts'

const code = /[a-z0-9]+(?:[-_/.+#][a-z0-9]+)+/g
const wholeCode = /^(?=.*[a-z])(?=.*\d)[a-z0-9]+(?:[-_/.+#\s]+[a-z0-9]+)*$/

/**
 * The form in which a cell is compared: case, width, traditional characters and runs of blanks are no difference, nor are the
 * separators of a code. This is what `fold(…)` means in the SQL of a table.
 * @example
 * cellKey('Ｅ－２０３') // 'e203'
 */
export function cellKey(cell: string): string {
  const text = fold(cell).text.trim().replace(/\s+/g, ' ')
  if (text.length <= 24 && wholeCode.test(text)) return codeOf(text)
  return text.replace(code, (run) => (/\d/.test(run) && /[a-z]/.test(run) ? codeOf(run) : run))
}

/** Whether all words of a phrase stand in a cell, in any order and form. */
export function hasWords(cell: string, phrase: string): boolean {
  const held = new Set(cellWords(cell).map(({ word }) => word))
  return cellWords(phrase).every(({ word }) => held.has(word))
}
