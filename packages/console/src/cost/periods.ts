/** A span of days, both included; a missing end is open. */
export type Period = Readonly<{ from?: string; to?: string }>

/**
 * The month of a day, or one before it.
 * @example
 * monthOf('2026-03-05', -1) // { from: '2026-02-01', to: '2026-02-28' }
 */
export function monthOf(day: string, away = 0): Required<Period> {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const at = (months: number, date: number): string =>
    new Date(Date.UTC(year, month - 1 + months, date)).toISOString().slice(0, 10)
  return { from: at(away, 1), to: at(away + 1, 0) }
}
