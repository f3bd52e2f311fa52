/** A span of days. `whole`: one that includes today is asked about as it stands today. */
export type Period = Readonly<{ first: string; last: string; whole: boolean }>

/** A month as a period; `undefined` for a thirteenth one. */
export function monthOf(year: number, month: number): Period | undefined {
  if (month < 1 || month > 12) return undefined
  return { first: `${year}-${String(month).padStart(2, '0')}-01`, last: lastDay(year, month), whole: true }
}

/** A quarter of a year, 1 to 4. */
export function quarter(year: number, number: number): Period {
  return { first: monthOf(year, number * 3 - 2)!.first, last: lastDay(year, number * 3), whole: true }
}

/** A half of a year, 1 or 2. */
export function halfYear(year: number, half: 1 | 2): Period {
  return { first: `${year}-${half === 1 ? '01' : '07'}-01`, last: lastDay(year, half * 6), whole: true }
}

/** A year. */
export function yearOf(year: number): Period {
  return { first: `${year}-01-01`, last: `${year}-12-31`, whole: true }
}

function lastDay(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10)
}
