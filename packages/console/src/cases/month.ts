/** A month: its first day, and the days of the weeks it touches, Monday first. */
export type Month = Readonly<{
  year: number
  month: number
  days: readonly Readonly<{ day: string; inside: boolean }>[]
}>

/** The month so many months from the one of a day. */
export function monthAt(from: Date, away: number): Month {
  const first = new Date(from.getFullYear(), from.getMonth() + away, 1)
  const [year, month] = [first.getFullYear(), first.getMonth()]
  const lead = (first.getDay() + 6) % 7
  const length = new Date(year, month + 1, 0).getDate()
  const count = Math.ceil((lead + length) / 7) * 7
  const days = Array.from({ length: count }, (_, at) => {
    const date = new Date(year, month, at - lead + 1)
    return { day: isoDay(date), inside: date.getMonth() === month }
  })
  return Object.freeze({ year, month, days })
}

/** The reader's own day of an instant, as an ISO day. */
export function isoDay(date: Date): string {
  const pad = (part: number): string => String(part).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}
