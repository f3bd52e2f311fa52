import { dayFromParts, firstYear, isoDay, lastYear } from './iso-day.ts'
import type { Mistake } from './parse-duration.ts'

/** The days a cell names, by number, the last included. */
export type DateRange = Readonly<{ from: number; to: number }>

const dateForm = /^(\d{4}) ?[-/.年] ?(\d{1,2}) ?[-/.月] ?(\d{1,2}) ?日?(?: 0?0:00(?::00)?)?$/
const between = /\s*(?:\.{2,}|~|至|到|[—–]+)\s*|\s+-\s+/
/** A table names the days of holidays, and no holiday lasts longer than a year. */
const longestRange = 366

const forms: Mistake['remedy'] = {
  zh: '写成 2026-10-01、2026/10/1 或 2026年10月1日；一段日期写成 2026-10-01..2026-10-07',
  en: 'write 2026-10-01, 2026/10/1 or 2026年10月1日; a range is 2026-10-01..2026-10-07',
}

/**
 * Reads a day or a range of days as people and Excel write them, or says what is wrong.
 * @example
 * parseDateCell('2026年10月1日至2026年10月7日') // seven days
 */
export function parseDateCell(text: string): DateRange | Mistake {
  const ends = normalize(text).split(between)
  const [first = '', last = first] = ends
  if (ends.length > 2) return notADate(text)
  const from = parseDay(first)
  if (typeof from !== 'number') return from
  const to = parseDay(last)
  if (typeof to !== 'number') return to
  if (to < from) {
    return {
      message: { zh: `这段日期到 ${isoDay(to)} 为止，早于开始`, en: `the range ends on ${isoDay(to)}, before it begins` },
      remedy: { zh: '把两个日期对调', en: 'swap the two dates' },
    }
  }
  if (to - from < longestRange) return { from, to }
  return { message: { zh: '这段日期超过一年', en: 'the range is longer than a year' }, remedy: forms }
}

/** Reads `2026` or `2026年`; undefined when it is no year. */
export function parseYearCell(text: string): number | undefined {
  const match = /^(\d{4})年?$/.exec(normalize(text))
  const year = Number(match?.[1])
  return year >= firstYear && year <= lastYear ? year : undefined
}

function parseDay(text: string): number | Mistake {
  const match = dateForm.exec(text)
  if (!match) return notADate(text)
  const [year, month, day] = match.slice(1, 4).map(Number)
  return (
    dayFromParts(year!, month!, day!) ?? {
      message: { zh: `没有“${text}”这一天`, en: `there is no day "${text}"` },
      remedy: { zh: '更正日期（1900 年至 2199 年）', en: 'correct the date (1900 to 2199)' },
    }
  )
}

function notADate(text: string): Mistake {
  const message = { zh: `“${text.trim()}”不是日期`, en: `"${text.trim()}" is no date` }
  const serial = /^\d{5}$/.test(text) ? Number(text) : 0
  if (serial < 36_526 || serial > 73_050) return { message, remedy: forms }
  const meant = isoDay(serial - 25_569)
  return {
    message,
    remedy: {
      zh: `这是 Excel 的日期序号，应为 ${meant}；把这一列设为“文本”或“日期”格式后另存`,
      en: `it is Excel's number for ${meant}; give the column the format text or date and save again`,
    },
  }
}

function normalize(text: string): string {
  return text.normalize('NFKC').trim().replace(/\s+/g, ' ')
}
