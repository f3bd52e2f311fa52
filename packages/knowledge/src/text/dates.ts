import { chineseNumber } from './chinese-number.ts'

const date =
  /(\d{4}|[〇○零一二三四五六七八九]{4})\s*(?:年|[-/.])\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*(?:月|[-/.])\s*(\d{1,2}|[一二三四五六七八九十]{1,3})(?:\s*日)?/

/** Matches a full date in running text, in digits or Chinese numerals (二〇二四年五月一日). */
export const datePattern = date.source

/**
 * The first date of a text as an ISO day; `undefined` when it is no calendar day.
 * @example
 * isoDay('2024年5月1日') // '2024-05-01'
 */
export function isoDay(text: string): string | undefined {
  const match = date.exec(text)
  if (!match) return undefined
  const [year = '', month = '', day = ''] = match
    .slice(1)
    .map((part) => String(chineseNumber(part.replaceAll('○', '〇')) ?? part))
  const iso = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const parsed = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== iso ? undefined : iso
}

/** The ISO day a number of days after another. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** The ISO day some years later; 29 February becomes 1 March where the year has none. */
export function addYears(day: string, years: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCFullYear(at.getUTCFullYear() + years)
  return at.toISOString().slice(0, 10)
}
