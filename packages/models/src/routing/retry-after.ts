/**
 * How long a service asks to be left alone, in milliseconds from now: `retry-after-ms`, else `Retry-After` (seconds or an HTTP
 * date), else `x-ratelimit-reset-*`. Undefined when it says nothing that can be understood.
 * @param headers names in lower case
 * @param now milliseconds since 1970, for dates
 * @example
 * retryAfterMs({ 'retry-after': '1.5' }) // 1500
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now = Date.now()): number | undefined {
  return plainNumber(headers['retry-after-ms']) ?? secondsOrDate(headers['retry-after'], now) ?? limitReset(headers, now)
}

// Two equal headers arrive joined by a comma; the longest holds.
function plainNumber(value: string | undefined): number | undefined {
  const parts = (value ?? '').split(',').map((part) => part.trim())
  return parts.every((part) => /^\d+(?:\.\d+)?$/.test(part)) ? Math.max(...parts.map(Number)) : undefined
}

function secondsOrDate(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const seconds = plainNumber(value)
  if (seconds !== undefined) return Math.ceil(seconds * 1000)
  const at = httpDate(value.trim())
  return at === undefined ? undefined : Math.max(0, at - now)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const time = String.raw`(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)`
const dateForms = [
  new RegExp(String.raw`^[A-Z][a-z]{2}, (?<day>\d\d) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) ${time} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{5,8}, (?<day>\d\d)-(?<month>[A-Z][a-z]{2})-(?<year>\d\d) ${time} GMT$`),
  new RegExp(String.raw`^[A-Z][a-z]{2} (?<month>[A-Z][a-z]{2}) (?<day>[ \d]\d) ${time} (?<year>\d{4})$`),
]

/** The three forms of RFC 9110, 5.6.7, by hand: `Date.parse` also takes "abc 1" for a date. */
function httpDate(value: string): number | undefined {
  const found = dateForms.map((form) => form.exec(value)?.groups).find((groups) => groups !== undefined)
  if (!found) return undefined
  const part = (name: string): number => Number(found[name])
  const short = found['year']?.length === 2
  const [year, month, day] = [part('year') + (short ? 2000 : 0), months.indexOf(found['month'] ?? ''), part('day')]
  const at = Date.UTC(year, month, day, part('hour'), part('minute'), part('second'))
  const date = new Date(at)
  return date.getUTCMonth() === month && date.getUTCDate() === day && part('hour') < 24 ? at : undefined
}

/** OpenAI's form: one header for each limit, of which those with nothing remaining are the ones to wait for. */
function limitReset(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const prefix = 'x-ratelimit-reset'
  const resets = Object.entries(headers).flatMap(([name, value]) => {
    if (name !== prefix && !name.startsWith(`${prefix}-`)) return []
    const ms = duration(value.trim()) ?? moment(value.trim(), now)
    const used = plainNumber(headers[name.replace('reset', 'remaining')]) === 0
    return ms === undefined ? [] : [{ ms, used }]
  })
  const used = resets.filter((reset) => reset.used)
  if (used.length > 0) return Math.max(...used.map(({ ms }) => ms))
  return resets.length > 0 ? Math.min(...resets.map(({ ms }) => ms)) : undefined
}

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }

/** "6m0s", "1s", "20ms", "1h2m3.5s". */
function duration(value: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[dhms]))+$/.test(value)) return undefined
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[dhms])/g)]
  return Math.ceil(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (unitMs[unit ?? ''] ?? 0), 0))
}

/** Seconds to wait, or a moment in seconds or milliseconds since 1970, told apart by size. */
function moment(value: string, now: number): number | undefined {
  const number = plainNumber(value)
  if (number === undefined) return undefined
  if (number >= 1e12) return Math.max(0, number - now)
  return number >= 1e9 ? Math.max(0, number * 1000 - now) : Math.ceil(number * 1000)
}
