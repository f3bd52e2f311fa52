/** Where the time comes from, so that tests and replays can say what day it is. */
export type Clock = Readonly<{
  /** Milliseconds since 1970. */
  now(): number
  /** Today's date as YYYY-MM-DD in the clock's time zone. */
  today(): string
}>

/** The machine's clock; its days are those of the time zone (default: the machine's own). */
export function systemClock(timeZone?: string): Clock {
  const format = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...(timeZone ? { timeZone } : {}) })
  return Object.freeze({ now: () => Date.now(), today: () => format.format(Date.now()) })
}

/**
 * A clock that stands still, for tests and for answering as of another day.
 * @example
 * fixedClock('2026-11-22').today() // '2026-11-22'
 */
export function fixedClock(date: string): Clock {
  const at = Date.parse(`${date}T00:00:00Z`)
  return Object.freeze({ now: () => at, today: () => date })
}
