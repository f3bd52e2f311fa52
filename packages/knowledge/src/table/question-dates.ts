/** A time in a question: a day, a month or a year in ISO form, and how it bounds; without a year yet: `03`. */
export type DateMark = Readonly<{
  op: '=' | '<' | '<=' | '>' | '>=' | 'between'
  value: string
  /** Of `between`: its end. */
  last?: string
  start: number
  end: number
  yearless: boolean
}>

const monthNames = 'january|february|march|april|may|june|july|august|september|october|november|december'
const timeForms: readonly RegExp[] = [
  /(?<![\w.-])(?<y>(?:19|20)\d{2})\s*[-/.年]\s*(?<m>\d{1,2})\s*[-/.月]\s*(?<d>\d{1,2})\s*[日号]?/g,
  /(?<![\w.-])(?<y>(?:19|20)\d{2})\s*(?:年|-)\s*(?<m>\d{1,2})\s*月?(?:份)?(?![\w-])/g,
  new RegExp(`(?<n>${monthNames}) (?<y>\\d{4})`, 'g'),
  /(?<m>\d{1,2})\s*月(?:份)?(?:(?<d>\d{1,2})[日号])?/g,
  /(?<y>(?:19|20)\d{2})\s*年度?/g,
  /(?<=\b(?:in|before|after|since|until|during|from|of) )(?<y>(?:19|20)\d{2})\b(?!-)/g,
]

/** The times in a folded question, with the words that bound them. */
export function findDates(folded: string): readonly DateMark[] {
  const taken = new Uint8Array(folded.length)
  const found: DateMark[] = []
  for (const form of timeForms) {
    for (const match of folded.matchAll(form)) {
      const [start, end] = [match.index, match.index + match[0].trimEnd().length]
      if (taken.subarray(start, end).some(Boolean)) continue
      const { y, m, n, d } = match.groups ?? {}
      const month = n === undefined ? m : String(monthNames.split('|').indexOf(n) + 1)
      const parts = [y, month?.padStart(2, '0'), d?.padStart(2, '0')].filter((part) => part !== undefined)
      const bounds = boundsOf(folded, start, end)
      taken.fill(1, bounds.start, bounds.end)
      found.push({ op: bounds.op, value: parts.join('-'), start: bounds.start, end: bounds.end, yearless: y === undefined })
    }
  }
  return joinedRanges(
    folded,
    found.sort((a, b) => a.start - b.start),
  )
}

/** From a month to another: one range. The second takes the year of the first. */
function joinedRanges(folded: string, marks: readonly DateMark[]): readonly DateMark[] {
  const joined: DateMark[] = []
  for (let at = 0; at < marks.length; at++) {
    const [one, other] = [marks[at]!, marks[at + 1]]
    const gap = other ? folded.slice(one.end, other.start).trim() : ''
    const before = /(?:between|from|介于|从|在|自)\s*$/.exec(folded.slice(0, one.start))?.[0] ?? ''
    const behind = other ? (/^\s*(?:之间|期间)/.exec(folded.slice(other.end))?.[0] ?? '') : ''
    const isRange =
      /^(?:到|至|~|—+|-|to|until)$/.test(gap) || (/^(?:and|和|与)$/.test(gap) && (before.startsWith('between') || behind !== ''))
    if (!other || !isRange || !['=', '>='].includes(one.op) || !['=', '<='].includes(other.op)) {
      joined.push(one)
      continue
    }
    const last = other.yearless && !one.yearless ? `${one.value.slice(0, 5)}${other.value}` : other.value
    joined.push({ ...one, op: 'between', last, start: one.start - before.length, end: other.end + behind.length })
    at++
  }
  return joined
}

function boundsOf(folded: string, start: number, end: number): Pick<DateMark, 'op' | 'start' | 'end'> {
  const [, word = ''] = /(?:^|[^a-z])(before|until|after|since|from|in|during|on|自从?|从)\s*$/.exec(folded.slice(0, start)) ?? []
  const from = word === '' ? start : folded.lastIndexOf(word, start)
  const [tail = ''] = /^\s*(?:(?:及|之|以)?[前后]|以来|起|开始|为止|or later|or earlier|onwards?)/.exec(folded.slice(end)) ?? []
  const to = end + tail.length
  const later = /后|以来|起|开始|later|onward/.test(tail)
  if (word === 'before' || tail.endsWith('前')) return { op: '<', start: from, end: to }
  if (word === 'until' || /为止|earlier/.test(tail)) return { op: '<=', start: from, end: to }
  if (word === 'after') return { op: '>', start: from, end: to }
  return { op: later || ['since', 'from'].includes(word) ? '>=' : '=', start: from, end: to }
}
