import { datePattern, isoDay } from '@kaiwu/knowledge'
import { blank, type Stretch } from './marks.ts'

const numeral = '[一二三四五六七八九十]'
const monthDay = new RegExp(`(?<!\\d)(?:\\d{1,2}|${numeral}{1,2})\\s*月\\s*(?:\\d{1,2}|${numeral}{1,3})\\s*日`, 'g')
const yearMonth = new RegExp(
  `(?<!\\d)(?:\\d{4}|[〇○零一二三四五六七八九]{4})\\s*年\\s*(?:\\d{1,2}|${numeral}{1,2})\\s*月(?!\\s*[\\d一二三四五六七八九十])`,
  'g',
)
const fullDate = (): RegExp => new RegExp(datePattern, 'g')

/** What the dates of a text are, and the text with blanks for them. */
type Dates = Readonly<{ rest: string; days: ReadonlySet<string>; stretches: readonly (Stretch & Readonly<{ day: string }>)[] }>

/**
 * Dates as claims: one date is one claim, however it is written; its parts found here and there do not bear it out. A full date
 * of a source bears out its month and its day of the year as well.
 * @returns the claims that no source states, what is left of the claims, and of the sources with the years they name
 */
export function checkDates(
  claims: string,
  sources: readonly string[],
): Readonly<{ rest: string; unknown: readonly Stretch[]; sources: readonly string[] }> {
  const read = sources.map(datesOf)
  const known = new Set(read.flatMap(({ days }) => [...days]))
  for (const day of [...known]) {
    if (/^\d{4}-\d\d-\d\d$/.test(day)) known.add(day.slice(0, 7)).add(day.slice(5))
  }
  const { rest, stretches } = datesOf(claims)
  const years = [...known].flatMap((day) => /^(\d{4})-(\d\d)/.exec(day)?.slice(1) ?? [])
  return {
    rest,
    unknown: stretches.filter(({ day }) => !known.has(day)),
    sources: [
      ...read.map((source) => source.rest),
      ...years.map((part) => (part.length === 4 ? `${part}年` : `${Number(part)}月`)),
    ],
  }
}

function datesOf(text: string): Dates {
  const stretches: (Stretch & { day: string })[] = []
  let rest = text
  const take = (pattern: RegExp, dayOf: (written: string) => string | undefined): void => {
    for (const { 0: written, index } of rest.matchAll(pattern)) {
      stretches.push({ start: index, end: index + written.trimEnd().length, day: dayOf(written) ?? written })
    }
    rest = rest.replace(pattern, blank)
  }
  take(fullDate(), isoDay)
  take(yearMonth, (written) => isoDay(`${written}1日`)?.slice(0, 7))
  // 2000 has a 29 February.
  take(monthDay, (written) => isoDay(`2000年${written}`)?.slice(5))
  return { rest, days: new Set(stretches.map(({ day }) => day)), stretches }
}
