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

const chineseDay =
  '(?:\\d{4}|[〇○零一二三四五六七八九]{4})\\s*(?:年|[-/.])\\s*(?:\\d{1,2}|[一二三四五六七八九十]{1,2})\\s*(?:月|[-/.])\\s*(?:\\d{1,2}|[一二三四五六七八九十]{1,3})(?!\\d)(?:\\s*日)?'
const monthName =
  '(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)'
const englishDay = `(?:\\d{1,2}(?:st|nd|rd|th)?(?:\\s+of)?\\s+${monthName}\\.?,?\\s+\\d{4}|${monthName}\\.?\\s+\\d{1,2}(?:st|nd|rd|th)?,?\\s+\\d{4})`
// Text recognition takes 0 for O and 1 for l.
const doubtfulDay = '[\\dOolI|]{4}\\s*年\\s*[\\dOolI|]{1,2}\\s*月\\s*[\\dOolI|]{1,2}\\s*日'

/** Matches a full date in running text without groups: in digits, Chinese numerals, English, or digits that text recognition mistook. */
export const dayForm = `(?:${chineseDay}|${englishDay}|${doubtfulDay})`

/**
 * The day a text in {@link dayForm} names, which is absent when there is no such day, and whether its digits had to be guessed.
 * @example
 * writtenDay('2O24年l月5日') // { day: '2024-01-05', doubtful: true }
 */
export function writtenDay(text: string): Readonly<{ day?: string; doubtful: boolean }> {
  const english = new RegExp(`(?:(\\d{1,2})\\D*?\\s)?(${monthName})\\.?(?:\\s+(\\d{1,2})(?:st|nd|rd|th)?)?,?\\s+(\\d{4})`).exec(
    text,
  )
  if (english) {
    const [, before, name = '', behind, year = ''] = english
    const month = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'].indexOf(
      name.slice(0, 3).toLowerCase(),
    )
    const day = isoDay(`${year}-${month + 1}-${before ?? behind ?? ''}`)
    return { ...(day ? { day } : {}), doubtful: false }
  }
  const repaired = text.replace(/[Oo]/g, '0').replace(/[lI|]/g, '1')
  const day = isoDay(repaired)
  return { ...(day ? { day } : {}), doubtful: repaired !== text }
}

/** The ISO day a number of days after another. */
export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** The ISO day some months later; the 31st becomes the first of the month behind where a month has none. */
export function addMonths(day: string, months: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCMonth(at.getUTCMonth() + months)
  return at.toISOString().slice(0, 10)
}

/** The ISO day some years later; 29 February becomes 1 March where the year has none. */
export function addYears(day: string, years: number): string {
  const at = new Date(`${day}T00:00:00Z`)
  at.setUTCFullYear(at.getUTCFullYear() + years)
  return at.toISOString().slice(0, 10)
}
