import type { ColumnType } from './decision-table.ts'
import { readDay, readNumber } from './cell-literal.ts'
import type { CellFault } from './table-head.ts'

const monthNames = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'
const madeOf: readonly (readonly [RegExp, string, string])[] = [
  [/^\d{1,2}月\d{1,2}日$/u, '日期', 'a date'],
  [/^(?:\d{4}|\d{2})年\d{1,2}月$/u, '日期', 'a date'],
  [new RegExp(`^(?:\\d{1,2}-(?:${monthNames})(?:-\\d{2,4})?|(?:${monthNames})-\\d{2,4})$`, 'u'), '日期', 'a date'],
  [/^\d{1,2}\/\d{1,2}\/\d{2,4}$/u, '日期', 'a date'],
  [/^-?\d(?:\.\d+)?E[+-]\d+$/u, '科学记数，位数可能已丢', 'scientific notation, which may have lost digits'],
  [/^#(?:NAME\?|REF!|VALUE!|DIV\/0!|N\/A|NULL!|NUM!|SPILL!)$/u, '公式错误', 'an error of a formula'],
  [/^#{3,}$/u, '太窄的列', 'a column too narrow'],
]

/** What Excel visibly made of a cell (`2月1日`, `1-Feb`, `1.2E+05`), as a fault; undefined for cells as people write them. */
export function excelHarm(cell: string, type: ColumnType | undefined): CellFault | undefined {
  const text = cell.trim()
  if (/^[=＝]/u.test(text) && type !== 'text') return formula(text)
  const found = madeOf.find(([pattern]) => pattern.test(text))
  if (!found || (type === 'date' && readDay(text) !== undefined)) return undefined
  const [, zh, en] = found
  return {
    message: [`“${text}”像是 Excel 改成了${zh}`, `"${text}" looks like what Excel made of it: ${en}`],
    remedy:
      type === 'date'
        ? ['写出年月日：2026-10-12', 'write year, month and day: 2026-10-12']
        : type === 'number'
          ? ['重新写出全部数位，再存', 'write all digits again and save']
          : ['改回原来的文字并加引号，如 "1-2"', 'write the text again, in quotes, such as "1-2"'],
  }
}

function formula(text: string): CellFault {
  return {
    message: [`“${text.slice(0, 40)}”以 = 开头，Excel 会当成公式`, `"${text.slice(0, 40)}" begins with =, a formula to Excel`],
    remedy: ['去掉 =；等于某值就直接写这个值', 'leave = out; to be equal to a value, write the value'],
  }
}

/** Whether Excel would change this cell on opening and saving the file: dates, leading zeros, formulas, exponents. */
export function excelWouldChange(cell: string, type?: ColumnType): boolean {
  const text = cell.trim()
  if (text === '' || text === '-') return false
  if (/^[=@+]/u.test(text) || /^-\D/u.test(text)) return true
  if (type === 'yes-no') return false
  if (/^(?:true|false)$/iu.test(text)) return type === 'text'
  if (type === 'date' && readDay(text) !== undefined) return false
  const number = readNumber(text)
  if (number !== undefined) return type === 'text' && String(number) !== text
  return looksLikeANumberOrDate(text)
}

const numbersAndDates: readonly RegExp[] = [
  /^[(（]?[-+$¥￥€£]?[\d.,]+[)）]?%?$/u,
  /^[-+]?\d*\.?\d+e[-+]?\d+$/iu,
  /^\d+\s*[-/:.年月]\s*\d+(?:\s*[-/:.年月日]\s*\d*)*$/u,
  /^\d+\s+\d+\/\d+$/u,
  new RegExp(`^(?:\\d{1,4}[-/ ]?)?(?:${monthNames})[a-z]*(?:[-/ ,]*\\d{1,4})*$`, 'iu'),
  /^\d{1,2}月(?:\d{1,2}日?)?$/u,
  /^\d{1,2}(?::\d{2}){0,2}\s*[ap]m?$/iu,
]

function looksLikeANumberOrDate(text: string): boolean {
  return text.length <= 60 && numbersAndDates.some((pattern) => pattern.test(text))
}

/** A text in quotes, as which Excel leaves it alone. */
export function quoteText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** Whether a cell can be read as one number with thousands apart, or as several numbers. */
export function hasThousands(cell: string): boolean {
  return /^\d{1,3}(?:[,，]\d{3})+$/u.test(cell.trim())
}
